/// The middle of the screen while it is put together: lines of a width, one of them with the cursor.
struct Body {
    let width: Int
    private(set) var lines: [Line] = []
    /// Rows that may be dropped when there is little room.
    private(set) var spare: Set<Int> = []
    private(set) var cursor: Frame.Position?
    /// The row that must be seen; the cursor's when there is none.
    private(set) var focus: Int?

    init(width: Int) { self.width = max(1, width) }

    /// Space at both sides.
    var margin: Int { width >= 60 ? 4 : width >= 30 ? 2 : 0 }

    mutating func gap() {
        spare.insert(lines.count)
        lines.append(Line())
    }

    mutating func add(_ line: Line) { lines.append(Line([Span(indent)]) + line) }

    /// Wrapped text; further lines begin `hanging` columns further to the right.
    mutating func add(_ text: String, _ style: Style = .plain, lead: Span? = nil, maximum: Int = .max) {
        let leadWidth = lead.map { displayWidth($0.text) } ?? 0
        let room = min(maximum, width - 2 * margin - leadWidth)
        if let lead, room < 16, leadWidth > 8 {
            // Little room beside the lead: the text goes below it.
            add(Line([lead]))
            return add(text, style, lead: Span("  "), maximum: maximum)
        }
        for (index, line) in wrapped(text, width: room).enumerated() {
            let first = index == 0 ? lead ?? Span("") : Span(String(repeating: " ", count: leadWidth))
            add(Line([first, Span(line, style)]))
        }
    }

    mutating func focusHere() { focus = lines.count }

    /// The line in which something is typed; it grows downwards.
    mutating func add(_ editor: LineEditor, placeholder: String = "", isFocused: Bool = true) {
        let room = max(1, width - 2 * margin - 3)
        let rows = Body.rows(of: editor.text, width: room)
        let before = Body.rows(of: editor.beforeCursor, width: room)
        let top = lines.count
        for (index, row) in rows.enumerated() {
            let lead = Span(index == 0 ? "> " : "  ", Style(bold: isFocused, color: isFocused ? .cyan : nil))
            let isHint = editor.text.isEmpty
            add(Line([lead, isHint ? Span(placeholder, .faint) : Span(row)]))
        }
        guard isFocused else { return }
        let row = before.count - 1
        cursor = Frame.Position(row: top + row, column: margin + 2 + displayWidth(before[row]))
    }

    /// Rows of typed text, broken at the last column so that the cursor's place follows from the text before it.
    static func rows(of text: String, width: Int) -> [String] {
        var rows = [""]
        var used = 0
        for character in text {
            let columns = character.displayWidth
            if character == "\n" || used + columns > width {
                rows.append("")
                used = 0
            }
            if character == "\n" { continue }
            rows[rows.count - 1].append(character)
            used += columns
        }
        return rows
    }

    /// The lines that are seen in so many rows, the cursor within them, and how far they are scrolled.
    func visible(rows: Int, scroll: Int, more: String) -> (lines: [Line], cursor: Frame.Position?, scroll: Int) {
        var (lines, cursor, focus) = (lines, cursor, focus)
        for row in spare.sorted(by: >) where lines.count > rows {
            lines.remove(at: row)
            if let place = cursor, place.row > row { cursor?.row -= 1 }
            if let place = focus, place > row { focus = place - 1 }
        }
        let most = max(0, lines.count - rows)
        var start = min(scroll, most)
        if let row = cursor?.row ?? focus, rows > 0, row < start || row >= start + rows {
            start = min(most, max(0, row - rows + 1))
        }
        var seen = Array(lines.dropFirst(start).prefix(max(0, rows)))
        let isCovered = cursor.map { $0.row == start + rows - 1 } ?? false
        if start < most, rows > 1, !isCovered { seen[rows - 1] = Line([Span(indent + "↓ " + more, .faint)]) }
        if let place = cursor { cursor?.row = place.row - start }
        return (seen, cursor, start)
    }

    private var indent: String { String(repeating: " ", count: margin) }
}
