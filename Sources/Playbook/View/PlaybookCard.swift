/// The paper form of a playbook, for the day on which the system is down: numbered steps, boxes to tick, each answer
/// with the number of the step that it leads to, the clocks, room for notes, and what is never said.
///
/// Called playbooks are cards of their own. What was written on paper is entered into the system later.
public enum PlaybookCard {
    /// The card as plain text of at most 90 columns.
    public static func text(_ playbook: Playbook, language: Language) -> String {
        let card = CardWords(playbook, language)
        var lines = [card.title, String(repeating: "=", count: min(card.title.count, 90)), ""]
        for line in card.header { lines += line.indented(0) }
        lines += ["", card.neverTitle]
        for line in card.never { lines += "✗ \(line)".indented(2) }
        lines.append("")
        for (range, title) in card.sections {
            if let title { lines += ["", title.uppercased(), ""] }
            for index in range { lines += text(of: card.list.entries[index], index + 1, card) }
        }
        lines += ["", card.notesTitle] + Array(repeating: String(repeating: "_", count: 90), count: 6)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func text(of entry: CardEntry, _ number: Int, _ card: CardWords) -> [String] {
        var lines: [String] = []
        if let heading = entry.heading { lines += [""] + "— \(heading) —".indented(3) }
        lines.append("\(number). \(card.name(of: entry))")
        if !entry.words.isEmpty { lines += entry.words.indented(4) }
        if let clock = entry.clock { lines += "\(card.due): \(clock). \(card.dueBy) ________".indented(4) }
        for line in entry.lines {
            switch line {
            case .tick(let words, let target): lines += "☐ \(words)\(card.arrow(target))".indented(4)
            case .blank(let words): lines += "\(words): ____________________".indented(4)
            case .note(let words): lines += words.indented(4)
            case .onlyIf(let words, let target): lines += card.onlyIf(words, target).indented(4)
            }
        }
        if let way = card.wayOn(from: entry, number) { lines += way.indented(4) }
        return lines + ["    \(card.note): ______________________________", ""]
    }
}

/// The words of one card that are not those of the playbook.
struct CardWords {
    let list: CardList
    private let playbook: Playbook
    private let tongue: Tongue

    /// The words of the card of `playbook`.
    init(_ playbook: Playbook, _ language: Language) {
        list = CardList(playbook, language)
        self.playbook = playbook
        tongue = Tongue(language: language)
    }

    var title: String { "\(playbook.title.wording(in: tongue.language)) — \(playbook.id) \(playbook.version)" }
    var note: String { tongue("заметки", "notes") }
    var notesTitle: String { tongue("Заметки", "Notes") }
    var due: String { tongue("Срок", "Due") }
    var dueBy: String { tongue("Сделать до", "Due by") }
    var neverTitle: String { tongue("НИКОГДА", "NEVER") }
    var never: [String] { CardNever.lines(tongue.language) }

    /// Lines above the steps.
    var header: [String] {
        var lines = [
            tongue(
                "Дело № ____________   Начато ____.____.______ ____:____   Ведёт ________________",
                "Case no. ____________   Started ____-____-______ ____:____   Agent ________________"),
            tongue(
                "Карта на случай, когда система не работает. Отмечайте ☐, пишите время. Потом внесите всё в систему.",
                "For when the system is down. Tick ☐, write down times. Enter everything into the system later."),
        ]
        if let day = playbook.reviewBy { lines.append(tongue("Проверить до \(day)", "To be reviewed by \(day)")) }
        for side in list.sides {
            let title = tongue("В любой момент: ", "At any moment: ")
            lines.append("\(title)\(side.label)\(arrow(side.first))")
        }
        return lines
    }

    /// The main flow, then the side paths with their names.
    var sections: [(range: Range<Int>, title: String?)] {
        let main = 0..<(list.sides.first?.range.lowerBound ?? list.entries.count)
        return [(main, nil)] + list.sides.map { ($0.range, tongue("В любой момент: ", "At any moment: ") + $0.label) }
    }

    /// `Ask · money_way, mandatory`
    func name(of entry: CardEntry) -> String {
        "\(entry.kind) · \(entry.step.id)" + (entry.step.isMandatory ? tongue(" (обязательно)", " (mandatory)") : "")
    }

    /// ` → 12`; empty without a target.
    func arrow(_ target: CardEntry.Target?) -> String { target.map { " → \(place($0))" } ?? "" }

    /// When a step is left out.
    func onlyIf(_ words: String, _ target: CardEntry.Target) -> String {
        tongue("Только если ", "Only if ") + words + tongue("; иначе", "; else") + arrow(target)
    }

    /// Where to go after a step whose ticks do not say it; nil when that is the next number.
    func wayOn(from entry: CardEntry, _ number: Int) -> String? {
        let leads = entry.lines.contains { if case .tick(_, .some) = $0 { true } else { false } }
        if leads || list.number(of: entry.next) == number + 1 { return nil }
        return "→ \(place(entry.next))"
    }

    private func place(_ target: CardEntry.Target) -> String {
        if let number = list.number(of: target) { return String(number) }
        switch target {
        case .cardEnd: return tongue("карта пройдена", "this card is done")
        case .whereItWasLeft: return tongue("туда, где остановились", "where you left off")
        case .stop, .mark: return tongue("конец", "end")
        }
    }
}

extension String {
    /// In lines of at most 90 columns behind so many blanks.
    fileprivate func indented(_ count: Int) -> [String] {
        let blanks = String(repeating: " ", count: count)
        return brokenIntoLines(of: 90 - count).map { blanks + $0 }
    }
}
