/// The fixed words of an export, in the language of what is seen.
struct CACAOWords {
    private let isRussian: Bool

    /// The words in a language; in English when there are none in it.
    init(_ language: Language) { isRussian = language == "ru" }

    private func pick(_ english: String, _ russian: String) -> String { isRussian ? russian : english }

    /// The question before the side paths.
    var interrupt: String { pick("Which of these has happened?", "Что из этого случилось?") }
    /// The name of the step that branches.
    var branches: String { pick("Next by the result", "Дальше по результату") }
    /// The question behind a round.
    var again: String { pick("Is there one more? Say more or done.", "Есть ещё? Ответьте more или done.") }
    /// Before the outcome of an end.
    var outcome: String { pick("Outcome", "Исход") }
    /// That an end ends everything.
    var endsAll: String { pick("Ends the whole playbook from here.", "Завершает весь сценарий отсюда.") }
    /// A referral without words of its own.
    var refer: String { pick("Pass the case on to", "Передать обращение в") }
    /// Before the role that is told.
    var tell: String { pick("Tell", "Сообщить") }
    /// An end in the middle of a block.
    var end: String { pick("The playbook ends here.", "Сценарий завершён.") }
    /// Before the condition of a step.
    var onlyIf: String { pick("Only if", "Только если") }
    /// Before a deadline.
    var deadline: String { pick("Deadline", "Срок") }
    /// That each word counts.
    var verbatim: String { pick("Read word for word.", "Читать дословно.") }
    /// Before the reason of a question.
    var why: String { pick("Why", "Зачем") }
    /// Before the answers.
    var options: String { pick("Answers", "Ответы") }
    /// Before the answers that carry no value.
    var allowed: String { pick("Also accepted", "Также допустимо") }
    /// Before the rule of an answer.
    var check: String { pick("Must hold", "Должно выполняться") }
    /// That a case is not closed without the step.
    var mandatory: String { pick("Mandatory.", "Обязательно.") }
    /// In place of the condition of the last case.
    var otherwise: String { pick("otherwise", "иначе") }
    /// A decision without words of its own.
    var decide: String { pick("Decide", "Решить") }
    /// Before what is awaited.
    var await: String { pick("Wait for", "Ждать") }
    /// Before the anchor of a time.
    var after: String { pick("after", "после") }
    /// That one branch is enough.
    var join: String { pick("One finished branch is enough.", "Достаточно одной ветви.") }
    /// That the victim must agree.
    var consent: String { pick("Needs the victim's consent.", "Нужно согласие пострадавшего.") }
    /// Before the values that go along.
    var sends: String { pick("Goes along", "Передаётся") }
    /// Before the facts a step rests on.
    var sources: String { pick("Sources", "Источники") }
    /// Before the list that a repetition goes over.
    func rounds(_ maximum: Int) -> String {
        pick("Repeat, at most \(maximum) times, for", "Повторить, не более \(maximum) раз, для")
    }
}

/// What is seen of a step beside what is to be done.
extension CACAOExport {
    /// The fixed words.
    var words: CACAOWords { CACAOWords(language) }

    /// The lines of help of a step.
    func lines(_ step: Step) -> [String] {
        var lines = step.detail.map { [shown($0)] } ?? []
        if let applies = step.applies { lines.append("\(words.onlyIf): \(applies.source)") }
        if step.isMandatory { lines.append(words.mandatory) }
        if let deadline = step.deadline { lines.append("\(words.deadline): \(span(deadline.due))") }
        lines += ownLines(step)
        if !step.sources.isEmpty { lines.append("\(words.sources): \(step.sources.joined(separator: ", "))") }
        return lines
    }

    private func ownLines(_ step: Step) -> [String] {
        switch step.kind {
        case .say(let say): return say.reading == .verbatim ? [words.verbatim] : []
        case .ask(let ask):
            var lines = ask.why.map { ["\(words.why): \(shown($0))"] } ?? []
            if let set = ask.type.choices {
                let options = set.options.map { option in
                    option.label.map { "\(option.value) (\(shown($0)))" } ?? option.value
                }
                lines.append("\(words.options): \(options.joined(separator: "; "))")
            }
            if !ask.allows.isEmpty {
                lines.append("\(words.allowed): \(ask.allows.map(\.rawValue).sorted().joined(separator: ", "))")
            }
            if let check = ask.check { lines.append("\(words.check): \(check.source)") }
            return lines
        case .parallel(let parallel): return parallel.join == .any ? [words.join] : []
        case .refer(let referral):
            let consent = referral.consent == .required ? [words.consent] : []
            return consent
                + (referral.needs.isEmpty ? [] : ["\(words.sends): \(referral.needs.joined(separator: ", "))"])
        case .call(let call):
            return ["\(call.playbook) \(call.version)"]
                + call.with.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.source)" }
        default: return []
        }
    }

    private func span(_ offset: Offset) -> String {
        "\(offset.after)" + (offset.from.map { " \(words.after) \($0)" } ?? "")
    }

    /// A checklist, one item a line.
    func checklist(_ list: Step.Checklist) -> String {
        let items = list.items.map { "\($0.isRequired ? "[!]" : "[ ]") \($0.id): \(shown($0.text))" }
        return ((list.text.map { [shown($0)] } ?? []) + items).joined(separator: "\n")
    }

    /// The cases of a decision, one a line.
    func cases(_ decision: Step.Decision) -> String {
        let cases = zip(decision.keyedBlocks, decision.cases).map { keyed, option in
            let label = option.label.map { " (\(shown($0)))" } ?? ""
            return "\(keyed.key)\(label): \(option.when?.source ?? words.otherwise)"
        }
        return ([decision.text.map(shown) ?? words.decide] + cases).joined(separator: "\n")
    }

    /// A pause in words.
    func pause(_ wait: Step.Wait) -> String {
        let awaited = ([wait.event].compactMap { $0 } + [span(wait.until)]).joined(separator: " / ")
        return ((wait.text.map { [shown($0)] } ?? []) + ["\(words.await) \(awaited)"]).joined(separator: "\n")
    }
}
