import ArgumentParser
import Canonical
import Casework

/// `redress playbook migrate`
struct MigrateCasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Move running cases to another version of their playbook; --dry-run only sorts them.",
        discussion: """
            Examples:
              redress playbook migrate safe-account@1.0.0 safe-account@1.1.0 --dry-run --json
              redress playbook migrate safe-account@1.0.0 safe-account@1.1.0 --case 26-000001-7 --include needs-answers
            Classes: text-only (wording alone), safe (same open steps), needs-answers (something new is asked), impossible.
            """)
    @Argument(help: "The version that the cases run: ID@VERSION.") var from: String
    @Argument(help: "The version that they go on in: ID@VERSION; it must be in force.") var to: String
    @Flag(help: "Only say what would happen to each case.") var dryRun = false
    @Option(
        name: .customLong("case"), help: "Only this case; may be repeated. All that run the version when none is named."
    )
    var cases: [String] = []
    @Option(help: "Move this class too: needs-answers. May be repeated.") var include: [String] = []
    @Option(help: "A step that has another path in the new version: OLD=NEW; may be repeated.") var map: [String] = []
    @Option(help: "Why; kept with each case.") var reason = ""
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let references = try cases.map { try CaseReference.read($0) }
        let (from, to) = (try VersionName(from, field: "from"), try VersionName(to, field: "to"))
        let paths = try paths()
        let operation = try MigrateCases(
            from: from, to: to, cases: references.isEmpty ? nil : references, including: include, map: paths,
            reason: reason, isDryRun: dryRun)
        let request = RemoteRequest.post(
            "playbooks", from.playbook, "versions", "\(from.version)", "migrate",
            body: [
                "to": .string("\(to.version)"),
                "cases": references.isEmpty ? nil : .texts(references.map(\.description)),
                "include": .texts(include), "map": .object(JSON.Members(mapping: paths, JSON.string)),
                "reason": .string(reason),
                "dry_run": .bool(dryRun),
            ])
        try await options.perform(operation, over: request, showing: Self.text)
    }

    private func paths() throws -> [String: String] {
        var paths: [String: String] = [:]
        for text in map {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, paths[parts[0]] == nil else {
                throw UsageError("“\(text)” maps no step.", wayOut: "For example: --map call_bank=bank/call_bank")
            }
            paths[parts[0]] = parts[1]
        }
        return paths
    }

    static func text(_ answer: JSON) -> String {
        var table = Table(["Case", "Class", "Moved", "Why"])
        for row in answer["cases"]?.array ?? [] {
            let reasons = (row["reasons"]?.array ?? []).compactMap { $0["message"]?.string }
            table.add([
                row["ref"]?.string ?? "", row["class"]?.string ?? "", row["moved"]?.bool == true ? "yes" : "no",
                reasons.joined(separator: " "),
            ])
        }
        let counts = (answer["counts"]?.object ?? [:])
            .map { "\($0.key): \($0.value.int ?? 0)" }.joined(separator: ", ")
        return table.text + "\n\(counts); moved: \(answer["moved"]?.int ?? 0)"
    }
}
