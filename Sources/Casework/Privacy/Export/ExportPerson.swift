public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Everything that is held on one person: the data, for what it was taken and allowed, who received it, and when and why it
/// was read, from the trail (152-FZ, article 14(7); GDPR, article 15).
///
/// Writes `personal_data.exported` in each case, committed before the sealed values leave the store; a search by phone
/// writes `search.performed` first. Who of the staff read is withheld: what counts is when, what and why.
public struct ExportPerson: Operation {
    /// Whose data is wanted.
    public enum Wanted: Sendable, Hashable {
        /// Everybody with this phone, in every case.
        case phone(PhoneNumber)
        /// A party of one case.
        case party(CaseReference, Int)
    }
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.export"
    /// The right that it needs.
    public static let permission = Permission.protectPersonalData
    private let wanted: Wanted

    /// The data of a person.
    public init(_ wanted: Wanted) { self.wanted = wanted }

    /// Does it, in the transactions that write its entries.
    ///
    /// - Throws: ``DeskError/nobodyFound`` when no case has the phone.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        var cases: [JSON] = []
        for (reference, party) in try await places(desk, actor) {
            cases.append(try await one(reference, party, desk, actor))
        }
        return ["cases": .array(cases), "made_at": .string(desk.now().wholeSecondsText)]
    }

    private func places(_ desk: Desk, _ actor: Actor) async throws -> [(CaseReference, Int)] {
        guard case .phone(let phone) = wanted else {
            if case .party(let reference, let party) = wanted { return [(reference, party)] }
            return []
        }
        let digests = BlindIndex(desk.keys).values(of: phone.e164, column: "phone").map(\.bytes)
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT DISTINCT p.case_no, p.party_no FROM privacy.blind_index b JOIN casework.party p USING (case_no, subject)
                WHERE b.digest = ANY (\(digests)::bytea[]) AND b.field = 'phone' ORDER BY p.case_no, p.party_no
                """)
        }
        try await desk.write(
            Draft(
                type: .searchPerformed, data: ["kind": "person", "count": .int(Int64(rows.count))],
                committed: ["query": .string(phone.e164)]), by: actor)
        if rows.isEmpty { throw DeskError.nobodyFound }
        return try rows.compactMap { row in
            let party: Int = try row["party_no"]
            return CaseReference(caseNo: try row["case_no"]).map { ($0, party) }
        }
    }

    private func one(_ reference: CaseReference, _ party: Int, _ desk: Desk, _ actor: Actor) async throws -> JSON {
        let also =
            ShowCase.reads(reference) + [RunRecord.selectEvents(reference.caseNo), PersonReads.select(reference)]
        let shown = try await desk.read(reference, by: actor, also: also) { file, at in
            let person = try file.party(party)
            var members = try Self.members(file, person)
            members["reads"] = .array(try PersonReads.list(file.extra[also.count - 1].rows))
            if party == 1 {
                members.merge(try ShowCase.details(file.extra, file, at: at)) { _, new in new }
                members["answers"] = .array(try Self.answers(file.extra[also.count - 2].rows, file.subject))
            }
            let told = members
            return Change(
                answer: { _, receipt in
                    .object(told.merging(["receipt": .string(receipt.base64)]) { _, new in new })
                },
                entry: Draft(
                    type: .personalDataExported, subject: person.subject,
                    purpose: RevealPurpose.subjectRequest.rawValue,
                    data: [
                        "fields": .array(person.masked.keys.sorted().map(JSON.string)), "format": "JSON",
                        "recipient": "SUBJECT",
                    ]))
        }
        guard case .object(var members) = shown, let subject = members["subject"]?.string,
            let receipt = members["receipt"]?.string
        else { throw StoreFault.unreadable("export") }
        members["data"] = try await desk.values(reference, subject: subject, receipt: receipt, by: actor)
        return .object(members)
    }

    /// What is held beside the sealed values, in words of codes.
    private static func members(_ file: CaseFile, _ person: Party) throws -> JSON.Members {
        let now = file.now
        return JSON.members([
            "ref": .string(now.reference.text), "party": .int(Int64(person.number)),
            "role": .string(person.role.rawValue), "subject": .string(person.subject),
            "opened_at": .string(now.openedAt.wholeSecondsText), "channel": .string(now.channel.rawValue),
            "jurisdiction": .string(now.jurisdiction.rawValue), "language": .string(now.language),
            "scam_type": now.scamType.map { .string($0.rawValue) }, "status": .string(now.status.rawValue),
            "outcome": now.outcome.map { .string($0.rawValue) },
            "closed_at": now.closedAt.map { .string($0.wholeSecondsText) },
            "payments": .array(file.payments.map { $0.json(now.clocks(of: $0)) }), "facts": .object(now.facts),
            "purposes": [.string(ConsentPurpose.caseHandling.rawValue)],
        ]).object ?? [:]
    }

    /// The personal halves of what was recorded in the playbook.
    private static func answers(_ rows: [Row], _ subject: Subject) throws -> [JSON] {
        try rows.compactMap { row in
            let event = try RunEvent(stored: row, subject: subject)
            guard let personal = event.split().personal else { return nil }
            return .members([
                "at": .string(event.at.wholeSecondsText), "event": .string(event.name),
                "step": event.path.map { .string($0.text) }, "said": personal,
            ])
        }
    }
}

extension Desk {
    /// The sealed values of a person, for an export that is on the trail with this receipt.
    fileprivate func values(_ reference: CaseReference, subject: String, receipt: String, by actor: Actor) async throws
        -> JSON
    {
        let hash = Base64.decode(receipt) ?? []
        let results = try await pool.withConnection { connection in
            try await connection.pipeline([
                """
                SELECT r.field, r.sealed FROM audit.entry e,
                    LATERAL privacy.reveal_all(e.entry_id, \(reference.caseNo), \(subject), \(actor.session), \(actor.id))
                        AS r
                WHERE e.case_no = \(reference.caseNo) AND e.leaf_hash = \(hash)
                """,
                """
                SELECT subject, wrapped, version, \(KeyEpoch.destroyed) FROM privacy.subject_key
                WHERE case_no = \(reference.caseNo) AND subject = \(subject)
                """,
            ])
        }
        guard let row = results[1].rows.first else { throw DeskError.personErased }
        let person = try Subject(row, keys: keys)
        var values: JSON.Members = [:]
        for row in results[0].rows {
            let field: String = try row["field"]
            values[field] = .string(try person.key.open(row["sealed"], table: "value", column: field))
        }
        return .object(values)
    }
}

/// When and why a person's data was looked at, as the trail tells it.
enum PersonReads {
    static func select(_ reference: CaseReference) -> SQL {
        """
        SELECT leaf FROM audit.entry WHERE case_no = \(reference.caseNo)
            AND type IN ('personal_data.read', 'personal_data.exported', 'case.shown', 'case.guided', 'case.handout_made')
        ORDER BY case_seq
        """
    }

    static func list(_ rows: [Row]) throws -> [JSON] {
        try rows.map { row in
            let leaf = try Leaf(parsing: row["leaf", as: [UInt8].self])
            return .members([
                "at": .string(leaf.ts.wholeSecondsText), "what": .string(leaf.type.rawValue),
                "purpose": leaf.purpose.map(JSON.string), "fields": leaf.data["fields"],
            ])
        }
    }
}
