public import Canonical
internal import Postgres

extension Desk {
    /// How long a request may be at work before another one with its key takes its place: its program must have died.
    private static let patience: Int64 = 120

    /// Does something once for a key: the same key and request get the answer of the first time.
    ///
    /// For operations that do not keep the key in their own transaction. When the program dies between the work and the
    /// keeping of its answer, the request is done again after two minutes; such operations must bear that.
    ///
    /// - Throws: ``DeskError/keyUsedForAnotherRequest``; ``DeskError/keyBusy`` while the first one is at work; and what
    ///   the work throws, after which the key is free again.
    public func once(_ key: RequestKey, by actor: Actor, _ work: () async throws -> JSON) async throws -> JSON {
        if let earlier = try await claimed(key, by: actor) { return earlier }
        do {
            let answer = try await work()
            let (sealed, epoch) = try key.sealed(answer, for: actor, keys: keys)
            let (cases, kept) = (answer.namedCases.sorted(), try key.kept(for: actor, keys: keys, epoch: Int(epoch)))
            try await pool.withConnection { connection in
                _ = try await connection.execute(
                    """
                    UPDATE casework.idempotency
                    SET answer = \(sealed), request_hash = \(kept), kek_epoch = \(epoch), cases = \(cases)
                    WHERE actor = \(actor.id) AND key = \(key.key)
                    """)
            }
            return answer
        } catch {
            // Not called off with the request: a key that stays taken would refuse its repetition for two minutes.
            let (pool, id, word) = (pool, actor.id, key.key)
            await Task {
                _ = try? await pool.withConnection { connection in
                    try await connection.execute(
                        "DELETE FROM casework.idempotency WHERE actor = \(id) AND key = \(word) AND answer = ''")
                }
            }.value
            throw error
        }
    }

    /// The same with the keys of the file, when somebody has turned them since.
    private func claimed(_ key: RequestKey, by actor: Actor) async throws -> JSON? {
        do { return try await claim(key, by: actor) } catch {
            guard KeyHolder.isStale(error), try holder.reload() else { throw error }
            return try await claim(key, by: actor)
        }
    }

    /// The answer that was given to the key; nil when it is now this request's.
    private func claim(_ key: RequestKey, by actor: Actor) async throws -> JSON? {
        let (now, empty, keys) = (now(), [UInt8](), keys)
        let kept = try key.kept(for: actor, keys: keys)
        // The one before may have been claimed under a key that was turned since.
        let same = try keys.epochs.map { try key.kept(for: actor, keys: keys, epoch: $0) }
        return try await pool.withConnection { connection in
            let claimed = try await connection.query(
                """
                INSERT INTO casework.idempotency AS i (actor, key, request_hash, answer, at, kek_epoch)
                VALUES (\(actor.id), \(key.key), \(kept), \(empty), \(now), \(Int32(clamping: keys.currentEpoch)))
                ON CONFLICT (actor, key) DO UPDATE
                    SET at = EXCLUDED.at, request_hash = EXCLUDED.request_hash, kek_epoch = EXCLUDED.kek_epoch
                WHERE i.answer = '' AND i.request_hash = ANY (\(same))
                    AND i.at < \(now.adding(seconds: -Self.patience))
                RETURNING 1 AS one
                """)
            if !claimed.isEmpty { return nil }
            let rows = try await connection.query(
                "SELECT request_hash, answer FROM casework.idempotency WHERE actor = \(actor.id) AND key = \(key.key)")
            guard let row = rows.first else { throw DeskError.keyBusy }
            guard try key.isKept(as: try row.decode([UInt8].self, "request_hash"), of: actor, keys: keys) else {
                throw DeskError.keyUsedForAnotherRequest
            }
            let answer = try row.decode([UInt8].self, "answer")
            guard !answer.isEmpty else { throw DeskError.keyBusy }
            return try key.opened(answer, of: actor, keys: keys)
        }
    }
}
