public import Canonical
internal import Ledger
internal import Playbook

/// Corrects an answer that was wrong and answers the guide after it; or, as a preview, what the correction would change.
/// Writes `case.answer_corrected`; a preview writes `case.guided`.
public struct CorrectAnswer: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.correct"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let step: String
    private let answer: JSON
    private let reason: String
    private let isPreview: Bool
    private let language: String?
    private let key: RequestKey?

    /// Corrects the answer at a path.
    public init(
        _ reference: CaseReference, step: String, answer: JSON, reason: String, isPreview: Bool = false,
        language: String? = nil, key: String? = nil
    ) {
        self.reference = reference
        self.step = step
        self.answer = answer
        self.reason = reason
        self.isPreview = isPreview
        self.language = language
        self.key = key.map {
            RequestKey(
                $0,
                request: [
                    "operation": .string(Self.name), "ref": .string(reference.text), "step": .string(step),
                    "answer": answer, "reason": .string(reason), "preview": .bool(isPreview),
                ])
        }
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard isPreview || !reason.trimmingWhiteSpace.isEmpty else {
            throw DeskError.malformed(field: "reason", problem: .missing)
        }
        return try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandOpen()
            let path = try file.answeredPath(of: step)
            let answer = try file.answer(answer, at: path, now: at)
            let language = Language(self.language ?? file.now.language)
            if isPreview { return try preview(file, path, answer, in: language, at: at) }
            try file.step(.correct(path, answer, reason: Redactor.redact(reason).text), at: at, by: actor)
            return Change(
                answer: { file, receipt in GuideDocument.json(file, language: language, at: at, receipt: receipt) },
                entry: Draft(
                    type: .caseAnswerCorrected,
                    data: ["step": .string(path.auditCode), "run_seq": .int(Int64(file.run?.seq ?? 0))],
                    committed: StepReport.answer(self.answer).committed.merging(
                        StepReport.cannot(reason: reason).committed
                    ) { answer, _ in answer }))
        }.json
    }

    private func preview(
        _ file: CaseFile, _ path: StepPath, _ answer: Answer, in language: Language, at: Timestamp
    ) throws(DeskError) -> Change<JSON> {
        guard let record = file.run else { throw .noRun(reference: file.before.reference.text) }
        let effect: CorrectionEffect
        do {
            effect = try record.run.preview(
                correcting: path, to: answer, at: at, in: record.program, calendar: file.calendar)
        } catch {
            throw .refused(error)
        }
        // What has not been on the screen yet has no words there.
        let changed = effect.askAgain + effect.review + effect.superseded + effect.opened
        let texts = changed.compactMap { path in
            record.program.step(at: path)?.mainText.map { (path.text, JSON.string($0.withoutValues(in: language))) }
        }
        return Change(
            answer: { file, _ in
                .members([
                    "ref": .string(file.now.reference.text), "step": .string(path.text), "preview": true,
                    "texts": .object(JSON.Members(texts) { first, _ in first }),
                    "kept": .paths(effect.kept), "ask_again": .paths(effect.askAgain), "review": .paths(effect.review),
                    "superseded": .paths(effect.superseded), "opened": .paths(effect.opened),
                ])
            }, entry: Draft(type: .caseGuided, data: ["action": "previewed", "step": .string(path.auditCode)]))
    }
}

extension JSON {
    fileprivate static func paths(_ paths: [StepPath]) -> JSON { .array(paths.map { .string($0.text) }) }
}

extension CaseFile {
    /// The path that somebody means among the questions that were answered.
    fileprivate func answeredPath(of step: String) throws(DeskError) -> StepPath {
        guard let record = run else { throw .noRun(reference: before.reference.text) }
        if record.program.step(at: StepPath(step)) != nil { return StepPath(step) }
        let named = record.run.steps(in: record.program).map(\.path).filter {
            $0.id == step && record.run.answer(at: $0, in: record.program) != nil
        }
        return named.count == 1 ? named[0] : StepPath(step)
    }
}
