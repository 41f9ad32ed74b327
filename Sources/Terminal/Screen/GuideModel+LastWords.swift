extension GuideModel {
    /// What stays in the terminal after the screen is gone: how to go on, and what was typed and not recorded.
    func lastWords(_ end: GuideEnd) -> [String] {
        var lost = typedAndUnsaved.map { words.notRecorded($0.displayable) }
        if inFlight != nil { lost.append(words.uncertain) }
        switch end {
        case .paused: return lost + [lost.isEmpty ? words.goOn(guide.reference) : words.goOnUnsaved(guide.reference)]
        case .finished:
            return lost + [words.finished] + words.nextMoves(guide.reference).map { "  \($0.command)  \($0.meaning)" }
        case .closed: return lost + [words.closed]
        }
    }
}
