internal import Canonical

/// A wrong first guess: the case goes on in the playbook of another kind of scam, and nothing is asked twice.
extension GuideModel {
    mutating func openKinds() {
        guard !kinds.isEmpty, !guide.isClosed else { return }
        (mode, page, notice) = (.kinds(nil), 0, nil)
    }

    mutating func handleInKinds(_ key: Key, _ chosen: ScamKind?) -> Effect {
        guard let chosen else { return pickKind(key) }
        if case .character(let character) = key, ["y", "д"].contains(character.lowercased()) {
            return perform(.retype(chosen.code))
        }
        if [.escape, .character("n"), .character("н"), .character("т")].contains(key) { mode = .kinds(nil) }
        return .none
    }

    private mutating func pickKind(_ key: Key) -> Effect {
        if key == .escape { (mode, page) = (.step, 0) }
        guard case .character(let character) = key, character.isASCII, let digit = character.wholeNumberValue else {
            return .none
        }
        if digit == 0 {
            page = (page + 1) * 9 < kinds.count ? page + 1 : 0
            return .none
        }
        let index = page * 9 + digit - 1
        if kinds.indices.contains(index) { mode = .kinds(kinds[index]) }
        return .none
    }

    /// The kinds with their numbers, or the question whether to go on in the chosen one.
    func addKinds(_ chosen: ScamKind?, to body: inout Body) {
        body.gap()
        body.add(words.kindsTitle, .bold)
        body.gap()
        for (number, kind) in kinds.dropFirst(page * 9).prefix(9).enumerated() {
            body.add(kind.label, kind == chosen ? .bold : .plain, lead: Span("\(number + 1)  ", .bold))
        }
        if kinds.count > 9 {
            let pages = "\(words.nextPage) (\(page + 1)/\((kinds.count + 8) / 9))"
            body.add(Line([Span("0  ", .bold), Span(pages, .faint)]))
        }
        guard let chosen else { return }
        body.gap()
        body.focusHere()
        body.add(words.retypePrompt(chosen.label), Style(bold: true, color: .yellow))
    }
}
