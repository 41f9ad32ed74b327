public import Canonical
internal import Ledger
internal import Postgres

/// Adds somebody beside the victim to a case: who reports, who represents the victim, whom the victim trusts. The person
/// gets a random id and a key of his own, so that he can be erased without the others.
///
/// Writes `case.party_added` with commitments to what was told.
public struct AddParty: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.party.add"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    /// So many people a case has at most.
    static let limit = 20
    private let reference: CaseReference
    private let details: PartyDetails
    private let key: RequestKey?

    /// Adds a person.
    public init(_ reference: CaseReference, _ details: PartyDetails, key: RequestKey? = nil) {
        (self.reference, self.details, self.key) = (reference, details, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard let role = details.role else { throw DeskError.malformed(field: "role", problem: .missing) }
        guard role != .victim else {
            throw DeskError.malformed(field: "role", problem: .range("REPORTER, REPRESENTATIVE, TRUSTED_PERSON"))
        }
        guard !details.values.isEmpty else { throw DeskError.malformed(field: "name", problem: .missing) }
        let keys = desk.keys
        return try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandOpen()
            let number = (file.parties.map(\.number).max() ?? 0) + 1
            guard number <= Self.limit else {
                throw DeskError.malformed(field: "parties", problem: .range("1…\(Self.limit)"))
            }
            let subject = Subject()
            let party = Party(
                number: number, subject: subject.id, role: role, masked: details.masked,
                authLevel: details.authLevel ?? .unauthenticated, ageBand: details.ageBand ?? .notStated)
            let (caseNo, wrapped) = (file.before.caseNo, try subject.key.wrapped(by: keys))
            file.statements += [
                """
                INSERT INTO privacy.subject_key (case_no, subject, wrapped, kek_epoch, version, created_at)
                VALUES (\(caseNo), \(subject.id), \(wrapped.bytes), \(Int32(wrapped.epoch)),
                    \(Int32(try subject.key.version)), \(at))
                """, party.insert(caseNo, at: at),
            ]
            file.statements += try details.seal(caseNo, subject, keys: keys, at: at)
            file.parties.append(party)
            return Change(
                answer: { file, receipt in PartyAnswer.json(party, file, receipt) },
                entry: Draft(
                    type: .casePartyAdded, subject: subject.id,
                    data: [
                        "party": .string(String(number)), "role": .string(role.rawValue),
                        "fields": .array(details.fields.map { .string($0.column) }),
                    ], committed: details.values.isEmpty ? [:] : ["value": .object(details.committed)]),
                concerning: subject)
        }.json
    }
}

/// The answer of the operations on people: the case, and the person masked.
enum PartyAnswer {
    static func json(_ party: Party, _ file: CaseFile, _ receipt: LeafHash) -> JSON {
        var members = CaseSummary.members(file, receipt: receipt)
        members["party"] = party.json
        return .object(members)
    }
}
