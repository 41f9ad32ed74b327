import ArgumentParser
import Canonical
import Casework
import Foundation
import Playbook
import Terminal

/// `redress playbook …`
struct PlaybookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playbook", abstract: "Check, try and import playbooks.",
        groupedSubcommands: [
            CommandGroup(
                name: "Files, without a database",
                subcommands: [
                    LintCommand.self, TestCommand.self, SimulateCommand.self, EvalCommand.self, DiffCommand.self,
                    GraphCommand.self, CardCommand.self, SchemaCommand.self, ExportCommand.self, ReviewCommand.self,
                    PagesCommand.self, SignPlaybookCommand.self, VerifySignaturesCommand.self,
                ]),
            CommandGroup(
                name: "The store",
                subcommands: [
                    ImportCommand.self, ListPlaybooksCommand.self, ShowPlaybookCommand.self, ApproveCommand.self,
                    PublishCommand.self, RetireCommand.self, MigrateCasesCommand.self,
                    AdoptCommand.self, ApproveParametersCommand.self, ParametersCommand.self,
                ]),
        ])
}

/// Files and folders that a command reads.
struct PlaybookPaths: ParsableArguments {
    @Argument(help: "Files, or folders with .yaml files in them.") var paths: [String]

    /// Every file, folders read to any depth, in order of their names.
    ///
    /// - Throws: a ``UsageError`` that names the path that cannot be read.
    func sources() throws -> [PlaybookSource] { try Self.sources(paths) }

    /// The same for paths that come from elsewhere.
    static func sources(_ paths: [String], endings: [String] = [".yaml", ".yml"]) throws -> [PlaybookSource] {
        try paths.flatMap { path -> [String] in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw DeskError.noSuchPlaybook("at \(path)")
            }
            guard isFolder.boolValue else { return [path] }
            let inside = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
            let files = inside.filter { name in endings.contains { name.hasSuffix($0) } }.sorted()
            if files.isEmpty { throw DeskError.noSuchPlaybook("in \(path)") }
            return files.map { "\(path)/\($0)" }
        }.map { path in
            guard let data = FileManager.default.contents(atPath: path) else {
                throw UsageError("\(path) cannot be read.", wayOut: "Check its rights.")
            }
            // One byte more than the format allows is enough to say that a file is too large.
            return PlaybookSource(file: path, bytes: Array(data.prefix(1_048_577)))
        }
    }
}

/// `redress playbook lint`
struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check playbook files; needs no database. Exit 1 when there is an error.",
        discussion: "Example: redress playbook lint Playbooks --json")
    @OptionGroup var files: PlaybookPaths
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let sources = try files.sources()
        let findings = Library.load(
            sources, parameters: ShippedParameters.missing(in: sources), desk: .standard, today: Timestamp.now.day
        ).findings
        let errors = findings.filter { $0.severity == .error }.count
        if json {
            Output.json([
                "findings": .array(findings.map(\.json)), "errors": .int(Int64(errors)),
                "warnings": .int(Int64(findings.count - errors)),
            ])
        } else {
            for finding in findings {
                Output.line(finding.line + (finding.hint.isEmpty ? "" : "\n    \(finding.hint)"))
            }
            Output.line("\(errors) errors, \(findings.count - errors) warnings")
        }
        if errors > 0 { throw ExitCode(1) }
    }
}

/// `redress playbook test`
struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the scenarios of playbook files; needs no database. Exit 1 when one fails.",
        discussion: "Example: redress playbook test Playbooks")
    @OptionGroup var files: PlaybookPaths
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let report = PlaybookTrial.run(try files.sources())
        if json {
            Output.json(report.json)
        } else {
            for line in report.lines { Output.line(line) }
        }
        if !report.passed { throw ExitCode(1) }
    }
}

/// `redress playbook eval`
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Check and evaluate conditions: JSON lines in, JSON lines out; needs no database.",
        discussion: """
            Example: echo '{"expr": "a.x == \\"yes\\"", "types": {"a.x": "string"}, "bindings": {"a.x": "yes"}}' | redress playbook eval --json
            """)
    @Flag(help: "The only form there is; accepted for symmetry.") var json = false

    func run() async throws {
        while let line = readLine() {
            guard !line.isEmpty else { continue }
            do {
                Output.json(ConditionLines.answer(line: try JSON(parsing: line)))
            } catch {
                Output.json([
                    "error": [
                        "code": "bad-line", "column": .int(Int64(error.column)), "message": "This line is not JSON.",
                    ]
                ])
            }
        }
    }
}

/// `redress playbook import`
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring playbook files in: all or none; the same content twice changes nothing.",
        discussion: """
            Example: redress playbook import Playbooks --json
            What comes in is a draft; then another person approves it, and it is published:
              redress playbook approve safe-account 1.1.0
              redress playbook publish safe-account 1.1.0
            """)
    @OptionGroup var files: PlaybookPaths
    @Flag(help: "Only say what would happen.") var dryRun = false
    @Flag(help: "Put them in force at once: only where nobody else could approve them.") var publish = false
    @Option(help: "The format of the files: redress, or cacao for CACAO 2.0 (JSON).") var from = "redress"
    @Flag(help: "With --from cacao: take executable commands as text to be read; they are never run.")
    var allowExecutable = false
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let sources = try sources()
        let operation = ImportPlaybooks(sources, isDryRun: dryRun, publishes: publish)
        do {
            try await options.perform(operation, over: request(sources)) { answer in
                let lines = (answer["playbooks"]?.array ?? []).map { playbook in
                    "\(playbook["id"]?.string ?? "") \(playbook["version"]?.string ?? ""): \(playbook["result"]?.string ?? ""), \(playbook["state"]?.string ?? "")"
                }
                return lines.joined(separator: "\n")
            }
        } catch DeskError.playbookFindings(let findings) {
            // The first error is told with the refusal itself.
            let first = findings.first { $0.severity == .error }
            for finding in findings where finding != first { Output.message(finding.line) }
            throw DeskError.playbookFindings(findings)
        }
    }
}

extension ImportCommand {
    private func request(_ sources: [PlaybookSource]) -> RemoteRequest {
        .post(
            "playbooks", query: ["dry_run": dryRun ? "true" : nil, "publish": publish ? "true" : nil],
            body: ["files": sources.files])
    }

    /// The files as playbooks of our own format, translated where they come in another.
    private func sources() throws -> [PlaybookSource] {
        switch from {
        case "redress": try files.sources()
        case "cacao":
            try PlaybookPaths.sources(files.paths, endings: [".json"]).map {
                try CACAOFile($0, allowsExecutable: allowExecutable).source
            }
        default:
            throw DeskError.malformed(
                field: "from", problem: .notOnList(suggestion: nil, allowed: ["redress", "cacao"]), value: from)
        }
    }
}

/// `redress playbook list`
struct ListPlaybooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The versions of the store.", discussion: "Example: redress playbook list")
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(ListPlaybooks(), over: .get("playbooks")) { answer in
            var table = Table(["Playbook", "Version", "State", "Steps", "Digest"])
            for playbook in answer["playbooks"]?.array ?? [] {
                table.add([
                    playbook["id"]?.string ?? "", playbook["version"]?.string ?? "", playbook["state"]?.string ?? "",
                    "\(playbook["steps"]?.int ?? 0)", String((playbook["digest"]?.string ?? "").prefix(12)),
                ])
            }
            return table.text
        }
    }
}
