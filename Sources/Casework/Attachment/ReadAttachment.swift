public import Canonical
internal import Crypto
internal import Ledger
internal import Postgres
internal import Synchronization

/// Gives the bytes of a file out, for a purpose of the list. What people keep with a case is personal: the entry
/// `personal_data.read` is committed before the first byte is read, and the database hands the pieces out only for that
/// entry, by the same session, within a quarter of an hour.
public struct ReadAttachment: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.attachment"
    /// The right that it needs.
    public static let permission = Permission.reveal
    private let reference: CaseReference
    private let number: Int
    private let purpose: RevealPurpose

    /// The file with this number.
    public init(_ reference: CaseReference, number: Int, purpose: RevealPurpose) {
        (self.reference, self.number, self.purpose) = (reference, number, purpose)
    }

    /// Does it, in the transaction that writes its entry; the bytes come when they are asked for.
    public func perform(at desk: Desk, by actor: Actor) async throws -> AttachmentContent {
        let box = Box()
        let told = try await desk.read(reference, by: actor, also: [AttachmentRecord.select(reference)]) { file, _ in
            try file.demandPerson()
            let subject = file.subject
            let all = try file.extra[0].rows.map { try AttachmentRecord($0, subject) }
            guard let record = all.first(where: { $0.number == number && !$0.isErased }) else {
                throw DeskError.noSuchPart(
                    reference: file.before.reference.text, part: "attachment", number: number)
            }
            box.set(record, try subject.key)
            return Change(
                answer: { _, receipt in
                    .object(
                        (record.json.object ?? [:]).merging([
                            "ref": .string(reference.text), "purpose": .string(purpose.rawValue),
                            "receipt": .string(receipt.base64),
                        ]) { _, new in new })
                },
                entry: Draft(
                    type: .personalDataRead, subject: subject.id, purpose: purpose.rawValue,
                    data: ["fields": ["attachment"], "record": .string("attachment/\(number)")]))
        }
        guard let held = box.held, let receipt = told["receipt"]?.string else { throw StoreFault.unreadable("reveal") }
        return AttachmentContent(
            json: told, record: held.record, key: held.key, reference: reference, session: actor.session,
            receipt: Base64.decode(receipt) ?? [], desk: desk)
    }
}

/// What the body of a read found, for after its entry is committed.
private final class Box: Sendable {
    private let state = Mutex<(record: AttachmentRecord, key: SubjectKey)?>(nil)
    var held: (record: AttachmentRecord, key: SubjectKey)? { state.withLock { $0 } }
    func set(_ record: AttachmentRecord, _ key: SubjectKey) { state.withLock { $0 = (record, key) } }
}

/// A file whose reading is on the trail.
public struct AttachmentContent: Document {
    /// What it is, without its bytes.
    public let json: JSON
    /// How many bytes it has.
    public var size: Int { Int(record.size) }
    let record: AttachmentRecord
    let key: SubjectKey
    let reference: CaseReference
    let session: String
    let receipt: [UInt8]
    let desk: Desk

    /// A name of the desk's own for it: the number of the case and of the file, and an ending that fits.
    public var safeName: String {
        let ending = record.mediaType.split(separator: "/").last.map { $0 == "plain" ? "txt" : String($0) } ?? "bin"
        return "\(reference.text)-\(record.number).\(ending)"
    }

    /// Gives the bytes one piece after the other; never more than half a mebibyte is held.
    ///
    /// - Throws: ``SealError`` when a piece was changed or put elsewhere, ``DeskError/fileDamaged(reference:number:)`` when
    ///   one is missing or the whole is not what was attached.
    public func write(to take: ([UInt8]) async throws -> Void) async throws {
        var (next, hash) = (0, SHA256())
        while next < record.pieces {
            let from = next
            let rows = try await desk.pool.withConnection { connection in
                try await connection.query(
                    """
                    SELECT p.piece_no, p.sealed FROM audit.entry e,
                        LATERAL privacy.read_pieces(e.entry_id, \(reference.caseNo), \(Int64(record.number)), \(Int64(from)), 8,
                            \(session)) AS p
                    WHERE e.case_no = \(reference.caseNo) AND e.leaf_hash = \(receipt) ORDER BY p.piece_no
                    """)
            }
            if rows.isEmpty { break }
            for row in rows {
                guard try row["piece_no", as: Int.self] == next else { throw damaged }
                let piece = try key.openBytes(
                    row["sealed"], table: "attachment", column: AttachmentRecord.place(record.blob, next))
                hash.update(data: piece)
                // The last piece goes out only when the whole is known to be right.
                if next == record.pieces - 1, Array(hash.finalize()) != record.digest { throw damaged }
                try await take(piece)
                next += 1
            }
        }
        if next != record.pieces { throw damaged }
    }

    private var damaged: DeskError { .fileDamaged(reference: reference.text, number: record.number) }
}
