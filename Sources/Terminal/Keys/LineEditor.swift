/// A text while it is typed, with its cursor.
struct LineEditor: Sendable, Hashable {
    /// What is typed so far.
    private(set) var text = ""
    /// Characters before the cursor.
    private(set) var cursor = 0
    /// Whether the text may have several lines.
    let isMultiline: Bool

    init(_ text: String = "", isMultiline: Bool = false) {
        (self.text, self.isMultiline, cursor) = (text, isMultiline, text.count)
    }

    /// What stands before the cursor.
    var beforeCursor: String { String(text.prefix(cursor)) }

    /// Puts text in at the cursor; control characters are left out, line breaks become spaces where there is one line.
    mutating func insert(_ new: String) {
        var clean = String.UnicodeScalarView()
        let unified = new.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        for scalar in unified.unicodeScalars {
            if scalar == "\n" || scalar == "\t" {
                clean.append(scalar == "\n" && isMultiline ? "\n" : " ")
            } else if scalar.properties.generalCategory != .control {
                clean.append(scalar)
            }
        }
        // Counted anew: a mark joins the character before it.
        let head = beforeCursor + String(clean)
        text = head + text.dropFirst(cursor)
        cursor = min(head.count, text.count)
    }

    /// Does what an editing key does.
    /// - Returns: whether the key is one.
    mutating func edit(_ key: Key) -> Bool {
        switch key {
        case .character(let character): insert(String(character))
        case .paste(let text): insert(text)
        case .enter where isMultiline: insert("\n")
        case .backspace: remove(max(0, cursor - 1)..<cursor)
        case .delete: remove(cursor..<min(text.count, cursor + 1))
        case .control("d") where !isMultiline: remove(cursor..<min(text.count, cursor + 1))
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(text.count, cursor + 1)
        case .home, .control("a"): cursor = 0
        case .end, .control("e"): cursor = text.count
        case .control("u"): remove(0..<cursor)
        case .control("k"): remove(cursor..<text.count)
        case .control("w"): remove(startOfWord..<cursor)
        case .up where isMultiline: moveLine(-1)
        case .down where isMultiline: moveLine(1)
        default: return false
        }
        return true
    }

    private var startOfWord: Int {
        var before = Array(beforeCursor)
        while before.last?.isWhitespace == true { before.removeLast() }
        while let last = before.last, !last.isWhitespace { before.removeLast() }
        return before.count
    }

    private mutating func remove(_ range: Range<Int>) {
        let characters = Array(text)
        text = String(characters[..<range.lowerBound]) + String(characters[range.upperBound...])
        cursor = min(range.lowerBound, text.count)
    }

    private mutating func moveLine(_ direction: Int) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(\.count)
        var (line, column) = (0, cursor)
        while column > lines[line], line + 1 < lines.count { (line, column) = (line + 1, column - lines[line] - 1) }
        let target = line + direction
        guard lines.indices.contains(target) else { return }
        cursor = lines[..<target].reduce(0) { $0 + $1 + 1 } + min(column, lines[target])
    }
}
