import Casework
import Foundation
import Ledger
import Notary
import Postgres

/// Who keeps the trail of a station.
enum Trail {
    /// Seals under the sealer's role, with the private default's own signer or the one that `REDRESS_SIGNER` names, and the
    /// witnesses of the policy in `REDRESS_WITNESSES`.
    static func keeper(of desk: Desk, _ url: String, _ settings: Settings, isPrivate: Bool) throws -> TrailKeeper {
        let configuration = ConnectionConfiguration(
            url, applicationName: "redress sealer", role: "redress_sealer", statementTimeout: .seconds(120))
        let signer: (any CheckpointSigner)? =
            if let directory = settings.signerDirectory {
                RemoteSigner(client: SignerClient(directory: directory))
            } else if isPrivate {
                LocalSigner(directory: localDirectory(settings, desk.origin), origin: desk.origin)
            } else {
                nil
            }
        let policy = try settings.witnessPolicy.map(Policy.read)
        return TrailKeeper(
            desk: desk, pool: Pool(configuration: configuration, size: 2), signer: signer,
            witnesses: try (policy?.witnesses ?? []).map { HTTPWitness(client: try WitnessClient($0)) }, policy: policy)
    }

    /// Where the private default's signer keeps its key, its memory and its socket.
    static func localDirectory(_ settings: Settings, _ origin: String) -> String {
        let state = settings.stateDirectory
        let absolute = state.hasPrefix("/") ? state : FileManager.default.currentDirectoryPath + "/" + state
        // A new database under an old state directory has a log and a signer of its own.
        return absolute + "/signer-" + origin.replacing("/", with: "-")
    }
}

/// A policy file.
enum Policy {
    static func read(_ path: String) throws -> WitnessPolicy {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw UsageError("The policy file \(path) cannot be read.")
        }
        do throws(NoteError) { return try WitnessPolicy(parsing: Array(bytes)) } catch {
            throw UsageError("\(path) is not a policy: \(error).", wayOut: "redress audit key policy prints one.")
        }
    }
}

extension TrailKeeper {
    /// ``agree()`` where there is somebody to agree with.
    func agreeWhereSigned() async throws { if signer != nil { try await agree() } }
}
