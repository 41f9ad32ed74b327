internal import Canonical
internal import Crypto
internal import Postgres

/// Answers are kept sealed: they say what the case holds. The key comes from that of the epoch, so that an answer lives no
/// longer than the keys of its case; the request itself is a keyed hash.
extension RequestKey {
    func select(by actor: Actor) -> SQL {
        """
        SELECT request_hash, answer, \(KeyEpoch.destroyed) FROM casework.idempotency
        WHERE actor = \(actor.id) AND key = \(key)
        """
    }

    /// The answer that was given to this key; nil when it is new.
    ///
    /// - Throws: ``DeskError/keyUsedForAnotherRequest`` when the key came with other inputs; ``SealError``.
    func earlierAnswer(_ result: QueryResult, of actor: Actor, keys: KeyRing) throws -> JSON? {
        guard let row = result.rows.first else { return nil }
        let keys = try keys.living(row)
        guard try isKept(as: try row.decode([UInt8].self, "request_hash"), of: actor, keys: keys) else {
            throw DeskError.keyUsedForAnotherRequest
        }
        return try opened(try row.decode([UInt8].self, "answer"), of: actor, keys: keys)
    }

    /// An answer as it was given.
    ///
    /// - Throws: ``SealError``.
    func opened(_ kept: [UInt8], of actor: Actor, keys: KeyRing) throws -> JSON {
        // Answers of earlier versions were not sealed; JSON never begins with the number of the format.
        guard kept.first == 1 else { return try JSON(parsing: kept) }
        guard kept.count >= 5 else { throw SealError.malformed }
        let epoch = GCM.number(kept[1..<5])
        let place = place(actor, epoch)
        return try JSON(parsing: GCM.open(Array(kept[5...]), sealingKey(keys, epoch), authenticating: place))
    }

    /// An answer as it is kept, and the epoch of the key under which it is.
    ///
    /// - Throws: ``SealError``.
    func sealed(_ answer: JSON, for actor: Actor, keys: KeyRing) throws(SealError) -> (bytes: [UInt8], epoch: Int32) {
        let epoch = keys.currentEpoch
        let box = try GCM.seal(answer.canonicalBytes, sealingKey(keys, epoch), authenticating: place(actor, epoch))
        return ([1] + GCM.bigEndian(epoch) + box, Int32(clamping: epoch))
    }

    /// Keeps an answer; `caseNo` is the case that it tells of, with whose person it goes.
    func insert(answer: JSON, by actor: Actor, at: Timestamp, caseNo: Int64, keys: KeyRing) throws -> SQL {
        let (sealed, epoch) = try sealed(answer, for: actor, keys: keys)
        return """
            INSERT INTO casework.idempotency (actor, key, request_hash, answer, at, cases, kek_epoch)
            VALUES (\(actor.id), \(key), \(try kept(for: actor, keys: keys)), \(sealed), \(at), \(answer.namedCases.union([caseNo]).sorted()), \(KeyEpoch.living(epoch)))
            """
    }

    /// The request as it is kept: the number of the form, the epoch, and an HMAC that only the holder of the key can make.
    /// A hash alone would tell whoever guesses the phone that was in it.
    ///
    /// - Throws: ``SealError``.
    func kept(for actor: Actor, keys: KeyRing, epoch: Int? = nil) throws(SealError) -> [UInt8] {
        let epoch = epoch ?? keys.currentEpoch
        guard let wrapping = keys.wrappingKey(epoch) else { throw .unknownEpoch(epoch) }
        let own = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: wrapping, info: Array("redress/request/v1".utf8), outputByteCount: 32)
        return [1] + GCM.bigEndian(epoch) + HMAC<SHA256>.authenticationCode(for: place(actor, epoch), using: own)
    }

    /// Whether this is the request that was kept.
    ///
    /// - Throws: ``SealError``.
    func isKept(as kept: [UInt8], of actor: Actor, keys: KeyRing) throws(SealError) -> Bool {
        // Earlier versions kept the plain hash; such rows live for a day.
        if kept.count == 32 { return kept == requestHash }
        guard kept.count == 37, kept[0] == 1 else { throw .malformed }
        return try kept == self.kept(for: actor, keys: keys, epoch: GCM.number(kept[1..<5]))
    }

    private func sealingKey(_ keys: KeyRing, _ epoch: Int) throws(SealError) -> SymmetricKey {
        guard let wrapping = keys.wrappingKey(epoch) else { throw .unknownEpoch(epoch) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: wrapping, info: Array("redress/answer/v1".utf8), outputByteCount: 32)
    }

    /// An answer opens only for its actor, its key and its request.
    private func place(_ actor: Actor, _ epoch: Int) -> [UInt8] {
        var bytes = Array("redress/answer/v1".utf8)
        for part in [actor.id, key] { bytes += [0] + Array(part.utf8) }
        return bytes + [0] + requestHash + GCM.bigEndian(epoch)
    }
}

extension JSON {
    /// The cases that an answer names.
    var namedCases: Set<Int64> {
        switch self {
        case .array(let elements): return elements.reduce(into: []) { $0.formUnion($1.namedCases) }
        case .object(let members):
            var cases = members.reduce(into: Set<Int64>()) { $0.formUnion($1.value.namedCases) }
            if let own = members["ref"]?.string.flatMap({ try? CaseReference.read($0) }) { cases.insert(own.caseNo) }
            return cases
        default: return []
        }
    }
}
