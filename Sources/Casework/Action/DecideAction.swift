public import Canonical
internal import Ledger
internal import Postgres

/// Approves or refuses what a colleague wants the operator to do. An approval holds for an hour: after that the state of
/// things may be another. Writes `case.action_decided` with a commitment to the words.
public struct DecideAction: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.action.decide"
    /// The right that it needs.
    public static let permission = Permission.approveActions
    private let reference: CaseReference
    private let number: Int
    private let isApproved: Bool
    private let words: String?
    private let key: RequestKey?

    /// Decides on the action with this number; a refusal says why.
    public init(
        _ reference: CaseReference, number: Int, isApproved: Bool, words: String? = nil, key: RequestKey? = nil
    ) {
        (self.reference, self.number, self.isApproved) = (reference, number, isApproved)
        (self.words, self.key) = (words, key)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/secondPersonNeeded`` for whoever asked; ``DeskError/actionState(reference:number:state:)`` when
    ///   it does not wait any more.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let reads = [ActionRecord.select(reference)]
        return try await desk.change(reference, by: actor, key: key, also: reads) { file, at in
            let record = try file.action(number)
            guard record.state(at: at) == .requested else {
                throw DeskError.actionState(
                    reference: file.before.reference.text, number: number, state: record.state(at: at))
            }
            guard record.requestedBy != actor.id else { throw DeskError.secondPersonNeeded }
            let said = try ActionRecord.words(words, "reason", "decision", file.subject)
            if !isApproved, said.shown == nil { throw DeskError.malformed(field: "reason", problem: .missing) }
            let state: ActionState = isApproved ? .approved : .refused
            let expires = isApproved ? at.adding(seconds: ActionRecord.validity) : record.expiresAt
            file.statements.append(
                """
                UPDATE casework.operator_action SET state = \(state.rawValue), decided_at = \(at), decided_by = \(actor.id),
                    decision = \(said.sealed), expires_at = \(expires)
                WHERE case_no = \(file.before.caseNo) AND action_no = \(Int16(record.number))
                """)
            return ActionAnswer.make(
                number, record.action, state, expires: isApproved ? expires : nil,
                entry: Draft(
                    type: .caseActionDecided, subject: file.subject.id,
                    data: [
                        "request": .string(String(number)), "operator_action": .string(record.action.rawValue),
                        "result": .string(state.rawValue), "expires": .string(expires.wholeSecondsText),
                    ], committed: said.shown.map { ["reason": .string($0)] } ?? [:]))
        }.json
    }
}

extension CaseFile {
    /// The action with this number, out of what was asked beside the case.
    func action(_ number: Int) throws -> ActionRecord {
        guard
            let record = try extra[0].rows.map({ try ActionRecord($0, subject) }).first(where: { $0.number == number })
        else { throw DeskError.noSuchPart(reference: before.reference.text, part: "action", number: number) }
        return record
    }
}
