import Casework
import Foundation
import Ledger
import Notary

/// The signer of the private default: a process of its own, started when none answers, ended with this one.
///
/// Under root it works as a user of its own, so that neither the database's user nor anybody else can read the key; else
/// it shares the user with this program, and only root's or another machine's signer keeps the two apart.
actor LocalSigner: KeyChanging {
    /// The user of the signer under root: `redress-signer` where there is one, else a number that nobody has.
    private static let uid: uid_t = 61_203
    private let client: SignerClient
    private let directory: String
    private let origin: String
    private var child: BoundChild?
    private var starting: Task<Void, any Error>?

    init(directory: String, origin: String) {
        (self.directory, self.origin) = (directory, origin)
        client = SignerClient(directory: directory)
    }

    func keys() async throws -> [VerifierKey] { try await asking { try await $0.keys() } }

    func remembered() async throws -> Checkpoint { try await asking { try await $0.remembered() } }

    func sign(_ checkpoint: Checkpoint, proof: [TreeHash]) async throws -> SignedCheckpoint {
        try await asking { try await $0.sign(checkpoint, proof: proof) }
    }

    func rotate() async throws -> [VerifierKey] { try await asking { try await $0.rotate() } }
    func retire(_ key: VerifierKey) async throws -> [VerifierKey] { try await asking { try await $0.retire(key) } }
    func close() async throws { try await asking { try await $0.close() } }

    /// Asks; a signer that is not there is started, also when it was killed.
    private func asking<Result: Sendable>(_ body: @Sendable (SignerClient) async throws -> Result) async throws
        -> Result
    {
        for attempt in 0..<3 {
            do { return try await body(client) } catch SignerClient.Failure.away {
                if attempt == 2 { throw DeskError.signerAway }
                try await start()
            } catch SignerClient.Failure.failed(let reason) { throw DeskError.signerRefused(reason) }
        }
        throw DeskError.signerAway
    }

    private func start() async throws {
        if let starting { return try await starting.value }
        let task = Task { try await self.startNow() }
        starting = task
        defer { starting = nil }
        try await task.value
    }

    private func startNow() async throws {
        if child == nil || child?.hasEnded == true {
            guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
                throw DeskError.signerAway
            }
            var command = [program, "audit", "signer", "--directory", directory, "--origin", origin, "--bound"]
            if geteuid() == 0 {
                let own = getpwnam("redress-signer").map { $0.pointee.pw_uid } ?? Self.uid
                command += ["--user", String(own)]
            }
            child = try BoundChild(command)
        }
        // It may have to wait for the end of another program's signer.
        for _ in 0..<400 {
            if await client.isThere() { return }
            if child?.hasEnded == true { break }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw DeskError.signerAway
    }
}

/// A signer that somebody else runs, behind its socket.
struct RemoteSigner: KeyChanging {
    let client: SignerClient

    func keys() async throws -> [VerifierKey] { try await wording { try await client.keys() } }
    func remembered() async throws -> Checkpoint { try await wording { try await client.remembered() } }
    func sign(_ checkpoint: Checkpoint, proof: [TreeHash]) async throws -> SignedCheckpoint {
        try await wording { try await client.sign(checkpoint, proof: proof) }
    }

    func rotate() async throws -> [VerifierKey] { try await wording { try await client.rotate() } }
    func retire(_ key: VerifierKey) async throws -> [VerifierKey] { try await wording { try await client.retire(key) } }
    func close() async throws { try await wording { try await client.close() } }

    private func wording<Result>(_ body: () async throws -> Result) async throws -> Result {
        do { return try await body() } catch SignerClient.Failure.away { throw DeskError.signerAway } catch SignerClient
            .Failure.failed(let reason)
        { throw DeskError.signerRefused(reason) }
    }
}

/// A witness of the policy, over HTTP.
struct HTTPWitness: WitnessLine {
    let client: WitnessClient
    var witness: WitnessPolicy.Witness { client.witness }

    func add(_ request: AddCheckpoint) async throws -> WitnessReply {
        let (status, body) = try await client.add(request)
        switch status {
        case 200: return .cosigned(lines: String(decoding: body, as: UTF8.self))
        case 409:
            let text = String(decoding: body, as: UTF8.self).trimmingCharacters(in: .newlines)
            guard let known = UInt64(text) else { return .refused(status: status) }
            return .conflict(known: known)
        default: return .refused(status: status)
        }
    }
}
