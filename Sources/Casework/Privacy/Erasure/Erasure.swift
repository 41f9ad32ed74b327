internal import Canonical
internal import Postgres

/// One request to erase a person of a case, as the store has it.
struct Erasure: Sendable {
    let request: String
    let party: Int
    let subject: String
    let basis: ErasureBasis
    let state: String
    let requestedBy: String
    let decidedBy: String?
    let dueAt: Timestamp

    static let columns: SQL = """
        request, party_no, subject, basis, state, requested_at, requested_by, due_at, decided_at, decided_by, refusal,
        refused_until, erased_at, categories, value_count, opening_count, key_version, backups_clean_by
        """

    /// The request of a person that waits for a second one, or for its work to be finished.
    static func selectOpen(_ caseNo: Int64, party: Int) -> SQL {
        """
        SELECT \(columns) FROM privacy.erasure
        WHERE case_no = \(caseNo) AND party_no = \(Int32(clamping: party)) AND state IN ('REQUESTED', 'APPROVED')
        """
    }

    init(_ row: Row) throws {
        request = try row["request"]
        party = try row["party_no"]
        subject = try row["subject"]
        basis = try Case.stored(row["basis", as: String.self])
        state = try row["state"]
        requestedBy = try row["requested_by"]
        decidedBy = try row["decided_by"]
        dueAt = try row["due_at"]
    }
}

/// Whether a person may be erased now: no hold, the case closed, no law that wants the data kept.
struct ErasureCheck: Sendable {
    let refusal: ErasureRefusal
    let until: Timestamp?
    let hold: String?

    /// What the check asks the store beside the case: the holds that are on, and the periods.
    static func reads(_ caseNo: Int64, at: Timestamp) -> [SQL] {
        [Hold.selectActive(caseNo, at: at), Retention.select]
    }

    /// Why not; nil when it may be.
    ///
    /// Data that should never have been taken, and data whose erasure an authority orders, has no period to wait for
    /// (152-FZ, article 21; GDPR, article 17(1)(d) and (e)).
    static func refusal(
        _ file: CaseFile, holds: QueryResult, periods: QueryResult, basis: ErasureBasis, at: Timestamp
    ) throws -> ErasureCheck? {
        if let first = holds.rows.first {
            let ends = try holds.rows.map { try $0["until", as: Timestamp?.self] }
            return ErasureCheck(
                refusal: .hold, until: ends.contains(nil) ? nil : ends.compactMap(\.self).max(),
                hold: try first["hold"])
        }
        guard let closedAt = file.before.closedAt else {
            return ErasureCheck(refusal: .caseOpen, until: nil, hold: nil)
        }
        if basis == .unlawful || basis == .order { return nil }
        let period = try Retention.periods(periods)[Retention.category(of: file)]
        let end = closedAt.adding(days: period?.dutyDays ?? 0)
        return end > at ? ErasureCheck(refusal: .retentionDuty, until: end, hold: nil) : nil
    }

    /// What the one who asked is told.
    func error(_ file: Case) -> DeskError {
        .erasureRefused(reference: file.reference.text, refusal, until: until?.wholeSecondsText)
    }
}

extension ErasureRefusal {
    /// What can be done about it.
    func wayOut(_ reference: String) -> String {
        switch self {
        case .hold: "Ask again when the hold is released: redress privacy release \(reference)"
        case .caseOpen: "Close the case first: redress case close \(reference)"
        case .retentionDuty: "The retention job erases it when the period is over."
        case .notIdentified: "Ask the person to show who he is, then ask again."
        case .legalClaim: "Ask again when the claim is decided."
        }
    }
}
