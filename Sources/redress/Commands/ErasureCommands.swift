import ArgumentParser
import Canonical
import Casework

/// `redress privacy hold`
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Forbid the erasure of anything of a case.",
        discussion: "Example: redress privacy hold 26-000001-7 --reason POLICE --until 2027-03-31")
    @OptionGroup var argument: CaseArgument
    @Option(help: "COURT, POLICE, REGULATOR, CLAIM or INQUIRY.") var reason: String
    @Option(help: "Until when, a day or RFC 3339; until it is released when nothing is said.") var until: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, reason) = (try argument.reference(), try HoldReason.parse(reason))
        let request = RemoteRequest.case(
            .post, reference, "holds",
            body: .members(["reason": .string(reason.rawValue), "until": .text(until)]))
        try await options.perform(PlaceHold(reference, reason: reason, until: until), over: request) { answer in
            "Hold \(answer["hold"]?["hold"]?.string ?? "") is on case \(answer["ref"]?.string ?? "")."
        }
    }
}

/// `redress privacy release`
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "End a hold that a colleague placed.",
        discussion: "Example: redress privacy release 26-000001-7")
    @OptionGroup var argument: CaseArgument
    @Option(help: "The id of the hold, when there are several.") var hold: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let reference = try argument.reference()
        // Without an id it is the only one.
        let request = RemoteRequest.case(.delete, reference, "holds", hold ?? "only")
        try await options.perform(ReleaseHold(reference, hold: hold), over: request) { answer in
            "Hold \(answer["hold"]?.string ?? "") is released."
        }
    }
}

/// `redress privacy erase`
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Ask that a person's data be destroyed; a second person approves or refuses.",
        discussion: """
            Examples:
              redress privacy erase 26-000001-7 --basis CONSENT_WITHDRAWN
              redress privacy erase 26-000001-7 --approve
              redress privacy erase 26-000001-7 --refuse LEGAL_CLAIM
            What is destroyed cannot be brought back. The skeleton of the case and the trail stay.
            """)
    @OptionGroup var argument: CaseArgument
    @Option(help: "Whose: the number of the party; 1 is the victim.") var party = 1
    @Option(help: "SUBJECT_REQUEST, CONSENT_WITHDRAWN, UNLAWFUL or ORDER.") var basis = "SUBJECT_REQUEST"
    @Flag(help: "Approve what a colleague asked for, and destroy.") var approve = false
    @Option(help: "Refuse it: NOT_IDENTIFIED, LEGAL_CLAIM, RETENTION_DUTY …") var refuse: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        if approve, refuse != nil { throw UsageError("An erasure is approved or refused, not both.") }
        let reference = try argument.reference()
        if approve || refuse != nil {
            let refusal = try refuse.map { try ErasureRefusal.parse($0) }
            let request = RemoteRequest.case(
                .put, reference, "erasure",
                body: .members([
                    "approve": .bool(approve), "refusal": .text(refusal?.rawValue), "party": .int(Int64(party)),
                ]))
            let decision = DecideErasure(reference, party: party, refusal: refusal)
            return try await options.perform(decision, over: request) { answer in
                answer["state"] == "ERASED"
                    ? "Erased: \(answer["values"]?.int ?? 0) values, \(answer["openings"]?.int ?? 0) openings. "
                        + "The act: redress privacy act \(answer["ref"]?.string ?? "")"
                    : "Refused: \(answer["refusal"]?.string ?? "")."
            }
        }
        let basis = try ErasureBasis.parse(basis)
        let request = RemoteRequest.case(
            .post, reference, "erasure", body: ["basis": .string(basis.rawValue), "party": .int(Int64(party))])
        try await options.perform(RequestErasure(reference, party: party, basis: basis), over: request) { answer in
            "Asked for, \(answer["request"]?.string ?? ""), due \(answer["due_at"]?.string ?? ""). "
                + "A colleague decides: redress privacy erase \(answer["ref"]?.string ?? "") --approve"
        }
    }
}

/// `redress privacy act`
struct ErasureActCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "act", abstract: "The act on a destruction with the extract of the trail, to sign and keep.",
        discussion: "Example: redress privacy act 26-000001-7 --lang ru --format html > act.html")
    @OptionGroup var argument: CaseArgument
    @Option(help: "Whose: the number of the party; 1 is the victim.") var party = 1
    @Option(help: "ru or en.") var lang = "ru"
    @Option(help: "text or html.") var format = "text"
    @Option(help: "Name and address of the operator, to be printed.") var organisation: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        guard let format = MakeHandout.Format(rawValue: format) else {
            throw DeskError.malformed(
                field: "format", problem: .notOnList(suggestion: nil, allowed: ["text", "html"]), value: format)
        }
        let reference = try argument.reference()
        let operation = ShowErasureAct(
            reference, party: party, language: lang, format: format, organisation: organisation)
        let request = RemoteRequest.case(.get, reference, "erasure", "act").asking([
            "party": "\(party)", "lang": lang, "format": format.rawValue, "organisation": organisation,
        ])
        try await options.perform(operation, over: request) { $0["body"]?.string ?? "" }
    }
}
