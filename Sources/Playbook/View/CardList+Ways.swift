extension CardList {
    /// A question and the decision behind it, when each answer leads to one case: then the answers say where to go.
    func merged(_ steps: [Step], _ index: Int) -> [(option: ChoiceType.Option, number: Int)]? {
        guard index + 1 < steps.count, case .ask(let ask) = steps[index].kind, case .choice(let set) = ask.type,
            ask.allows.isEmpty, steps[index].applies == nil, case .decide(let decision) = steps[index + 1].kind,
            decision.mode == .auto, steps[index + 1].applies == nil, steps[index + 1].deadline == nil
        else { return nil }
        let name = "a.\(steps[index].id)"
        var codes: [[String]?] = []
        for option in decision.cases {
            guard let when = option.when else {
                codes.append(nil)
                continue
            }
            guard let own = book.conditions.codes(of: name, in: when) else { return nil }
            codes.append(own)
        }
        let pairs = set.options.compactMap { option in
            codes.firstIndex { $0?.contains(option.value) ?? true }.map { (option, $0) }
        }
        return pairs.count == set.options.count ? pairs : nil
    }

    mutating func askAndDecide(
        _ ask: Step, _ ways: [(option: ChoiceType.Option, number: Int)], then next: CardEntry.Target
    ) {
        let index = open(ask, then: next)
        guard let decision = book.playbook.decision(after: ask) else { return }
        var starts: [CardEntry.Target] = []
        for option in decision.cases {
            starts.append(block(option.steps, then: next, heading: book.label(of: option)))
        }
        for (option, number) in ways {
            let label = option.label ?? ChoiceType.builtInLabels[option.value]
            entries[index].lines.append(.tick(label?.wording(in: tongue.language) ?? option.value, starts[number]))
        }
    }

    /// What is ticked and written under a step; adds the steps inside of it.
    mutating func lines(of step: Step, at here: CardEntry.Target, then next: CardEntry.Target)
        -> [CardEntry.Line]
    {
        switch step.kind {
        case .say: return [.tick(tongue("сказано", "said"), nil)]
        case .ask(let ask): return answers(to: ask)
        case .action(let action): return results(of: action, then: next)
        case .checklist(let list):
            let why = list.allowsNotApplicable
            return list.items.map { item in
                let star = item.isRequired ? " *" : ""
                return .tick(item.text.wording(in: tongue.language) + star, nil)
            } + (why ? [.blank(tongue("что не подходит и почему", "what does not apply, and why"))] : [])
        case .decide(let decision): return ways(of: decision, then: next)
        case .wait(let wait): return ways(of: wait, then: next)
        case .parallel(let parallel): return branches(of: parallel, at: here, then: next)
        case .loop(let loop): return rounds(of: loop, at: here, then: next)
        case .call, .refer, .escalate: return outward(step)
        case .end(let end): return outcomes(of: end)
        }
    }

    private mutating func rounds(of loop: Step.Loop, at here: CardEntry.Target, then next: CardEntry.Target)
        -> [CardEntry.Line]
    {
        let first = block(loop.steps, then: here, heading: tongue("Каждый раз", "Each time"))
        let count = tongue("не больше \(loop.maximum) раз, отмечайте: ", "at most \(loop.maximum) times, tick: ")
        let boxes = String(repeating: "☐ ", count: min(loop.maximum, 12))
        return [
            .note(count + boxes), .tick(tongue("ещё раз", "once more"), first),
            .tick(tongue("все", "no more"), next),
        ]
    }

    private func outward(_ step: Step) -> [CardEntry.Line] {
        switch step.kind {
        case .call(let call):
            let words = tongue("пройдена карта", "went through the card")
            return [.tick("\(words) \(call.playbook) \(call.version)", nil)]
        case .refer(let referral):
            let consent = tongue("человек согласен", "the person agrees")
            let needed = referral.consent == .required ? [CardEntry.Line.tick(consent, nil)] : []
            return needed + [
                .tick(tongue("передано", "passed on"), nil), .blank(tongue("номер у них", "their reference")),
            ]
        case .escalate:
            return [.tick(tongue("сообщено", "told"), nil), .blank(tongue("кому и когда", "to whom and when"))]
        default: return []
        }
    }

    private func outcomes(of end: Step.End) -> [CardEntry.Line] {
        let results = end.outcome.map(book.conditions.results) ?? []
        if results.count == 1 { return [.note(tongue("исход: ", "outcome: ") + results[0].result)] }
        return results.map { when, result in .tick("\(when ?? tongue("иначе", "else")): \(result)", nil) }
    }

    private func answers(to ask: Step.Ask) -> [CardEntry.Line] {
        var lines: [CardEntry.Line] = []
        switch ask.type {
        case .choice(let set), .choices(let set):
            for option in set.options {
                lines.append(.tick(set.words(for: option.value, in: tongue.language), nil))
            }
        case .integer: lines.append(.blank(tongue("число", "number")))
        case .money: lines.append(.blank(tongue("сумма и валюта", "amount and currency")))
        case .timestamp: lines.append(.blank(tongue("дата и время", "date and time")))
        case .date: lines.append(.blank(tongue("дата", "date")))
        case .phone: lines.append(.blank(tongue("телефон с кодом страны", "phone with country code")))
        case .text, .reference: lines.append(.blank(tongue("ответ", "answer")))
        }
        if ask.allows.contains(.unknown) { lines.append(.tick(tongue("не знает", "does not know"), nil)) }
        if ask.allows.contains(.refused) {
            lines.append(.tick(tongue("не хочет говорить", "does not want to say"), nil))
        }
        return lines
    }

    private mutating func results(of action: Step.Action, then next: CardEntry.Target) -> [CardEntry.Line] {
        let (done, cannot) = (tongue("сделано", "done"), tongue("нельзя", "cannot be done"))
        let first = block(action.onDone, then: next, heading: done)
        let second = block(action.onCannot, then: next, heading: cannot)
        return [
            .tick(done, first), .tick(cannot, second), .tick(tongue("не нужно", "not needed"), next),
            .blank(tongue("если нельзя или не нужно, почему", "if cannot or not needed, why")),
        ]
    }

    private mutating func ways(of decision: Step.Decision, then next: CardEntry.Target) -> [CardEntry.Line] {
        var lines: [CardEntry.Line] = []
        if decision.mode == .advise {
            let words = tongue(
                "совет – первая подходящая строка; иначе запишите причину",
                "advice: the first line that fits; else note why")
            lines.append(.note(words))
        }
        for option in decision.cases {
            var words = book.label(of: option)
            if option.label != nil, let when = option.when { words += " (\(book.conditions.words(when)))" }
            lines.append(.tick(words, block(option.steps, then: next, heading: book.label(of: option))))
        }
        if decision.cases.last?.when != nil { lines.append(.tick(tongue("иначе", "else"), next)) }
        return lines
    }

    private mutating func ways(of wait: Step.Wait, then next: CardEntry.Target) -> [CardEntry.Line] {
        let late = tongue("не пришло", "did not come")
        let timeout = block(wait.onTimeout, then: next, heading: late)
        let until = tongue("ждать до: ", "wait until: ") + tongue.offset(wait.until)
        guard wait.event != nil else { return [.blank(until), .tick(tongue("время вышло", "time is up"), timeout)] }
        return [.blank(until), .tick(tongue("пришло", "it came"), next), .tick(late, timeout)]
    }

    private mutating func branches(
        of parallel: Step.Parallel, at here: CardEntry.Target, then next: CardEntry.Target
    ) -> [CardEntry.Line] {
        var lines: [CardEntry.Line] = []
        for branch in parallel.branches {
            let words = tongue("ветвь ", "branch ") + branch.id
            lines.append(.tick(words, block(branch.steps, then: here, heading: words)))
        }
        let isOver =
            parallel.join == .all ? tongue("все отмечены", "all are ticked") : tongue("отмечена одна", "one is ticked")
        return lines + [.tick(isOver, next)]
    }
}
