internal import Canonical
internal import Ledger
internal import Postgres

/// Moves entries from the queue into the log, in order, one batch in one transaction.
///
/// It recomputes every leaf hash from the bytes that were read back after they were written, before the tree grows: one
/// wrong bit hashed would spoil the log for ever. Whoever holds the advisory lock is the one sealer there is.
struct Sealer: Sendable {
    /// What one batch did.
    struct Batch: Sendable {
        var state: LogState
        var edge: TileEdge
        /// How many entries were taken from the queue.
        var taken: Int
    }

    /// An entry of the sealer itself, which is written at the end of the batch.
    enum Own: Sendable {
        /// The log is alive.
        case heartbeat
        /// How far every case has come.
        case caseHeads
    }

    let origin: String
    let limit: Int
    /// "redress" and "log" as a number: the one lock of all sealers of this database.
    static let lock: Int64 = 8_241_990_107

    /// Seals a batch. Answers nil when another sealer is at work and `isWaiting` is false.
    ///
    /// - Throws: ``TrailFault``; then nothing was moved.
    func seal(
        _ pool: Pool, edge known: TileEdge?, own: [Own] = [], isWaiting: Bool, now: @Sendable () -> Timestamp
    ) async throws -> Batch? {
        // Signing comes after this commit, so it must be durable whatever the session's setting is.
        try await pool.transaction(TransactionOptions(synchronousCommit: .on)) { transaction in
            let lock: SQL =
                isWaiting
                ? "SELECT true AS it_is FROM (SELECT pg_advisory_xact_lock(\(Self.lock))) l"
                : "SELECT pg_try_advisory_xact_lock(\(Self.lock)) AS it_is"
            let opening = try await transaction.run([lock, LogState.select])
            guard try opening[0].only("lock")["it_is"] else { return nil }
            let state = try LogState(opening[1])
            var edge: TileEdge
            if let known, known.size == state.size, known.root == state.root {
                edge = known
            } else {
                edge = try await TileEdge.load(state, in: transaction)
            }
            var range = state.range
            try await makePartitions(from: state.size, to: state.size + UInt64(limit) + 16, in: transaction)
            let taken = try await move(from: state.size, in: transaction, &edge, &range)
            // Looked at after the queue was emptied: when the log's last entry was in it, nothing follows.
            let isStopped = own.isEmpty ? true : try await isStopped(transaction)
            for entry in own where !isStopped && range.size > 0 {
                try await append(entry, range, at: now(), in: transaction, &edge, &range)
            }
            if range.size == state.size { return Batch(state: state, edge: edge, taken: 0) }
            let next = LogState(size: range.size, root: range.root, range: range)
            let filled = edge.takeFilled()
            let results = try await transaction.run(
                [next.update(from: state, at: "\(now())")] + (filled.isEmpty ? [] : [TileEdge.upsert(filled)])
                    + ["SELECT pg_notify('redress_log', \(String(next.size)))"])
            guard results[0].affected == 1 else { throw TrailFault.stateChanged }
            try await transaction.finish()
            return Batch(state: next, edge: edge, taken: taken)
        }
    }

    /// The partition in use and the next one are there before they are needed.
    func makePartitions(from size: UInt64, to end: UInt64, in transaction: Transaction) async throws {
        try await transaction.run(
            (size >> 24...(end >> 24) + 1).map { "SELECT audit.make_log_partition(\(Int32($0))::integer)" })
    }

    private func isStopped(_ transaction: Transaction) async throws -> Bool {
        let row = try await transaction.query("SELECT stopped_at IS NOT NULL AS it_is FROM audit.log_origin").first
        return try row?["it_is"] ?? false
    }

