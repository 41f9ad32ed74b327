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

/// `redress audit export`
struct ExportTrailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the trail, or one case of it, as files that anybody can verify offline.",
        discussion: """
            Example: redress audit export --out trail-2026-11-22
                     redress audit export --case 26-000001-9 --out case   (writes case/case.json)
            With the personal data behind the commitments two people are needed:
                     redress audit export --with-openings --purpose INVESTIGATION   (one asks)
                     redress audit export --approve o-1f2e…                         (a colleague agrees)
                     redress audit export --openings o-1f2e… --out trail            (whoever asked exports, once)
            """)
    @Option(help: "A directory that does not exist yet.") var out: String?
    @Option(name: .customLong("case"), help: "One case, with the proof that it is complete.") var ref: String?
    @Option(help: "The first entry, by its index.") var from: Int64?
    @Option(help: "The last entry, by its index.") var to: Int64?
    @Flag(help: "Ask for an export with the personal data behind the commitments.") var withOpenings = false
    @Option(help: "Why personal data is needed: a code as for redress privacy reveal.") var purpose: String?
    @Option(help: "Approve what a colleague asked for.") var approve: String?
    @Option(help: "Refuse what a colleague asked for.") var refuse: String?
    @Option(help: "Export with openings what a colleague approved.") var openings: String?
    @OptionGroup var options: DeskOptions

    func validate() throws {
        if withOpenings != (purpose != nil) { throw ValidationError("--with-openings and --purpose belong together.") }
        let moves = [withOpenings, approve != nil, refuse != nil].filter(\.self).count
        if moves > 1 { throw ValidationError("Ask, approve or refuse: one at a time.") }
        if (moves == 0) != (out != nil) {
            throw ValidationError("--out names where an export goes; asking writes none.")
        }
        let isRange = from != nil || to != nil
        if ref != nil, moves > 0 || isRange || openings != nil {
            throw ValidationError("--case goes without --from, --to and openings.")
        }
        if isRange, approve != nil || refuse != nil || openings != nil {
            throw ValidationError("The range of an export with openings is that of its request.")
        }
    }

    func run() async throws {
        if let purpose {
            let purpose = try RevealPurpose.parse(purpose)
            let ask = RequestOpenings(from: from, to: to, purpose: purpose)
            let request = RemoteRequest.post(
                "audit", "openings",
                body: [
                    "purpose": .string(purpose.rawValue), "from": from.map(JSON.int), "to": to.map(JSON.int),
                ])
            return try await options.perform(ask, over: request) { answer in
                "Asked for, \(answer["request"]?.string ?? ""). "
                    + "A colleague decides: redress audit export --approve \(answer["request"]?.string ?? "")"
            }
        }
        if let request = approve ?? refuse {
            let decision = DecideOpenings(request, approves: approve != nil)
            let over = RemoteRequest.put("audit", "openings", request, body: ["approve": .bool(approve != nil)])
            return try await options.perform(decision, over: over) { answer in
                answer["state"] == "APPROVED"
                    ? "Approved. Whoever asked: redress audit export --openings \(request) --out DIRECTORY" : "Refused."
            }
        }
        guard let out else { return }
        let sink = try DirectorySink(out)
        if let ref {
            let bundle = try await options.bundle(of: try CaseReference.read(ref))
            try await sink.append(bundle.canonicalBytes, to: "case.json")
            let entries = bundle["entries"]?.array?.count ?? 0
            let answer: JSON = ["case": .string(ref), "entries": .int(Int64(entries)), "out": .string(out)]
            return options.json
                ? Output.json(answer) : Output.line("\(out)/case.json: \(entries) entries with their proofs.")
        }
        let export =
            openings.map { ExportTrail(openingsOf: $0, into: sink) } ?? ExportTrail(from: from, to: to, into: sink)
        do {
            try await options.performHere(export, keepingTrail: true) { answer in
                "\(out): \(answer["entries"]?.int ?? 0) entries under a checkpoint of \(answer["size"]?.int ?? 0)."
            }
        } catch {
            await sink.removeIfEmpty()
            throw error
        }
    }
}

/// A new directory into which a bundle is written; it may hold personal data, so it is its owner's alone.
actor DirectorySink: BundleSink {
    private let path: String
    private var open: [String: FileHandle] = [:]

    init(_ path: String) throws {
        self.path = path
        guard !FileManager.default.fileExists(atPath: path) else {
            throw UsageError("\(path) is there already.", wayOut: "Name a directory that does not exist yet.")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: path + "/checkpoints", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
            )
        } catch { throw UsageError("\(path) cannot be made: \(String(cString: strerror(errno))).") }
    }

    /// Leaves no empty directory behind when nothing was exported.
    func removeIfEmpty() {
        guard open.isEmpty else { return }
        _ = rmdir(path + "/checkpoints")
        _ = rmdir(path)
    }

    func append(_ bytes: [UInt8], to file: String) throws {
        if open[file] == nil {
            let descriptor = Foundation.open("\(path)/\(file)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw UsageError("\(path)/\(file) cannot be written: \(String(cString: strerror(errno))).")
            }
            open[file] = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }
        do { try open[file]?.write(contentsOf: bytes) } catch {
            throw UsageError("\(path)/\(file) cannot be written; is the disk full?")
        }
        // Many small files are written in a row; only the large ones stay open.
        if file.hasPrefix("checkpoint") { open[file] = nil }
    }
}

extension DeskOptions {
    /// The entries of a case with the proof that they are all.
    fileprivate func bundle(of reference: CaseReference) async throws -> JSON {
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
