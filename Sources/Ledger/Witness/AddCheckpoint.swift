/// A request to a witness (c2sp.org/tlog-witness): the size it is believed to know, the proof from there, and the
/// checkpoint.
public struct AddCheckpoint: Sendable, Equatable {
    /// The size from which the proof leads.
    public let old: UInt64
    /// The consistency proof.
    public let proof: [TreeHash]
    /// The signed checkpoint as it came.
    public let checkpoint: [UInt8]

    /// A request.
    public init(old: UInt64, proof: [TreeHash], checkpoint: [UInt8]) {
        (self.old, self.proof, self.checkpoint) = (old, proof, checkpoint)
    }

    /// The bytes of the body.
    public var bytes: [UInt8] {
        Array(("old \(old)\n" + proof.map { $0.base64 + "\n" }.joined() + "\n").utf8) + checkpoint
    }

    /// Reads a body; nil when it is not one.
    public init?(parsing bytes: [UInt8]) {
        guard bytes.count <= SignedNote.maximumLength,
            let cut = bytes.indices.dropLast().first(where: { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A })
        else { return nil }
        var lines = bytes[..<cut].split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }[...]
        guard let first = lines.popFirst(), first.hasPrefix("old "),
            let old = try? Decimal.parse(first.dropFirst(4), "old"), lines.count <= 63
        else { return nil }
        var proof: [TreeHash] = []
        for line in lines {
            guard let hash = TreeHash(base64: line) else { return nil }
            proof.append(hash)
        }
        self.init(old: old, proof: proof, checkpoint: Array(bytes[(cut + 2)...]))
    }
}

/// What a witness knows of one log, and the rule by which it cosigns.
public struct WitnessMemory: Sendable, Equatable {
    /// The answer to a request, with the HTTP status of the protocol.
    public enum Answer: Sendable, Equatable {
        /// 200: remember `checkpoint`, then answer with a cosignature.
        case accepted(Checkpoint)
        /// 400: the body cannot be read, or its old size is larger than its new one.
        case malformed
        /// 403: no signature of a key that is trusted for this log, or a wrong one.
        case notSigned
        /// 404: the log is not one of the policy.
        case unknownLog
        /// 409: another size is known.
        case conflict(known: UInt64)
        /// 422: the proof does not lead from the known tree to this one, or there are two roots for one size.
        case unprovable
    }

    /// The newest checkpoint text that was cosigned, nil before the first.
    public private(set) var last: Checkpoint?

    /// What is known of a log.
    public init(last: Checkpoint? = nil) { self.last = last }

    /// The log that a request is about, nil when it cannot be read.
    public static func origin(of request: AddCheckpoint) -> String? {
        (try? SignedCheckpoint(parsing: request.checkpoint))?.checkpoint.origin
    }

    /// Judges a request by the log keys of a policy. Nothing is remembered yet.
    public func judge(_ request: AddCheckpoint, by policy: WitnessPolicy) -> Answer {
        guard let signed = try? SignedCheckpoint(parsing: request.checkpoint) else { return .malformed }
        let next = signed.checkpoint
        let keys = policy.logs.filter { $0.name.utf8.elementsEqual(next.origin.utf8) }
        if keys.isEmpty { return .unknownLog }
        let own = signed.note.signatures.flatMap { line in keys.filter { $0.isNamed(by: line) }.map { ($0, line) } }
        guard !own.isEmpty, own.allSatisfy({ $0.0.verifies($0.1, of: signed.note.text) }) else { return .notSigned }
        if request.old > next.size { return .malformed }
        let known = last?.size ?? 0
        if request.old != known { return .conflict(known: known) }
        do throws(ProofError) {
            try ConsistencyProof.verify(
                from: known, to: next.size, oldRoot: last?.root ?? .emptyRoot, newRoot: next.root,
                proof: request.proof)
        } catch { return .unprovable }
        return .accepted(next)
    }

    /// Remembers what was accepted.
    public mutating func remember(_ checkpoint: Checkpoint) { last = checkpoint }
}
