/// Turns frames into the bytes that bring the terminal from the last frame to the next: only lines that differ.
struct ScreenWriter {
    let support: Style.Support
    private var shown: Frame?

    init(support: Style.Support) { self.support = support }

    /// Makes the next frame a full one: after a resize, or when somebody else wrote to the terminal.
    mutating func forget() { shown = nil }

    /// The bytes for a frame.
    mutating func bytes(for frame: Frame) -> [UInt8] {
        let old = shown?.size == frame.size ? shown : nil
        var text = "\u{1B}[?25l"
        if old == nil { text += "\u{1B}[0m\u{1B}[2J" }
        for row in 0..<frame.size.height {
            let line = row < frame.lines.count ? frame.lines[row] : Line()
            if let old, (row < old.lines.count ? old.lines[row] : Line()) == line { continue }
            if old == nil, line.spans.isEmpty { continue }
            text += "\u{1B}[\(row + 1);1H\u{1B}[2K"
            for span in line.spans { text += span.style.applied(to: span.text, support: support) }
        }
        if let cursor = frame.cursor { text += "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H\u{1B}[?25h" }
        shown = frame
        return Array(text.utf8)
    }
}
