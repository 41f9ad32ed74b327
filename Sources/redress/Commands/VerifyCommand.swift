import ArgumentParser
import Canonical
import Casework
import Foundation
import Ledger

/// `redress audit verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every leaf, chain and signature of the store, or an export offline. Exit 1 when one is wrong.",
        discussion: """
            Offline it opens no database and trusts nothing but the policy file and what the auditor kept.
            Example: redress audit verify --json
                     redress audit verify --bundle trail-2026-11-22 --policy policy --trusted checkpoint-2026-11-01
                     redress audit verify --bundle case/case.json --policy policy
                     redress audit verify --bundle proof --policy policy        (proof.leaf and proof.tlog-proof)
            """)
    @Option(help: "An export: a directory, a case's file, or the name of a proof.") var bundle: String?
    @Option(help: "The policy file, from whom the auditor trusts, not from the bundle.") var policy: String?
    @Option(help: "A checkpoint that was kept from an earlier time; may be repeated.") var trusted: [String] = []
    @Option(help: "Remembers what was verified, so that the next time only what is new is read.") var state: String?
    @OptionGroup var options: DeskOptions

    func validate() throws {
        if (bundle == nil) != (policy == nil) { throw ValidationError("--bundle and --policy belong together.") }
        if bundle == nil, !trusted.isEmpty || state != nil {
            throw ValidationError("--trusted and --state belong to --bundle.")
        }
    }

    func run() async throws {
        let report: JSON
        if let bundle, let policy {
            report = try OfflineCheck(bundle: bundle, policy: policy, trusted: trusted, state: state).report()
        } else {
            report = try await options.answer(of: VerifyStore(), over: .post("audit", "verify"), knowingKeys: true)
        }
        options.json ? Output.json(report) : Output.line(AuditText.verdict(report))
        if report["ok"]?.bool != true { throw ExitCode(1) }
    }
}

/// Verifies files with nothing but files.
struct OfflineCheck {
    let bundle: String
    let policy: String
    let trusted: [String]
    let state: String?

