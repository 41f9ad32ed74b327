public import Canonical
internal import Ledger
internal import Postgres

/// Tells what became of a payment: its state, what came back, when the bank was told. Writes `case.payment_changed`.
public struct ChangePayment: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.payment"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let number: Int
    private let details: PaymentDetails
    private let expectedRevision: Int?
    private let key: RequestKey?

    /// Changes the payment with this number.
    public init(
        _ reference: CaseReference, number: Int, details: PaymentDetails, expectedRevision: Int? = nil,
        key: RequestKey? = nil
    ) {
        (self.reference, self.number, self.details) = (reference, number, details)
        (self.expectedRevision, self.key) = (expectedRevision, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if details.fields.isEmpty { throw DeskError.malformed(field: "state", problem: .missing) }
        return try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandRevision(expectedRevision)
            guard let place = file.payments.firstIndex(where: { $0.number == number }) else {
                throw DeskError.noSuchPart(reference: file.before.reference.text, part: "payment", number: number)
            }
            var payment = file.payments[place]
            try details.apply(to: &payment, at: at)
            file.payments[place] = payment
            file.statements.append(payment.update(file.before.caseNo, at: at))
            if !file.before.isClosed { file.refreshSummary(at: at) }
            let changed = payment
            let entry = Draft(
                type: .casePaymentChanged, subject: file.subject.id,
                data: [
                    "payment": .string(String(number)), "fields": .array(details.fields.map(JSON.string)),
                    "tx_state": .string(payment.state.rawValue), "authorised": .string(payment.authorised.rawValue),
                    "returned_minor": .int(payment.returnedMinor), "currency": .string(payment.currency),
                ])
            return Change(answer: { PaymentAnswer.json(changed, $0, $1) }, entry: entry)
        }.json
    }
}
