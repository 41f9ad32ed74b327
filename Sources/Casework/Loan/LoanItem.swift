internal import Canonical
internal import Postgres

/// A loan that was taken in the victim's name.
struct LoanItem: Sendable, Equatable {
    /// Its number in the case, from 1.
    let number: Int
    let lenderType: LenderType
    let minor: Int64
    let currency: String
    var state: LoanState
    var lender: String?
    /// The lender's number of the contract.
    var lenderNumber: String?
    var signedAt: Timestamp?
    var receiver = LoanReceiver.unknown
    /// Whether a ban on loans stood when it was signed.
    var isSelfBanned: Bool?
    var refusedAt: Timestamp?
    var disputedAt: Timestamp?

    /// Until when the victim may refuse it without a cost; nil where there is no such time.
    ///
    /// Russia: four hours for more than 50,000 and up to 200,000 roubles, forty-eight above (RU-19: 353-FZ, article 7,
    /// since 1 September 2025).
    func coolingEnd(in jurisdiction: Jurisdiction) -> Timestamp? {
        guard jurisdiction == .russia, currency == "RUB", let signedAt, minor > 5_000_000 else { return nil }
        return signedAt.adding(seconds: minor > 20_000_000 ? 48 * 3600 : 4 * 3600)
    }

    func json(in jurisdiction: Jurisdiction) -> JSON {
        .members([
            "no": .int(Int64(number)), "lender_type": .string(lenderType.rawValue), "state": .string(state.rawValue),
            "amount": ["minor": .int(minor), "currency": .string(currency)], "lender": lender.map(JSON.string),
            "lender_number": lenderNumber.map(JSON.string), "signed_at": signedAt.map { .string($0.wholeSecondsText) },
            "cooling_until": coolingEnd(in: jurisdiction).map { .string($0.wholeSecondsText) },
            "disbursed_to": .string(receiver.rawValue), "self_ban": isSelfBanned.map(JSON.bool),
            "refused_at": refusedAt.map { .string($0.wholeSecondsText) },
            "disputed_at": disputedAt.map { .string($0.wholeSecondsText) },
        ])
    }
}

extension LoanItem {
    static func select(_ reference: CaseReference) -> SQL {
        """
        SELECT item_no, lender, lender_type, amount_minor, currency, signed_at, disbursed_to, state, is_self_banned,
            refused_at, disputed_at, lender_number
        FROM casework.loan_item WHERE case_no = \(reference.caseNo) ORDER BY item_no
        """
    }

    init(_ row: Row, _ subject: Subject) throws {
        number = try row["item_no"]
        lenderType = try Case.stored(row["lender_type", as: String.self])
        minor = try row["amount_minor"]
        currency = try row["currency"]
        state = try Case.stored(row["state", as: String.self])
        lender = try Self.open(row, "lender", subject)
        lenderNumber = try Self.open(row, "lender_number", subject)
        signedAt = try row["signed_at"]
        receiver = try Case.stored(row["disbursed_to", as: String.self])
        isSelfBanned = try row["is_self_banned"]
        refusedAt = try row["refused_at"]
        disputedAt = try row["disputed_at"]
    }

    private static func open(_ row: Row, _ column: String, _ subject: Subject) throws -> String? {
        try row[column, as: [UInt8]?.self].map { try subject.key.open($0, table: "loan_item", column: column) }
    }

    /// The statement that stores the item, new or changed, its words sealed.
    func store(_ caseNo: Int64, _ subject: Subject, at: Timestamp) throws -> SQL {
        let lender = try lender.map { try subject.key.seal($0, table: "loan_item", column: "lender") }
        let lenderNumber = try lenderNumber.map {
            try subject.key.seal($0, table: "loan_item", column: "lender_number")
        }
        return """
            INSERT INTO casework.loan_item (case_no, item_no, lender, lender_type, amount_minor, currency, signed_at,
                disbursed_to, state, is_self_banned, refused_at, disputed_at, lender_number, added_at)
            VALUES (\(caseNo), \(Int16(number)), \(lender), \(lenderType.rawValue), \(minor), \(currency), \(signedAt),
                \(receiver.rawValue), \(state.rawValue), \(isSelfBanned), \(refusedAt), \(disputedAt), \(lenderNumber), \(at))
            ON CONFLICT (case_no, item_no) DO UPDATE SET lender = excluded.lender, signed_at = excluded.signed_at,
                disbursed_to = excluded.disbursed_to, state = excluded.state, is_self_banned = excluded.is_self_banned,
                refused_at = excluded.refused_at, disputed_at = excluded.disputed_at,
                lender_number = excluded.lender_number, updated_at = excluded.added_at
            """
    }
}

extension CaseFile {
    /// Lets the priority see until when a loan can still be refused.
    mutating func learnLoans(_ loans: [LoanItem], at: Timestamp) {
        let ends = loans.filter { !$0.state.isGone }.compactMap { $0.coolingEnd(in: before.jurisdiction) }
        now.facts["loan_cooling_until"] = ends.max().map { .string($0.wholeSecondsText) }
        if !before.isClosed { refreshSummary(at: at) }
    }
}
