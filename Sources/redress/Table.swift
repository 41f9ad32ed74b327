import Terminal

/// A table of plain words.
struct Table {
    private var table: TextTable

    init(_ titles: [String]) { table = TextTable(titles.map { TextTable.Column($0) }) }

    mutating func add(_ cells: [String]) { table.append(cells.map { TextTable.Cell($0) }) }

    var text: String { table.lines().joined(separator: "\n") }
}
