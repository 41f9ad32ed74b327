/// How many columns and rows there are.
struct Size: Sendable, Hashable {
    var width: Int
    var height: Int
}

/// A piece of a line in one style.
struct Span: Sendable, Hashable {
    let text: String
    let style: Style

    /// The text without anything that could disturb the terminal.
    init(_ text: String, _ style: Style = .plain) { (self.text, self.style) = (text.displayable, style) }
}

/// One line of the screen.
struct Line: Sendable, Hashable {
    var spans: [Span]

    init(_ spans: [Span] = []) { self.spans = spans }
    init(_ text: String, _ style: Style = .plain) { spans = [Span(text, style)] }

    var text: String { spans.map(\.text).joined() }
    var width: Int { spans.reduce(0) { $0 + displayWidth($1.text) } }

    /// The line cut to so many columns.
    func clipped(to width: Int) -> Line {
        guard self.width > width else { return self }
        var left = width
        var kept: [Span] = []
        for span in spans where left > 0 {
            let text = displayWidth(span.text) > left ? span.text.clipped(to: left) : span.text
            kept.append(Span(text, span.style))
            left -= max(1, displayWidth(text))
        }
        return Line(kept)
    }

    /// The line with another one that ends in the last column, if there is room for both.
    func flush(_ right: Line, width: Int) -> Line {
        let space = width - self.width - right.width
        if space > 0 { return Line(spans + [Span(String(repeating: " ", count: space))] + right.spans) }
        let room = max(0, width - right.width - 1)
        return Line(clipped(to: room).padded(to: room).spans + [Span(" ")] + right.spans)
    }

    /// The line with spaces behind it.
    func padded(to width: Int) -> Line {
        Line(spans + [Span(String(repeating: " ", count: max(0, width - self.width)))])
    }

    static func + (left: Line, right: Line) -> Line { Line(left.spans + right.spans) }
}

/// A whole screen, never larger than its size.
struct Frame: Sendable, Hashable {
    /// A place on the screen, from 0.
    struct Position: Sendable, Hashable {
        var row: Int
        var column: Int
    }
    let size: Size
    let lines: [Line]
    /// Where the cursor blinks; nil to hide it.
    let cursor: Position?
    /// How far the body is scrolled, after the limits.
    let scroll: Int

    init(_ lines: [Line], size: Size, cursor: Position? = nil, scroll: Int = 0) {
        self.size = size
        self.lines = lines.prefix(max(0, size.height)).map { $0.clipped(to: size.width) }
        self.scroll = scroll
        self.cursor = cursor.flatMap { place in
            guard (0..<size.height).contains(place.row), size.width > 0 else { return nil }
            return Position(row: place.row, column: min(max(0, place.column), size.width - 1))
        }
    }
}