    func report() throws -> JSON {
        let policyBytes = try Self.read(policy, "policy file")
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: bundle, isDirectory: &isDirectory)
        if exists, !isDirectory.boolValue { return caseReport(try Self.read(bundle, "bundle"), policyBytes) }
        if !exists, let proof = FileManager.default.contents(atPath: bundle + ".tlog-proof") {
            return proofReport(Array(proof), try Self.read(bundle + ".leaf", "leaf"), policyBytes)
        }
        guard exists else { throw UsageError("There is no bundle \(bundle).") }
        if FileManager.default.fileExists(atPath: bundle + "/case.json"),
            !FileManager.default.fileExists(atPath: bundle + "/entries.jsonl")
        {
            return caseReport(try Self.read(bundle + "/case.json", "bundle"), policyBytes)
        }
        return try bundleReport(policyBytes)
    }

    private func bundleReport(_ policy: [UInt8]) throws -> JSON {
        var known: BundleState?
        var findings = Findings()
        if let state, let file = try Self.kept(state) {
            do throws(Finding) { known = try BundleState(reading: file) } catch { findings.add(error) }
        }
        guard findings.isEmpty else { return Self.json(findings, entries: 0) }
        let kept = try trusted.map {
            BundleVerifier.KeptCheckpoint(name: $0, bytes: try Self.read($0, "checkpoint"))
        }
        var options = BundleVerifier.Options(now: .now)
        (options.room, options.isRemembering) = (ChainVerifier.Room(SpillFiles()), state != nil)
        let report = BundleVerifier.verify(
            DirectoryBundle(path: bundle), policy: policy, kept: kept, state: known, options: options)
        if let state, let next = report.state { try Self.write(next, to: state) }
        return Self.json(report.findings, entries: report.summary.size, summary: report.summary)
    }

    private static func kept(_ state: String) throws -> KeptFile? {
        do { return try KeptFile(path: state) } catch { throw UsageError("The state \(state) cannot be read.") }
    }

    /// Piece by piece beside the old one, which it then replaces: the old one is still being read.
    private static func write(_ next: BundleState, to state: String) throws {
        let beside = state + ".new"
        do {
            try? FileManager.default.removeItem(atPath: beside)
            guard FileManager.default.createFile(atPath: beside, contents: nil, attributes: [.posixPermissions: 0o600]),
                let file = FileHandle(forWritingAtPath: beside)
            else { throw CocoaError(.fileWriteUnknown) }
            try next.write { try file.write(contentsOf: $0) }
            try file.synchronize()
            try file.close()
            guard rename(beside, state) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch { throw UsageError("The state \(state) cannot be written.") }
    }

    private func caseReport(_ bytes: [UInt8], _ policy: [UInt8]) -> JSON {
        var findings = Findings()
        do throws(Finding) {
            let bundle = try CaseBundle(parsing: bytes)
            let (found, below) = bundle.verify(by: try Self.parse(policy))
            var json = Self.json(found, entries: UInt64(bundle.entries.count)).object ?? [:]
            json["complete_below_index"] = below.map { .int(Int64($0)) }
            return .object(json)
        } catch { findings.add(error) }
        return Self.json(findings, entries: 0)
    }

    private func proofReport(_ proof: [UInt8], _ leaf: [UInt8], _ policy: [UInt8]) -> JSON {
        var findings = Findings()
        do throws(Finding) { try ProofFile(parsing: proof).verify(leaf: leaf, by: try Self.parse(policy)) } catch {
            findings.add(error)
        }
        return Self.json(findings, entries: 1)
    }

    private static func parse(_ policy: [UInt8]) throws(Finding) -> WitnessPolicy {
        do throws(NoteError) { return try WitnessPolicy(parsing: policy) } catch { throw Finding(error, of: "policy") }
    }

    private static func read(_ path: String, _ what: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw UsageError("The \(what) \(path) cannot be read.")
        }
        return Array(data)
    }

    private static func json(_ findings: Findings, entries: UInt64, summary: BundleReport.Summary? = nil) -> JSON {
        .members([
            "ok": .bool(findings.isEmpty), "entries": .int(Int64(entries)),
            "findings": .array(
                findings.list.map {
                    .members([
                        "code": .string($0.code.rawValue), "index": $0.index.map { .int(Int64(clamping: $0)) },
                        "message": .string($0.message),
                    ])
                }),
            "counts": .object(
                JSON.Members(findings.counts.map { ($0.key.rawValue, .int(Int64($0.value))) }) { first, _ in first }),
            "origin": summary.map { .string($0.origin) }, "root": summary.map { .string($0.root.base64) },
            "from": summary.map { .int(Int64(clamping: $0.first)) },
            "witness_times": summary.map { .array($0.witnessTimes.map(JSON.int)) },
        ])
    }
}

/// A bundle in a directory. Symbolic links are not followed.
struct DirectoryBundle: BundleSource {
    let path: String

    func olderCheckpoints() throws -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path + "/checkpoints")) ?? []).sorted()
    }

    func open(_ file: BundleFile) throws -> (any BundleStream)? {
        let descriptor = Foundation.open("\(path)/\(file.path)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        if descriptor < 0, errno == ENOENT { return nil }
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            if descriptor >= 0 { close(descriptor) }
            throw CocoaError(.fileReadUnknown)
        }
        return Stream(handle: FileHandle(fileDescriptor: descriptor, closeOnDealloc: true))
    }

    private struct Stream: BundleStream {
        let handle: FileHandle

        mutating func next() throws -> [UInt8]? {
            while true {
                var count = 0
                let piece = [UInt8](unsafeUninitializedCapacity: 1 << 17) { buffer, filled in
                    count = Foundation.read(handle.fileDescriptor, buffer.baseAddress, buffer.count)
                    filled = max(0, count)
                }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw CocoaError(.fileReadUnknown) }
                return count == 0 ? nil : piece
            }
        }
    }
}
