import ArgumentParser
import Canonical
import Casework

/// What is told of a payment beside rail, amount and time.
struct PaymentOptions: ParsableArguments {
    @Option(help: "Where it is: NOT_SENT, PENDING, HELD_BY_BANK, COMPLETED, CANCELLED, RETURNED_FULL, RETURNED_PART.")
    var state: String?
    @Option(help: "Whether the victim made it: YES_DECEIVED, NO or UNCLEAR.") var authorised: String?
    @Option(help: "What came back, in the units of the currency: 1500.50") var returned: String?
    @Option(help: "When the bank was told, RFC 3339 or now.") var bankTold: String?
    @Option(help: "When the bank gave notice of the payment, RFC 3339 or now.") var bankNotice: String?
    @Option(help: "When the claim for its return was made, RFC 3339 or now.") var claimed: String?
    @Flag(inversion: .prefixedNo, help: "Whether it left the country.") var crossBorder: Bool?

    func details() throws -> PaymentDetails {
        try PaymentDetails(
            state: state, authorised: authorised, returned: returned, bankToldAt: bankTold, bankNoticeAt: bankNotice,
            claimedAt: claimed, isCrossBorder: crossBorder)
    }

    /// The same as the body of a request.
    func body(with more: JSON.Members = [:]) -> JSON {
        let told = JSON.members([
            "state": .text(state), "authorised": .text(authorised), "returned": .text(returned),
            "bank_told_at": .text(bankTold), "bank_notice_at": .text(bankNotice), "claimed_at": .text(claimed),
            "cross_border": crossBorder.map(JSON.bool),
        ])
        return .object((told.object ?? [:]).merging(more) { $1 })
    }
}

/// `redress case pay`
struct PayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pay", abstract: "Add a payment, or tell what became of one; shows its clocks.",
        discussion: """
            Examples:
              redress case pay 26-000001-9 SBP:150000:RUB:2026-11-22T10:00:00+03:00
              redress case pay 26-000001-9 1 --state HELD_BY_BANK --bank-told now
            """)
    @OptionGroup var argument: CaseArgument
    @Argument(help: "RAIL:AMOUNT:CURRENCY:TIME for a new one, the number of a known one.") var payment: String
    @OptionGroup var told: PaymentOptions
    @Option(help: "Refuse when the case was changed since this revision.") var revision: Int?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, details) = (try argument.reference(), try told.details())
        guard let number = Int(payment) else {
            let operation = AddPayment(reference, payment, details: details, key: keyOption.request)
            let request = RemoteRequest.case(
                .post, reference, "payments", body: told.body(with: ["payment": .string(payment)]))
            return try await options.perform(
                operation, over: request.once(keyOption.key), showing: CaseText.payment)
        }
        let operation = ChangePayment(
            reference, number: number, details: details, expectedRevision: revision, key: keyOption.request)
        let request = RemoteRequest.case(.put, reference, "payments", "\(number)", body: told.body())
        try await options.perform(
            operation, over: request.once(keyOption.key, at: revision), showing: CaseText.payment)
    }
}

/// `redress case indicator`
struct IndicatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indicator", abstract: "Add the scammer's phone, card, link …; says how often it was seen.",
        discussion: "Example: redress case indicator 26-000001-9 PHONE:+79991234567 --confidence HIGH")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "TYPE:VALUE") var indicator: String
    @Option(help: "How sure it is: LOW, MED or HIGH.") var confidence: String = "MED"
    @Flag(help: "It belongs to the victim: kept, and never counted against anybody.") var victimsOwn = false
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let (reference, confidence) = (try argument.reference(), try IndicatorConfidence.parse(confidence))
        let operation = AddIndicator(
            reference, indicator, confidence: confidence, isVictimsOwn: victimsOwn, key: keyOption.request)
        let request = RemoteRequest.case(
            .post, reference, "indicators",
            body: [
                "indicator": .string(indicator), "confidence": .string(confidence.rawValue),
                "victims_own": .bool(victimsOwn),
            ])
        try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.indicator)
    }
}

extension KeyOption {
    /// The key with the hash over all that was asked: another word behind the command is another request.
    var request: RequestKey? {
        key.map { key in
            let words = CommandLine.arguments.dropFirst().filter { $0 != "--json" }
            return RequestKey(key, request: ["words": .array(words.map(JSON.string))])
        }
    }
}
