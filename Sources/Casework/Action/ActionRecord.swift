internal import Canonical
internal import Postgres

/// One thing that somebody wants the operator to do, and what became of it.
struct ActionRecord: Sendable {
    /// Its number in the case, from 1.
    let number: Int
    let action: OperatorAction
    /// As the store has it; see ``state(at:)``.
    private let stored: ActionState
    let needsSecondPerson: Bool
    let requestedAt: Timestamp
    let requestedBy: String
    let expiresAt: Timestamp
    private let members: JSON

    /// How long a request waits for its second person, and an approval to be carried out: an approval that is older than
    /// the call may no longer fit what happened since.
    static let patience: Int64 = 4 * 3600
    static let validity: Int64 = 3600

    /// Where it stands: what nobody decided or did in time has expired.
    func state(at: Timestamp) -> ActionState {
        (stored == .requested || stored == .approved) && expiresAt <= at ? .expired : stored
    }

    func json(at: Timestamp) -> JSON {
        .object(
            (members.object ?? [:]).merging([
                "no": .int(Int64(number)), "action": .string(action.rawValue),
                "state": .string(state(at: at).rawValue), "needs_second_person": .bool(needsSecondPerson),
                "requested_at": .string(requestedAt.description), "requested_by": .string(requestedBy),
                "expires_at": .string(expiresAt.wholeSecondsText),
            ]) { _, new in new })
    }
}

extension ActionRecord {
    static func select(_ reference: CaseReference) -> SQL {
        """
        SELECT action_no, action, state, needs_second, requested_at, requested_by, expires_at, reason, decided_at,
            decided_by, decision, done_at, done_by, result
        FROM casework.operator_action WHERE case_no = \(reference.caseNo) ORDER BY action_no
        """
    }

    init(_ row: Row, _ subject: Subject) throws {
        number = try row["action_no"]
        action = try Case.stored(row["action", as: String.self])
        stored = try Case.stored(row["state", as: String.self])
        needsSecondPerson = try row["needs_second"]
        requestedAt = try row["requested_at"]
        requestedBy = try row["requested_by"]
        expiresAt = try row["expires_at"]
        func text(_ column: String) throws -> JSON? { try row[column, as: String?.self].map(JSON.string) }
        func moment(_ column: String) throws -> JSON? {
            try row[column, as: Timestamp?.self].map { .string($0.description) }
        }
        func words(_ column: String) throws -> JSON? {
            try row[column, as: [UInt8]?.self].map {
                .string(try subject.key.open($0, table: "operator_action", column: column))
            }
        }
        members = .members([
            "reason": try words("reason"), "decided_at": try moment("decided_at"), "decided_by": try text("decided_by"),
            "decision": try words("decision"), "done_at": try moment("done_at"), "done_by": try text("done_by"),
            "result": try words("result"),
        ])
    }

    /// Reads, masks and seals the words of one of the three who speak.
    static func words(_ text: String?, _ field: String, _ column: String, _ subject: Subject) throws
        -> (shown: String?, sealed: [UInt8]?)
    {
        let shown = try Intake.text(text, field, limit: 1_000).map { Redactor.redact($0).text }
        return (shown, try shown.map { try subject.key.seal($0, table: "operator_action", column: column) })
    }
}

/// The answer of the operations on actions: the case, and the action.
enum ActionAnswer {
    static func make(
        _ number: Int, _ action: OperatorAction, _ state: ActionState, expires: Timestamp? = nil,
        needsSecondPerson: Bool? = nil, entry: Draft
    ) -> Change<JSON> {
        Change(
            answer: { file, receipt in
                var members = CaseSummary.members(file, receipt: receipt)
                members["action"] = .members([
                    "no": .int(Int64(number)), "action": .string(action.rawValue), "state": .string(state.rawValue),
                    "expires_at": expires.map { .string($0.wholeSecondsText) },
                    "needs_second_person": needsSecondPerson.map(JSON.bool),
                ])
                return .object(members)
            }, entry: entry)
    }
}
