public import Canonical
internal import Ledger
internal import Postgres

/// Adds a payment to an open case; the priority may rise by it. Writes `case.payment_added`, without whose account it was.
public struct AddPayment: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.pay"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let text: String
    private let details: PaymentDetails
    private let key: RequestKey?

    /// A payment as `RAIL:AMOUNT:CURRENCY:TIME`, with what else is known of it.
    public init(_ reference: CaseReference, _ text: String, details: PaymentDetails = .init(), key: RequestKey? = nil) {
        (self.reference, self.text, self.details, self.key) = (reference, text, details, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let paid = try Intake.payment(text, desk.now())
        return try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandOpen()
            let number = (file.payments.map(\.number).max() ?? 0) + 1
            guard number <= 999 else { throw DeskError.malformed(field: "payments", problem: .range("1…999")) }
            var payment = Payment(
                number: number, rail: paid.rail, minor: paid.minor, currency: paid.currency, sentAt: paid.sentAt,
                state: .unknown)
            try details.apply(to: &payment, at: at)
            file.payments.append(payment)
            file.statements.append(payment.insert(file.before.caseNo, at: at))
            file.refreshSummary(at: at)
            let entry = Draft(
                type: .casePaymentAdded, subject: file.subject.id,
                data: [
                    "payment": .string(String(number)), "rail": .string(paid.rail.rawValue),
                    "currency": .string(paid.currency), "amount_minor": .int(paid.minor),
                    "paid_at": .string(paid.sentAt.wholeSecondsText),
                ])
            let added = payment
            return Change(answer: { PaymentAnswer.json(added, $0, $1) }, entry: entry)
        }.json
    }
}

/// The answer of the operations on payments: the case, and the payment with its clocks.
enum PaymentAnswer {
    static func json(_ payment: Payment, _ file: CaseFile, _ receipt: LeafHash) -> JSON {
        var members = CaseSummary.members(file, receipt: receipt)
        members["payment"] = payment.json(file.now.clocks(of: payment))
        return .object(members)
    }
}
