internal import Canonical

extension GuideModel {
    /// The ways to answer the step: options, items, choices, lines.
    func addAnswers(_ step: GuideStep, to body: inout Body) {
        if step.isReview { return addRecorded(step, to: &body) }
        if let question = step.question {
            if question.isTyped {
                addLine(question, to: &body)
            } else {
                let marked = question.isSeveral ? Set((marks[step.path] ?? [:]).keys) : nil
                addOptions(question, marked: marked, to: &body)
            }
        }
        addItems(step, to: &body)
        addChoices(step, to: &body)
        addPrompt(to: &body)
    }

    /// A line that is typed and, under it, what was wrong with it.
    func addLine(_ line: LineEditor, placeholder: String = "", isFocused: Bool = true, to body: inout Body) {
        body.add(line, placeholder: placeholder, isFocused: isFocused)
        if let notice, notice.isError, takesText, unsent == nil { body.add(notice.text, .alarm, lead: Span("  ")) }
    }

    /// The answer that has to be looked at again.
    private func addRecorded(_ step: GuideStep, to body: inout Body) {
        guard let answer = guide.trail.first(where: { $0.path == step.path })?.answer else { return }
        body.add(inWords(answer, seen[step.path]), .bold, lead: Span(words.recorded + ": ", .faint))
    }

    private func addLine(_ question: Question, to body: inout Body) {
        var hint = words.placeholder(question.type)
        if question.type == "integer", let least = question.minimum, let most = question.maximum {
            hint += " \(least)–\(most)"
        }
        addLine(draft, placeholder: hint, isFocused: isTyping && mode == .step, to: &body)
        let needsEscape = isTyping && !question.isNumeric
        addNoValue(question, prefix: needsEscape ? "Esc " : "", to: &body)
    }

    /// Options with their numbers; with boxes when several may be marked.
    func addOptions(_ question: Question, marked: Set<String>? = nil, to body: inout Body) {
        for (number, option) in pageOf(question.options) {
            let box = marked.map { $0.contains(option.value) ? "[x] " : "[ ] " } ?? ""
            let letter = question.options.contains { $0.value == "yes" } ? yesNoLetter(option.value) : ""
            body.add(option.label, lead: Span("\(number)  \(letter)\(box)", .bold))
        }
        addPageHint(question.options.count, to: &body)
        addNoValue(question, prefix: "", to: &body)
    }

    private func yesNoLetter(_ value: String) -> String {
        switch value {
        case "yes": words.yesKey + "  "
        case "no": words.noKey + "  "
        default: "   "
        }
    }

    private func addNoValue(_ question: Question, prefix: String, to body: inout Body) {
        var ways: [(key: String, label: String)] = []
        if question.allowsUnknown { ways.append(("u", words.unknown)) }
        if question.allowsRefused { ways.append(("r", words.refused)) }
        guard !ways.isEmpty else { return }
        body.gap()
        body.add(Line(ways.flatMap { [Span(prefix + $0.key, .bold), Span("  \($0.label)     ")] }))
    }

    private func addItems(_ step: GuideStep, to body: inout Body) {
        let marked = marks[step.path] ?? [:]
        for (number, item) in pageOf(step.items) {
            let mark = marked[item.id]
            let sign = item.state == "done" || mark == "" ? "x" : item.state == "open" && mark == nil ? " " : "–"
            let isSaved = item.state != "open"
            var text = item.text
            if let mark, !mark.isEmpty { text += "  (\(words.notApplicable): \(mark))" }
            if item.state == "not_applicable" { text += "  (\(words.notApplicable))" }
            if item.isRequired, !isSaved, mark == nil { text += "  · \(words.required)" }
            let lead = Span("\(number)  [\(sign)] ", isSaved ? Style(color: .green) : .bold)
            body.add(text, isSaved ? .faint : .plain, lead: lead)
        }
        addPageHint(step.items.count, to: &body)
    }

    private func addChoices(_ step: GuideStep, to body: inout Body) {
        for (number, choice) in pageOf(step.choices) {
            let text = choice.isRecommended ? "\(choice.label)  ← \(words.recommended)" : choice.label
            body.add(
                text, choice.isRecommended ? Style(bold: true, color: .green) : .plain, lead: Span("\(number)  ", .bold)
            )
        }
        addPageHint(step.choices.count, to: &body)
    }

    private func addPrompt(to body: inout Body) {
        switch mode {
        case .reason(let purpose, let line):
            body.gap()
            body.add(words.reasonPrompt(purpose), .bold)
            addLine(line, to: &body)
        case .referralNumber(let line):
            body.gap()
            body.add(words.numberPrompt, .bold)
            addLine(line, to: &body)
        case .consent: addQuestion(words.consentPrompt, to: &body)
        case .pickItem: addQuestion(words.pickItemPrompt, to: &body)
        case .arrival(let arrival): addArrival(arrival, to: &body)
        case .step, .interrupts, .kinds, .history, .correction, .note: break
        }
    }

    private func addQuestion(_ prompt: String, to body: inout Body) {
        body.gap()
        body.focusHere()
        body.add(prompt, Style(bold: true, color: .yellow))
    }

    private func pageOf<Element>(_ all: [Element]) -> [(number: Int, element: Element)] {
        all.dropFirst(page * 9).prefix(9).enumerated().map { ($0.offset + 1, $0.element) }
    }

    private func addPageHint(_ count: Int, to body: inout Body) {
        guard count > 9 else { return }
        body.add(Line([Span("0  ", .bold), Span("\(words.nextPage) (\(page + 1)/\((count + 8) / 9))", .faint)]))
    }
}
