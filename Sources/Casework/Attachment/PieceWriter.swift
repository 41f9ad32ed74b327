internal import Canonical
internal import Crypto
internal import Postgres

/// Takes a file as it comes, seals it in pieces and stores them, never holding more than half a mebibyte of it.
actor PieceWriter {
    /// What was stored.
    struct Stored: Sendable {
        let size: Int64
        let pieces: Int
        let digest: [UInt8]
        let mediaType: String
    }

    private let desk: Desk
    private let caseNo: Int64
    private let blob: String
    private let key: SubjectKey
    private var held: [UInt8] = []
    private var size: Int64 = 0
    private var pieces = 0
    private var hash = SHA256()
    private var mediaType: String?

    /// So many pieces go to the store in one statement.
    private static let batch = 8

    init(_ desk: Desk, _ caseNo: Int64, _ blob: String, _ key: SubjectKey) {
        (self.desk, self.caseNo, self.blob, self.key) = (desk, caseNo, blob, key)
    }

    /// Takes the next bytes.
    ///
    /// - Throws: ``DeskError/fileTooLarge(limit:)``, ``DeskError/fileNotTaken`` as soon as it can be told.
    func take(_ bytes: [UInt8]) async throws {
        size += Int64(bytes.count)
        guard size <= AttachmentRecord.limit else { throw DeskError.fileTooLarge(limit: AttachmentRecord.limit) }
        hash.update(data: bytes)
        held += bytes
        let full = AttachmentRecord.pieceSize * Self.batch
        while held.count >= full {
            let next = Array(held.prefix(full))
            held.removeFirst(full)
            try await store(next)
        }
    }

    /// Stores what is left and says what the file was.
    ///
    /// - Throws: ``DeskError/fileNotTaken`` for a kind that is not taken, and for an empty file.
    func finish() async throws -> Stored {
        if !held.isEmpty { try await store(held) }
        guard let mediaType else { throw DeskError.fileNotTaken }
        return Stored(size: size, pieces: pieces, digest: Array(hash.finalize()), mediaType: mediaType)
    }

    private func store(_ bytes: [UInt8]) async throws {
        if mediaType == nil {
            guard let known = MediaType.of(bytes.prefix(4_096)) else { throw DeskError.fileNotTaken }
            mediaType = known
        }
        var (numbers, sealed): ([Int64], [[UInt8]]) = ([], [])
        for start in stride(from: 0, to: bytes.count, by: AttachmentRecord.pieceSize) {
            let piece = Array(bytes[start..<min(start + AttachmentRecord.pieceSize, bytes.count)])
            numbers.append(Int64(pieces))
            sealed.append(
                try key.seal(piece, table: "attachment", column: AttachmentRecord.place(blob, pieces)))
            pieces += 1
        }
        let statement: SQL = """
            INSERT INTO casework.attachment_piece (case_no, blob, piece_no, sealed, stored_at)
            SELECT \(caseNo), \(blob), p.n, p.sealed, \(desk.now())
            FROM unnest(\(numbers)::bigint[], \(sealed)::bytea[]) AS p (n, sealed)
            """
        _ = try await desk.pool.withConnection { try await $0.query(statement) }
    }
}
