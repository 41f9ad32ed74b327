import ArgumentParser
import Canonical
import Casework
import Playbook

/// `redress playbook adopt`
struct AdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Bring in phones, sites, limits and names of this installation, over the shipped ones.",
        discussion: """
            Example: redress playbook adopt our-desk/RU.yaml
            A file needs only the values that differ; one without values takes everything back to what is shipped. What \
            victims hear takes two people: a supervisor puts it in force with redress playbook approve-parameters, and \
            running cases show the new words at once. Somebody who works alone with both rights needs nobody.
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
                let (jurisdiction, result) = (set["jurisdiction"]?.string ?? "", set["result"]?.string ?? "")
                let rest =
                    result == "waiting"
                    ? "a second person: redress playbook approve-parameters \(jurisdiction) \(set["digest"]?.string ?? "")"
                    : "\(set["values"]?.int ?? 0) values in force"
                let joint = result == "waiting" ? " for" : ","
                return "\(jurisdiction) \(set["version"]?.string ?? ""): \(result)\(joint) \(rest)"
            }.joined(separator: "\n")
        }
    }
}

/// `redress playbook approve-parameters`
struct ApproveParametersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve-parameters",
        abstract: "Put phones, sites, limits and names in force that somebody else brought in.",
        discussion: """
            Example: redress playbook approve-parameters RU 0d33276a0841…
            redress playbook parameters shows what waits, with the words before and after, and its digest.
            """)
    @Argument(help: "The jurisdiction: RU, UK, US, EU.") var jurisdiction: String
    @Argument(help: "The digest of what waits.") var digest: String
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let request = RemoteRequest.post("parameters", jurisdiction, "approve", body: ["digest": .string(digest)])
        try await options.perform(ApproveParameters(jurisdiction, digest: digest), over: request) { answer in
            "\(answer["jurisdiction"]?.string ?? ""): adopted, \(answer["values"]?.int ?? 0) values in force"
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
            let waiting = (answer["waiting"]?.array ?? []).filter {
                jurisdiction == nil || $0["jurisdiction"]?.string == jurisdiction
            }
            let blocks = sets.map { set -> String in
                var table = Table(["Parameter", "Kind", "Words"])
                for value in set["values"]?.array ?? [] {
                    table.add([
                        value["name"]?.string ?? "", value["kind"]?.string ?? "",
                        value["words"]?[lang]?.string ?? "",
                    ])
                }
                return "\(set["jurisdiction"]?.string ?? "") \(set["digest"]?.string ?? "")\n\(table.text)"
            }
            return (waiting.map(self.waiting) + blocks).joined(separator: "\n\n")
        }
    }

    private func waiting(_ set: JSON) -> String {
        var table = Table(["Parameter", "Now", "Then"])
        for change in set["changes"]?.array ?? [] {
            table.add([
                change["name"]?.string ?? "", change["was"]?[lang]?.string ?? "-",
                change["becomes"]?[lang]?.string ?? "-",
            ])
        }
        return "\(set["jurisdiction"]?.string ?? "") \(set["digest"]?.string ?? "") waits for a second person, "
            + "from \(set["by"]?.string ?? "")\n\(table.text)"
    }
}
