public import Casework
public import Ledger
import Synchronization

/// A signer in the test's own process: the real rule and a real key, without a file.
public final class MemorySigner: KeyChanging {
    private let memory: Mutex<SignerMemory>
    private let signing: Mutex<[SigningKey]>
    /// Its first key.
    public let key: SigningKey

    /// A signer of a log that has signed nothing.
    public init(origin: String, seed: UInt8 = 1) throws {
        memory = Mutex(SignerMemory(origin: origin))
        key = try SigningKey(name: origin, algorithm: .ed25519, seed: [UInt8](repeating: seed, count: 32))
        signing = Mutex([key])
    }

    /// What an auditor would have of it.
    public var policy: WitnessPolicy { WitnessPolicy(log: key.verifierKey) }

    /// Its keys, the newest last.
    public func keys() async throws -> [VerifierKey] { signing.withLock { $0.map(\.verifierKey) } }
    /// What it signed last.
    public func remembered() async throws -> Checkpoint { memory.withLock { $0.last } }
    /// Signs what extends.
    public func sign(_ checkpoint: Checkpoint, proof: [TreeHash]) async throws -> SignedCheckpoint {
        try memory.withLock { memory throws(SignerMemory.Refusal) in try memory.extend(to: checkpoint, proof: proof) }
        let keys = signing.withLock { $0 }
        var signed = try SignedCheckpoint(checkpoint, signedBy: keys[0])
        for key in keys.dropFirst() { signed.add(try key.sign(checkpoint.text)) }
        return signed
    }
    /// Makes a further key.
    public func rotate() async throws -> [VerifierKey] {
        let seed = [UInt8](repeating: UInt8(100 + signing.withLock { $0.count }), count: 32)
        let next = try SigningKey(name: key.verifierKey.name, algorithm: .ed25519, seed: seed)
        signing.withLock { $0.append(next) }
        return try await keys()
    }
    /// Signs no more with a key.
    public func retire(_ key: VerifierKey) async throws -> [VerifierKey] {
        signing.withLock { $0.removeAll { $0.verifierKey == key } }
        return try await keys()
    }
    /// Signs nothing any more.
    public func close() async throws { memory.withLock { $0.close() } }
}

/// A witness in the test's own process, after the protocol's rules.
public final class MemoryWitness: WitnessLine {
    /// As a policy names it.
    public let witness: WitnessPolicy.Witness
    private let key: SigningKey
    private let policy: WitnessPolicy
    private let memory = Mutex(WitnessMemory())
    private let away = Mutex(false)

    /// A witness of the logs of a policy.
    public init(name: String, policy: WitnessPolicy, seed: UInt8 = 9) throws {
        key = try SigningKey(name: name, algorithm: .cosignature, seed: [UInt8](repeating: seed, count: 32))
        witness = WitnessPolicy.Witness(name: name, key: key.verifierKey)
        self.policy = policy
    }

    /// What it knows.
    public var size: UInt64 { memory.withLock { $0.last?.size ?? 0 } }
    /// Whether nobody answers.
    public var isAway: Bool {
        get { away.withLock { $0 } }
        set { away.withLock { $0 = newValue } }
    }

    private struct Away: Error {}

    /// Cosigns what extends.
    public func add(_ request: AddCheckpoint) async throws -> WitnessReply {
        if isAway { throw Away() }
        return try memory.withLock { memory in
            switch memory.judge(request, by: policy) {
            case .accepted(let checkpoint):
                memory.remember(checkpoint)
                return .cosigned(lines: try key.cosign(checkpoint.text, at: 1_770_000_000).line)
            case .conflict(let known): return .conflict(known: known)
            case .unprovable: return .refused(status: 422)
            case .malformed: return .refused(status: 400)
            case .notSigned: return .refused(status: 403)
            case .unknownLog: return .refused(status: 404)
            }
        }
    }
}

/// A bundle in memory, as an export writes it.
public actor MemorySink: BundleSink {
    /// The files by their names.
    public private(set) var files: [String: [UInt8]] = [:]

    /// An empty bundle.
    public init() {}

    /// Adds to a file.
    public func append(_ bytes: [UInt8], to file: String) { files[file, default: []] += bytes }

    /// As the verifier reads it.
    public var bundle: MemoryBundle {
        var bundle = MemoryBundle()
        for (name, bytes) in files {
            switch name {
            case "entries.jsonl": bundle.files[.entries] = bytes
            case "openings.jsonl": bundle.files[.openings] = bytes
            case "checkpoint": bundle.files[.checkpoint] = bytes
            default: bundle.files[.olderCheckpoint(String(name.dropFirst("checkpoints/".count)))] = bytes
            }
        }
        return bundle
    }
}
