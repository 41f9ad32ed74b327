internal import Canonical
internal import Ledger
internal import Postgres

extension Sealer {
    /// Appends leaves that were sealed before, byte for byte, in one transaction. Those that wait in the queue of the
    /// restored store are moved; all others are put back with the heads of their cases and sessions.
    func bringBack(_ pool: Pool, _ leaves: [[UInt8]], from size: UInt64, now: @Sendable () -> Timestamp) async throws
        -> Batch
    {
        try await pool.transaction(TransactionOptions(synchronousCommit: .on)) { transaction in
            let opening = try await transaction.run([
                "SELECT pg_advisory_xact_lock(\(Self.lock))", LogState.select,
                "SELECT entry_id, leaf FROM audit.pending",
            ])
            let state = try LogState(opening[1])
            guard state.size == size else { throw TrailFault.stateChanged }
            var waiting: [String: [UInt8]] = [:]
            for row in opening[2].rows { waiting[try row["entry_id"]] = try row["leaf"] }
            var (edge, range) = (try await TileEdge.load(state, in: transaction), state.range)
            try await makePartitions(from: size, to: size + UInt64(leaves.count), in: transaction)
            var statements: [SQL] = []
            for bytes in leaves {
                let leaf = try Leaf(parsing: bytes)
                let isWaiting = waiting[leaf.id].map { $0 == bytes } ?? false
                statements.append(
                    try isWaiting ? Self.move(leaf, to: range.size) : Self.put(leaf, bytes, at: range.size))
                edge.append(LeafHash(leaf: bytes))
                range.append(LeafHash(leaf: bytes))
                if statements.count == 500 {
                    try await transaction.run(statements)
                    statements = []
                }
            }
            let next = LogState(size: range.size, root: range.root, range: range)
            let filled = edge.takeFilled()
            let results = try await transaction.run(
                statements + [next.update(from: state, at: "\(now())")]
                    + (filled.isEmpty ? [] : [TileEdge.upsert(filled)]))
            guard results[statements.count].affected == 1 else { throw TrailFault.stateChanged }
            try await transaction.finish()
            return Batch(state: next, edge: edge, taken: leaves.count)
        }
    }

    private static func move(_ leaf: Leaf, to index: UInt64) -> SQL {
        """
        WITH taken AS (DELETE FROM audit.pending WHERE entry_id = \(leaf.id) RETURNING *)
        INSERT INTO audit.log (idx, entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf, leaf_hash)
        SELECT \(Int64(index)), entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf, leaf_hash
        FROM taken
        """
    }

    private static func put(_ leaf: Leaf, _ bytes: [UInt8], at index: UInt64) throws -> SQL {
        let caseNo = try leaf.case.map { place in
            guard place.id.hasPrefix("c-"), let number = Int64(place.id.dropFirst(2)) else {
                throw StoreFault.unreadable("case of an entry")
            }
            return number
        }
        return """
            SELECT audit.bring_back(\(Int64(index)), \(leaf.id), \(caseNo), \(leaf.case?.seq), \(leaf.actor.session), \
            \(leaf.actor.n), \(leaf.subject), \(leaf.type.rawValue), \(leaf.ts), \(bytes))
            """
    }
}
