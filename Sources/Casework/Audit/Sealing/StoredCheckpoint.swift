internal import Ledger
internal import Postgres

/// Checkpoints as they are kept: the log's note, with the cosignatures that came later.
enum StoredCheckpoint {
    private static let columns: SQL = """
        SELECT c.note, (SELECT string_agg(s.line, '' ORDER BY s.witness) FROM audit.cosignature s WHERE s.size = c.size) AS lines
        FROM audit.checkpoint c
        """

    static func of(size: UInt64, _ pool: Pool) async throws -> SignedCheckpoint? {
        try await read("\(columns) WHERE c.size = \(Int64(size))", pool)
    }

    static var selectNewest: SQL { "\(columns) ORDER BY c.size DESC LIMIT 1" }

    static func newest(_ pool: Pool) async throws -> SignedCheckpoint? { try await read(selectNewest, pool) }

    private static func read(_ statement: SQL, _ pool: Pool) async throws -> SignedCheckpoint? {
        let rows = try await pool.withConnection { try await $0.query(statement) }
        return try rows.first.map(read)
    }

    /// A note with its cosignatures.
    static func read(_ row: Row) throws -> SignedCheckpoint {
        let lines = try row["lines", as: String?.self] ?? ""
        return try SignedCheckpoint(parsing: try row["note", as: [UInt8].self] + Array(lines.utf8))
    }

    /// Those below a size: the newest of each day, and every one that a witness cosigned last before it, at most so many.
    static func older(than size: UInt64, limit: Int) -> SQL {
        """
        \(columns) WHERE c.size < \(Int64(size)) AND c.size IN (
            SELECT max(d.size) FROM audit.checkpoint d WHERE d.size < \(Int64(size)) GROUP BY date_trunc('day', d.at)
            UNION (SELECT max(s.size) FROM audit.cosignature s WHERE s.size < \(Int64(size)) GROUP BY s.witness))
        ORDER BY c.size DESC LIMIT \(limit)
        """
    }
}
