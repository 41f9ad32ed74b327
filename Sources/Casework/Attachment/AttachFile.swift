public import Canonical
internal import Ledger
internal import Postgres

/// Keeps a file with a case: a screenshot, a statement, a recording. It is told by its bytes what it is, sealed in pieces
/// as it comes, and never held whole. Writes `case.attachment_added` with the SHA-256 of the file and a commitment to its
/// name.
///
/// The same file twice is refused with the number of the first. What an upload that breaks off leaves is dropped at once,
/// or by the doctor when the program ended with it.
public struct AttachFile: Operation {
    /// Gives the bytes of a file one after the other to whoever takes them.
    public typealias Source = @Sendable (_ take: @Sendable ([UInt8]) async throws -> Void) async throws -> Void
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.attach"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let kind: AttachmentKind
    private let fileName: String?
    private let key: String?
    private let source: Source

    /// A file of a case.
    ///
    /// - Parameters:
    ///   - fileName: what the file was called; kept sealed, and never used for anything but showing it.
    ///   - key: the caller's key for this request. What counts as the same request are kind, name and content.
    public init(
        _ reference: CaseReference, kind: AttachmentKind, fileName: String? = nil, key: String? = nil,
        source: @escaping Source
    ) {
        (self.reference, self.kind, self.fileName, self.key) = (reference, kind, fileName, key)
        self.source = source
    }

    /// Does it, in the transaction that writes its entry; the pieces are stored before.
    ///
    /// - Throws: ``DeskError/fileTooLarge(limit:)``, ``DeskError/fileNotTaken``,
    ///   ``DeskError/alreadyAttached(reference:number:)``.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let name = try Intake.text(fileName, "name", limit: 255).map { Redactor.redact($0).text }
        let subject = try await subject(desk, actor)
        let blob = "b-" + Digest.hexadecimal(Digest.random(16))
        do {
            let writer = PieceWriter(desk, reference.caseNo, blob, try subject.key)
            try await source { try await writer.take($0) }
            let stored = try await writer.finish()
            let answer = try await keep(stored, blob, name, desk, actor)
            // A request that came again has its first answer, and the pieces of the second one have no row.
            if answer.isRepeated { await drop(blob, desk) }
            return answer.json
        } catch {
            await drop(blob, desk)
            throw error
        }
    }

    /// Whose key seals the file; everything that can be refused is refused before the first byte is taken.
    private func subject(_ desk: Desk, _ actor: Actor) async throws -> Subject {
        let results = try await desk.pool.withConnection { connection in
            try await connection.pipeline([
                "SELECT \(Case.columns) FROM casework.\"case\" WHERE case_no = \(reference.caseNo)",
                Party.select(reference.caseNo),
            ])
        }
        guard let row = results[0].rows.first else { throw DeskError.noSuchCase(reference: reference.text) }
        let current = try Case(row)
        try current.demandAccess(actor, reading: false)
        if let into = current.mergedInto { throw DeskError.caseMerged(reference: reference.text, into: into.text) }
        guard let subject = try Party.victimSubject(results[1].rows, keys: desk.keys) else {
            throw StoreFault.noRow("privacy.subject_key")
        }
        return subject
    }

    private func keep(
        _ stored: PieceWriter.Stored, _ blob: String, _ name: String?, _ desk: Desk, _ actor: Actor
    ) async throws -> ChangeAnswer<JSON> {
        let request = key.map { key in
            RequestKey(
                key,
                request: JSON.members([
                    "operation": .string(Self.name), "ref": .string(reference.text), "kind": .string(kind.rawValue),
                    "name": name.map(JSON.string), "sha256": .string(Digest.hexadecimal(stored.digest)),
                ]))
        }
        let known = [AttachmentRecord.select(reference)]
        return try await desk.change(reference, by: actor, key: request, also: known) { file, at in
            let subject = file.subject
            let records = try file.extra[0].rows.map { try AttachmentRecord($0, subject) }
            if let same = records.first(where: { $0.digest == stored.digest }) {
                throw DeskError.alreadyAttached(reference: file.before.reference.text, number: same.number)
            }
            let number = (records.last?.number ?? 0) + 1
            guard number <= AttachmentRecord.countLimit else {
                throw DeskError.malformed(field: "attachments", problem: .range("1…\(AttachmentRecord.countLimit)"))
            }
            let sealed = try name.map { try subject.key.seal($0, table: "attachment", column: "file_name") }
            file.statements.append(
                """
                INSERT INTO casework.attachment (case_no, attachment_no, blob, kind, media_type, size_bytes, piece_count,
                    content_digest, file_name, added_at, added_by)
                VALUES (\(file.before.caseNo), \(Int16(number)), \(blob), \(kind.rawValue), \(stored.mediaType),
                    \(stored.size), \(Int32(stored.pieces)), \(stored.digest), \(sealed), \(at), \(actor.id))
                """)
            let shown: JSON = .members([
                "no": .int(Int64(number)), "kind": .string(kind.rawValue), "media_type": .string(stored.mediaType),
                "size": .int(stored.size), "sha256": .string(Digest.hexadecimal(stored.digest)),
                "name": name.map(JSON.string),
            ])
            return Change(
                answer: { file, receipt in
                    var members = CaseSummary.members(file, receipt: receipt)
                    members["attachment"] = shown
                    return JSON.object(members)
                },
                entry: Draft(
                    type: .caseAttachmentAdded, subject: subject.id,
                    data: [
                        "attachment": .string(String(number)), "kind": .string(kind.rawValue),
                        "media_type": .string(stored.mediaType), "size": .int(stored.size), "encrypted": true,
                    ],
                    committed: JSON.members([
                        "content": .string(Base64.encode(stored.digest)), "file_name": name.map(JSON.string),
                    ]).object ?? [:]))
        }
    }

    /// Best effort: what stays is swept by the doctor.
    private func drop(_ blob: String, _ desk: Desk) async {
        _ = try? await desk.pool.withConnection { connection in
            try await connection.query("SELECT casework.drop_pieces(\(reference.caseNo), \(blob))")
        }
    }
}

extension ChangeAnswer {
    /// Whether it is the answer of the first time that the same request came.
    fileprivate var isRepeated: Bool { if case .repeated = self { true } else { false } }
}
