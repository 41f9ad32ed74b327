/// Puts the steps of a playbook into one numbered list.
struct CardList {
    let book: SketchBook
    let tongue: Tongue
    var entries: [CardEntry] = []
    /// The number of the entry on which a mark stands.
    private(set) var numbers: [Int: Int] = [:]
    /// The side paths: what their buttons say, and their first entries.
    private(set) var sides: [(label: String, first: CardEntry.Target, range: Range<Int>)] = []
    private var marks = 0
    private var heading: String?

    /// The list of a playbook.
    init(_ playbook: Playbook, _ language: Language) {
        book = SketchBook(playbook, language)
        tongue = book.tongue
        _ = block(playbook.steps, then: .cardEnd)
        for interrupt in playbook.interrupts {
            let first = entries.count
            let start = block(interrupt.steps, then: interrupt.aborts ? .stop : .whereItWasLeft)
            sides.append((interrupt.label.wording(in: language), start, first..<entries.count))
        }
    }

    /// The number behind a target; nil for places that are no entry.
    func number(of target: CardEntry.Target) -> Int? {
        if case .mark(let mark) = target { numbers[mark] } else { nil }
    }

    private mutating func mark() -> Int {
        marks += 1
        return marks
    }

    /// Adds steps that follow one another; gives the place where they begin.
    mutating func block(_ steps: [Step], then next: CardEntry.Target, heading: String? = nil)
        -> CardEntry.Target
    {
        guard !steps.isEmpty else { return next }
        let own = steps.map { _ in mark() }
        var index = 0
        self.heading = heading
        while index < steps.count {
            let after: CardEntry.Target = index + 1 < steps.count ? .mark(own[index + 1]) : next
            numbers[own[index]] = entries.count + 1
            let before = entries.count
            if let decision = merged(steps, index) {
                let behind: CardEntry.Target = index + 2 < steps.count ? .mark(own[index + 2]) : next
                askAndDecide(steps[index], decision, then: behind)
                index += 2
            } else {
                add(steps[index], then: after)
                index += 1
            }
            // What follows a block does not belong to its last case.
            if entries.count > before + 1 { self.heading = tongue("Дальше", "Then") }
        }
        self.heading = nil
        return .mark(own[0])
    }

    mutating func open(_ step: Step, then next: CardEntry.Target) -> Int {
        let clock = step.deadline.map(tongue.deadline)
        let words = book.words(of: step, onPaper: true)
        var entry = CardEntry(
            step: step, kind: book.kind(of: step), words: words, clock: clock, next: next, heading: heading)
        heading = nil
        if let applies = step.applies { entry.lines.append(.onlyIf(book.conditions.words(applies), next)) }
        if let role = step.role { entry.lines.append(.note(tongue("Делает: ", "Done by: ") + tongue.role(role))) }
        if let detail = step.detail { entry.lines.append(.note(book.paper(detail.wording(in: tongue.language)))) }
        entries.append(entry)
        return entries.count - 1
    }

    private mutating func add(_ step: Step, then next: CardEntry.Target) {
        let index = open(step, then: next)
        let here = CardEntry.Target.mark(numbers.first { $0.value == index + 1 }?.key ?? 0)
        let lines = self.lines(of: step, at: here, then: next)
        entries[index].lines += lines
        if case .end = step.kind { entries[index].next = .stop }
    }
}

extension Playbook {
    /// The decision that follows a question in its block.
    func decision(after ask: Step) -> Step.Decision? {
        func find(_ steps: [Step]) -> Step.Decision? {
            if let index = steps.firstIndex(where: { $0.id == ask.id }), index + 1 < steps.count,
                case .decide(let decision) = steps[index + 1].kind
            {
                return decision
            }
            for step in steps { for block in step.innerBlocks { if let found = find(block.steps) { return found } } }
            return nil
        }
        return find(steps) ?? interrupts.lazy.compactMap { find($0.steps) }.first
    }
}

extension SketchBook {
    /// What a step says, with room to write where a value of the run would stand.
    func words(of step: Step, onPaper: Bool) -> String {
        // The items of a checklist and the outcomes of an end are lines of their own on a card.
        if case .end = step.kind { return "" }
        if case .checklist(let list) = step.kind { return paper(list.text?.wording(in: tongue.language) ?? "") }
        return paper(words(of: step))
    }

    /// Words with room to write where a value of the run would stand.
    func paper(_ words: String) -> String {
        var result = ""
        Text.scan(words) { piece in
            switch piece {
            case .plain(let plain): result += plain
            case .placeholder(let name): result += "______ (\(name))"
            }
        }
        return result
    }
}
