import ArgumentParser
import Canonical
import Casework
import Foundation

/// `redress case show`
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a case; personal data masked.",
        discussion: "Example: redress case show 26-000001-7")
    @OptionGroup var argument: CaseArgument
    @Option(help: "The language of the texts; the victim's when nothing is said.") var lang: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let reference = try argument.reference()
        try await options.perform(
            ShowCase(reference, language: lang),
            over: RemoteRequest.get("cases", reference.description).asking(["lang": lang]),
            showing: CaseText.shown)
    }
}

/// `redress case list`
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The queue, most urgent first; or a search.",
        discussion: """
            Examples:
              redress case list --priority P0 --overdue
              redress case list --phone +79281234567 --closed
              redress case list --updated-since 2026-11-22T00:00:00Z --json
            """)
    @Option(help: "Only cases in this status.") var status: String?
    @Option(help: "Only cases of this member of staff; - for cases of nobody.") var assignee: String?
    @Option(help: "Only cases this urgent: P0 to P3.") var priority: String?
    @Option(help: "Only this kind of scam.") var scam: String?
    @Option(help: "Only cases that came this way.") var channel: String?
    @Option(help: "Only cases of the person with this phone.") var phone: String?
    @Option(help: "Only cases of the person with this e-mail address.") var email: String?
    @Option(help: "Only cases that saw this trace, TYPE:VALUE.") var indicator: String?
    @Option(help: "The case that the channel knows under this number.") var externalID: String?
    @Option(help: "The case that somebody outside knows under this number: КУСП, a bank's.") var referralNumber: String?
    @Option(help: "Cases that were changed then or later, closed ones too, in the order of their changes; RFC 3339.")
    var updatedSince: String?
    @Flag(help: "Only cases with a broken clock.") var overdue = false
    @Flag(help: "Closed cases too.") var closed = false
    @Option(help: "At most so many.") var limit = 50
    @Option(help: "Go on where the last page ended: its `next`.") var after: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        var filter = ListCases.Filter()
        filter.status = try status.map { try CaseStatus.parse($0) }
        filter.assignee = assignee
        filter.priority = try priority.map { try Priority.parse($0) }
        filter.scamType = try scam.map { try ScamType.parse($0) }
        filter.channel = try channel.map { try IntakeChannel.parse($0) }
        try filter.seek(
            phone: phone, email: email, indicator: indicator, externalID: externalID, referralNumber: referralNumber,
            updatedSince: updatedSince)
        filter.isOverdue = overdue
        filter.includesClosed = closed
        filter.limit = limit
        filter.after = try after.map { text in
            guard let cursor = ListCases.Cursor(text) else {
                throw DeskError.malformed(field: "after", problem: .form(example: "the next of the last page"))
            }
            return cursor
        }
        try await options.perform(ListCases(filter), over: request, showing: CaseText.queue)
    }

    /// A phone stands in the body, so that no log and no history keeps it.
    private var request: RemoteRequest {
        if let phone { return .post("cases", "search", body: ["phone": .string(phone), "closed": .bool(closed)]) }
        return .get(
            "cases",
            query: [
                "status": status, "assignee": assignee, "priority": priority, "scam": scam, "channel": channel,
                "overdue": overdue ? "true" : nil, "closed": closed ? "true" : nil, "limit": "\(limit)",
                "cursor": after,
            ])
    }
}

/// `redress case handout`
struct HandoutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handout", abstract: "The victim's own plan, to send or to print.",
        discussion: "Example: redress case handout 26-000001-7 --lang ru --format pdf --out plan.pdf")
    @OptionGroup var argument: CaseArgument
    @Option(help: "The language; the victim's when nothing is said.") var lang: String?
    @Option(help: "text, html or pdf; a PDF needs chromium or weasyprint.") var format = "text"
    @Option(help: "The file to write; standard output when nothing is said.") var out: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        guard let layout = MakeHandout.Format(rawValue: format) else {
            throw DeskError.malformed(
                field: "format",
                problem: .notOnList(suggestion: nil, allowed: MakeHandout.Format.allCases.map(\.rawValue)),
                value: format)
        }
        if layout == .pdf, out == nil, !options.json, isatty(1) == 1 {
            throw UsageError("A PDF is not for a terminal.", wayOut: "Add --out plan.pdf, or redirect the output.")
        }
        let reference = try argument.reference()
        let answer = try await options.answer(
            of: MakeHandout(reference, language: lang, format: layout),
            over: .case(.get, reference, "handout").asking(["lang": lang, "format": format]))
        if options.json { return Output.json(answer) }
        let body = answer["body"]?.string ?? ""
        let data = layout == .pdf ? Data(base64Encoded: body) ?? Data() : Data((out == nil ? body + "\n" : body).utf8)
        guard let out else { return FileHandle.standardOutput.write(data) }
        do { try data.write(to: URL(filePath: out)) } catch {
            throw UsageError("\(out) cannot be written.", wayOut: "Check the folder and its rights.")
        }
    }
}
