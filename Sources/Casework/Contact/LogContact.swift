public import Canonical
internal import Ledger
internal import Postgres

/// Writes down one conversation: how it came about, how the person was at its beginning and end, how it ended.
/// Writes `case.contact_logged` with a commitment to the summary.
///
/// Codes, card numbers and passwords in the summary are masked before it is stored, and the answer says which.
public struct LogContact: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.contact"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let contact: ContactRecord
    private let key: RequestKey?

    /// Writes down a contact.
    public init(_ reference: CaseReference, _ contact: ContactRecord, key: RequestKey? = nil) {
        (self.reference, self.contact, self.key) = (reference, contact, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let last: SQL = """
            SELECT coalesce(max(contact_no), 0)::bigint AS last FROM casework.contact WHERE case_no = \(reference.caseNo)
            """
        return try await desk.change(reference, by: actor, key: key, also: [last]) { file, at in
            if contact.direction == .outgoing, !file.before.isSafeToContact {
                throw DeskError.notSafeToContact(reference: file.before.reference.text)
            }
            let number = try file.extra[0].only("casework.contact")["last", as: Int.self] + 1
            let next = try contact.nextContactAt.map { try Intake.laterMoment($0, "next_contact_at", at) }
            let redacted = contact.summary.map { Redactor.redact($0) }
            let sealed = try redacted.map {
                try file.subject.key.seal(Array($0.text.utf8), table: "contact", column: "summary")
            }
            file.statements.append(contact.insert(file.before.caseNo, number, at, actor, next: next, summary: sealed))
            if let distress = contact.distressEnd ?? contact.distressStart {
                file.now.facts["distress"] = .int(Int64(distress))
                file.refreshSummary(at: at)
            }
            let entry = Draft(
                type: .caseContactLogged, subject: file.subject.id,
                data: JSON.members([
                    "contact": .string(String(number)), "direction": .string(contact.direction.rawValue),
                    "channel": .string(contact.channel.rawValue), "reached": .bool(contact.isReached),
                    "duration_seconds": contact.seconds.map { .int(Int64($0)) },
                    "result": contact.wrapUp.map { .string($0.rawValue) },
                    "next_contact": next.map { .string($0.wholeSecondsText) },
                ]).object ?? [:],
                committed: redacted.map { ["summary": .string($0.text)] } ?? [:])
            let shown = contact.json(
                number, at, actor, next: next, masked: redacted?.kinds.map(\.rawValue).sorted() ?? [])
            return Change(
                answer: { file, receipt in
                    var members = CaseSummary.members(file, receipt: receipt)
                    members["contact"] = shown
                    return JSON.object(members)
                }, entry: entry)
        }.json
    }
}
