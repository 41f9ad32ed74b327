public import Canonical
internal import Ledger
internal import Postgres

/// Lists the calls that are owed to people whose case is closed: on days 1, 3, 10, 30 and 90, because who was deceived
/// once is called again by deceivers. Writes `search.performed`.
public struct ListFollowUps: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.follow_ups"
    /// The right that it needs.
    public static let permission = Permission.readCase
    private let until: Timestamp?
    private let limit: Int

    /// The calls that are due until a moment, now when nil; the oldest first.
    public init(until: Timestamp? = nil, limit: Int = 100) { (self.until, self.limit) = (until, limit) }

    /// Does it, and writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard (1...500).contains(limit) else { throw DeskError.malformed(field: "limit", problem: .range("1…500")) }
        let until = until ?? desk.now()
        let seesAll = Permission.workOnAllCases.isGranted(to: actor) || actor.roles.contains(.compliance)
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT f.case_no, f.follow_up_no, f.due_at, f.purpose, c.language, c.scam_type, c.assignee
                FROM casework.follow_up f JOIN casework."case" c USING (case_no)
                WHERE f.done_at IS NULL AND f.due_at <= \(until) AND c.status = 'CLOSED' AND c.safe_to_contact AND c.merged_into IS NULL
                    AND (\(seesAll) OR c.assignee = \(actor.id) OR c.assignee IS NULL OR c.opened_by = \(actor.id))
                ORDER BY f.due_at, f.case_no LIMIT \(limit)
                """)
        }
        try await desk.write(
            Draft(type: .searchPerformed, data: ["kind": "follow_ups", "count": .int(Int64(rows.count))]), by: actor)
        return ["follow_ups": .array(try rows.map(Self.json))]
    }

    private static func json(_ row: Row) throws -> JSON {
        guard let reference = CaseReference(caseNo: try row["case_no"]) else { throw StoreFault.unreadable("case_no") }
        return .members([
            "ref": .string(reference.text), "number": .int(try row["follow_up_no", as: Int64.self]),
            "due_at": .string(try row["due_at", as: Timestamp.self].description),
            "purpose": .string(try row["purpose"]), "language": .string(try row["language"]),
            "scam_type": try row["scam_type", as: String?.self].map(JSON.string),
            "assignee": try row["assignee", as: String?.self].map(JSON.string),
        ])
    }
}

/// Notes that a call after the close was made, or tried in vain. Writes `case.contact_logged`.
public struct RecordFollowUp: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.follow_up"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let number: Int
    private let wasReached: Bool

    /// Notes the call with this number; somebody who was not reached stays on the list.
    public init(_ reference: CaseReference, number: Int, wasReached: Bool) {
        (self.reference, self.number, self.wasReached) = (reference, number, wasReached)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor) { file, at in
            if wasReached {
                file.statements.append(
                    """
                    UPDATE casework.follow_up SET done_at = \(at)
                    WHERE case_no = \(file.before.caseNo) AND follow_up_no = \(Int16(number)) AND done_at IS NULL
                    """)
            }
            return Change(
                answer: { file, receipt in CaseSummary.json(file, receipt: receipt) },
                entry: Draft(
                    type: .caseContactLogged,
                    data: ["contact": .string("follow-up-\(number)"), "reached": .bool(wasReached)]))
        }.json
    }
}
