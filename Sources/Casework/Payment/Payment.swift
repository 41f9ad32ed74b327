public import Canonical
internal import Postgres

/// One transfer of money.
public struct Payment: Sendable, Equatable {
    /// Its number in the case, from 1.
    public let number: Int
    /// The way that the money took.
    public let rail: PaymentRail
    /// The amount in minor units.
    public let minor: Int64
    /// ISO 4217.
    public let currency: String
    /// When it was sent.
    public let sentAt: Timestamp
    /// Where it stands.
    public var state: PaymentState
    /// Whether the victim made it himself.
    public var authorised = Authorisation.unclear
    /// What came back of it, in minor units.
    public var returnedMinor: Int64 = 0
    /// When the victim's bank was told.
    public var bankToldAt: Timestamp?
    /// When the bank gave notice of the payment to the victim.
    public var bankNoticeAt: Timestamp?
    /// When the claim for its return was made.
    public var claimedAt: Timestamp?
    /// Whether it left the country: some clocks are longer then.
    public var isCrossBorder = false

    /// The stable form; the clocks are those of the jurisdiction, the next first.
    func json(_ clocks: [PaymentClock] = []) -> JSON {
        .members([
            "no": .int(Int64(number)), "rail": .string(rail.rawValue),
            "amount": ["minor": .int(minor), "currency": .string(currency)],
            "sent_at": .string(sentAt.wholeSecondsText), "state": .string(state.rawValue),
            "authorised": .string(authorised.rawValue), "returned_minor": .int(returnedMinor),
            "bank_told_at": bankToldAt.map { .string($0.wholeSecondsText) },
            "bank_notice_at": bankNoticeAt.map { .string($0.wholeSecondsText) },
            "claimed_at": claimedAt.map { .string($0.wholeSecondsText) }, "cross_border": .bool(isCrossBorder),
            "clocks": .array(clocks.map(\.json)),
        ])
    }
}

extension Payment {
    static func select(_ caseNo: Int64) -> SQL {
        """
        SELECT payment_no, rail, amount_minor, currency, sent_at, state, authorised, returned_minor, bank_told_at,
            bank_notice_at, claimed_at, is_cross_border FROM casework.payment
        WHERE case_no = \(caseNo) ORDER BY payment_no
        """
    }

    init(_ row: Row) throws {
        number = try row["payment_no"]
        rail = try Case.stored(row["rail", as: String.self])
        minor = try row["amount_minor"]
        currency = try row["currency"]
        sentAt = try row["sent_at"]
        state = try Case.stored(row["state", as: String.self])
        authorised = try Case.stored(row["authorised", as: String.self])
        returnedMinor = try row["returned_minor"]
        bankToldAt = try row["bank_told_at"]
        bankNoticeAt = try row["bank_notice_at"]
        claimedAt = try row["claimed_at"]
        isCrossBorder = try row["is_cross_border"]
    }

    func insert(_ caseNo: Int64, at: Timestamp) -> SQL {
        """
        INSERT INTO casework.payment (case_no, payment_no, rail, amount_minor, currency, sent_at, state, authorised,
            returned_minor, bank_told_at, bank_notice_at, claimed_at, is_cross_border, added_at)
        VALUES (\(caseNo), \(Int16(number)), \(rail.rawValue), \(minor), \(currency), \(sentAt), \(state.rawValue),
            \(authorised.rawValue), \(returnedMinor), \(bankToldAt), \(bankNoticeAt), \(claimedAt), \(isCrossBorder), \(at))
        """
    }

    func update(_ caseNo: Int64, at: Timestamp) -> SQL {
        """
        UPDATE casework.payment SET state = \(state.rawValue), authorised = \(authorised.rawValue),
            returned_minor = \(returnedMinor), bank_told_at = \(bankToldAt), bank_notice_at = \(bankNoticeAt),
            claimed_at = \(claimedAt), is_cross_border = \(isCrossBorder), updated_at = \(at)
        WHERE case_no = \(caseNo) AND payment_no = \(Int16(number))
        """
    }
}
