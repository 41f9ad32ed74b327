import ArgumentParser
import Canonical
import Casework

/// `redress privacy export`
struct ExportPersonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Everything that is held on one person, who received it, and when and why it was read.",
        discussion: """
            Examples:
              redress privacy export --phone +79281234567 --lang ru > person.txt
              redress privacy export 26-000001-7 --json
            """)
    @Argument(help: "The case's number; or nothing, with --phone.") var ref: String?
    @Option(help: "The person's phone: every case that has it.") var phone: String?
    @Option(help: "Whose: the number of the party; 1 is the victim.") var party = 1
    @Option(help: "The language of the headings, ru or en.") var lang = "ru"
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let wanted: ExportPerson.Wanted
        switch (ref, phone) {
        case (let ref?, nil): wanted = .party(try CaseReference.read(ref), party)
        case (nil, let phone?): wanted = .phone(try ListCases.phone(phone))
        default: throw UsageError("Name a case or a phone.", wayOut: "For example: --phone +79281234567")
        }
        let request = RemoteRequest.post(
            "privacy", "export",
            body: ["phone": .text(phone), "ref": .text(ref), "party": phone == nil ? .int(Int64(party)) : nil])
        try await options.perform(ExportPerson(wanted), over: request) { PersonReport.text($0, language: lang) }
    }
}

/// `redress privacy key …`
struct SubjectKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The keys of personal data: list them, turn them, destroy old ones.",
        subcommands: [ListSubjectKeysCommand.self, RotateSubjectKeysCommand.self, DestroySubjectKeyCommand.self])
}

/// `redress privacy key list`
struct ListSubjectKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The keys by number, and how much stands under each; never the keys.",
        discussion: "Example: redress privacy key list")
    @OptionGroup var options: DeskOptions

    func run() async throws {
        try await options.perform(ListKeys(), over: .get("privacy", "keys")) { answer in
            var table = Table(["Key", "Number", "Current", "Held", "In use"])
            for key in answer["keys"]?.array ?? [] {
                func word(_ member: String) -> String { key[member]?.bool == true ? "yes" : "no" }
                table.add([
                    key["key"]?.string ?? "", String(key["epoch"]?.int ?? 0), word("current"), word("held"),
                    String(key["in_use"]?.int ?? 0),
                ])
            }
            return table.text
        }
    }
}

/// `redress privacy key rotate`
struct RotateSubjectKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new epoch and wrap every person's key under it. Interrupted, the next call goes on.",
        discussion: "Example: redress privacy key rotate")
    @Flag(help: "Make a new key of the blind indexes instead.") var index = false
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let kind = index ? RotateKeys.Kind.index : .wrapping
        try await options.perform(RotateKeys(kind), over: .post("privacy", "keys", kind.rawValue)) { answer in
            let resumed = answer["resumed"]?.bool == true ? " (went on with an interrupted one)" : ""
            return "\(answer["key"]?.string ?? "") \(answer["epoch"]?.int ?? 0) is current; "
                + "\(answer["rewrapped"]?.int ?? 0) keys wrapped anew\(resumed)."
        }
    }
}

/// `redress privacy key destroy`
struct DestroySubjectKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy", abstract: "Destroy an old key for good, when the last backup that needs it is gone.",
        discussion: "Example: redress privacy key destroy 1")
    @Argument(help: "The number of the epoch, or of the index key.") var number: Int
    @Flag(help: "A key of the blind indexes.") var index = false
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let kind = index ? RotateKeys.Kind.index : .wrapping
        let request = RemoteRequest.delete("privacy", "keys", kind.rawValue, "\(number)")
        try await options.perform(DestroyKey(kind, number: number), over: request) { answer in
            "\(answer["key"]?.string ?? "") \(answer["epoch"]?.int ?? 0) is destroyed."
        }
    }
}

/// `redress privacy retention`
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "Erase what has been kept long enough; or change for how long.",
        discussion: """
            Examples:
              redress privacy retention --dry-run
              redress privacy retention
              redress privacy retention --set CASE_LOSS --days 1825 --duty 1825
            """)
    @Flag(help: "Count what is due, and change nothing.") var dryRun = false
    @Option(help: "Change the period of a category instead.") var set: String?
    @Option(help: "Days for which it is kept after the case was closed.") var days: Int?
    @Option(help: "Days for which a law wants it kept, whoever asks for its erasure.") var duty = 0
    @OptionGroup var options: DeskOptions

    func run() async throws {
        if let set {
            guard let days else { throw UsageError("A period needs --days.") }
            let operation = SetRetention(try RetentionCategory.parse(set), days: days, dutyDays: duty)
            let request = RemoteRequest.put(
                "privacy", "retention", set, body: ["days": .int(Int64(days)), "duty_days": .int(Int64(duty))])
            return try await options.perform(operation, over: request) { answer in
                "\(answer["category"]?.string ?? ""): \(answer["days"]?.int ?? 0) days, "
                    + "\(answer["duty_days"]?.int ?? 0) of them by law."
            }
        }
        let request = RemoteRequest.post("privacy", "retention", body: ["dry_run": .bool(dryRun)])
        try await options.perform(RunRetention(isDryRun: dryRun), over: request) { answer in
            var table = Table(["Category", "Days", "By law", dryRun ? "Due" : "Erased"])
            for row in answer["categories"]?.array ?? [] {
                table.add([
                    row["category"]?.string ?? "", String(row["days"]?.int ?? 0), String(row["duty_days"]?.int ?? 0),
                    row["due"].map { String($0.int ?? 0) } ?? "-",
                ])
            }
            return table.text + "\nCases on hold: \(answer["held"]?.int ?? 0)"
        }
    }
}
