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

    /// The stable form.
    public var json: JSON {
        [
            "no": .int(Int64(number)), "rail": .string(rail.rawValue),
            "amount": ["minor": .int(minor), "currency": .string(currency)],
            "sent_at": .string(sentAt.wholeSecondsText), "state": .string(state.rawValue),
        ]
    }
}

extension Payment {
    static func select(_ caseNo: Int64) -> SQL {
        """
        SELECT payment_no, rail, amount_minor, currency, sent_at, state FROM casework.payment
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
    }

    func insert(_ caseNo: Int64, at: Timestamp) -> SQL {
        """
        INSERT INTO casework.payment (case_no, payment_no, rail, amount_minor, currency, sent_at, state, added_at)
        VALUES (\(caseNo), \(Int16(number)), \(rail.rawValue), \(minor), \(currency), \(sentAt), \(state.rawValue), \(at))
        """
    }
}
