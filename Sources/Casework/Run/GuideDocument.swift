internal import Canonical
internal import Ledger
internal import Playbook

/// What the agent sees: the open steps in words, their clocks, the side paths, what is done.
enum GuideDocument {
    /// - Parameter trail: whether what was done is listed too; it grows with the case, and a script seldom wants it.
    static func json(
        _ file: CaseFile, language: Language, at: Timestamp, receipt: LeafHash? = nil, trail: Bool = true
    ) -> JSON {
        var members = CaseSummary.members(file, receipt: receipt)
        members["guide_language"] = .string(language.code)
        members["open"] = open(file, language: language, at: at)
        members["deadlines"] = deadlines(file, at: at)
        members["interrupts"] = .array(interrupts(file, language))
        members["done"] = .int(Int64(file.now.doneSteps))
        if trail { members["trail"] = .array(self.trail(file, language)) }
        members["outcome"] =
            (file.now.outcome?.rawValue ?? file.run?.run.outcome?.uppercased()).map(JSON.string) ?? .null
        members["ended"] = .bool(file.run?.run.isEnded ?? true)
        members["title"] = file.run.map { .string($0.program.playbook.title.wording(in: language)) }
        return .object(members)
    }

    static func open(_ file: CaseFile, language: Language, at: Timestamp) -> JSON {
        guard let record = file.run else { return [] }
        return .array(
            record.run.openSteps(in: record.program).map { step in
                entry(step, record, file, language: language, at: at)
            })
    }

    private static func entry(
        _ open: OpenStep, _ record: RunRecord, _ file: CaseFile, language: Language, at: Timestamp
    )
        -> JSON
    {
        let step = open.step
        return JSON.members([
            "path": .string(open.path.text), "kind": .string(step.kindKey),
            "text": .string(open.wording(in: language, extra: extra(file)) ?? ""),
            "detail": step.detail.map { .string($0.wording(in: language)) },
            "why": step.why.map { .string($0.wording(in: language)) },
            "read": step.reading.map(JSON.string), "role": step.role.map(JSON.string),
            "answer": answer(open, language: language), "mandatory": .bool(step.isMandatory),
            "self_service": step.isSelfService ? true : nil, "review": open.isReview ? true : nil,
            "awaits": awaits(open, language: language), "items": items(open, language: language),
            "choices": choices(step, open, record, language),
            "deadline": open.due.map { due in
                ["due_at": .string(due.description), "state": .string(open.deadlineState(at: at).rawValue)]
            },
            "sources": .array(step.sources.map(JSON.string)),
        ])
    }

    /// Values that texts may show and that are not part of the run.
    private static func extra(_ file: CaseFile) -> [String: String] { ["case.reference": file.now.reference.text] }

    private static func answer(_ open: OpenStep, language: Language) -> JSON? {
        // A wait for one value is answered like a question.
        let single = open.awaited.flatMap { $0.values.count == 1 ? $0.values[0].type : nil }
        return (open.answerType ?? single).map { shape($0, open.step, language) }
    }

    /// The event that ends a wait, and what it brings.
    private static func awaits(_ open: OpenStep, language: Language) -> JSON? {
        open.awaited.map { awaited in
            let values = awaited.values.map { value in
                JSON.members([
                    "name": .string("o.\(value.name)"), "answer": value.type.map { shape($0, open.step, language) },
                ])
            }
            return ["event": .string(awaited.event), "values": .array(values)]
        }
    }

    /// The clocks of the open steps, nearest first; those that stand still last.
    private static func deadlines(_ file: CaseFile, at: Timestamp) -> JSON {
        guard let record = file.run else { return [] }
        let clocks = record.run.openSteps(in: record.program).compactMap { step in
            step.due.map { (step.path, $0, step.deadlineState(at: at)) }
        }
        let sorted = clocks.sorted { ($0.2 == .paused ? 1 : 0, $0.1, $0.0) < ($1.2 == .paused ? 1 : 0, $1.1, $1.0) }
        return .array(
            sorted.map { path, due, state in
                ["path": .string(path.text), "due_at": .string(due.description), "state": .string(state.rawValue)]
            })
    }

