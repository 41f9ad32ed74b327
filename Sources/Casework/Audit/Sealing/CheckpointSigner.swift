public import Ledger

/// Whoever holds the key of the log: a process of its own that remembers what it signed.
public protocol CheckpointSigner: Sendable {
    /// The public keys that it signs with, the newest last.
    func keys() async throws -> [VerifierKey]
    /// The newest checkpoint that it signed; one of size 0 before the first.
    func remembered() async throws -> Checkpoint
    /// Signs a checkpoint that extends the remembered one, which the proof shows.
    ///
    /// - Throws: ``SignerMemory/Refusal`` when it does not.
    func sign(_ checkpoint: Checkpoint, proof: [TreeHash]) async throws -> SignedCheckpoint
}

/// A witness as the server talks to it.
public protocol WitnessLine: Sendable {
    /// The witness's name and key, as the policy has them.
    var witness: WitnessPolicy.Witness { get }
    /// Asks it to cosign. `known` is the size that it is believed to know.
    func add(_ request: AddCheckpoint) async throws -> WitnessReply
}

/// What a witness answered.
public enum WitnessReply: Sendable, Equatable {
    /// The lines of its cosignatures.
    case cosigned(lines: String)
    /// It knows another size.
    case conflict(known: UInt64)
    /// It refuses, with this HTTP status.
    case refused(status: Int)
}

/// The log is not what it must be: somebody changed the store by hand, or the disk did.
public enum TrailFault: Error, Equatable, Sendable {
    /// The bytes of a waiting entry do not give the hash that was stored with them.
    case entryChanged(entry: String)
    /// The kept edge of the tree does not give the kept root.
    case stateChanged
    /// A proof made of the stored hashes does not lead to the root.
    case proofFails
    /// There is a signed or witnessed history that is longer than this store's.
    case longerHistory(known: UInt64, size: UInt64, by: String)
    /// The signer refuses: what it signed is not the beginning of this log.
    case otherHistory(by: String)
}
