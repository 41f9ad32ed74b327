public import Canonical
internal import Ledger
internal import Postgres

/// Asks that the operator do something for the victim. What takes a number or money away waits for a second person, four
/// hours at most; the rest may be carried out at once. Writes `case.action_requested` with a commitment to the reason.
public struct RequestAction: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.action.request"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let action: OperatorAction
    private let reason: String?
    private let key: RequestKey?

    /// Asks for an action; one that needs a second person needs a reason, too, or nobody could judge it.
    public init(_ reference: CaseReference, _ action: OperatorAction, reason: String? = nil, key: RequestKey? = nil) {
        (self.reference, self.action, self.reason, self.key) = (reference, action, reason, key)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/actionWaiting(reference:action:number:)`` while one of the kind waits or may be carried out.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let reads = [ActionRecord.select(reference)]
        return try await desk.change(reference, by: actor, key: key, also: reads) { file, at in
            try file.demandOpen()
            let subject = file.subject
            let known = try file.extra[0].rows.map { try ActionRecord($0, subject) }
            if let open = known.last(where: {
                $0.action == action && [.requested, .approved].contains($0.state(at: at))
            }) {
                throw DeskError.actionWaiting(
                    reference: file.before.reference.text, action: action, number: open.number)
            }
            let needsSecond = action.needsSecondPerson
            let words = try ActionRecord.words(reason, "reason", "reason", subject)
            if needsSecond, words.shown == nil { throw DeskError.malformed(field: "reason", problem: .missing) }
            let number = (known.last?.number ?? 0) + 1
            guard number <= 999 else { throw DeskError.malformed(field: "action", problem: .range("1…999")) }
            let state: ActionState = needsSecond ? .requested : .approved
            let expires = at.adding(seconds: needsSecond ? ActionRecord.patience : ActionRecord.validity)
            let caseNo = file.before.caseNo
            file.statements += [
                """
                UPDATE casework.operator_action SET state = 'EXPIRED' WHERE case_no = \(caseNo)
                    AND action = \(action.rawValue) AND state IN ('REQUESTED', 'APPROVED') AND expires_at <= \(at)
                """,
                """
                INSERT INTO casework.operator_action (case_no, action_no, action, state, needs_second, requested_at,
                    requested_by, expires_at, reason)
                VALUES (\(caseNo), \(Int16(number)), \(action.rawValue), \(state.rawValue), \(needsSecond), \(at),
                    \(actor.id), \(expires), \(words.sealed))
                """,
            ]
            return ActionAnswer.make(
                number, action, state, expires: expires, needsSecondPerson: needsSecond,
                entry: Draft(
                    type: .caseActionRequested, subject: subject.id,
                    data: [
                        "request": .string(String(number)), "operator_action": .string(action.rawValue),
                        "expires": .string(expires.wholeSecondsText), "needs_second": .bool(needsSecond),
                    ], committed: words.shown.map { ["reason": .string($0)] } ?? [:]))
        }.json
    }
}
