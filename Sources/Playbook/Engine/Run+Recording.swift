import Canonical

/// Which events record what somebody says about a step.
extension Run {
    func causes(
        of outcome: Outcome, at path: StepPath, language: Language, at time: Timestamp, in program: Program
    ) throws(Refusal) -> [RunEvent.Kind] {
        let instance = try known(path, in: program)
        guard live[instance].state == .active || live[instance].state == .waiting else {
            if isEnded, live[instance].state != .done { throw .runEnded }
            throw .notOpen(path, state: state(of: instance, in: program))
        }
        let code = code(of: instance, in: program)
        switch (code.step.kind, outcome) {
        case (.ask(let ask), .answer(let answer)):
            let unit = unit(of: instance, in: program)
            let fitting = try checked(answer, ask, code, unit: unit, at: path, time, in: program)
            return [.answered(path, fitting, isPersonal: ask.type.isPersonal, language: language)]
        case (.say, .done): return [.shown(path, language: language)]
        case (.action, .done): return [.actionReported(path, .done)]
        case (.checklist(let list), .done): return try finish(list, instance, path)
        case (.checklist(let list), .items(let items)): return try tick(items, list, path)
        case (.refer(let referral), .done):
            if referral.consent == .required { throw .consentNeeded(path) }
            return [.referred(path, to: referral.to, hasConsent: false, reference: nil)]
        case (.refer(let referral), .consentedDone(let reference)):
            return [.referred(path, to: referral.to, hasConsent: true, reference: reference)]
        case (.wait, .done): return [.waitSatisfied(path, values: [:])]
        case (.wait, .came(let values)): return [.waitSatisfied(path, values: try fitting(values, code))]
        case (.decide, .choose(let number, let reason)) where code.shape == .advise:
            let best = recommended(code, unit: unit(of: instance, in: program), now: time, in: program)
            return try choose(number, over: best, reason, of: code, path)
        case (.say, .cannot(let reason)), (.action, .cannot(let reason)), (.checklist, .cannot(let reason)),
            (.refer, .cannot(let reason)):
            return [.actionReported(path, .cannot(reason: try given(reason, path)))]
        case (.say, .notNeeded(let reason)), (.action, .notNeeded(let reason)), (.checklist, .notNeeded(let reason)),
            (.refer, .notNeeded(let reason)):
            return [.skipped(path, reason: try given(reason, path))]
        default: throw .wrongOutcome(path, takes: code.takes)
        }
    }

    /// The unit of an instance, as an index of ``slots``.
    func unit(of instance: Int, in program: Program) -> Int {
        let frame = frame(of: instance, in: program)
        return unit(of: instance - frame.nodes, frame, in: program)
    }

    private func given(_ reason: String, _ path: StepPath) throws(Refusal) -> String {
        let text = Substring(reason).trimmed
        if text.isEmpty { throw .reasonNeeded(path) }
        return String(text)
    }

    /// An answer that fits its question, in its one form.
    func checked(
        _ answer: Answer, _ ask: Step.Ask, _ code: StepCode, unit: Int, at path: StepPath, _ time: Timestamp,
        in program: Program
    ) throws(Refusal) -> Answer {
        let fitting: Answer
        do {
            fitting = try ask.fitting(answer)
        } catch {
            throw .wrongAnswer(path, reason: error)
        }
        guard let check = code.check, let slot = code.slot, case .value = fitting else { return fitting }
        var slots = slotsWithNow(unit, time, in: program)
        slots[slot] = fitting.slot
        guard check.expression.isTrue(slots) else { throw .checkFailed(path, source: check.expression.source) }
        return fitting
    }

    private func finish(_ list: Step.Checklist, _ instance: Int, _ path: StepPath) throws(Refusal)
        -> [RunEvent.Kind]
    {
        let items = checked(at: instance)
        if let open = list.items.first(where: { $0.isRequired && items[$0.id] == nil }) {
            throw .itemRequired(path, item: open.id)
        }
        return [.actionReported(path, .done)]
    }

    private func tick(_ items: [String: ItemOutcome], _ list: Step.Checklist, _ path: StepPath) throws(Refusal)
        -> [RunEvent.Kind]
    {
        let known = Set(list.items.map(\.id))
        if let unknown = items.keys.filter({ !known.contains($0) }).min() {
            throw .unknownItem(path, item: unknown, items: list.items.map(\.id))
        }
        var causes: [RunEvent.Kind] = []
        for item in list.items {
            guard let outcome = items[item.id] else { continue }
            if case .notApplicable(let reason) = outcome {
                if item.isRequired, !list.allowsNotApplicable { throw .itemRequired(path, item: item.id) }
                causes.append(.itemChecked(path, item: item.id, .notApplicable(reason: try given(reason, path))))
            } else {
                causes.append(.itemChecked(path, item: item.id, .done))
            }
        }
        return causes
    }

    private func choose(_ number: Int, over best: Int?, _ reason: String?, of code: StepCode, _ path: StepPath)
        throws(Refusal) -> [RunEvent.Kind]
    {
        guard code.cases.indices.contains(number) else {
            throw .unknownCase(path, number: number, count: code.cases.count)
        }
        if number == best { return [.decided(path, recommended: best, chosen: number, reason: reason)] }
        return [.decided(path, recommended: best, chosen: number, reason: try given(reason ?? "", path))]
    }

    /// The event of a correction; none when the answer is the one that there is.
    func correction(
        of path: StepPath, to answer: Answer, reason: String, at time: Timestamp, in program: Program
    ) throws(Refusal) -> [RunEvent.Kind] {
        let instance = try known(path, in: program)
        let code = code(of: instance, in: program)
        guard case .ask(let ask) = code.step.kind else { throw .wrongOutcome(path, takes: code.takes) }
        guard live[instance].isRecorded, case .answer(let old) = records[Int(marks[instance].record)].outcome else {
            throw .notOpen(path, state: state(of: instance, in: program))
        }
        let unit = unit(of: instance, in: program)
        let new = try checked(answer, ask, code, unit: unit, at: path, time, in: program)
        if old == new { return [] }
        let text = try given(reason, path)
        return [.corrected(path, old: old, new: new, isPersonal: ask.type.isPersonal, reason: text)]
    }
}

extension StepCode {
    /// The outcomes that a step of this kind takes, by their names in the interfaces.
    var takes: [String] {
        switch step.kind {
        case .ask: ["answer"]
        case .say, .action: ["done", "cannot", "not_needed"]
        case .checklist: ["items", "done", "cannot", "not_needed"]
        case .refer(let referral):
            [referral.consent == .required ? "consented_done" : "done", "cannot", "not_needed"]
        case .wait: ["done", "came"]
        case .decide: shape == .advise ? ["choose"] : []
        case .parallel, .loop, .call, .escalate, .end: []
        }
    }
}
