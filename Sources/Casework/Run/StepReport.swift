public import Canonical
internal import Playbook

/// What somebody reports about a step, as a face hands it in: not yet read by the type of the question.
public enum StepReport: Sendable, Hashable {
    /// The answer, as text from a person or as JSON from a script.
    case answer(JSON)
    /// It is done.
    case done
    /// It cannot be done, and why.
    case cannot(reason: String)
    /// It is not needed, and why.
    case notNeeded(reason: String)
    /// Items of a checklist, by id: `done` or a reason why the item does not apply.
    case items([String: ItemReport])
    /// The case of an advised decision; a reason when it is not the recommended one.
    case choose(case: Int, reason: String?)
    /// What was awaited has come, and brought values by name.
    case came(JSON.Members)
    /// A referral was made, with the victim's consent; the number that the other side gave.
    case referred(reference: String?)

    /// What became of one item.
    public enum ItemReport: Sendable, Hashable {
        /// It is done.
        case done
        /// It does not apply.
        case notApplicable(reason: String)
    }

    /// The stable form.
    public var json: JSON {
        switch self {
        case .answer(let value): ["answer": value]
        case .done: ["result": "done"]
        case .cannot(let reason): ["result": "cannot", "reason": .string(reason)]
        case .notNeeded(let reason): ["result": "not_needed", "reason": .string(reason)]
        case .items(let items):
            [
                "items": .object(
                    JSON.Members(mapping: items) { item in
                        switch item {
                        case .done: "done"
                        case .notApplicable(let reason): .string(reason)
                        }
                    })
            ]
        case .choose(let number, let reason):
            JSON.members(["choose": .int(Int64(number)), "reason": reason.map(JSON.string)])
        case .came(let values): ["values": .object(values)]
        case .referred(let reference): JSON.members(["result": "referred", "reference": reference.map(JSON.string)])
        }
    }

    /// The word in the audit entry.
    var code: String {
        switch self {
        case .answer: "answered"
        case .done: "done"
        case .cannot: "cannot"
        case .notNeeded: "not_needed"
        case .items: "items"
        case .choose: "chosen"
        case .referred: "referred"
        case .came: "came"
        }
    }

    /// What the entry commits to: answers and reasons, never in clear, and without what the redactor takes out of them.
    var committed: JSON.Members {
        func clean(_ reason: String) -> JSON { .string(Redactor.redact(reason).text) }
        return switch self {
        // The answer to a question for a phone is a phone.
        case .answer(.string(let text)) where Redactor.redact(text).kinds != [.phone]: ["answer": clean(text)]
        case .answer(let value): ["answer": value]
        case .cannot(let reason), .notNeeded(let reason): ["reason": clean(reason)]
        case .choose(_, let reason): reason.map { ["reason": clean($0)] } ?? [:]
        case .came(let values): values.isEmpty ? [:] : ["value": .values(values)]
        case .done, .items, .referred: [:]
        }
    }

    /// The engine's command for it; answers are read by the type of the question.
    func command(for path: StepPath, in file: CaseFile, at: Timestamp, language: Language) throws(DeskError) -> Command
    {
        func clean(_ reason: String) -> String { Redactor.redact(reason).text }
        switch self {
        case .answer(let value):
            if let awaited = file.awaited(at: path), awaited.values.count == 1 {
                let came = try awaited.read([awaited.values[0].name: value], at: path, now: at)
                return .record(path, .came(came), language: language)
            }
            return .record(path, .answer(try file.answer(value, at: path, now: at)), language: language)
        case .done:
            if file.isUnderReview(path) { return .confirm(path) }
            if file.isReferral(path) { return .record(path, .consentedDone(reference: nil), language: language) }
            return .record(path, .done, language: language)
        case .cannot(let reason): return .record(path, .cannot(reason: clean(reason)), language: language)
        case .notNeeded(let reason): return .record(path, .notNeeded(reason: clean(reason)), language: language)
        case .items(let items):
            let outcomes = items.mapValues { item -> ItemOutcome in
                switch item {
                case .done: .done
                case .notApplicable(let reason): .notApplicable(reason: clean(reason))
                }
            }
            return .record(path, .items(outcomes), language: language)
        case .choose(let number, let reason):
            return .record(path, .choose(case: number, reason: reason.map(clean)), language: language)
        case .came(let values):
            guard let awaited = file.awaited(at: path) else {
                return .record(path, .came([:]), language: language)
            }
            return .record(path, .came(try awaited.read(values, at: path, now: at)), language: language)
        case .referred(let reference):
            return .record(path, .consentedDone(reference: reference), language: language)
        }
    }
}

extension CaseFile {
    /// Reads an answer by the type of the question at `path`.
    func answer(_ value: JSON, at path: StepPath, now: Timestamp) throws(DeskError) -> Answer {
        guard let record = run else { throw .noRun(reference: before.reference.text) }
        guard let step = record.program.step(at: path) else {
            throw .refused(.unknownStep(path, suggestion: record.nearestOpen(to: path)))
        }
        guard let type = step.answerType else {
            throw .refused(.wrongOutcome(path, takes: ["done", "cannot", "not_needed"]))
        }
        switch AnswerReader.answer(value, as: type, now: now) {
        case .success(.value(.string(let text))) where type.isFreeText:
            return .value(.string(Redactor.redact(text).text))
        case .success(let answer): return answer
        case .failure(let reason): throw .refused(.wrongAnswer(path, reason: reason))
        }
    }

    fileprivate func isUnderReview(_ path: StepPath) -> Bool {
        run.map { record in record.run.openSteps(in: record.program).contains { $0.path == path && $0.isReview } }
            ?? false
    }

    fileprivate func isReferral(_ path: StepPath) -> Bool {
        if case .refer? = run?.program.step(at: path)?.kind { true } else { false }
    }
}

extension AnswerType {
    fileprivate var isFreeText: Bool { if case .text = self { true } else { false } }
}

extension RunRecord {
    /// The open step whose path or id somebody probably meant.
    func nearestOpen(to path: StepPath) -> StepPath? {
        let open = run.openSteps(in: program).map(\.path)
        let texts = open.map(\.text) + open.map(\.id)
        guard let nearest = CodeText.nearest(to: path.text, among: texts) else {
            return open.count == 1 ? open[0] : nil
        }
        return open.first { $0.text == nearest || $0.id == nearest }
    }
}
