/// A table for a terminal: columns as wide as their widest cell on the screen, two spaces between them.
public struct TextTable: Sendable {
    /// One column.
    public struct Column: Sendable, Hashable {
        /// On which side the cells stand.
        public enum Alignment: Sendable, Hashable {
            /// Text.
            case left
            /// Numbers.
            case right
        }
        /// The heading.
        public var title: String
        /// On which side the cells stand.
        public var alignment: Alignment
        /// Wider cells are cut with `…`; nil for no limit.
        public var maximumWidth: Int?
        /// A column.
        public init(_ title: String, alignment: Alignment = .left, maximumWidth: Int? = nil) {
            (self.title, self.alignment, self.maximumWidth) = (title, alignment, maximumWidth)
        }
    }
    /// What stands in one place.
    public struct Cell: Sendable, Hashable, ExpressibleByStringLiteral {
        /// The words.
        public var text: String
        /// How they look.
        public var style: Style
        /// A cell.
        public init(_ text: String, style: Style = .plain) { (self.text, self.style) = (text, style) }
        /// A plain cell.
        public init(stringLiteral value: String) { self.init(value) }
    }
    /// The columns.
    public let columns: [Column]
    /// The rows; missing cells are empty, surplus ones are not shown.
    public private(set) var rows: [[Cell]] = []

    /// A table without rows.
    public init(_ columns: [Column]) { self.columns = columns }
    /// Adds a row at the end.
    public mutating func append(_ row: [Cell]) { rows.append(row) }

    /// The lines of the table, the heading first, without spaces at their ends.
    public func lines(support: Style.Support = .none) -> [String] {
        let head = columns.map { Cell($0.title, style: .bold) }
        let cells = ([head] + rows).map { row in columns.indices.map { $0 < row.count ? fitted(row[$0], $0) : Cell("") }
        }
        let widths = columns.indices.map { column in cells.map { displayWidth($0[column].text) }.max() ?? 0 }
        return cells.map { line($0, widths, support) }
    }

    private func fitted(_ cell: Cell, _ column: Int) -> Cell {
        let text = cell.text.displayable
        return Cell(columns[column].maximumWidth.map { text.truncated(to: $0) } ?? text, style: cell.style)
    }

    private func line(_ row: [Cell], _ widths: [Int], _ support: Style.Support) -> String {
        var line = ""
        var gap = ""
        for (index, cell) in row.enumerated() {
            let space = String(repeating: " ", count: widths[index] - displayWidth(cell.text))
            let text = cell.style.applied(to: cell.text, support: support)
            let isRight = columns[index].alignment == .right
            // Spaces are owed until something follows them, so that no line ends in any.
            if !cell.text.isEmpty { line += gap + (isRight ? space : "") + text }
            gap = cell.text.isEmpty ? gap + space + "  " : (isRight ? "" : space) + "  "
        }
        return line
    }
}
