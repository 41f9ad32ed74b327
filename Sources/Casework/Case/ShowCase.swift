public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Shows one case: its facts, people (masked), payments, indicators, notes and what was done. Writes `case.shown`.
public struct ShowCase: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.show"
    /// The right that it needs.
    public static let permission = Permission.readCase
    private let reference: CaseReference
    private let language: String?

    /// Shows the case with this reference.
    public init(_ reference: CaseReference, language: String? = nil) {
        (self.reference, self.language) = (reference, language)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let seen = CaseCampaigns.select(reference, at: desk.now())
        let shown = try await desk.read(
            reference, by: actor, also: Self.reads(reference) + [Conversation.select(reference), seen]
        ) { file, at in
            let language = Language(self.language ?? file.now.language)
            let extra = file.extra
            let campaigns = try extra.last.flatMap(CaseCampaigns.json)
            let conversation = try extra.dropLast().last.flatMap(Conversation.json)
            let members = try Self.details(extra, file, at: at)
            return Change(
                answer: { file, _ in
                    guard case .object(var shown) = GuideDocument.json(file, language: language, at: at) else {
                        return .null
                    }
                    shown.merge(members) { _, new in new }
                    (shown["campaigns"], shown["conversation"]) = (campaigns, conversation)
                    shown["parties"] = .array(file.parties.map(\.json))
                    shown["payments"] = .array(
                        file.payments.map { $0.json(file.now.clocks(of: $0)) })
                    shown["facts"] = .object(file.now.facts)
                    return .object(shown)
                }, entry: Draft(type: .caseShown, subject: file.subject.id))
        }
        guard case .object(var members) = shown, members["merged_into"] != nil else { return shown }
        // The open steps of a case that was merged are nobody's work any more.
        members["open"] = []
        members["living"] = .string(try await desk.living(reference).text)
        return .object(members)
    }

    /// What belongs to a case beside itself, in the order in which ``details(_:_:at:)`` takes it.
    static func reads(_ reference: CaseReference) -> [SQL] {
        [
            notes(reference), indicators(reference), followUps(reference), contacts(reference), referrals(reference),
            Consent.selectAll(reference), CaseLink.select(reference), AccessItem.select(reference),
            LoanItem.select(reference), ActionRecord.select(reference), Handover.selectAll(reference),
            AttachmentRecord.select(reference),
        ]
    }

    private static func notes(_ reference: CaseReference) -> SQL {
        """
        SELECT note_no, at, by_staff, sealed, masked_kinds FROM casework.note
        WHERE case_no = \(reference.caseNo) ORDER BY note_no
        """
    }

    private static func indicators(_ reference: CaseReference) -> SQL {
        """
        SELECT i.type, i.masked, i.confidence, i.is_victims_own, i.site, (SELECT count(*) FROM casework.indicator o
            WHERE o.digest = i.digest AND o.type = i.type AND (o.case_no = i.case_no OR NOT o.is_victims_own)) AS cases,
            ARRAY(SELECT o.case_no FROM casework.indicator o WHERE o.digest = i.digest AND o.type = i.type
                AND o.case_no <> i.case_no AND NOT o.is_victims_own ORDER BY o.added_at DESC, o.case_no DESC LIMIT 20) AS seen_in
        FROM casework.indicator i WHERE i.case_no = \(reference.caseNo) ORDER BY i.indicator_no
        """
    }

    private static func followUps(_ reference: CaseReference) -> SQL {
        """
        SELECT due_at, purpose, done_at FROM casework.follow_up WHERE case_no = \(reference.caseNo) ORDER BY due_at
        """
    }

    static func details(_ results: [QueryResult], _ file: CaseFile, at: Timestamp) throws -> JSON.Members {
        let notes = try results[0].rows.map { row -> JSON in
            let text = try row["sealed", as: [UInt8]?.self].map {
                try file.subject.key.open($0, table: "note", column: "text")
            }
            return .members([
                "no": .int(try row["note_no"]), "at": .string(try row["at", as: Timestamp.self].description),
                "by": .string(try row["by_staff"]), "text": text.map(JSON.string), "erased": text == nil ? true : nil,
                "masked": .array(try row["masked_kinds", as: [String].self].map(JSON.string)),
            ])
        }
        let indicators = try results[1].rows.map { row -> JSON in
            let others = try row["seen_in", as: [Int64].self].compactMap { CaseReference(caseNo: $0)?.text }
            return .members([
                "type": .string(try row["type"]), "masked": .string(try row["masked"]), "cases": .int(try row["cases"]),
                "confidence": .string(try row["confidence"]), "victims_own": .bool(try row["is_victims_own"]),
                "site": try row["site", as: String?.self].map(JSON.string),
                "seen_in": .array(others.map(JSON.string)),
            ])
        }
        let followUps = try results[2].rows.map { row -> JSON in
            .members([
                "due_at": .string(try row["due_at", as: Timestamp.self].description),
                "purpose": .string(try row["purpose"]),
                "done_at": try row["done_at", as: Timestamp?.self].map { .string($0.description) },
            ])
        }
        let shown: JSON.Members = [
            "notes": .array(notes), "indicators": .array(indicators), "follow_ups": .array(followUps),
            "contacts": .array(try results[3].rows.map { try contact($0, file.subject) }),
            "referrals": .array(try results[4].rows.map { try referral($0, file.subject) }),
            "consents": .array(try results[5].rows.map(Consent.json)),
        ]
        return shown.merging(try items(results.dropFirst(6).map(\.self), file, at: at)) { _, new in new }
    }
}
