internal import Ledger
internal import Postgres

/// How far the log is sealed.
struct LogState: Sendable, Equatable {
    let size: UInt64
    let root: TreeHash
    let range: CompactRange

    static let select: SQL = "SELECT size, root, frontier FROM audit.log_state"

    init(size: UInt64, root: TreeHash, range: CompactRange) { (self.size, self.root, self.range) = (size, root, range) }

    /// - Throws: ``TrailFault/stateChanged`` when the row contradicts itself.
    init(_ result: QueryResult) throws {
        let row = try result.only("audit.log_state")
        let frontier: [UInt8] = try row["frontier"]
        guard frontier.count % 32 == 0 else { throw TrailFault.stateChanged }
        let hashes = stride(from: 0, to: frontier.count, by: 32).compactMap { TreeHash(frontier[$0..<$0 + 32]) }
        guard let size = UInt64(exactly: try row["size", as: Int64.self]),
            let root = TreeHash(try row["root", as: [UInt8].self]),
            let range = CompactRange(size: size, hashes: hashes),
            range.root == root
        else { throw TrailFault.stateChanged }
        self.init(size: size, root: root, range: range)
    }

    /// Moves the state on from `old`; answers no row when somebody else did.
    func update(from old: LogState, at: SQL) -> SQL {
        """
        UPDATE audit.log_state SET size = \(Int64(size)), root = \(root.bytes), frontier = \(range.hashes.flatMap(\.bytes)),
            sealed_at = \(at)
        WHERE size = \(Int64(old.size)) AND root = \(old.root.bytes)
        """
    }
}

extension TileEdge {
    /// Reads the right edge of the stored tree.
    ///
    /// - Throws: ``TrailFault/stateChanged`` when it does not give the root.
    static func load(_ state: LogState, in transaction: Transaction) async throws -> TileEdge {
        let widths = TileEdge.widths(size: state.size)
        let first = Int64(state.size) - Int64(widths[0])
        var statements: [SQL] = [
            "SELECT leaf_hash FROM audit.log WHERE idx >= \(first) AND idx < \(Int64(state.size)) ORDER BY idx"
        ]
        for level in widths.indices.dropFirst() {
            let n = Int64(state.size >> UInt64(8 * (level + 1)))
            statements.append("SELECT data FROM audit.tile WHERE level = \(Int32(level)) AND n = \(n)")
        }
        let results = try await transaction.run(statements)
        var levels: [[TreeHash]] = [try results[0].rows.compactMap { TreeHash(try $0["leaf_hash", as: [UInt8].self]) }]
        for (level, result) in results.enumerated().dropFirst() {
            let bytes = try result.rows.first?["data", as: [UInt8].self] ?? []
            levels.append(
                stride(from: 0, to: min(bytes.count, widths[level] * 32), by: 32).compactMap {
                    TreeHash(bytes[$0..<min($0 + 32, bytes.count)])
                })
        }
        guard let edge = TileEdge(size: state.size, levels: levels), edge.root == state.root else {
            throw TrailFault.stateChanged
        }
        return edge
    }

    /// Writes the tiles that got new hashes.
    static func upsert(_ filled: [Filled]) -> SQL {
        """
        INSERT INTO audit.tile (level, n, data)
        SELECT * FROM unnest(\(filled.map { Int32($0.level) }), \(filled.map { Int64($0.index) }), \
        \(filled.map { Tile.encode($0.hashes) }))
        ON CONFLICT (level, n) DO UPDATE SET data = excluded.data
        """
    }
}
