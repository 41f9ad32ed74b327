public import Canonical
internal import Ledger
internal import Postgres

/// Proves that one entry is in the log, to somebody who has nothing but the checkpoint: the leaf and a `.tlog-proof`.
/// Writes `audit.read`.
public struct ProveEntry: Operation {
    /// Which entry.
    public enum Which: Sendable, Hashable {
        /// By its id.
        case entry(String)
        /// By its receipt, which is its leaf hash in base64.
        case receipt(String)
    }

    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.prove"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let which: Which

    /// Proves this entry.
    public init(_ which: Which) { self.which = which }

    /// Does it: has everything signed that waits where this desk keeps its trail, else proves by the newest checkpoint.
    ///
    /// - Throws: ``DeskError/noSuchEntry(_:)``: with a receipt this is a finding, an entry that was acknowledged is gone.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        var found = try await find(desk)
        try await desk.writeUnlessStopped(
            Draft(
                type: .auditRead,
                data: JSON.members(["action": "proved", "case": found.caseNo.map { .string("c-\($0)") }]).object ?? [:]),
            by: actor)
        if !found.isCovered {
            _ = try await desk.newestCheckpoint(covering: found.index)
            found = try await find(desk)
        }
        guard found.isCovered, let index = found.index, let newest = found.newest else { throw DeskError.noSigner }
        let (tree, sealed) = (newest.checkpoint, found)
        let proof = try await desk.pool.withConnection {
            try await TreeStore(connection: $0).inclusion(
                of: index, leaf: LeafHash(leaf: sealed.leaf), size: tree.size, root: tree.root)
        }
        let file = ProofFile(index: index, proof: proof, checkpoint: newest)
        return [
            "index": .int(Int64(index)), "leaf": .string(String(decoding: sealed.leaf, as: UTF8.self)),
            "receipt": .string(LeafHash(leaf: sealed.leaf).base64),
            "proof": .string(String(decoding: file.bytes, as: UTF8.self)),
        ]
    }

    private struct Found {
        let index: UInt64?
        let leaf: [UInt8]
        let caseNo: Int64?
        let newest: SignedCheckpoint?

        /// Whether the newest checkpoint is about it.
        var isCovered: Bool {
            guard let index, let newest else { return false }
            return index < newest.checkpoint.size
        }
    }

    /// The entry and the newest checkpoint, in one round trip.
    private func find(_ desk: Desk) async throws -> Found {
        let condition: SQL
        let shown: String
        switch which {
        case .entry(let id): (condition, shown) = ("entry_id = \(id)", id)
        case .receipt(let receipt):
            guard let hash = LeafHash(base64: receipt) else {
                throw DeskError.malformed(
                    field: "receipt", problem: .form(example: "9ROC6DO70ZAgO7OuYGhHRdvvwbbcYrV0mwQGR7FJbUk="))
            }
            (condition, shown) = ("leaf_hash = \(hash.bytes)", "with the receipt \(receipt)")
        }
        let results = try await desk.pool.withConnection {
            try await $0.pipeline([
                "SELECT position, is_sealed, leaf, case_no FROM audit.entry WHERE \(condition)",
                StoredCheckpoint.selectNewest,
            ])
        }
        guard let row = results[0].rows.first else { throw DeskError.noSuchEntry(String(shown.prefix(80))) }
        return Found(
            index: try row["is_sealed"] ? UInt64(try row["position", as: Int64.self]) : nil, leaf: try row["leaf"],
            caseNo: try row["case_no"], newest: try results[1].rows.first.map(StoredCheckpoint.read))
    }
}

extension Desk {
    /// The newest checkpoint; a newer one is made when an entry is not under it yet and this desk keeps its trail.
    func newestCheckpoint(covering index: UInt64?) async throws -> SignedCheckpoint {
        let newest = try await StoredCheckpoint.newest(pool)
        if let newest, let index, index < newest.checkpoint.size { return newest }
        if let keeper, keeper.signer != nil { return try await keeper.checkpoint() }
        guard let newest else { throw DeskError.noSigner }
        return newest
    }
}
