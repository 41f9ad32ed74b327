public import Canonical
internal import Ledger
internal import Postgres

/// Gives a case to somebody, takes it oneself, or puts it back into the queue.
///
/// An agent may take a case that nobody has and give away one of his own; a supervisor may do both with every case.
/// Writes `case.assigned`, with a commitment to the words that go along; whoever takes the case meets them first, in the
/// guide and in what is shown of it.
public struct AssignCase: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.assign"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let staff: String?
    private let words: String?
    private let key: RequestKey?

    /// Gives the case to this member of staff, to nobody when nil; `words` tell him what he needs to know.
    public init(_ reference: CaseReference, to staff: String?, words: String? = nil, key: RequestKey? = nil) {
        (self.reference, self.staff, self.words, self.key) = (reference, staff, words, key)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/alreadyAssigned(reference:to:)`` when the actor wants a case that a colleague took first.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if let staff, try await !desk.staffExists(staff) { throw DeskError.noSuchStaff(staff) }
        let words = try Intake.text(words, "words", limit: 10_000).map { Redactor.redact($0) }
        do { return try await assign(words, at: desk, by: actor) } catch DeskError.notYours where staff == actor.id {
            // Somebody was quicker: that is no reach for another's case, and whoever comes too late is told who has it.
            let rows = try await desk.pool.withConnection { connection in
                try await connection.query(
                    "SELECT assignee FROM casework.\"case\" WHERE case_no = \(reference.caseNo)")
            }
            guard let current = try rows.first?["assignee", as: String?.self] else {
                throw DeskError.notYours(reference: reference.text)
            }
            throw DeskError.alreadyAssigned(reference: reference.text, to: current)
        }
    }

    private func assign(_ words: Redaction?, at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandOpen()
            file.now.assignee = staff
            if file.now.status == .new, staff != nil { file.now.status = .inProgress }
            if let words {
                file.statements.append(try Handover.insert(words, file, to: staff, at: at, by: actor))
            }
            return Change(
                answer: { file, receipt in CaseSummary.json(file, receipt: receipt) },
                entry: Draft(
                    type: .caseAssigned,
                    data: JSON.members([
                        "assignee": staff.map(JSON.string), "previous_assignee": file.before.assignee.map(JSON.string),
                    ])
                    .object ?? [:], committed: words.map { ["words": .string($0.text)] } ?? [:]))
        }.json
    }
}
