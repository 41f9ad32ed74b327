public import Canonical
internal import Ledger
internal import Postgres

/// Destroys an old key for good: an epoch under which nobody's key is wrapped any more, or an index key under which
/// nothing is indexed. From then on what backups hold of erased people cannot be opened. Writes `key.destroyed`.
///
/// Every server on the store forgets the key when this is committed, and no statement opens anything under it from then on.
/// Where machines have copies of the key file, each must be told; ``CheckStore`` says where one was left.
public struct DestroyKey: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.key.destroy"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let kind: RotateKeys.Kind
    private let number: Int

    /// The epoch of the key-encryption key, or the version of the index key, with this number.
    public init(_ kind: RotateKeys.Kind = .wrapping, number: Int) { (self.kind, self.number) = (kind, number) }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/keyNeeded(key:number:count:)`` while something is sealed or indexed under it, ``KeyFileError``
    ///   when there is no such key or it is the current one.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        // The store keeps these numbers in four bytes.
        guard Int32(exactly: number) != nil else { throw KeyFileError.unknownKey(number) }
        _ = try desk.holder.reload()
        try await desk.pool.transaction { transaction in
            // Nobody may seal under the key between the count and the end of this transaction.
            _ = try await transaction.run([lock])
            let count = try await transaction.query(rowsUnder).first?.decode(Int64.self, "n") ?? 0
            if count > 0 { throw DeskError.keyNeeded(key: kind.rawValue, number: number, count: Int(count)) }
            let place = try AuditTrail.place(
                try await transaction.run([AuditTrail.place(caseNo: nil, session: actor.session)])[0])
            let at = desk.now()
            let draft = Draft(
                type: .keyDestroyed,
                data: [
                    "key": .string(kind.rawValue), "epoch": .int(Int64(number)), "method": "REMOVED_FROM_KEY_FILE",
                ])
            let entry = try desk.trail.prepare(draft, caseNo: nil, by: actor, at: at, place: place)
            var statements = [AuditTrail.append(entry, caseNo: nil, session: actor.session, place: place)]
            if kind == .wrapping {
                // Answers kept for repeated requests under it can be told no more.
                statements.append("DELETE FROM casework.idempotency WHERE kek_epoch = \(Int32(clamping: number))")
                // A machine with a copy of the key file does the same there; the epoch stays destroyed since the first time.
                statements.append(
                    """
                    INSERT INTO privacy.kek AS k (epoch, made_at, retired_at, destroyed_at)
                    VALUES (\(Int32(clamping: number)), \(at), \(at), \(at))
                    ON CONFLICT (epoch) DO UPDATE SET retired_at = coalesce(k.retired_at, excluded.retired_at),
                        destroyed_at = coalesce(k.destroyed_at, excluded.destroyed_at)
                    """)
            }
            _ = try await transaction.run(statements)
            // Last before the commit: a key that is gone without its entry would be worse than the other way round, and
            // an entry without its key gone only if the commit after this fails.
            _ = try desk.holder.update { (ring) throws(KeyFileError) in
                switch kind {
                case .wrapping: try ring.destroyEpoch(number)
                case .index: try ring.destroyIndexVersion(number)
                }
            }
        }
        return ["key": .string(kind.rawValue), "epoch": .int(Int64(number)), "destroyed": true]
    }

    private var lock: SQL {
        switch kind {
        case .wrapping: "LOCK TABLE privacy.subject_key IN SHARE ROW EXCLUSIVE MODE"
        case .index:
            """
            LOCK TABLE privacy.blind_index, casework.indicator, casework.conversation_key, casework.referral
            IN SHARE ROW EXCLUSIVE MODE
            """
        }
    }

    private var rowsUnder: SQL {
        switch kind {
        case .wrapping:
            """
            SELECT (SELECT count(*) FROM privacy.subject_key WHERE kek_epoch = \(Int32(clamping: number)))
                + (SELECT count(*) FROM casework.webhook WHERE secret_epoch = \(Int32(clamping: number))
                    OR old_epoch = \(Int32(clamping: number))) AS n
            """
        case .index:
            """
            SELECT (SELECT count(*) FROM privacy.blind_index WHERE key_version = \(Int32(clamping: number)))
                + (SELECT count(*) FROM casework.conversation_key WHERE key_version = \(Int32(clamping: number)))
                + (SELECT count(*) FROM casework.indicator WHERE key_version = \(Int32(clamping: number)))
                + (SELECT count(*) FROM casework.referral WHERE number_key_version = \(Int32(clamping: number))) AS n
            """
        }
    }
}
