public import Canonical
internal import Ledger
internal import Postgres

/// Says whether the person can be contacted without danger: somebody who listens, the scammer beside him. The reason is
/// kept as a note. While it is not safe nobody is called, and no follow-up is owed.
///
/// Writes `case.safety_changed` with a commitment to the reason.
public struct ChangeSafety: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.safety"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let isSafe: Bool
    private let reason: String
    private let key: RequestKey?

    /// It is safe, or not; the reason is demanded either way.
    public init(_ reference: CaseReference, isSafe: Bool, reason: String, key: RequestKey? = nil) {
        (self.reference, self.isSafe, self.reason, self.key) = (reference, isSafe, reason, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard let text = try Intake.text(reason, "reason", limit: 1_000) else {
            throw DeskError.malformed(field: "reason", problem: .missing)
        }
        let redacted = Redactor.redact(text)
        return try await desk.change(reference, by: actor, key: key) { file, at in
            file.now.isSafeToContact = isSafe
            file.statements.append(try AddNote.insert(redacted, file, at: at, by: actor))
            return Change(
                answer: { file, receipt in CaseSummary.json(file, receipt: receipt) },
                entry: Draft(
                    type: .caseSafetyChanged, subject: file.subject.id, data: ["safe": .bool(isSafe)],
                    committed: ["reason": .string(redacted.text)]))
        }.json
    }
}
