internal import Canonical
internal import Ledger
internal import Postgres

/// A file of a case, without its bytes.
struct AttachmentRecord: Sendable {
    let number: Int
    let blob: String
    let kind: AttachmentKind
    let mediaType: String
    let size: Int64
    let pieces: Int
    /// SHA-256 of the whole file; destroyed with the person, because whoever has the file would recognise it.
    let digest: [UInt8]?
    let name: String?
    let addedAt: Timestamp
    let addedBy: String
    let isErased: Bool

    /// How large a file may be: a few minutes of a recording, a statement of many pages.
    static let limit: Int64 = 25 << 20
    /// How many files a case has at most.
    static let countLimit = 200
    /// The bytes of one piece before it is sealed.
    static let pieceSize = 64_000

    var json: JSON {
        .members([
            "no": .int(Int64(number)), "kind": .string(kind.rawValue), "media_type": .string(mediaType),
            "size": .int(size), "sha256": digest.map { .string(Digest.hexadecimal($0)) }, "name": name.map(JSON.string),
            "added_at": .string(addedAt.description), "by": .string(addedBy), "erased": isErased ? true : nil,
        ])
    }

    static func select(_ reference: CaseReference) -> SQL {
        """
        SELECT attachment_no, blob, kind, media_type, size_bytes, piece_count, content_digest, file_name, added_at, added_by,
            is_erased
        FROM casework.attachment WHERE case_no = \(reference.caseNo) ORDER BY attachment_no
        """
    }

    init(_ row: Row, _ subject: Subject) throws {
        number = try row["attachment_no"]
        blob = try row["blob"]
        kind = try Case.stored(row["kind", as: String.self])
        mediaType = try row["media_type"]
        size = try row["size_bytes"]
        pieces = try row["piece_count"]
        digest = try row["content_digest"]
        name = try row["file_name", as: [UInt8]?.self].map {
            try subject.key.open($0, table: "attachment", column: "file_name")
        }
        addedAt = try row["added_at"]
        addedBy = try row["added_by"]
        isErased = try row["is_erased"]
    }

    /// Where a piece belongs: bound to the sealed bytes, so that no piece can stand in another's place.
    static func place(_ blob: String, _ piece: Int) -> String { "\(blob)/\(piece)" }
}
