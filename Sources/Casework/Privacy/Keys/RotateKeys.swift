public import Canonical
internal import Ledger
internal import Postgres

/// Makes a new epoch of the key-encryption key and wraps every person's key anew under it, in batches; a run that was
/// interrupted is taken up where it stopped. Or makes a new blind index key, under which new values are found from then on.
///
/// Writes `key.created`, and `key.rotated` for each batch. The values themselves are not touched.
public struct RotateKeys: Operation {
    /// Which keys.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The key-encryption key.
        case wrapping = "kek"
        /// The key of the blind indexes.
        case index = "bik"
    }
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.key.rotate"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let kind: Kind
    private let batch: Int

    /// Turns the keys of a kind; `batch` keys are wrapped in one transaction.
    public init(_ kind: Kind = .wrapping, batch: Int = 500) { (self.kind, self.batch) = (kind, max(1, batch)) }

    /// Does it, in the transactions that write its entries.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        _ = try desk.holder.reload()
        if kind == .index {
            let keys = try desk.holder.update { (ring) throws(KeyFileError) in ring.addIndexVersion() }
            try await desk.write(created(keys.currentIndexVersion), by: actor)
            return ["key": "bik", "epoch": .int(Int64(keys.currentIndexVersion)), "rewrapped": 0, "resumed": false]
        }
        let isResumed = try await hasOld(desk)
        if !isResumed { _ = try desk.holder.update { (ring) throws(KeyFileError) in ring.addEpoch() } }
        let epoch = desk.keys.currentEpoch
        let at = desk.now()
        try await desk.write(
            created(epoch), by: actor,
            statements: [
                """
                INSERT INTO privacy.kek (epoch, made_at) SELECT e, \(at) FROM unnest(\(desk.keys.epochs.map { Int64($0) })::bigint[]) AS e
                ON CONFLICT (epoch) DO NOTHING
                """,
                "UPDATE privacy.kek SET retired_at = \(at) WHERE epoch < \(Int32(epoch)) AND retired_at IS NULL",
            ])
        var count = 0
        while true {
            let wrapped = try await wrapBatch(desk, actor, epoch: epoch)
            if wrapped == 0 { break }
            count += wrapped
        }
        try await desk.sealWebhookSecretsAnew()
        return [
            "key": "kek", "epoch": .int(Int64(epoch)), "rewrapped": .int(Int64(count)), "resumed": .bool(isResumed),
        ]
    }

    private func created(_ number: Int) -> Draft {
        Draft(
            type: .keyCreated,
            data: [
                "key": .string(kind.rawValue), "epoch": .int(Int64(number)),
                "algorithm": kind == .index ? "HMAC-SHA256" : "AES-256-GCM",
            ])
    }

    private func hasOld(_ desk: Desk) async throws -> Bool {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                "SELECT 1 AS one FROM privacy.subject_key WHERE kek_epoch < \(Int32(desk.keys.currentEpoch)) LIMIT 1")
        }
        return !rows.isEmpty
    }

    /// Wraps the next keys anew in one transaction, and answers how many.
    private func wrapBatch(_ desk: Desk, _ actor: Actor, epoch: Int) async throws -> Int {
        try await desk.retrying {
            try await desk.pool.transaction { transaction in
                let rows = try await transaction.query(
                    """
                    SELECT case_no, subject, wrapped, version, kek_epoch, \(KeyEpoch.destroyed) FROM privacy.subject_key
                    WHERE kek_epoch < \(Int32(epoch)) ORDER BY case_no, subject LIMIT \(batch) FOR UPDATE
                    """)
                if rows.isEmpty { return 0 }
                var (cases, subjects, bytes): ([Int64], [String], [[UInt8]]) = ([], [], [])
                for row in rows {
                    let subject = try Subject(row, keys: desk.keys)
                    cases.append(try row["case_no"])
                    subjects.append(subject.id)
                    bytes.append(try subject.key.wrapped(by: desk.keys).bytes)
                }
                let previous = try rows.map { try $0["kek_epoch", as: Int64.self] }.min() ?? 0
                let place = try AuditTrail.place(
                    try await transaction.run([AuditTrail.place(caseNo: nil, session: actor.session)])[0])
                let draft = Draft(
                    type: .keyRotated,
                    data: [
                        "key": "kek", "epoch": .int(Int64(epoch)), "previous_epoch": .int(previous),
                        "algorithm": "AES-256-GCM", "rewrapped": .int(Int64(rows.count)),
                    ])
                let entry = try desk.trail.prepare(draft, caseNo: nil, by: actor, at: desk.now(), place: place)
                try await transaction.finish([
                    """
                    UPDATE privacy.subject_key k SET wrapped = w.wrapped, kek_epoch = \(Int32(epoch))
                    FROM unnest(\(cases)::bigint[], \(subjects)::text[], \(bytes)::bytea[]) AS w (case_no, subject, wrapped)
                    WHERE k.case_no = w.case_no AND k.subject = w.subject
                    """,
                    AuditTrail.append(entry, caseNo: nil, session: actor.session, place: place),
                ])
                return rows.count
            }
        }
    }
}
