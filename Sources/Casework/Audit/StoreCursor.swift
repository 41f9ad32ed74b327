internal import Postgres

/// The rows of a statement, fetched as they are needed: however many there are, few are in memory.
///
/// It also shows rows that paging by a key would pass over, because somebody took the key off and wrote it twice.
struct StoreCursor {
    private let transaction: Transaction
    private let fetch: SQL
    private var rows: ArraySlice<Row> = []
    private var isAtEnd = false

    /// Opens the cursor `name` inside of a transaction, in which no other may have this name.
    init(_ name: String, over statement: SQL, batch: Int = 5_000, in transaction: Transaction) async throws {
        self.transaction = transaction
        fetch = "FETCH \(unescaped: String(batch)) FROM \(unescaped: name)"
        try await transaction.execute("DECLARE \(unescaped: name) NO SCROLL CURSOR FOR \(statement)")
    }

    /// The next rows; none at the end.
    mutating func nextBatch() async throws -> [Row] {
        guard rows.isEmpty else {
            defer { rows = [] }
            return Array(rows)
        }
        if isAtEnd { return [] }
        let fetched = try await transaction.query(fetch)
        isAtEnd = fetched.isEmpty
        return fetched
    }

    /// The next row, nil at the end.
    mutating func next() async throws -> Row? {
        if rows.isEmpty { rows = try await nextBatch()[...] }
        return rows.popFirst()
    }
}
