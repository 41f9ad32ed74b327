extension GuideModel {
    /// Side paths, danger first, and what the keys do: always on the screen.
    func footer(width: Int, isShort: Bool) -> [Line] {
        let rule = Line(String(repeating: "─", count: max(0, width)), .faint)
        let paths = interruptLine(width: width).map { [$0] } ?? []
        let hints = flow(hints, width: width).prefix(isShort ? 1 : 2)
        return (isShort ? [] : [rule]) + paths + hints
    }

    private func interruptLine(width: Int) -> Line? {
        guard !guide.interrupts.isEmpty else { return nil }
        let paths = guide.interrupts.prefix(4)
        let menu = Line([Span("! ", .bold), Span(words.allInterrupts + " ")])
        let full = interruptLine(paths.map(\.label)) + menu
        guard full.width > width else { return full }
        // Each label gives up what is too much, so that every key stays on the screen.
        let room = max(1, (width - 1 - menu.width) / paths.count - 5)
        return interruptLine(paths.map { $0.label.truncated(to: room) }) + menu
    }

    private func interruptLine(_ labels: [String]) -> Line {
        var line = Line(" ")
        for (index, label) in labels.enumerated() {
            let style = index == 0 ? Style.alarm : Style.bold
            line = line + Line([Span("F\(index + 1) ", style), Span(label + "  ", index == 0 ? .alarm : .plain)])
        }
        return line
    }

    private func flow(_ hints: [(key: String, meaning: String)], width: Int) -> [Line] {
        var lines = [Line(" ")]
        for (key, meaning) in hints {
            let hint = Line([Span(key + " ", Style(bold: true, color: .cyan)), Span(meaning + "  ")])
            if lines[lines.count - 1].width + hint.width > width + 2, lines[lines.count - 1].width > 1 {
                lines.append(Line(" "))
            }
            lines[lines.count - 1] = lines[lines.count - 1] + hint
        }
        return lines
    }

    private var hints: [(key: String, meaning: String)] {
        if unsent != nil { return [("Enter", words.send), ("Esc", words.cancel), ("Ctrl-C", words.leaveKey)] }
        switch mode {
        case .step: return stepHints
        case .reason, .referralNumber: return [("Enter", words.send), ("Esc", words.cancel)]
        case .arrival(let arrival): return arrivalHints(arrival)
        case .pickItem: return [("1–9", words.itemOut), ("Esc", words.cancel)]
        case .consent: return [(words.yesKey, words.agreed), (words.noKey, words.cannot), ("Esc", words.cancel)]
        case .interrupts: return [("1–9", words.choose), ("Esc", words.cancel)]
        case .kinds(let chosen):
            if chosen == nil { return [("1–9", words.choose), ("Esc", words.cancel)] }
            return [(words.yesKey, words.kindKey), (words.noKey, words.cancel)]
        case .history: return [("↑ ↓", ""), ("Enter 1–9", words.choose), ("Esc", words.cancel)]
        case .note: return [("Ctrl-D", words.save), ("Esc", words.cancel)]
        case .correction(let correction):
            if case .confirm = correction.stage { return [(words.yesKey, words.backKey), (words.noKey, words.cancel)] }
            let isKey = !correction.takesText && correction.question?.isSeveral == false
            return [isKey ? ("1–9", words.choose) : ("Enter", words.send), ("Esc", words.cancel)]
        }
    }

    /// Enter goes on without the value when there is none.
    private func arrivalHints(_ arrival: Arrival) -> [(key: String, meaning: String)] {
        guard awaited.indices.contains(arrival.index) else { return [("Esc", words.cancel)] }
        let question = awaited[arrival.index].question
        let isEmpty = arrival.line.text.trimmedSpaces.isEmpty && arrival.marked.isEmpty
        let keys = question.isTyped ? [] : [("1–9", question.isSeveral ? words.mark : words.choose)]
        return keys + [("Enter", isEmpty ? words.without : words.send), ("Esc", words.cancel)]
    }

    private var stepHints: [(key: String, meaning: String)] {
        guard let step else {
            return [("b", words.backKey), ("m", words.noteKey), ("p", guide.isEnded ? words.leaveKey : words.pauseKey)]
        }
        var hints = waysOut(step)
        if guide.open.count > 1 { hints.append(("Tab", words.nextStep)) }
        // While a line is typed, letters are text and the hot keys need Escape or Alt.
        if isLineFocused, step.question?.isNumeric != true {
            return hints + [("Esc", words.keys), ("Ctrl-C", words.pauseKey)]
        }
        if step.why != nil { hints.append(("w", words.whyKey)) }
        if step.detail != nil { hints.append(("?", words.detailKey)) }
        hints += [("b", words.backKey), ("m", words.noteKey), ("p", words.pauseKey)]
        return kinds.isEmpty ? hints : hints + [("k", words.kindKey)]
    }

    /// What has come is picked; Enter goes on without saying what it was.
    private func waitHints(_ step: GuideStep) -> [(key: String, meaning: String)] {
        guard let question = step.question, !question.isTyped else { return [("Enter", words.hasCome)] }
        return [("1–9", question.isSeveral ? words.mark : words.choose), ("Enter", words.hasCome)]
    }

    private func waysOut(_ step: GuideStep) -> [(key: String, meaning: String)] {
        if step.isReview { return [("Enter", words.stillRight)] }
        var hints: [(key: String, meaning: String)]
        switch step.kind {
        case .say: hints = [("Enter", words.said)]
        case .action, .escalate, .other: hints = [("Enter", words.done)]
        case .wait: hints = waitHints(step)
        case .checklist: hints = [("1–9", words.mark), ("Enter", words.save), ("x", words.itemOut)]
        case .refer: hints = [("Enter", words.agreed)]
        case .decide: hints = [("1–9", words.choose)]
        case .ask:
            let isLine = step.question?.isTyped == true
            hints = isLine ? [isTyping ? ("Enter", words.send) : ("Enter", words.type)] : [("1–9", words.choose)]
            if step.question?.isSeveral == true { hints.append(("Enter", words.save)) }
        }
        if step.hasOtherWays { hints += [("c", words.cannot), ("n", words.notNeeded)] }
        return hints
    }
}