    private func move(
        from size: UInt64, in transaction: Transaction, _ edge: inout TileEdge, _ range: inout CompactRange
    ) async throws -> Int {
        // Up to a bound and not out of a list: a plan that was made while the queue was empty compared each entry that waits
        // with each of the list, which half a million of them never ended.
        let rows = try await transaction.query(
            """
            WITH taken AS (
                DELETE FROM audit.pending
                WHERE pid <= (SELECT max(b.pid) FROM (SELECT pid FROM audit.pending ORDER BY pid LIMIT \(limit)) AS b)
                RETURNING *
            ), placed AS (
                INSERT INTO audit.log (idx, entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at,
                    leaf, leaf_hash)
                SELECT \(Int64(size)) + row_number() OVER (ORDER BY pid) - 1, entry_id, case_no, case_seq, session, session_n,
                    session_link, subject, type, at, leaf, leaf_hash
                FROM taken ORDER BY pid RETURNING idx, leaf, leaf_hash, entry_id
            )
            SELECT idx, leaf, leaf_hash, entry_id FROM placed ORDER BY idx
            """)
        for row in rows {
            let hash = LeafHash(leaf: try row[1, as: [UInt8].self])
            guard try row[0, as: Int64.self] == Int64(range.size), try row[2, as: [UInt8].self] == hash.bytes else {
                throw TrailFault.entryChanged(entry: try row[3, as: String.self])
            }
            edge.append(hash)
            range.append(hash)
        }
        return rows.count
    }

    private func append(
        _ own: Own, _ before: CompactRange, at: Timestamp, in transaction: Transaction, _ edge: inout TileEdge,
        _ range: inout CompactRange
    ) async throws {
        let data: JSON.Members
        let type: EntryType
        switch own {
        case .heartbeat:
            type = .logHeartbeat
            data = ["size": .int(Int64(before.size)), "root": .string(before.root.base64)]
        case .caseHeads:
            type = .auditCaseHeads
            let tree = try await SealedHeads.tree(in: transaction)
            data = CaseHeads(root: tree.root, count: UInt64(tree.lines.count), size: before.size).data
        }
        let leaf = try Leaf(
            log: origin, id: "e-" + Digest.hexadecimal(Digest.random(16)), ts: at, type: type,
            actor: Leaf.Actor(kind: Actor.Kind.system.rawValue, id: "sealer"), data: data)
        let bytes = leaf.canonicalBytes
        let rows = try await transaction.query(
            """
            INSERT INTO audit.log (idx, entry_id, type, at, leaf, leaf_hash)
            VALUES (\(Int64(before.size)), \(leaf.id), \(leaf.type.rawValue), \(at), \(bytes), \(leaf.hash.bytes))
            RETURNING leaf
            """)
        guard let stored = rows.first, try stored["leaf", as: [UInt8].self] == bytes else {
            throw TrailFault.entryChanged(entry: leaf.id)
        }
        edge.append(leaf.hash)
        range.append(leaf.hash)
    }
}

/// How far every case has come in the sealed log.
enum SealedHeads {
    /// The heads as the queue leaves them: what waits is taken off again.
    private static let select: SQL = """
        SELECT h.case_no, coalesce(p.first - 1, h.seq) AS seq,
            CASE WHEN p.first IS NULL THEN h.head
                ELSE (SELECT l.leaf_hash FROM audit.log l WHERE l.case_no = h.case_no AND l.case_seq = p.first - 1) END AS head
        FROM audit.case_head h
        LEFT JOIN (SELECT case_no, min(case_seq) AS first FROM audit.pending WHERE case_no IS NOT NULL GROUP BY case_no) p
            ON p.case_no = h.case_no
        WHERE coalesce(p.first - 1, h.seq) > 0
        """

    static func tree(in transaction: Transaction) async throws -> CaseHeadTree {
        let rows = try await transaction.query(select)
        return CaseHeadTree(
            try rows.map { row in
                guard let head = LeafHash(try row["head", as: [UInt8].self]) else {
                    throw StoreFault.unreadable("audit.case_head")
                }
                return ("c-\(try row["case_no", as: Int64.self])", try row["seq", as: Int64.self], head)
            })
    }
}
