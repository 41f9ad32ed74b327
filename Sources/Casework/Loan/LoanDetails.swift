internal import Canonical

/// What is told of a loan beside lender's kind and amount; nil leaves it as it is.
public struct LoanDetails: Sendable, Hashable {
    let state: LoanState?
    let receiver: LoanReceiver?
    let lender: String?
    let lenderNumber: String?
    let isSelfBanned: Bool?
    let moments: [String: String]

    /// Takes the texts as the command line and HTTP bring them; times are RFC 3339 or `now`.
    ///
    /// - Throws: ``CodeError`` or ``DeskError/malformed(field:problem:value:)``.
    public init(
        state: String? = nil, lender: String? = nil, lenderNumber: String? = nil, signedAt: String? = nil,
        disbursedTo: String? = nil, isSelfBanned: Bool? = nil, refusedAt: String? = nil, disputedAt: String? = nil
    ) throws {
        self.state = try state.map { try LoanState.parse($0) }
        self.receiver = try disbursedTo.map { try LoanReceiver.parse($0) }
        self.lender = try Intake.text(lender, "lender", limit: 200).map { Redactor.redact($0).text }
        self.lenderNumber = try Intake.text(lenderNumber, "lender_number", limit: 200)
        self.isSelfBanned = isSelfBanned
        var moments: [String: String] = [:]
        moments["signed_at"] = signedAt
        moments["refused_at"] = refusedAt
        moments["disputed_at"] = disputedAt
        self.moments = moments
    }

    var isEmpty: Bool {
        state == nil && receiver == nil && lender == nil && lenderNumber == nil && isSelfBanned == nil
            && moments.isEmpty
    }

    func apply(to loan: inout LoanItem, at: Timestamp) throws {
        loan.signedAt = try moment("signed_at", at) ?? loan.signedAt
        if let refused = try moment("refused_at", at) { (loan.refusedAt, loan.state) = (refused, .refused) }
        if let disputed = try moment("disputed_at", at) { (loan.disputedAt, loan.state) = (disputed, .disputed) }
        loan.state = state ?? loan.state
        loan.receiver = receiver ?? loan.receiver
        loan.lender = lender ?? loan.lender
        loan.lenderNumber = lenderNumber ?? loan.lenderNumber
        loan.isSelfBanned = isSelfBanned ?? loan.isSelfBanned
    }

    private func moment(_ field: String, _ at: Timestamp) throws -> Timestamp? {
        try moments[field].map { try Intake.moment($0, field, at) }
    }
}
