public import Canonical
public import Ledger
internal import Postgres

/// The policy file for auditors: the keys of the log, the witnesses that are asked, and how many of them must have signed.
/// Whoever verifies keeps it apart from what he verifies. Reading it is on the trail: `audit.read`.
public struct ShowPolicy: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.policy"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let witnesses: WitnessPolicy?

    /// The witnesses of this policy are taken over, with its quorum.
    public init(witnesses: WitnessPolicy? = nil) { self.witnesses = witnesses }

    /// Does it.
    ///
    /// - Throws: ``DeskError/noSigner``.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard let signer = desk.keeper?.signer else { throw DeskError.noSigner }
        let keys = try await signer.keys()
        try await desk.writeUnlessStopped(Draft(type: .auditRead, data: ["action": "policy"]), by: actor)
        let lines = keys.map { "log \($0.text)\n" }.joined() + (witnesses?.witnessLines ?? "quorum none\n")
        return [
            "origin": .string(desk.origin), "keys": .array(keys.map { .string($0.text) }), "policy": .string(lines),
        ]
    }
}

/// A signer whose keys can be changed.
public protocol KeyChanging: CheckpointSigner {
    /// Makes a further key and answers all.
    func rotate() async throws -> [VerifierKey]
    /// Signs no more with a key and answers the others.
    func retire(_ key: VerifierKey) async throws -> [VerifierKey]
    /// Signs nothing any more.
    func close() async throws
}

/// Gives the log a further key: from now on checkpoints carry the signatures of all. Writes `log.key_added`.
///
/// After a month, when every auditor has the new policy file, the old key is retired with ``RetireKey``.
public struct RotateKey: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.key_rotate"
    /// The right that it needs.
    public static let permission = Permission.administer

    /// A further key.
    public init() {}

    /// Does it, and has a checkpoint signed by the old and the new key.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard let keeper = desk.keeper, let signer = keeper.signer as? any KeyChanging else { throw DeskError.noSigner }
        let before = try await signer.keys()
        guard before.count < 4 else { throw DeskError.signerRefused("four keys are enough; retire one first") }
        let keys = try await signer.rotate()
        guard let new = keys.last, let previous = before.last else { throw DeskError.noSigner }
        try await desk.write(
            Draft(type: .logKeyAdded, data: ["vkey": .string(new.text), "previous_vkey": .string(previous.text)]),
            by: actor)
        _ = try await keeper.checkpoint()
        return ["keys": .array(keys.map { .string($0.text) }), "added": .string(new.text)]
    }
}

/// Signs no more with a key of the log. Writes `key.destroyed`.
public struct RetireKey: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.key_retire"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let key: String

    /// This key, as `name+id+base64`.
    public init(_ key: String) { self.key = key }

    /// Does it.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` when it is not a key of the log.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard let signer = desk.keeper?.signer as? any KeyChanging else { throw DeskError.noSigner }
        guard let key = try? VerifierKey(parsing: key), try await signer.keys().contains(key) else {
            throw DeskError.malformed(field: "key", problem: .form(example: "one of redress audit key policy"))
        }
        let rest = try await signer.retire(key)
        try await desk.write(
            Draft(type: .keyDestroyed, data: ["key": .string(key.text), "method": "retired"]), by: actor)
        return ["keys": .array(rest.map { .string($0.text) }), "retired": .string(key.text)]
    }
}

/// Ends the log: its last entry says so, its last checkpoint is signed, and nothing is ever signed after it. For a key that
/// was lost or stolen, or a store that is given up. Writes `log.closed`, and stops all appends in the same transaction.
///
/// When it was interrupted after that transaction, the same command has the rest signed and ends the signer.
public struct CloseLog: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.key_close"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let approver: String

    /// With the id of the second person who agreed.
    public init(approvedBy approver: String) { self.approver = approver }

    /// Does it. Afterwards nothing can be recorded in this store.
    ///
    /// - Throws: ``DeskError/secondPersonNeeded`` when the approver is the actor or nobody of the desk.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard let keeper = desk.keeper, let signer = keeper.signer as? any KeyChanging else { throw DeskError.noSigner }
        guard approver != actor.id, try await desk.staffExists(approver) else { throw DeskError.secondPersonNeeded }
        let before = try await newest(desk, keeper)
        let draft = Draft(
            type: .logClosed,
            data: [
                "size": .int(Int64(before.checkpoint.size)), "root": .string(before.checkpoint.root.base64),
                "approved_by": [.string(approver)],
            ])
        var last = before
        if try await keeper.closeLog(desk.trail, with: draft, by: actor) {
            last = try await keeper.checkpoint()
            try await keeper.askWitnesses()
        }
        try await signer.close()
        return ["size": .int(Int64(last.checkpoint.size)), "checkpoint": .string(last.note.description)]
    }

    /// The newest checkpoint, made now. Of a store that is older than what was signed, it is the one that it has: that store
    /// is given up as it is, without a last entry.
    private func newest(_ desk: Desk, _ keeper: TrailKeeper) async throws -> SignedCheckpoint {
        do {
            // Nothing of its own is written into a store that turns out to be older.
            _ = try await keeper.checkpoint()
            return try await keeper.checkpoint(withCaseHeads: true)
        } catch let fault as TrailFault {
            guard try await keeper.status().stopReason != nil,
                let newest = try await StoredCheckpoint.newest(desk.pool)
            else { throw fault }
            return newest
        }
    }
}
