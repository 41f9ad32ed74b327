public import Canonical
internal import Ledger
internal import Postgres

/// Lists the files of a case, without their bytes. Writes `case.shown`.
public struct ListAttachments: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.attachments"
    /// The right that it needs.
    public static let permission = Permission.readCase
    private let reference: CaseReference

    /// The files of this case.
    public init(_ reference: CaseReference) { self.reference = reference }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.read(reference, by: actor, also: [AttachmentRecord.select(reference)]) { file, _ in
            let subject = file.subject
            let files = try file.extra[0].rows.map { try AttachmentRecord($0, subject).json }
            return Change(
                answer: { file, receipt in
                    [
                        "ref": .string(file.now.reference.text), "attachments": .array(files),
                        "receipt": .string(receipt.base64),
                    ]
                }, entry: Draft(type: .caseShown, subject: subject.id, data: ["view": "attachments"]))
        }
    }
}
