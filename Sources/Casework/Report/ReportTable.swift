public import Canonical
internal import Ledger
internal import Postgres

/// The numbers of a report, in rows of named columns; `docs/reports.md` defines each.
public struct ReportTable: Document {
    let name: String
    let period: ReportPeriod
    let columns: [String]
    let rows: [[JSON]]

    /// `{"report", "from", "to", "jurisdiction", "columns", "rows": [{column: value}]}`
    public var json: JSON {
        .members([
            "report": .string(name), "from": .string(period.from.wholeSecondsText),
            "to": .string(period.to.wholeSecondsText), "jurisdiction": period.jurisdiction.map { .string($0.rawValue) },
            "columns": .array(columns.map(JSON.string)),
            "rows": .array(
                rows.map { row in .object(JSON.Members(zip(columns, row)) { first, _ in first }) }),
        ])
    }
}

/// A report as a table of RFC 4180, for spreadsheets.
public enum ReportCSV {
    /// The text of a report's JSON: a line of names, then a line a row, lines ended by CR LF.
    public static func text(_ report: JSON) -> String {
        let columns = (report["columns"]?.array ?? []).compactMap(\.string)
        let rows = (report["rows"]?.array ?? []).map { row in columns.map { cell(row[$0] ?? .null) } }
        return ([columns] + rows).map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    /// What a cell shows: lists with spaces between, nothing for null.
    public static func cell(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        case .array(let values): values.map(cell).joined(separator: " ")
        default: value.canonicalText
        }
    }

    /// Spreadsheets take what begins with these signs for a formula; a quote in front makes it a text again.
    private static func quoted(_ cell: String) -> String {
        let isNumber = Int64(cell) != nil
        let harmless = !isNumber && cell != "-" && cell.first.map("=+-@\t\r".contains) == true ? "'" + cell : cell
        guard harmless.contains(where: { "\",\r\n".contains($0) || $0 == "\r\n" }) else { return harmless }
        return "\"" + harmless.replacing("\"", with: "\"\"") + "\""
    }
}

extension Desk {
    /// Asks the store for a report and writes `report.made`.
    func report(
        _ name: String, _ period: ReportPeriod, columns: [String], filters: [String] = [], by actor: Actor,
        _ statements: [SQL], _ rows: ([QueryResult]) throws -> [[JSON]]
    ) async throws -> JSON {
        // One look at one state of the store: its numbers agree with each other.
        let results = try await pool.transaction(.readOnlySnapshot) { try await $0.run(statements) }
        let table = ReportTable(name: name, period: period, columns: columns, rows: try rows(results))
        try await noteReport(name, period, rows: table.rows.count, filters: filters, by: actor)
        return table.json
    }

    /// Writes `report.made`, or `indicators.exported` when values of traces go out with it.
    func noteReport(
        _ name: String, _ period: ReportPeriod, rows: Int, filters: [String] = [], exported: Bool = false,
        by actor: Actor
    ) async throws {
        try await writeUnlessStopped(
            Draft(
                type: exported ? .indicatorsExported : .reportMade,
                data: JSON.members([
                    "report": .string(name), "from": .string(period.from.wholeSecondsText),
                    "to": .string(period.to.wholeSecondsText), "rows": .int(Int64(rows)),
                    "jurisdiction": period.jurisdiction.map { .string($0.rawValue) },
                    "filters": filters.isEmpty ? nil : .array(filters.map(JSON.string)),
                ]).object ?? [:]), by: actor)
    }
}

extension Row {
    /// A number of a report; null where there was nothing to count.
    func count(_ column: String) throws -> JSON { try self[column, as: Int64?.self].map(JSON.int) ?? .null }
    /// A code of a report.
    func code(_ column: String) throws -> JSON { try self[column, as: String?.self].map(JSON.string) ?? "-" }
}
