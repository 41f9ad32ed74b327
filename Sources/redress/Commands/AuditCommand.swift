import ArgumentParser
import Canonical
import Casework

/// `redress audit …`
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read, prove, export and verify the trail.",
        subcommands: [
            ListEntriesCommand.self, VerifyCommand.self, CheckpointCommand.self, ExportTrailCommand.self,
            ProveCommand.self,
            KeyCommand.self, BringBackCommand.self, SignerCommand.self,
        ])
}

/// `redress audit list`
struct ListEntriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Entries of the trail, oldest first. Reading them is on the trail too.",
        discussion: "Example: redress audit list --case 26-000001-7")
    @Option(name: .customLong("case"), help: "Only entries of this case.") var ref: String?
    @Option(help: "Only entries after this position.") var after: Int64 = 0
    @Option(help: "At most so many.") var limit = 100
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let operation = ListEntries(reference: try ref.map { try CaseReference.read($0) }, after: after, limit: limit)
        let request = RemoteRequest.get(
            "audit", "entries", query: ["ref": ref, "after": "\(after)", "limit": "\(limit)"])
        try await options.perform(operation, over: request) { answer in
            (answer["entries"]?.array ?? []).map { entry in
                let leaf = entry["leaf"]
                let place = leaf?["case"].map { " \($0["id"]?.string ?? "")/\($0["seq"]?.int ?? 0)" } ?? ""
                let data = leaf?["data"].map { "  \($0.canonicalText)" } ?? ""
                return "\(entry["position"]?.int ?? 0)  \(leaf?["ts"]?.string ?? "")  "
                    + "\(leaf?["actor"]?["id"]?.string ?? "")  \(leaf?["type"]?.string ?? "")\(place)\(data)"
            }.joined(separator: "\n")
        }
    }
}

/// A verdict for people.
enum AuditText {
    static func verdict(_ report: JSON) -> String {
        let findings = report["findings"]?.array ?? []
        let count = report["entries"]?.int ?? 0
        if findings.isEmpty {
            return "The trail is sound: \(count) entries, every leaf and chain agrees."
                + signatures(report["checkpoints"])
        }
        let lines = findings.map { finding in
            let index = finding["index"]?.int.map { " at entry \($0)" } ?? ""
            return "\(finding["code"]?.string ?? "")\(index): \(finding["message"]?.string ?? "")"
        }
        return (["The trail is NOT sound: \(findings.count) findings in \(count) entries."] + lines).joined(
            separator: "\n")
    }

    /// What is to be said of the signatures of a store; nothing of an export, whose verdict has them in it.
    private static func signatures(_ checkpoints: JSON?) -> String {
        guard let kept = checkpoints?["kept"]?.int, kept > 0 else { return "" }
        let (signed, cosigned) = (checkpoints?["signed"]?.int ?? 0, checkpoints?["cosignatures"]?.int ?? 0)
        let unchecked = checkpoints?["unchecked"]?.int ?? 0
        return " \(signed) of \(kept) checkpoints and \(cosigned) cosignatures bear a known signature"
            + (unchecked == 0 ? "." : "; nobody here knows the keys of the other \(unchecked).")
    }
}
