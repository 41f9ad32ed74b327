public import Canonical
internal import Ledger
internal import Postgres

/// Writes down that an action was carried out, or that it failed. Only one that may be carried out, and in time. Writes
/// `case.action_done` with a commitment to what the other system answered.
public struct CompleteAction: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.action.complete"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let number: Int
    private let isDone: Bool
    private let words: String?
    private let key: RequestKey?

    /// The action with this number was done, or failed; `words` is the number of the order, or why not.
    public init(
        _ reference: CaseReference, number: Int, isDone: Bool, words: String? = nil, key: RequestKey? = nil
    ) {
        (self.reference, self.number, self.isDone) = (reference, number, isDone)
        (self.words, self.key) = (words, key)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/actionState(reference:number:state:)`` when it was not approved, or not in time.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let reads = [ActionRecord.select(reference)]
        return try await desk.change(reference, by: actor, key: key, also: reads) { file, at in
            let record = try file.action(number)
            guard record.state(at: at) == .approved else {
                throw DeskError.actionState(
                    reference: file.before.reference.text, number: number, state: record.state(at: at))
            }
            let said = try ActionRecord.words(words, "result", "result", file.subject)
            let state: ActionState = isDone ? .done : .failed
            file.statements.append(
                """
                UPDATE casework.operator_action SET state = \(state.rawValue), done_at = \(at), done_by = \(actor.id),
                    result = \(said.sealed)
                WHERE case_no = \(file.before.caseNo) AND action_no = \(Int16(record.number))
                """)
            return ActionAnswer.make(
                number, record.action, state,
                entry: Draft(
                    type: .caseActionDone, subject: file.subject.id,
                    data: [
                        "request": .string(String(number)), "operator_action": .string(record.action.rawValue),
                        "result": .string(state.rawValue),
                    ], committed: said.shown.map { ["recipient_reference": .string($0)] } ?? [:]))
        }.json
    }
}
