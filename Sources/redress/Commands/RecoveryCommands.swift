import ArgumentParser
import Canonical
import Casework

/// `redress case access`
struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Add an account or device that the scammer got into, or tell how far it was won back.",
        discussion: """
            Examples:
              redress case access 26-000001-9 GOV_PORTAL --state LOST --lost now
              redress case access 26-000001-9 1 --state SECURED --sessions-ended now --confirmed AGENT_SAW
            """)
    @OptionGroup var argument: CaseArgument
    @Argument(help: "BANK_APP, GOV_PORTAL, EMAIL, SIM … for a new one, the number of a known one.") var access: String
    @Option(help: "Where it stands: AT_RISK, SHARED, LOST or SECURED.") var state: String?
    @Option(help: "When it was lost, RFC 3339 or now.") var lost: String?
    @Option(help: "When all other sessions were ended.") var sessionsEnded: String?
    @Option(help: "When password or PIN were changed.") var credentialsChanged: String?
    @Option(help: "When a second factor was switched on.") var secondFactor: String?
    @Option(help: "How that is known: AGENT_SAW, BANK_REF, SELF or SYSTEM.") var confirmed: String?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let details = try RecordAccess.Details(
            state: state, lostAt: lost, sessionsEndedAt: sessionsEnded, credentialsChangedAt: credentialsChanged,
            secondFactorAt: secondFactor, confirmed: confirmed)
        let reference = try argument.reference()
        if let number = Int(access) {
            let operation = RecordAccess(reference, number: number, details, key: keyOption.request)
            let request = RemoteRequest.case(.put, reference, "access", "\(number)", body: body(kind: nil))
            return try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.access)
        }
        let kind = try AccessKind.parse(access)
        let operation = RecordAccess(reference, kind: kind, details, key: keyOption.request)
        let request = RemoteRequest.case(.post, reference, "access", body: body(kind: kind.rawValue))
        try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.access)
    }

    private func body(kind: String?) -> JSON {
        .members([
            "kind": .text(kind), "state": .text(state), "lost_at": .text(lost),
            "sessions_ended_at": .text(sessionsEnded), "credentials_changed_at": .text(credentialsChanged),
            "second_factor_at": .text(secondFactor), "confirmed": .text(confirmed),
        ])
    }
}

/// `redress case loan`
struct LoanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loan", abstract: "Add a loan in the victim's name, or tell what became of one.",
        discussion: """
            Examples:
              redress case loan 26-000001-9 MFO:60000:RUB --signed now --lender "Quick money"
              redress case loan 26-000001-9 1 --refused now
            """)
    @OptionGroup var argument: CaseArgument
    @Argument(help: "TYPE:AMOUNT:CURRENCY for a new one, the number of a known one.") var loan: String
    @Option(help: "Where it stands: APPLIED, SIGNED, PAID_OUT, REFUSED, DISPUTED, CANCELLED, UPHELD.")
    var state: String?
    @Option(help: "Who lent.") var lender: String?
    @Option(help: "The lender's number of the contract.") var number: String?
    @Option(help: "When it was signed, RFC 3339 or now.") var signed: String?
    @Option(help: "Where the money went: SELF, THIRD or UNKNOWN.") var disbursedTo: String?
    @Flag(inversion: .prefixedNo, help: "Whether a ban on loans stood when it was signed.") var selfBan: Bool?
    @Option(help: "When the victim refused it.") var refused: String?
    @Option(help: "When it was disputed at a bureau or the lender.") var disputed: String?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let details = try LoanDetails(
            state: state, lender: lender, lenderNumber: number, signedAt: signed, disbursedTo: disbursedTo,
            isSelfBanned: selfBan, refusedAt: refused, disputedAt: disputed)
        let reference = try argument.reference()
        if let known = Int(loan) {
            let operation = RecordLoan(reference, number: known, details, key: keyOption.request)
            let request = RemoteRequest.case(.put, reference, "loans", "\(known)", body: body(loan: nil))
            return try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.loan)
        }
        let operation = try RecordLoan(reference, loan, details, key: keyOption.request)
        let request = RemoteRequest.case(.post, reference, "loans", body: body(loan: loan))
        try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.loan)
    }

    private func body(loan: String?) -> JSON {
        .members([
            "loan": .text(loan), "state": .text(state), "lender": .text(lender), "lender_number": .text(number),
            "signed_at": .text(signed), "disbursed_to": .text(disbursedTo), "self_ban": selfBan.map(JSON.bool),
            "refused_at": .text(refused), "disputed_at": .text(disputed),
        ])
    }
}

/// `redress case action`
struct ActionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "action",
        abstract: "Ask that the operator do something; approve, refuse or report it.",
        discussion: """
            What takes a number or money away waits for a second person who may approve it.
            Examples:
              redress case action 26-000001-9 SUSPEND_MSISDN --reason "The number works in a foreign phone."
              redress case action 26-000001-9 1 --approve
              redress case action 26-000001-9 1 --done --result "order 4711"
            """)
    @OptionGroup var argument: CaseArgument
    @Argument(help: "SUSPEND_MSISDN, CLEAR_FORWARDING … to ask for it, the number of one that was asked for.")
    var action: String
    @Flag(exclusivity: .exclusive, help: "What became of it.") var verdict: Verdict?
    @Option(help: "Why it is needed, or why it is refused.") var reason: String?
    @Option(help: "The number of the order, or why it failed.") var result: String?
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    /// What one person says of an action that somebody asked for.
    enum Verdict: String, EnumerableFlag { case approve, refuse, done, failed }

    func run() async throws {
        let reference = try argument.reference()
        let key = keyOption.request
        guard let number = Int(action) else {
            let code = try OperatorAction.parse(action)
            let operation = RequestAction(reference, code, reason: reason, key: key)
            let request = RemoteRequest.case(
                .post, reference, "actions",
                body: .members(["action": .string(code.rawValue), "reason": .text(reason)]))
            return try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.action)
        }
        switch verdict {
        case .approve, .refuse:
            let operation = DecideAction(
                reference, number: number, isApproved: verdict == .approve, words: reason, key: key)
            let request = RemoteRequest.case(
                .put, reference, "actions", "\(number)", "decision",
                body: .members(["approve": .bool(verdict == .approve), "reason": .text(reason)]))
            try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.action)
        case .done, .failed:
            let operation = CompleteAction(
                reference, number: number, isDone: verdict == .done, words: result ?? reason, key: key)
            let request = RemoteRequest.case(
                .put, reference, "actions", "\(number)", "result",
                body: .members(["done": .bool(verdict == .done), "result": .text(result ?? reason)]))
            try await options.perform(operation, over: request.once(keyOption.key), showing: CaseText.action)
        case nil:
            throw UsageError(
                "Say what becomes of the action.", wayOut: "One of: --approve, --refuse, --done, --failed")
        }
    }
}
