import ArgumentParser
import Canonical
import Casework
import Playbook

/// `redress playbook adopt`
struct AdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Put phones, sites, limits and names of this installation in force, over the shipped ones.",
        discussion: """
            Example: redress playbook adopt our-desk/RU.yaml
            A file needs only the values that differ. Running cases show the new words at once; the trail says which were \
            shown when. A file without values takes everything back to what is shipped.
            """)
    @OptionGroup var files: PlaybookPaths
    @Flag(help: "Only say what would happen.") var dryRun = false
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let sources = try files.sources()
        if !sources.contains(where: ParameterFile.isOne) {
            throw UsageError(
                "No file there begins with 'parameters:'.", wayOut: "docs/playbook-format.md has an example.")
        }
        let request = RemoteRequest.post(
            "parameters", query: ["dry_run": dryRun ? "true" : nil], body: ["files": sources.files])
        try await options.perform(AdoptParameters(sources, isDryRun: dryRun), over: request) { answer in
            (answer["parameters"]?.array ?? []).map { set in
                "\(set["jurisdiction"]?.string ?? "") \(set["version"]?.string ?? ""): \(set["result"]?.string ?? ""), "
                    + "\(set["values"]?.int ?? 0) values in force"
            }.joined(separator: "\n")
        }
    }
}

/// `redress playbook parameters`
struct ParametersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parameters",
        abstract: "What texts show of each jurisdiction, or what they showed under a digest of the trail.",
        discussion: "Example: redress playbook parameters --jurisdiction RU --lang ru")
    @Option(help: "Only this jurisdiction.") var jurisdiction: String?
    @Option(help: "What an entry of the trail names under 'parameters'.") var digest: String?
    @Option(help: "The language of the words.") var lang = "en"
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(ListParameters(digest: digest), over: .get("parameters", query: ["digest": digest])) {
            answer in
            let sets = (answer["sets"]?.array ?? []).filter {
                jurisdiction == nil || $0["jurisdiction"]?.string == jurisdiction
            }
            return sets.map { set in
                var table = Table(["Parameter", "Kind", "Words"])
                for value in set["values"]?.array ?? [] {
                    table.add([
                        value["name"]?.string ?? "", value["kind"]?.string ?? "",
                        value["words"]?[lang]?.string ?? "",
                    ])
                }
                return "\(set["jurisdiction"]?.string ?? "") \(set["digest"]?.string ?? "")\n\(table.text)"
            }.joined(separator: "\n\n")
        }
    }
}
