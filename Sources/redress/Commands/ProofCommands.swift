import ArgumentParser
import Canonical
import Casework
import Foundation
import Ledger

/// `redress audit checkpoint`
struct CheckpointCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Seal and sign what waits, and print the newest checkpoint with its cosignatures. Keep it.",
        discussion: "Example: redress audit checkpoint > checkpoint-2026-11-22")
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let request = RemoteRequest.get("audit", "checkpoint", query: ["fresh": "true"])
        try await options.perform(ShowCheckpoint(), over: request, keepingTrail: true) { answer in
            for witness in answer["witnesses"]?.array ?? [] where witness["behind"] != 0 || witness["trouble"] != nil {
                let trouble = witness["trouble"]?.string.map { ": \($0)" } ?? ""
                Output.message(
                    "redress: witness \(witness["name"]?.string ?? "") is \(witness["behind"]?.int ?? 0) entries behind\(trouble)"
                )
            }
            if let reason = answer["stopped"]?.string { Output.message("redress: the trail is stopped: \(reason)") }
            return String((answer["checkpoint"]?.string ?? "").dropLast())
        }
    }
}

extension DeskOptions {
    /// The entries of a case with the proof that they are all.
    func bundle(of reference: CaseReference) async throws -> JSON {
        try await answer(
            of: ProveCase(reference), over: .get("audit", "proofs", reference.description), keepingTrail: true)
    }
}

/// `redress audit prove`
struct ProveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Prove that an entry, a receipt or a case is in the log.",
        discussion: """
            An entry: the leaf and its .tlog-proof, checkable with nothing but the policy file.
            Example: redress audit prove e-0123… --out proof       (writes proof.leaf and proof.tlog-proof)
                     redress audit prove --receipt 9ROC6DO70ZAg…=
                     redress audit prove 26-000001-9               (the whole case)
            """)
    @Argument(help: "The id of an entry, or the number of a case.") var what: String?
    @Option(help: "The receipt that came with an answer.") var receipt: String?
    @Option(help: "Writes NAME.leaf and NAME.tlog-proof, or NAME.json for a case.") var out: String?
    @OptionGroup var options: DeskOptions

    func validate() throws {
        if (what == nil) == (receipt == nil) { throw ValidationError("Name an entry, a case, or --receipt.") }
    }

    func run() async throws {
        if let what, !what.hasPrefix("e-") {
            let bundle = try await options.bundle(of: try CaseReference.read(what))
            guard let out else { return Output.json(bundle) }
            return try Self.write(bundle.canonicalBytes, to: out + ".json")
        }
        let which: ProveEntry.Which = receipt.map { .receipt($0) } ?? .entry(what ?? "")
        let answer = try await options.answer(of: ProveEntry(which), over: request, keepingTrail: true)
        if let out {
            try Self.write(Array((answer["leaf"]?.string ?? "").utf8), to: out + ".leaf")
            try Self.write(Array((answer["proof"]?.string ?? "").utf8), to: out + ".tlog-proof")
        }
        if options.json { return Output.json(answer) }
        Output.line(
            out == nil
                ? "\(answer["leaf"]?.string ?? "")\n\n\(answer["proof"]?.string ?? "")"
                : "Entry \(answer["index"]?.int ?? 0) is in the log: \(out ?? "").leaf, \(out ?? "").tlog-proof")
    }

    private var request: RemoteRequest {
        receipt.map { .get("audit", "proofs", query: ["receipt": $0]) } ?? .get("audit", "proofs", what ?? "")
    }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        guard
            FileManager.default.createFile(atPath: path, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        else { throw UsageError("\(path) cannot be written.") }
    }
}

/// `redress audit bring-back`
struct BringBackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bring-back",
        abstract: "After a restore from an older backup: put the missing entries of a kept export back, and go on.",
        discussion: """
            Only while the trail is stopped. The cases stay as the backup has them.
            Example: redress audit bring-back --bundle trail-2026-11-22 --policy policy
            """)
    @Option(help: "A full export, the newest there is.") var bundle: String
    @Option(help: "The policy file.") var policy: String
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let operation = BringBack(DirectoryBundle(path: bundle), policy: try Policy.read(policy))
        try await options.performHere(operation, keepingTrail: true) {
            "\($0["brought_back"]?.int ?? 0) entries are back; the log has \($0["size"]?.int ?? 0)."
        }
    }
}

/// `redress audit key …`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The keys of the log, for auditors and for a change.",
        subcommands: [PolicyCommand.self, RotateKeyCommand.self, RetireKeyCommand.self, CloseLogCommand.self])
}

/// `redress audit key policy`
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Print the policy file for auditors. It goes to them apart from what they verify.",
        discussion: "Example: redress audit key policy > policy")
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let witnesses = try Settings.read().witnessPolicy.map { try Policy.read($0) }
        let operation = ShowPolicy(witnesses: witnesses)
        try await options.perform(operation, over: .get("audit", "policy"), keepingTrail: true) {
            String(($0["policy"]?.string ?? "").dropLast())
        }
    }
}

/// `redress audit key rotate`
struct RotateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Give the log a further key; checkpoints are signed by all from now on.",
        discussion:
            "Example: redress audit key rotate; then hand out redress audit key policy anew, and retire the old key after a month."
    )
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.performHere(RotateKey(), keepingTrail: true) { "The new key: \($0["added"]?.string ?? "")" }
    }
}

/// `redress audit key retire`
struct RetireKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "Sign no more with an old key.",
        discussion: "Example: redress audit key retire redress/0123456789ab/audit+0a1b2c3d+AbCd…")
    @Argument(help: "The key, as redress audit key policy prints it.") var key: String
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.performHere(RetireKey(key), keepingTrail: true) { "Retired: \($0["retired"]?.string ?? "")" }
    }
}

/// `redress audit key close`
struct CloseLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "End the log for good: nothing can be recorded in this store afterwards.",
        discussion:
            "For a key that was lost or stolen. Export first. Example: redress audit key close --approved-by olga")
    @Option(help: "The second person who agreed, by id.") var approvedBy: String
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.performHere(CloseLog(approvedBy: approvedBy), keepingTrail: true) {
            String(($0["checkpoint"]?.string ?? "").dropLast())
        }
    }
}
