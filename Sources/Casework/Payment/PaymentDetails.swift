internal import Canonical

/// What is told of a payment beside rail, amount and time; nil leaves it as it is.
public struct PaymentDetails: Sendable, Hashable {
    let state: PaymentState?
    let authorised: Authorisation?
    let returned: String?
    let bankToldAt: String?
    let bankNoticeAt: String?
    let claimedAt: String?
    let isCrossBorder: Bool?

    /// Takes the texts as the command line and HTTP bring them.
    ///
    /// - Parameters:
    ///   - returned: what came back, in major units of the payment's currency.
    ///   - bankToldAt: when the bank was told, RFC 3339 or `now`; the other times likewise.
    /// - Throws: ``CodeError`` for a code that is not on its list.
    public init(
        state: String? = nil, authorised: String? = nil, returned: String? = nil, bankToldAt: String? = nil,
        bankNoticeAt: String? = nil, claimedAt: String? = nil, isCrossBorder: Bool? = nil
    ) throws {
        self.state = try state.map { try PaymentState.parse($0) }
        self.authorised = try authorised.map { try Authorisation.parse($0) }
        (self.returned, self.isCrossBorder) = (returned, isCrossBorder)
        (self.bankToldAt, self.bankNoticeAt, self.claimedAt) = (bankToldAt, bankNoticeAt, claimedAt)
    }

    /// Nothing more is known.
    public init() {
        (state, authorised, returned, isCrossBorder) = (nil, nil, nil, nil)
        (bankToldAt, bankNoticeAt, claimedAt) = (nil, nil, nil)
    }

    /// The names of what is told.
    var fields: [String] {
        let told: [(String, Bool)] = [
            ("state", state != nil), ("authorised", authorised != nil), ("returned", returned != nil),
            ("bank_told_at", bankToldAt != nil), ("bank_notice_at", bankNoticeAt != nil),
            ("claimed_at", claimedAt != nil), ("cross_border", isCrossBorder != nil),
        ]
        return told.filter(\.1).map(\.0)
    }

    func apply(to payment: inout Payment, at: Timestamp) throws {
        if let returned {
            do { payment.returnedMinor = try CurrencyUnits.minor(returned, currency: payment.currency) } catch {
                throw DeskError.malformed(field: "returned", problem: .form(example: "1500.50"), value: returned)
            }
            guard payment.returnedMinor <= payment.minor else {
                let most = CurrencyUnits.text(minor: payment.minor, currency: payment.currency)
                throw DeskError.malformed(field: "returned", problem: .range("0…\(most)"))
            }
            payment.state = payment.returnedMinor == payment.minor ? .returnedInFull : .returnedInPart
        }
        payment.state = state ?? payment.state
        payment.authorised = authorised ?? payment.authorised
        payment.isCrossBorder = isCrossBorder ?? payment.isCrossBorder
        payment.bankToldAt = try moment(bankToldAt, "bank_told_at", payment, at) ?? payment.bankToldAt
        payment.bankNoticeAt = try moment(bankNoticeAt, "bank_notice_at", payment, at) ?? payment.bankNoticeAt
        payment.claimedAt = try moment(claimedAt, "claimed_at", payment, at) ?? payment.claimedAt
    }

    private func moment(_ text: String?, _ field: String, _ payment: Payment, _ now: Timestamp) throws -> Timestamp? {
        guard let text else { return nil }
        let moment = try Intake.moment(text, field, now)
        guard moment >= payment.sentAt else {
            throw DeskError.malformed(field: field, problem: .range("the time of the payment and now"))
        }
        return moment
    }
}
