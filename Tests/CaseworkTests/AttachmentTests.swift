import Canonical
import Casework
import Foundation
import Postgres
import Support
import Testing

/// Files of a case: in and out piece by piece, sealed, and gone with the person.
@Suite struct `Attachments` {
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// A file of so many bytes that come in steps which fit no piece.
    private static func source(_ bytes: [UInt8], step: Int = 50_001) -> AttachFile.Source {
        { take in
            for start in stride(from: 0, to: bytes.count, by: step) {
                try await take(Array(bytes[start..<min(start + step, bytes.count)]))
            }
        }
    }

    private static func picture(_ count: Int) -> [UInt8] {
        png + (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    }

    private func read(_ test: TestDesk, _ reference: CaseReference, _ number: Int) async throws -> [UInt8] {
        let content = try await test.desk.perform(
            ReadAttachment(reference, number: number, purpose: .investigation), by: test.actor())
        var bytes: [UInt8] = []
        try await content.write { bytes += $0 }
        #expect(bytes.count == content.size)
        return bytes
    }

    @Test(arguments: [1, 63_992, 63_993, 512_000, 1_300_000])
    func `a file comes back as it was attached, whatever its length`(count: Int) async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let bytes = Self.picture(count)
        let attached = try await test.desk.perform(
            AttachFile(reference, kind: .screenshot, fileName: "снимок.exe", source: Self.source(bytes)),
            by: test.actor())
        #expect(attached["attachment"]?["media_type"] == "image/png")
        #expect(attached["attachment"]?["size"]?.int == Int64(bytes.count))
        #expect(try await read(test, reference, 1) == bytes)
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["attachments"]?[0]?["name"] == "снимок.exe")
        let entries = try await test.query(
            "SELECT type FROM audit.entry WHERE type IN ('case.attachment_added', 'personal_data.read') ORDER BY case_seq"
        )
        #expect(
            try entries.map { try $0.decode(String.self, "type") } == ["case.attachment_added", "personal_data.read"])
        #expect(try await test.isSound())
    }

    @Test func `a file is told by its bytes, and what a computer would carry out is not taken`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let refused: [[UInt8]] = [
            [], Array("MZ\u{0}\u{3}".utf8), [0x7F, 0x45, 0x4C, 0x46, 1, 2], Array("#!/bin/sh\n".utf8),
            [0x50, 0x4B, 3, 4, 10, 0], [0xC3, 0x28, 0x41, 0x41, 0x41],
        ]
        for bytes in refused {
            await #expect(throws: DeskError.fileNotTaken) {
                _ = try await test.desk.perform(
                    AttachFile(reference, kind: .document, fileName: "photo.png", source: Self.source(bytes)),
                    by: test.actor())
            }
        }
        let taken: [(bytes: [UInt8], type: String)] = [
            (Array("%PDF-1.7 x".utf8), "application/pdf"), (Array("переписка: да\n".utf8), "text/plain"),
            ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"), (Array("RIFF1234WAVEfmt ".utf8), "audio/wav"),
            ([0, 0, 0, 24] + Array("ftypM4A ".utf8), "audio/mp4"),
        ]
        for (bytes, type) in taken {
            let attached = try await test.desk.perform(
                AttachFile(reference, kind: .document, source: Self.source(bytes)), by: test.actor())
            #expect(attached["attachment"]?["media_type"]?.string == type)
        }
        let rows = try await test.query("SELECT count(DISTINCT blob) AS n FROM casework.attachment_piece")
        #expect(try rows[0].decode(Int.self, "n") == taken.count)
    }

    @Test func `what is too large is refused in passing, and leaves nothing`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        await #expect(throws: DeskError.fileTooLarge(limit: 25 << 20)) {
            _ = try await test.desk.perform(
                AttachFile(
                    reference, kind: .audio,
                    source: { take in
                        try await take(Self.png)
                        let block = [UInt8](repeating: 7, count: 1 << 20)
                        // Endless: somebody must say stop.
                        while true { try await take(block) }
                    }), by: test.actor())
        }
        let rows = try await test.query("SELECT count(*) AS n FROM casework.attachment_piece")
        #expect(try rows[0].decode(Int.self, "n") == 0)
    }

    @Test func `the same file twice is the first one, and the same request has the same answer`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let bytes = Self.picture(100)
        func attach(_ key: String?) async throws -> JSON {
            try await test.desk.perform(
                AttachFile(reference, kind: .screenshot, key: key, source: Self.source(bytes)), by: test.actor())
        }
        let first = try await attach("k-1")
        #expect(try await attach("k-1") == first)
        await #expect(throws: DeskError.alreadyAttached(reference: reference.text, number: 1)) {
            _ = try await attach(nil)
        }
        await #expect(throws: DeskError.keyUsedForAnotherRequest) {
            _ = try await test.desk.perform(
                AttachFile(reference, kind: .screenshot, key: "k-1", source: Self.source(Self.picture(101))),
                by: test.actor())
        }
        let rows = try await test.query("SELECT count(*) AS n FROM casework.attachment_piece")
        #expect(try rows[0].decode(Int.self, "n") == 1)
    }

    @Test func `the store holds no plain byte, and hands pieces out only for a read that is on the trail`() async throws
    {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(
            AttachFile(
                reference, kind: .chatExport, fileName: "канарейка.txt",
                source: Self.source(Array("канареечная переписка\n".utf8))), by: test.actor())
        let everything = try await test.everything()
        #expect(!everything.contains("анаре"))
        let plain = try await test.query(
            "SELECT count(*) AS n FROM casework.attachment_piece WHERE position(convert_to('анаре', 'UTF8') in sealed) > 0"
        )
        #expect(try plain[0].decode(Int.self, "n") == 0)
        for attempt in [
            "SELECT sealed FROM casework.attachment_piece", "DELETE FROM casework.attachment_piece",
            "SELECT privacy.read_pieces('e-0', 1, 1, 0, 8, 's')", "UPDATE casework.attachment SET blob = 'x'",
        ] {
            await #expect(throws: PostgresError.self) { try await test.asSuperuser("SET ROLE redress_app; \(attempt)") }
        }
        // Nor does the application drop the pieces of a file that is there.
        try await test.asSuperuser(
            "SET ROLE redress_app; SELECT casework.drop_pieces(case_no, blob) FROM casework.attachment; SELECT casework.sweep_pieces('infinity')"
        )
        #expect(try await read(test, reference, 1) == Array("канареечная переписка\n".utf8))
    }

    @Test func `pieces that were changed, exchanged or cut are never given out as the file`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(
            AttachFile(reference, kind: .screenshot, source: Self.source(Self.picture(200_000))), by: test.actor())
        let attacks = [
            "UPDATE casework.attachment_piece SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE piece_no = 2",
            "UPDATE casework.attachment_piece SET piece_no = CASE piece_no WHEN 0 THEN -1 WHEN 1 THEN 0 ELSE piece_no END; UPDATE casework.attachment_piece SET piece_no = 1 WHERE piece_no = -1",
            "DELETE FROM casework.attachment_piece WHERE piece_no = 3",
        ]
        for attack in attacks {
            try await test.asSuperuser("CREATE TABLE keep AS TABLE casework.attachment_piece; \(attack)")
            await #expect(throws: (any Error).self) { _ = try await read(test, reference, 1) }
            try await test.asSuperuser(
                "TRUNCATE casework.attachment_piece; INSERT INTO casework.attachment_piece TABLE keep; DROP TABLE keep")
        }
        #expect(try await read(test, reference, 1) == Self.picture(200_000))
    }

    @Test func `an upload that breaks off leaves nothing; what a crash leaves is swept by the doctor after a day`()
        async throws
    {
        struct LineLost: Error {}
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        await #expect(throws: LineLost.self) {
            _ = try await test.desk.perform(
                AttachFile(
                    reference, kind: .screenshot,
                    source: { take in
                        try await take(Self.picture(900_000))
                        throw LineLost()
                    }), by: test.actor())
        }
        let count: SQL = "SELECT count(*) AS n FROM casework.attachment_piece"
        #expect(try await test.query(count)[0].decode(Int.self, "n") == 0)
        try await test.asSuperuser(
            """
            INSERT INTO casework.attachment_piece (case_no, blob, piece_no, sealed, stored_at)
            VALUES (1, 'b-\(String(repeating: "0", count: 32))', 0, decode(repeat('00', 100), 'hex'), now())
            """)
        let carla = test.actor("carla", [.compliance])
        _ = try await test.desk.perform(CheckStore(), by: carla)
        #expect(try await test.query(count)[0].decode(Int.self, "n") == 1)
        _ = try await test.desk.at { Timestamp.now.adding(seconds: 2 * 86_400) }.perform(CheckStore(), by: carla)
        #expect(try await test.query(count)[0].decode(Int.self, "n") == 0)
    }

    @Test func `the doctor misses the pieces of a file, and the file goes with its person`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(
            AttachFile(reference, kind: .screenshot, fileName: "канарейка.png", source: Self.source(Self.picture(9))),
            by: test.actor())
        try await test.asSuperuser(
            "CREATE TABLE keep AS TABLE casework.attachment_piece; TRUNCATE casework.attachment_piece")
        let ill = try await test.desk.perform(CheckStore(), by: test.actor("carla", [.compliance]))
        #expect(ill["ok"] == false)
        try await test.asSuperuser("INSERT INTO casework.attachment_piece TABLE keep; DROP TABLE keep")
        // Whoever has the file would know its hash for ever, if it stood on the trail.
        let told = try await test.query(
            """
            SELECT count(*) AS n FROM audit.entry e, casework.attachment a
            WHERE position(encode(a.content_digest, 'base64') IN convert_from(e.leaf, 'UTF8')) > 0
                OR position(encode(a.content_digest, 'hex') IN convert_from(e.leaf, 'UTF8')) > 0
            """)
        #expect(try told[0].decode(Int.self, "n") == 0)
        _ = try await test.close(reference)
        try await test.erase(reference)
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["attachments"]?[0]?["erased"] == true && shown["attachments"]?[0]?["name"] == nil)
        #expect(shown["attachments"]?[0]?["sha256"] == nil)
        let known = try await test.query(
            "SELECT count(*) AS n FROM casework.attachment WHERE content_digest IS NOT NULL")
        #expect(try known[0].decode(Int.self, "n") == 0)
        let left = try await test.query("SELECT count(*) AS n FROM casework.attachment_piece")
        #expect(try left[0].decode(Int.self, "n") == 0)
        await #expect(throws: DeskError.personErased) { _ = try await read(test, reference, 1) }
        #expect(try await test.isSound())
    }

    @Test func `a bot and an admin read no file, and a colleague's case takes none`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(
            AttachFile(reference, kind: .screenshot, source: Self.source(Self.picture(9))), by: test.actor())
        for role in [StaffRole.bot, .admin, .author] {
            await #expect(throws: DeskError.notAllowed(.reveal)) {
                _ = try await test.desk.perform(
                    ReadAttachment(reference, number: 1, purpose: .investigation), by: test.actor("x", [role]))
            }
        }
        await #expect(throws: DeskError.notYours(reference: reference.text)) {
            _ = try await test.desk.perform(
                AttachFile(
                    reference, kind: .screenshot,
                    source: { _ in Issue.record("a byte was taken before the right was asked") }),
                by: test.actor("boris"))
        }
    }
}
