import ArgumentParser
import Canonical
import Casework
import Playbook

/// A CACAO 2.0 file on its way in.
struct CACAOFile {
    /// The same playbook in our own format.
    let source: PlaybookSource

    /// Reads and translates the file; warnings go to standard error.
    ///
    /// - Throws: ``DeskError/playbookFindings(_:)`` when the file is refused.
    init(_ file: PlaybookSource, allowsExecutable: Bool) throws {
        var options = CACAO.Options()
        options.allowsExecutableCommands = allowsExecutable
        let (playbook, findings) = CACAO.load(file, options: options)
        guard let playbook else { throw DeskError.playbookFindings(findings) }
        for finding in findings { Output.message(finding.line) }
        source = PlaybookSource(file: file.file, bytes: playbook.canonicalBytes)
    }
}

/// `redress playbook export`
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "A playbook file in another format: CACAO 2.0, or our own canonical form.",
        discussion:
            "Example: redress playbook export Playbooks/modules/m2-bank.yaml --to cacao --lang en > m2-bank.json")
    @OptionGroup var argument: PlaybookFileArgument
    @Option(help: "cacao or canonical.") var to = "cacao"
    @Option(help: "The language of the texts that others see; both travel in the extension.") var lang = "en"
    @Option(help: "When it was published, RFC 3339: the version of a CACAO playbook. Now when nothing is said.")
    var modified: String?
    @Option(help: "When its first version was published; the same moment when nothing is said.") var created: String?
    @Option(help: "Who made it, as an identity--UUID.") var createdBy = "identity--3b9d5f0e-6f3e-4d8a-9a1c-0c5e2f7d1a44"

    func run() async throws {
        let loaded = try argument.load().loaded
        switch to {
        case "canonical": Output.line(String(decoding: loaded.canonical, as: UTF8.self))
        case "cacao":
            let published = try modified.map(Self.moment) ?? Timestamp.now
            Output.json(
                CACAO.export(
                    loaded, language: Language(lang), createdBy: createdBy,
                    created: try created.map(Self.moment) ?? published, modified: published))
        default:
            throw DeskError.malformed(
                field: "to", problem: .notOnList(suggestion: nil, allowed: ["cacao", "canonical"]), value: to)
        }
    }

    static func moment(_ text: String) throws -> Timestamp {
        guard let moment = Timestamp(text) else {
            throw DeskError.malformed(field: "moment", problem: .form(example: "2026-11-22T10:30:00Z"), value: text)
        }
        return moment
    }
}
