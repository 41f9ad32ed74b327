public import Canonical
internal import Ledger
internal import Postgres

/// Corrects what is known of a person of a case, the victim too, or takes back what was written by mistake. Writes
/// `personal_data.changed` with a commitment to what is known now.
public struct ChangeParty: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.party.change"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let number: Int
    private let details: PartyDetails
    private let cleared: [PartyField]
    private let key: RequestKey?

    /// Changes the person with this number; the victim is 1. What is `cleared` is gone from the store at once.
    public init(
        _ reference: CaseReference, number: Int, _ details: PartyDetails, clearing cleared: [PartyField] = [],
        key: RequestKey? = nil
    ) {
        (self.reference, self.number, self.details) = (reference, number, details)
        (self.cleared, self.key) = (cleared, key)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/onHold(reference:)`` when something is to go while a hold is on.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard !details.isEmpty || !cleared.isEmpty else { throw DeskError.malformed(field: "name", problem: .missing) }
        let keys = desk.keys
        let reads: [SQL] = [
            """
            SELECT p.subject, k.wrapped, k.version, \(KeyEpoch.destroyed) FROM casework.party p
            LEFT JOIN privacy.subject_key k ON k.case_no = p.case_no AND k.subject = p.subject
            WHERE p.case_no = \(reference.caseNo) AND p.party_no = \(Int32(clamping: number))
            """,
            Hold.selectActive(reference.caseNo, at: desk.now()),
        ]
        return try await desk.change(reference, by: actor, key: key, also: reads) { file, at in
            var party = try file.party(number)
            guard let row = file.extra[0].rows.first, let place = file.parties.firstIndex(of: party) else {
                throw StoreFault.noRow("casework.party")
            }
            let subject = try Subject(row, keys: keys)
            if !cleared.isEmpty, !file.extra[1].rows.isEmpty {
                throw DeskError.onHold(reference: file.before.reference.text)
            }
            try change(&party)
            let caseNo = file.before.caseNo
            file.statements.append(
                """
                UPDATE casework.party SET role = \(party.role.rawValue), auth_level = \(party.authLevel.rawValue),
                    age_band = \(party.ageBand.rawValue) WHERE case_no = \(caseNo) AND party_no = \(Int16(number))
                """)
            file.statements += try details.seal(caseNo, subject, keys: keys, at: at)
            file.statements += cleared.map { field in
                "SELECT privacy.forget_field(\(caseNo), \(subject.id), \(field.column), \(at))"
            }
            file.parties[place] = party
            let changed = party
            return Change(
                answer: { file, receipt in PartyAnswer.json(changed, file, receipt) },
                entry: Draft(
                    type: .personalDataChanged, subject: subject.id,
                    data: [
                        "record": .string("party/\(number)"),
                        "fields": .array((details.fields + cleared).map { .string($0.column) }),
                    ], committed: details.values.isEmpty ? [:] : ["after": .object(details.committed)]),
                concerning: subject)
        }.json
    }

    private func change(_ party: inout Party) throws(DeskError) {
        if let role = details.role, role != party.role {
            guard party.role != .victim, role != .victim else {
                throw .malformed(field: "role", problem: .range("REPORTER, REPRESENTATIVE, TRUSTED_PERSON"))
            }
            party.role = role
        }
        party.authLevel = details.authLevel ?? party.authLevel
        party.ageBand = details.ageBand ?? party.ageBand
        for field in cleared { party.masked[field.column] = nil }
        party.masked.merge(details.masked) { _, new in new }
    }
}
