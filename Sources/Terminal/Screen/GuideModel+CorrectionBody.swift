internal import Canonical

extension GuideModel {
    /// What was answered, the last first.
    func addHistory(_ selected: Int, to body: inout Body) {
        body.gap()
        body.add(words.historyTitle, .bold)
        body.gap()
        for (index, entry) in correctable.enumerated() {
            let isSelected = index == selected
            let number = index / 9 == selected / 9 ? "\(index % 9 + 1)" : " "
            let answer = entry.answer.map { inWords($0, seen[entry.path]) } ?? ""
            let lead = Span("\(isSelected ? "▶" : " ") \(number)  ", .bold)
            if isSelected { body.focusHere() }
            body.add(
                "\(entry.text.isEmpty ? entry.path : entry.text)  → \(answer)", isSelected ? .bold : .plain, lead: lead)
        }
    }

    /// One answer on its way to another.
    func addCorrection(_ correction: Correction, to body: inout Body) {
        body.gap()
        body.add(correction.entry.text, .bold)
        let recorded = correction.entry.answer.map { inWords($0, correction.question) } ?? ""
        body.add(recorded, lead: Span(words.recorded + ": ", .faint))
        if correction.stage != .answer, let answer = correction.answer {
            body.add(inWords(answer, correction.question), .bold, lead: Span(words.newAnswer + ": ", .faint))
        }
        body.gap()
        switch correction.stage {
        case .answer:
            guard let question = correction.question, !question.isTyped else {
                body.add(words.newAnswer, .bold)
                addLine(correction.line, placeholder: words.placeholder(correction.question?.type ?? ""), to: &body)
                return
            }
            addOptions(question, marked: question.isSeveral ? correction.marked : nil, to: &body)
        case .reason(let effect):
            addEffect(effect, to: &body)
            body.add(words.correctionReason, .bold)
            addLine(correction.line, to: &body)
        case .confirm(let effect):
            addEffect(effect, to: &body)
            body.add(correction.line.text, lead: Span(words.correctionReason + ": ", .faint))
            body.gap()
            body.focusHere()
            body.add(words.confirmPrompt, Style(bold: true, color: .yellow))
        }
    }

    /// An answer as a person says it: what is not known and not told in words, a moment by the clock of this place.
    func inWords(_ answer: JSON, _ question: Question?) -> String {
        guard case .string(let text) = answer, let question, !question.options.contains(where: { $0.value == text })
        else { return answer.words(question) }
        switch text {
        case "unknown" where question.allowsUnknown: return words.unknown
        case "refused" where question.allowsRefused: return words.refused
        default: break
        }
        guard question.type == "timestamp", let moment = Timestamp(text) else { return text }
        return zone.clockText(moment, now: now)
    }

    private func addEffect(_ effect: JSON, to body: inout Body) {
        body.add(Line(words.changes, .faint))
        var isEmpty = true
        for (key, label) in words.effects {
            let paths = effect[key]?.array?.compactMap(\.string) ?? []
            guard !paths.isEmpty else { continue }
            isEmpty = false
            // What stays is counted only: the agent has to see what does not.
            let names = key == "kept" ? [] : paths.map { effect["texts"]?[$0]?.string ?? guide.words(for: $0) }
            body.add("\(label): \(paths.count)", Style(bold: key != "kept"))
            for name in names { body.add(name, lead: Span("· ")) }
        }
        if isEmpty { body.add(words.nothingElse) }
        body.gap()
    }
}