    /// What an answer looks like: its type, its options, its range, and which answers without a value are accepted.
    private static func shape(_ type: AnswerType, _ step: Step, _ language: Language) -> JSON {
        let none = step.allowsNoValue.sorted { $0.rawValue < $1.rawValue }
        var range: JSON?
        switch type {
        case .integer(let bounds), .money(let bounds):
            range = ["min": .int(bounds.lowerBound), "max": .int(bounds.upperBound)]
        default: range = nil
        }
        return JSON.members([
            "type": .string(type.name), "options": type.options.map { .array($0.map { option($0, language) }) },
            "range": range, "allow": none.isEmpty ? nil : .array(none.map { .string($0.rawValue) }),
        ])
    }

    private static func option(_ option: ChoiceType.Option, _ language: Language) -> JSON {
        let label = option.label ?? ChoiceType.builtInLabels[option.value]
        return ["value": .string(option.value), "label": .string(label?.wording(in: language) ?? option.value)]
    }

    private static func items(_ open: OpenStep, language: Language) -> JSON? {
        guard case .checklist(let list) = open.step.kind else { return nil }
        return .array(
            list.items.map { item in
                let state = open.items[item.id]
                return JSON.members([
                    "item": .string(item.id), "text": .string(item.text.wording(in: language)),
                    "required": .bool(item.isRequired), "state": .string(state?.code ?? "open"),
                ])
            })
    }

    private static func choices(_ step: Step, _ open: OpenStep, _ record: RunRecord, _ language: Language) -> JSON? {
        guard case .decide(let decision) = step.kind else { return nil }
        return .array(
            decision.cases.enumerated().map { index, option in
                JSON.members([
                    "case": .int(Int64(index)),
                    "label": .string(option.label?.wording(in: language) ?? option.when?.source ?? "else"),
                    "recommended": open.recommended == index ? true : nil,
                ])
            })
    }

    private static func interrupts(_ file: CaseFile, _ language: Language) -> [JSON] {
        guard let record = file.run, !file.now.isClosed else { return [] }
        return record.run.interrupts(in: record.program).map { interrupt in
            ["id": .string(interrupt.id), "label": .string(interrupt.label.wording(in: language))]
        }
    }

    /// What was worked on, oldest first, for going back and for the summary: what was answered, in words too, and what
    /// another answer would look like.
    private static func trail(_ file: CaseFile, _ language: Language) -> [JSON] {
        guard let record = file.run else { return [] }
        return record.run.steps(in: record.program).compactMap { instance in
            guard instance.state.isWorkedOn else { return nil }
            let step = instance.step
            return JSON.members([
                "path": .string(instance.path.text), "kind": .string(step.kindKey),
                "state": .string(instance.state.rawValue),
                "text": step.mainText.map { .string($0.wording(in: language)) },
                "answer": instance.record?.answer.map(json),
                "answer_label": instance.record?.answer.flatMap { label($0, step, language) },
                "takes": step.answerType.map { shape($0, step, language) },
            ])
        }
    }

    /// The words of an answer that is a code.
    private static func label(_ answer: Answer, _ step: Step, _ language: Language) -> JSON? {
        guard case .value(let value) = answer, let options = step.answerType?.options else { return nil }
        let codes: [String] =
            switch value {
            case .string(let code): [code]
            case .list(let values): values.compactMap { $0.json.string }
            default: []
            }
        let labels = options.filter { codes.contains($0.value) }.compactMap { option($0, language)["label"]?.string }
        return labels.isEmpty ? nil : .string(labels.joined(separator: ", "))
    }

    private static func json(_ answer: Answer) -> JSON {
        switch answer {
        case .value(let value): value.json
        case .none(let reason): .string(reason.rawValue)
        }
    }
}
