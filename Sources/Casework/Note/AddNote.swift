public import Canonical
internal import Ledger
internal import Postgres

/// Adds a note to a case. Notes are only ever added, so two agents cannot overwrite each other.
///
/// Codes, card numbers and passwords in it are masked before it is stored, and the answer says which.
/// Writes `case.note_added` with a commitment to the text.
public struct AddNote: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.note"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let text: String
    private let key: RequestKey?

    /// A note of 1 to 10,000 characters.
    public init(_ reference: CaseReference, text: String, key: RequestKey? = nil) {
        (self.reference, self.text, self.key) = (reference, text, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let trimmed = text.trimmingWhiteSpace
        guard !trimmed.isEmpty else { throw DeskError.malformed(field: "text", problem: .missing) }
        guard trimmed.count <= 10_000 else { throw DeskError.malformed(field: "text", problem: .tooLong(10_000)) }
        let redacted = Redactor.redact(trimmed)
        return try await desk.change(reference, by: actor, key: key) { file, at in
            let kinds = redacted.kinds.map(\.rawValue).sorted()
            file.statements.append(try Self.insert(redacted, file, at: at, by: actor))
            let entry = Draft(
                type: .caseNoteAdded, subject: file.subject.id, committed: ["note": .string(redacted.text)])
            let note: JSON = [
                "at": .string(at.description), "by": .string(actor.id), "text": .string(redacted.text),
                "masked": .array(kinds.map(JSON.string)),
            ]
            return Change(
                answer: { file, receipt -> JSON in
                    ["ref": .string(file.now.reference.text), "note": note, "receipt": .string(receipt.base64)]
                }, entry: entry)
        }.json
    }

    /// The statement that adds a note, sealed, as the next of its case.
    static func insert(_ redacted: Redaction, _ file: CaseFile, at: Timestamp, by actor: Actor) throws -> SQL {
        let sealed = try file.subject.key.seal(Array(redacted.text.utf8), table: "note", column: "text")
        return """
            INSERT INTO casework.note (case_no, note_no, at, by_staff, sealed, masked_kinds)
            SELECT \(file.before.caseNo), coalesce(max(note_no), 0) + 1, \(at), \(actor.id), \(sealed),
                \(redacted.kinds.map(\.rawValue).sorted())
            FROM casework.note WHERE case_no = \(file.before.caseNo)
            """
    }
}
