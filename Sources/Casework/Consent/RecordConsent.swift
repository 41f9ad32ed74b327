public import Canonical
internal import Ledger
internal import Postgres

/// Writes down that a person of the case allowed something, or took it back. Writes `consent.given` or
/// `consent.withdrawn`.
public struct RecordConsent: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.consent"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let purpose: ConsentPurpose
    private let party: Int
    private let isWithdrawn: Bool
    private let key: RequestKey?

    /// The consent of a party, by number; the victim is 1.
    public init(
        _ reference: CaseReference, _ purpose: ConsentPurpose, party: Int = 1, isWithdrawn: Bool = false,
        key: RequestKey? = nil
    ) {
        (self.reference, self.purpose, self.party) = (reference, purpose, party)
        (self.isWithdrawn, self.key) = (isWithdrawn, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor, key: key) { file, at in
            guard let person = file.parties.first(where: { $0.number == party }) else {
                throw DeskError.noSuchPart(reference: file.before.reference.text, part: "party", number: party)
            }
            let caseNo = file.before.caseNo
            file.statements.append(
                isWithdrawn
                    ? """
                    UPDATE casework.consent SET withdrawn_at = \(at) WHERE case_no = \(caseNo)
                        AND party_no = \(Int16(party)) AND purpose = \(purpose.rawValue) AND withdrawn_at IS NULL
                    """ : Consent.give(caseNo, party: party, purpose, at, actor))
            let entry = Draft(
                type: isWithdrawn ? .consentWithdrawn : .consentGiven, subject: person.subject,
                data: isWithdrawn
                    ? ["consent": .string(purpose.rawValue)]
                    : ["consent": .string(purpose.rawValue), "text_version": .string(Consent.textVersion)])
            return Change(
                answer: { file, receipt in
                    var members = CaseSummary.members(file, receipt: receipt)
                    members["consent"] = [
                        "party": .int(Int64(party)), "purpose": .string(purpose.rawValue), "given": .bool(!isWithdrawn),
                    ]
                    return JSON.object(members)
                }, entry: entry)
        }.json
    }
}
