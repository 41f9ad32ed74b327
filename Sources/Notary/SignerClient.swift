internal import Canonical
internal import Glibc
public import Ledger

/// A signer behind its socket.
public struct SignerClient: Sendable {
    /// The directory in which the socket is.
    public let directory: String

    /// A signer whose socket is in this directory.
    public init(directory: String) { self.directory = directory }

    /// What went wrong on the way, or what it refused.
    public enum Failure: Error, Sendable, Equatable {
        /// It cannot be reached.
        case away(String)
        /// It does not do it, for this reason.
        case failed(String)
    }

    /// Whether one answers.
    public func isThere() async -> Bool { (try? await ask(["ask": "last"])) != nil }

    /// The public keys that it signs with, the newest last.
    public func keys() async throws -> [VerifierKey] { try Self.keys(try await ask(["ask": "keys"])) }

    /// Makes a further key; from now on checkpoints carry the signatures of all.
    public func rotate() async throws -> [VerifierKey] { try Self.keys(try await ask(["ask": "rotate"])) }

    /// Stops signing with a key.
    public func retire(_ key: VerifierKey) async throws -> [VerifierKey] {
        try Self.keys(try await ask(["ask": "retire", "key": .string(key.text)]))
    }

    /// Ends the log: nothing but its last checkpoint is ever signed again.
    public func close() async throws { _ = try await ask(["ask": "close"]) }

    /// The newest checkpoint that it signed.
    public func remembered() async throws -> Checkpoint {
        let answer = try await ask(["ask": "last"])
        guard let origin = answer["origin"]?.string, let size = answer["size"]?.int.flatMap({ UInt64(exactly: $0) }),
            let root = answer["root"]?.string.flatMap({ TreeHash(base64: $0) })
        else { throw Failure.failed("its answer cannot be read") }
        return Checkpoint(origin: origin, size: size, root: root)
    }

    /// Signs a checkpoint.
    ///
    /// - Throws: `SignerMemory.Refusal`, ``Failure``.
    public func sign(_ checkpoint: Checkpoint, proof: [TreeHash]) async throws -> SignedCheckpoint {
        let answer = try await ask([
            "ask": "sign", "origin": .string(checkpoint.origin), "size": .int(Int64(checkpoint.size)),
            "root": .string(checkpoint.root.base64), "proof": .array(proof.map { .string($0.base64) }),
        ])
        guard let note = answer["note"]?.string, let signed = try? SignedCheckpoint(parsing: Array(note.utf8)),
            signed.checkpoint == checkpoint
        else { throw Failure.failed("its answer cannot be read") }
        return signed
    }

    private static func keys(_ answer: JSON) throws -> [VerifierKey] {
        let keys = (answer["keys"]?.array ?? []).compactMap { $0.string.flatMap { try? VerifierKey(parsing: $0) } }
        guard !keys.isEmpty else { throw Failure.failed("its answer cannot be read") }
        return keys
    }

    private func ask(_ question: JSON) async throws -> JSON {
        let directory = directory
        let line: [UInt8]
        do {
            line = try await blocking("redress.signer") {
                let caller = try UnixSocket.connect(directory)
                defer { Glibc.close(caller) }
                let pipe = Pipe(descriptor: caller)
                pipe.limitWaiting(seconds: 10)
                try pipe.write(question.canonicalBytes + [0x0A])
                return try pipe.readLine(limit: 1 << 20)
            }
        } catch let error as NotaryError { throw Failure.away(error.sentence) }
        guard let answer = try? JSON(parsing: line) else { throw Failure.failed("its answer cannot be read") }
        guard let code = answer["error"]?.string else { return answer }
        let size = UInt64(answer["size"]?.int ?? 0)
        switch code {
        case "shorter": throw SignerMemory.Refusal.shorter(remembered: size)
        case "not-an-extension": throw SignerMemory.Refusal.notAnExtension(remembered: size)
        case "closed": throw SignerMemory.Refusal.closed(at: size)
        case "other-log": throw SignerMemory.Refusal.otherLog
        default: throw Failure.failed(answer["told"]?.string ?? code)
        }
    }
}
