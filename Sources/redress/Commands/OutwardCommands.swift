import ArgumentParser
import Canonical
import Casework

/// `redress case refer`
struct ReferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refer",
        abstract: "Hand the case to a bank, the police, a crisis line; or write down their answer.",
        discussion: """
            Examples:
              redress case refer 26-000001-9 POLICE --consent --number "КУСП 4821" --package statement
              redress case refer 26-000001-9 1 --state ACCEPTED --reply "Taken on by the investigator on duty."
            """)
    @OptionGroup var argument: CaseArgument
    @Argument(help: "To whom: BANK_SENDER, POLICE …; the number of a referral for its answer.") var target: String
    @Flag(help: "The person has just allowed it.") var consent = false
    @Option(help: "What goes along; may be repeated.") var package: [String] = []
    @Option(help: "The number that the other side gave.") var number: String?
    @Option(help: "Until when an answer is expected, RFC 3339.") var due: String?
    @Option(help: "What became of it: ACCEPTED, REFUSED or DONE.") var state: String?
    @Option(help: "What they answered.") var reply: String?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let reference = try argument.reference()
        if let known = Int(target) {
            guard let word = state else {
                throw UsageError("Say what became of the referral.", wayOut: "For example: --state ACCEPTED")
            }
            let state = try ReferralState.parse(word)
            let operation = AnswerReferral(
                reference, number: known, state: state, words: reply, key: keyOption.request)
            let request = RemoteRequest.case(
                .put, reference, "referrals", "\(known)",
                body: .members(["state": .string(state.rawValue), "reply": .text(reply)]))
            return try await options.perform(
                operation, over: request.once(keyOption.key), showing: CaseText.referral)
        }
        let operation = MakeReferral(
            reference, to: try ReferralTarget.parse(target), hasConsentNow: consent, package: package,
            externalNumber: number, dueAt: due, key: keyOption.request)
        let request = RemoteRequest.case(
            .post, reference, "referrals",
            body: .members([
                "target": .string(target), "consent": .bool(consent), "package": .texts(package),
                "external_number": .text(number), "due_at": .text(due),
            ]))
        try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.referral)
    }
}

/// `redress case consent`
struct ConsentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent", abstract: "Write down what a person of the case allowed, or took back.",
        discussion: "Example: redress case consent 26-000001-9 SHARE_BANK")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "For what: CASE_HANDLING, SHARE_BANK, SHARE_POLICE …") var purpose: String
    @Option(help: "The number of the person; the victim is 1.") var party = 1
    @Flag(help: "It was taken back.") var withdraw = false
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, purpose) = (try argument.reference(), try ConsentPurpose.parse(purpose))
        let request = RemoteRequest.case(
            .put, reference, "consents", purpose.rawValue,
            body: ["given": .bool(!withdraw), "party": .int(Int64(party))])
        try await options.perform(
            RecordConsent(reference, purpose, party: party, isWithdrawn: withdraw), over: request,
            showing: CaseText.summary)
    }
}

/// `redress case contact`
struct ContactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Write down one conversation: how it ended, how the person was.",
        discussion:
            "Example: redress case contact 26-000001-9 --direction OUT --channel OUTBOUND --wrap-up CB_SCHEDULED --next 2026-11-23T09:00:00Z"
    )
    @OptionGroup var argument: CaseArgument
    @Option(help: "The way: HOTLINE, APP_CHAT, OUTBOUND …") var channel: String = "HOTLINE"
    @Option(help: "IN: they came to us. OUT: we called.") var direction: String = "IN"
    @Flag(help: "Nobody answered.") var notReached = false
    @Option(help: "How long it took, in seconds.") var seconds: Int?
    @Option(help: "How it ended: RES_ALL_DONE, CB_SCHEDULED …") var wrapUp: String?
    @Option(help: "How the person was at the beginning, 0 calm to 3 danger to life.") var distressStart: Int?
    @Option(help: "How the person was at the end.") var distressEnd: Int?
    @Option(help: "How content, 1 to 5.") var csat: Int?
    @Option(help: "How supported the person felt, 1 to 5.") var feltSupported: Int?
    @Option(help: "When the next contact was promised, RFC 3339.") var next: String?
    @Option(help: "What was said, in short.") var summary: String?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let contact = try ContactRecord(
            channel: channel, direction: direction, reached: !notReached, seconds: seconds, wrapUp: wrapUp,
            distressStart: distressStart, distressEnd: distressEnd, csat: csat, feltSupported: feltSupported,
            nextContactAt: next, summary: summary)
        let reference = try argument.reference()
        try await options.perform(
            LogContact(reference, contact, key: keyOption.request),
            over: .case(.post, reference, "contacts", body: body).once(keyOption.key), showing: CaseText.contact)
    }

    private var body: JSON {
        .members([
            "channel": .string(channel), "direction": .string(direction), "reached": .bool(!notReached),
            "seconds": .number(seconds), "wrap_code": .text(wrapUp), "distress_start": .number(distressStart),
            "distress_end": .number(distressEnd), "csat": .number(csat), "felt_supported": .number(feltSupported),
            "next_contact_at": .text(next), "summary": .text(summary),
        ])
    }
}

/// `redress case next`
struct NextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Take the most urgent case that nobody has: found and assigned in one move.",
        discussion: "Example: redress case next --lang ru")
    @Option(help: "Only people who speak this language.") var lang: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let request = RemoteRequest.post("cases", "next", body: ["language": .text(lang)])
        try await options.perform(TakeNext(language: lang), over: request) { answer in
            CaseText.summary(answer) + "\nNext: redress case guide \(answer["ref"]?.string ?? "")"
        }
    }
}
