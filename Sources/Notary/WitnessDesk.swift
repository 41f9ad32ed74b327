internal import Crypto
public import Ledger
internal import Synchronization

/// A witness: its key, the logs it was told to watch, and what it knows of each, on the disk before anybody is told.
public final class WitnessDesk: Sendable {
    /// An answer in the terms of HTTP.
    public struct Answer: Sendable, Equatable {
        /// The status.
        public let status: Int
        /// The media type of the body.
        public let type: String
        /// The body.
        public let body: [UInt8]

        init(_ status: Int, _ text: String, type: String = "text/plain; charset=utf-8") {
            (self.status, body, self.type) = (status, Array(text.utf8), type)
        }
    }

    /// The witness's own key, for the policies of others.
    public var key: VerifierKey { signingKey.verifierKey }
    private let signingKey: SigningKey
    private let policy: WitnessPolicy
    private let directory: String
    /// One request at a time: comparing and remembering must be one step.
    private let turn = Mutex(())
    private let lock: Keep

    /// A lock for as long as the desk lives.
    private final class Keep: Sendable {
        let lock: DirectoryLock
        init(_ lock: consuming DirectoryLock) { self.lock = lock }
    }

    /// Opens the state of a witness; makes its key at the first start under this name.
    ///
    /// - Throws: ``NotaryError``.
    public init(directory: String, name: String, policy: WitnessPolicy) throws {
        (self.directory, self.policy) = (directory, policy)
        let file = DurableFile(directory + "/key")
        lock = Keep(try DirectoryLock(directory) { true })
        if let secret = try file.read() {
            try file.demandPrivate()
            do throws(NoteError) {
                signingKey = try SigningKey(parsing: String(decoding: secret, as: UTF8.self))
                guard signingKey.verifierKey.algorithm == .cosignature else { throw .notAKey }
            } catch { throw NotaryError("\(file.path) is damaged. Restore it from a backup; do not delete it") }
        } else {
            var generator = SystemRandomNumberGenerator()
            let seed = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
            do throws(NoteError) {
                signingKey = try SigningKey(name: name, algorithm: .cosignature, seed: seed)
            } catch { throw NotaryError("\(name) cannot be the name of a key: it must have no space and no plus sign") }
            try file.write(Array((signingKey.secretText + "\n").utf8))
        }
    }

    /// `POST …/add-checkpoint`. What it accepts is on the disk before this returns.
    public func add(_ body: [UInt8], now: Int64) -> Answer {
        guard let request = AddCheckpoint(parsing: body), let origin = WitnessMemory.origin(of: request) else {
            return Answer(400, "The request cannot be read.\n")
        }
        return turn.withLock { _ in
            do { return try judge(request, origin, now) } catch {
                return Answer(500, "The witness cannot keep its memory; nothing was cosigned.\n")
            }
        }
    }

    private func judge(_ request: AddCheckpoint, _ origin: String, _ now: Int64) throws -> Answer {
        let file = DurableFile(path(of: origin))
        var memory = WitnessMemory()
        if let bytes = try file.read() { memory = WitnessMemory(last: try SignedCheckpoint(parsing: bytes).checkpoint) }
        switch memory.judge(request, by: policy) {
        case .accepted(let checkpoint):
            guard let seconds = UInt64(exactly: now) else { return Answer(500, "The clock stands before 1970.\n") }
            let cosignature = try signingKey.cosign(checkpoint.text, at: seconds)
            var signed = try SignedCheckpoint(parsing: request.checkpoint)
            signed.add(cosignature)
            try file.write(signed.bytes)
            return Answer(200, cosignature.line)
        case .malformed: return Answer(400, "The request cannot be read.\n")
        case .notSigned: return Answer(403, "No trusted key has signed this checkpoint.\n")
        case .unknownLog: return Answer(404, "This witness does not watch that log.\n")
        case .conflict(let known): return Answer(409, "\(known)\n", type: "text/x.tlog.size")
        case .unprovable:
            // Evidence of a second history: the note that was refused is kept beside the one that is known.
            try DurableFile(path(of: origin) + ".refused").write(request.checkpoint)
            return Answer(422, "The proof does not lead from the known tree to this one.\n")
        }
    }

    /// `GET …/<hash of the origin>/checkpoint`
    public func newest(_ name: String) -> Answer {
        guard name.utf8.count == 64, name.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            let bytes = try? DurableFile("\(directory)/\(name)").read()
        else { return Answer(404, "Nothing is known of that log.\n") }
        return Answer(200, String(decoding: bytes, as: UTF8.self))
    }

    /// The file of a log: the SHA-256 of its origin in hexadecimal digits.
    private func path(of origin: String) -> String { "\(directory)/\(Self.name(of: origin))" }

    /// The name under which a witness gives out what it knows of a log.
    public static func name(of origin: String) -> String {
        let digits = Array("0123456789abcdef")
        return String(SHA256.hash(data: Array(origin.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
