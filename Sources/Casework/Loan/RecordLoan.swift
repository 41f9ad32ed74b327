public import Canonical
internal import Ledger
internal import Postgres

/// Writes down a loan that was taken in the victim's name, or what became of one; the answer tells until when it can be
/// refused without a cost. Writes `case.loan_changed` with commitments to the lender and the number.
public struct RecordLoan: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.loan"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private enum Which: Sendable {
        case new(LenderType, amount: String, currency: String)
        case known(Int)
    }
    private let reference: CaseReference
    private let which: Which
    private let details: LoanDetails
    private let key: RequestKey?

    /// A further loan, as `TYPE:AMOUNT:CURRENCY`, the amount in major units: `MFO:60000:RUB`.
    ///
    /// - Throws: ``CodeError`` or ``DeskError/malformed(field:problem:value:)``.
    public init(_ reference: CaseReference, _ text: String, _ details: LoanDetails, key: RequestKey? = nil) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else {
            throw DeskError.malformed(field: "loan", problem: .form(example: "MFO:60000:RUB"))
        }
        let currency = parts[2].uppercased()
        guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw DeskError.malformed(field: "loan", problem: .form(example: "MFO:60000:RUB"))
        }
        (self.reference, self.details, self.key) = (reference, details, key)
        which = .new(try LenderType.parse(parts[0]), amount: parts[1], currency: currency)
    }

    /// What became of the loan with this number.
    public init(_ reference: CaseReference, number: Int, _ details: LoanDetails, key: RequestKey? = nil) {
        (self.reference, self.details, self.key) = (reference, details, key)
        which = .known(number)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if case .known = which, details.isEmpty { throw DeskError.malformed(field: "state", problem: .missing) }
        return try await desk.change(reference, by: actor, key: key, also: [LoanItem.select(reference)]) { file, at in
            let subject = file.subject
            var loans = try file.extra[0].rows.map { try LoanItem($0, subject) }
            let place = try place(in: &loans, file)
            try details.apply(to: &loans[place], at: at)
            let loan = loans[place]
            file.statements.append(try loan.store(file.before.caseNo, subject, at: at))
            file.learnLoans(loans, at: at)
            return Change(
                answer: { file, receipt in
                    var members = CaseSummary.members(file, receipt: receipt)
                    members["loan"] = loan.json(in: file.now.jurisdiction)
                    return JSON.object(members)
                }, entry: draft(loan, subject))
        }.json
    }

    private func place(in loans: inout [LoanItem], _ file: CaseFile) throws(DeskError) -> Int {
        switch which {
        case .known(let number):
            guard let place = loans.firstIndex(where: { $0.number == number }) else {
                throw .noSuchPart(reference: file.before.reference.text, part: "loan", number: number)
            }
            return place
        case .new(let type, let amount, let currency):
            try file.demandOpen()
            guard loans.count < 99 else { throw .malformed(field: "loan", problem: .range("1…99")) }
            let minor: Int64
            do { minor = try CurrencyUnits.minor(amount, currency: currency) } catch {
                throw .malformed(field: "loan", problem: .form(example: "MFO:60000:RUB"))
            }
            loans.append(
                LoanItem(
                    number: (loans.last?.number ?? 0) + 1, lenderType: type, minor: minor, currency: currency,
                    state: .signed))
            return loans.count - 1
        }
    }

    private func draft(_ loan: LoanItem, _ subject: Subject) -> Draft {
        Draft(
            type: .caseLoanChanged, subject: subject.id,
            data: JSON.members([
                "item": .string(String(loan.number)), "lender_type": .string(loan.lenderType.rawValue),
                "state": .string(loan.state.rawValue), "currency": .string(loan.currency),
                "amount_minor": .int(loan.minor), "signed_at": loan.signedAt.map { .string($0.wholeSecondsText) },
            ]).object ?? [:],
            committed: JSON.members([
                "lender": details.lender.map(JSON.string), "lender_number": details.lenderNumber.map(JSON.string),
            ]).object ?? [:])
    }
}
