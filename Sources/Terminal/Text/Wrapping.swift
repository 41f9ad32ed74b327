/// The text in lines of at most `width` columns, broken at spaces, and inside of a word only when it is longer than a
/// line. Line breaks of the text stay; an empty text is one empty line.
public func wrapped(_ text: String, width: Int) -> [String] {
    let width = max(1, width)
    return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrappedParagraph($0, width: width) }
}

private func wrappedParagraph(_ paragraph: Substring, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in paragraph.split(separator: " ") {
        let wordWidth = displayWidth(word)
        if used > 0, used + 1 + wordWidth <= width {
            line += " " + word
            used += 1 + wordWidth
            continue
        }
        if used > 0 { lines.append(line) }
        var pieces = wordWidth <= width ? [String(word)] : pieces(of: word, width: width)
        line = pieces.removeLast()
        used = displayWidth(line)
        lines += pieces
    }
    return lines + [line]
}

private func pieces(of word: Substring, width: Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var used = 0
    for character in word {
        let columns = character.displayWidth
        if used + columns > width, !piece.isEmpty {
            pieces.append(piece)
            (piece, used) = ("", 0)
        }
        piece.append(character)
        used += columns
    }
    return pieces + [piece]
}

extension [String] {
    /// The first lines of a wrapped text, with `…` where it goes on.
    func beginning(_ most: Int, width: Int) -> [String] {
        guard count > most, most > 0 else { return self }
        let last = self[most - 1]
        return prefix(most - 1) + [displayWidth(last) < width ? last + "…" : last.clipped(to: width - 1) + "…"]
    }
}

extension StringProtocol {
    /// The beginning that fits into so many columns, with `…` where something was cut off.
    func truncated(to width: Int) -> String {
        if displayWidth(self) <= width { return String(self) }
        guard width > 0 else { return "" }
        return clipped(to: width - 1) + "…"
    }

    /// The beginning that fits into so many columns.
    func clipped(to width: Int) -> String {
        var result = ""
        var used = 0
        for character in self {
            used += character.displayWidth
            if used > width { break }
            result.append(character)
        }
        return result
    }

    /// The text with spaces behind it up to so many columns.
    func padded(to width: Int) -> String {
        String(self) + String(repeating: " ", count: Swift.max(0, width - displayWidth(self)))
    }
}
