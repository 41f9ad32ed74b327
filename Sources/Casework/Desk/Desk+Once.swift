public import Canonical
internal import Postgres

extension Desk {
    /// Does something once for a key: the same key and request get the answer of the first time, for a day.
    ///
    /// For operations that do not keep the key in their own transaction. However long the work takes, nobody does it beside.
    /// When the program dies, or loses the session that has the key, the next request with the key does the work again:
    /// such operations must bear that, because the work may have been done and its answer not kept.
    ///
    /// - Throws: ``DeskError/keyUsedForAnotherRequest``; ``DeskError/keyBusy`` while the first one is at work; and what
    ///   the work throws, after which the key is free again.
    public func once(_ key: RequestKey, by actor: Actor, _ work: () async throws -> JSON) async throws -> JSON {
        try await withUnsafeCurrentTask { task in
            let caller = RequestClaims.Caller(task: task)
            // Nothing of this is called off half-way: a lock that nobody knows of would stay for as long as the program.
            let earlier = try await Task { try await claimed(key, by: actor, for: caller) }.value
            if let earlier { return earlier }
            do {
                let answer = try await work()
                await Task { await keep(answer, for: key, by: actor) }.value
                return answer
            } catch {
                await Task { await forget(key, by: actor) }.value
                throw error
            }
        }
    }

    /// The same with the keys of the file, when somebody has turned them since.
    private func claimed(_ key: RequestKey, by actor: Actor, for caller: RequestClaims.Caller) async throws -> JSON? {
        let used = keys
        do { return try await claim(key, by: actor, for: caller) } catch {
            guard KeyHolder.isStale(error), try holder.reload(after: used) else { throw error }
            return try await claim(key, by: actor, for: caller)
        }
    }

    /// The answer that was given to the key; nil when it is now this request's.
    private func claim(_ key: RequestKey, by actor: Actor, for caller: RequestClaims.Caller) async throws -> JSON? {
        let statement = try key.claim(by: actor, at: now(), keys: keys)
        guard let session = try await claims.take(key.lock(of: actor), for: caller) else {
            return try await earlier(key, by: actor)
        }
        do {
            if try await !session.query(statement).isEmpty { return nil }
        } catch {
            try? await claims.giveBack(key.lock(of: actor))
            // A change of a case is about to keep something under this very key.
            if (error as? PostgresError)?.isLockNotAvailable == true { throw DeskError.keyBusy }
            throw error
        }
        try? await claims.giveBack(key.lock(of: actor))
        return try await earlier(key, by: actor)
    }

    /// The answer that is kept; whoever has not given one yet is at work.
    private func earlier(_ key: RequestKey, by actor: Actor) async throws -> JSON? {
        let rows = try await pool.withConnection { try await $0.query(key.select(by: actor)) }
        guard let row = rows.first else { throw DeskError.keyBusy }
        let keys = try keys.living(row)
        guard try key.isKept(as: try row.decode([UInt8].self, "request_hash"), of: actor, keys: keys) else {
            throw DeskError.keyUsedForAnotherRequest
        }
        let answer = try row.decode([UInt8].self, "answer")
        guard !answer.isEmpty else { throw DeskError.keyBusy }
        return try key.opened(answer, of: actor, keys: keys)
    }

    /// Keeps the answer. Where it cannot be kept the work is done all the same, and whoever asked is told so.
    private func keep(_ answer: JSON, for key: RequestKey, by actor: Actor) async {
        let used = keys
        guard let statement = try? key.keep(answer, by: actor, at: now(), keys: used) else {
            return await forget(key, by: actor)
        }
        do { try await claims.giveBack(key.lock(of: actor), after: [statement]) } catch {
            // Somebody turned the keys while the work was done.
            guard KeyHolder.isStale(error), (try? holder.reload(after: used)) == true,
                let anew = try? key.keep(answer, by: actor, at: now(), keys: keys)
            else { return }
            _ = try? await pool.withConnection { try await $0.execute(anew) }
        }
    }

    private func forget(_ key: RequestKey, by actor: Actor) async {
        try? await claims.giveBack(key.lock(of: actor), after: [key.forget(by: actor)])
    }
}

extension RequestKey {
    /// The lock of whoever is at work under this key.
    fileprivate func lock(of actor: Actor) -> Int64 {
        let name = "redress request\0\(actor.id)\0\(key)"
        return Digest.sha256(Array(name.utf8)).prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Takes the key for a request, or takes it over from one of the same request that never ended. Answers a row when it
    /// did. Only for whoever has the lock.
    ///
    /// - Throws: ``SealError``.
    fileprivate func claim(by actor: Actor, at: Timestamp, keys: KeyRing) throws -> SQL {
        let kept = try kept(for: actor, keys: keys)
        // The one before may have been claimed under a key that was turned since.
        let same = try keys.epochs.map { try self.kept(for: actor, keys: keys, epoch: $0) }
        let none: [UInt8] = []
        return """
            INSERT INTO casework.idempotency AS i (actor, key, request_hash, answer, at, kek_epoch)
            VALUES (\(actor.id), \(key), \(kept), \(none), \(at),
                \(KeyEpoch.living(Int32(clamping: keys.currentEpoch))))
            ON CONFLICT (actor, key) DO UPDATE
                SET at = EXCLUDED.at, request_hash = EXCLUDED.request_hash, kek_epoch = EXCLUDED.kek_epoch
            WHERE i.answer = '' AND i.request_hash = ANY (\(same))
            RETURNING 1 AS one
            """
    }

    /// Keeps the answer from now on.
    ///
    /// - Throws: ``SealError``.
    fileprivate func keep(_ answer: JSON, by actor: Actor, at: Timestamp, keys: KeyRing) throws -> SQL {
        let (sealed, epoch) = try sealed(answer, for: actor, keys: keys)
        let kept = try kept(for: actor, keys: keys, epoch: Int(epoch))
        return """
            UPDATE casework.idempotency
            SET answer = \(sealed), at = \(at), request_hash = \(kept), kek_epoch = \(KeyEpoch.living(epoch)),
                cases = \(answer.namedCases.sorted())
            WHERE actor = \(actor.id) AND key = \(key) AND answer = ''
            """
    }

    fileprivate func forget(by actor: Actor) -> SQL {
        "DELETE FROM casework.idempotency WHERE actor = \(actor.id) AND key = \(key) AND answer = ''"
    }
}
