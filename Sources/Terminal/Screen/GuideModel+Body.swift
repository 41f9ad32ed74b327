internal import Canonical

extension GuideModel {
    /// The middle of the screen.
    ///
    /// - Parameter listsSteps: whether other open steps are named below because there is no room at the side.
    func body(width: Int, listsSteps: Bool) -> Body {
        var body = Body(width: width)
        switch mode {
        case .interrupts: addInterrupts(to: &body)
        case .kinds(let chosen): addKinds(chosen, to: &body)
        case .history(let selected): addHistory(selected, to: &body)
        case .correction(let correction): addCorrection(correction, to: &body)
        case .note(let line, let isLeaving): addNote(line, isLeaving, to: &body)
        case .step, .reason, .pickItem, .consent, .referralNumber, .arrival:
            guard let step else {
                addEnd(to: &body)
                break
            }
            addWords(of: step, to: &body)
            addAnswers(step, to: &body)
            if mode == .step { addHelp(step, to: &body) }
            if listsSteps, mode == .step, guide.open.count > 1 { addOtherSteps(step, to: &body) }
        }
        return body
    }

    /// What is said or done, as large as a terminal allows.
    private func addWords(of step: GuideStep, to body: inout Body) {
        var tag = [Span(words.kind(step), Style(bold: true, color: .cyan))]
        if step.isVerbatim { tag.append(Span("  " + words.wordForWord, Style(bold: true, reversed: true))) }
        if step.isMandatory { tag.append(Span("  " + words.mandatory, .faint)) }
        if let role = step.role { tag.append(Span("  " + words.role(role), .faint)) }
        let clock = clock(step)
        if !clock.spans.isEmpty {
            tag.append(Span("  "))
            tag += clock.spans
            let moment = step.due.map { " (\(words.due) \(zone.clockText($0, now: now)))" } ?? ""
            if Line(tag).width + displayWidth(moment) + 2 * body.margin <= body.width {
                tag.append(Span(moment, .faint))
            }
        }
        body.gap()
        body.add(Line(tag))
        body.gap()
        body.gap()
        body.add(step.text, .bold, lead: step.isVerbatim ? Span("▌ ", Style(color: .cyan)) : Span("  "), maximum: 72)
        body.gap()
        body.gap()
    }

    private func addHelp(_ step: GuideStep, to body: inout Body) {
        if showsWhy, let why = step.why {
            body.gap()
            body.add(why, lead: Span(words.why + ": ", .faint))
        }
        guard showsDetail, let detail = step.detail else { return }
        body.gap()
        body.add(detail, lead: Span(words.detail + ": ", .faint))
        if !step.sources.isEmpty {
            body.add(step.sources.joined(separator: ", "), .faint, lead: Span(words.sources + ": ", .faint))
        }
    }

    private func addOtherSteps(_ step: GuideStep, to body: inout Body) {
        body.gap()
        body.add(Line(words.openSteps, .faint))
        for other in guide.listed where other.path != step.path {
            let clock = clock(other)
            let room = max(1, body.width - 2 * body.margin - clock.width - 4)
            let text = other.text.isEmpty ? other.path : other.text
            body.add(Line("· " + text.truncated(to: room) + "  ") + clock)
        }
    }

    private func addEnd(to body: inout Body) {
        body.gap()
        let sentence = guide.isClosed ? words.closed : guide.isEnded ? words.finished : words.nothingOpen
        body.add(sentence, .bold)
        if let outcome = guide.outcome {
            body.gap()
            body.add(names("outcome", outcome) ?? outcome, .bold, lead: Span(words.outcome + ": "))
        }
        guard guide.isEnded else { return }
        body.gap()
        body.add(Line(words.next, .faint))
        for (command, meaning) in words.nextMoves(guide.reference).filter({
            !guide.isClosed || !$0.command.contains(" close ")
        }) {
            body.add(meaning, lead: Span(command + "  ", Style(color: .cyan)))
        }
    }

    private func addInterrupts(to body: inout Body) {
        body.gap()
        body.add(words.interruptsTitle, .bold)
        body.gap()
        for (index, interrupt) in guide.interrupts.prefix(9).enumerated() {
            body.add(interrupt.label, index == 0 ? .alarm : .plain, lead: Span("\(index + 1)  ", .bold))
        }
    }

    private func addNote(_ line: LineEditor, _ isLeaving: Bool, to body: inout Body) {
        if let step {
            body.gap()
            body.add(step.text, .faint)
        }
        body.gap()
        body.add(words.noteTitle, .bold)
        body.gap()
        addLine(line, isFocused: !isLeaving, to: &body)
        guard isLeaving else { return }
        body.gap()
        body.focusHere()
        body.add(words.discardPrompt, Style(bold: true, color: .yellow))
    }
}
