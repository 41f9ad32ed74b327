import Canonical
import Casework
import Ledger
import Postgres
import Support
import Testing

/// Section 8 of the audit format against a real store: what somebody with every right to the database does to the sealed
/// log, and what must be found.
@Suite struct `What is done by hand to the sealed log` {
    /// Edits a leaf and repairs its own hash, as far as that is possible without touching the tree.
    private static func edit(_ from: String, _ to: String, _ which: String) -> String {
        """
        UPDATE audit.log SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), '\(from)', '\(to)'), 'UTF8'),
            leaf_hash = sha256('\\x00'::bytea || convert_to(replace(convert_from(leaf, 'UTF8'), '\(from)', '\(to)'), 'UTF8'))
        WHERE \(which)
        """
    }
    private static let note = "idx = (SELECT min(idx) FROM audit.log WHERE type = 'case.note_added')"
    private static let columns =
        "entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf, leaf_hash"

    static let attacks: [(name: String, script: String, codes: Set<String>)] = [
        (
            "1 edit a payload", edit("\"jurisdiction\":\"RU\"", "\"jurisdiction\":\"KZ\"", "type = 'case.opened'"),
            ["ROOT", "CASE_CHAIN", "SESSION_CHAIN"]
        ),
        ("1 edit the actor", edit("anna", "anny", note), ["ROOT", "CASE_CHAIN"]),
        ("2 delete a row", "DELETE FROM audit.log WHERE \(note)", ["ROOT", "LOG_GAP", "CASE_GAP", "SESSION_GAP"]),
        (
            "2 delete a read", "DELETE FROM audit.log WHERE type = 'search.performed' AND session = 'test-anna'",
            ["ROOT", "LOG_GAP", "TRUNCATED"]
        ),
        (
            "2 delete a whole case",
            "DELETE FROM audit.log WHERE case_no IS NOT NULL; DELETE FROM audit.case_head",
            ["ROOT", "LOG_GAP", "UNAUDITED"]
        ),
        (
            "3 swap two rows",
            """
            UPDATE audit.log SET idx = 16000000 WHERE idx = 10; UPDATE audit.log SET idx = 10 WHERE idx = 11;
            UPDATE audit.log SET idx = 11 WHERE idx = 16000000
            """, ["ROOT"]
        ),
        (
            "3 insert a row at the end",
            "INSERT INTO audit.log SELECT idx + 1, \(columns) FROM audit.log ORDER BY idx DESC LIMIT 1",
            ["UNSEALED", "DUPLICATE"]
        ),
        (
            "4 cut the tail", "DELETE FROM audit.log WHERE idx > (SELECT max(idx) - 3 FROM audit.log)",
            ["TRUNCATED", "ROOT"]
        ),
        (
            "4 cut the tail and set the state back",
            """
            DELETE FROM audit.log WHERE idx > (SELECT max(idx) - 3 FROM audit.log);
            UPDATE audit.log_state SET size = (SELECT count(*) FROM audit.log), frontier = decode(repeat('00', 32 *
                bit_count((SELECT count(*) FROM audit.log)::bit(64))::integer), 'hex')
            """, ["TRUNCATED", "ROOT"]
        ),
        (
            "4 cut one byte",
            """
            UPDATE audit.log SET leaf = substring(leaf FOR octet_length(leaf) - 1), leaf_hash =
                sha256('\\x00'::bytea || substring(leaf FOR octet_length(leaf) - 1)) WHERE \(note)
            """, ["LEAF_FORM", "ROOT"]
        ),
        ("5 put a space in", edit(",\"id\"", ", \"id\"", note), ["LEAF_FORM", "ROOT"]),
        ("5 write a fraction", edit("\"seq\":2", "\"seq\":2.0", note), ["LEAF_FORM", "ROOT"]),
        (
            "10 edit a column that is shown", "UPDATE audit.log SET at = at - interval '1 day' WHERE \(note)",
            ["COLUMN_MISMATCH"]
        ),
        ("10 edit whom it concerns", "UPDATE audit.log SET subject = 'p-0' WHERE \(note)", ["COLUMN_MISMATCH"]),
        ("12 truncate a partition", "TRUNCATE audit.log_00000", ["TRUNCATED", "ROOT"]),
        ("16 change the root of the state", "UPDATE audit.log_state SET root = sha256('x')", ["ROOT"]),
        ("16 change a checkpoint", "UPDATE audit.checkpoint SET root = sha256('x')", ["ROOT", "COLUMN_MISMATCH"]),
        ("change a tile", "UPDATE audit.tile SET data = set_byte(data, 4, get_byte(data, 4) # 1)", ["ROOT"]),
        ("cut a tile", "UPDATE audit.tile SET data = substring(data FOR octet_length(data) - 16)", ["ROOT"]),
        ("lengthen a tile", "UPDATE audit.tile SET data = data || sha256('x')", ["ROOT"]),
        ("delete the tiles", "DELETE FROM audit.tile", ["ROOT"]),
        ("insert a tile of another level", "INSERT INTO audit.tile VALUES (2, 0, sha256('x'))", ["ROOT"]),
        (
            "change the edge of the tree",
            "UPDATE audit.log_state SET frontier = set_byte(frontier, 4, get_byte(frontier, 4) # 1)", ["ROOT"]
        ),
        ("delete the state", "DELETE FROM audit.log_state", ["TRUNCATED"]),
        ("5 write a key twice", edit("\"v\":1}", "\"v\":1,\"v\":1}", note), ["LEAF_FORM", "ROOT"]),
        ("18 an entry of another log", edit("\"log\":\"redress", "\"log\":\"regress", note), ["ORIGIN", "ROOT"]),
        ("delete the beginning", "DELETE FROM audit.log WHERE idx = 0", ["GENESIS", "LOG_GAP", "ROOT"]),
        (
            "3 repeat an index",
            """
            ALTER TABLE audit.log DROP CONSTRAINT log_pkey;
            INSERT INTO audit.log SELECT 9, \(columns) FROM audit.log WHERE idx = 12
            """, ["LOG_GAP", "DUPLICATE", "ROOT"]
        ),
        (
            "move an entry to another partition",
            """
            ALTER TABLE audit.log_00001 DISABLE TRIGGER ALL;
            UPDATE audit.log SET idx = (1 << 24) + 7 WHERE \(note)
            """, ["LOG_GAP", "ROOT", "CASE_GAP"]
        ),
        (
            "12 detach a partition", "ALTER TABLE audit.log DETACH PARTITION audit.log_00000", ["TRUNCATED", "ROOT"]
        ),
        (
            "3 swap two leaves",
            """
            UPDATE audit.log a SET leaf = b.leaf, leaf_hash = b.leaf_hash FROM audit.log b
            WHERE (a.idx, b.idx) IN ((20, 21), (21, 20))
            """, ["ROOT", "SESSION_GAP", "SESSION_CHAIN", "COLUMN_MISMATCH"]
        ),
        ("set the head of a case back", "UPDATE audit.case_head SET seq = seq - 1", ["TRUNCATED"]),
        ("point the head of a case elsewhere", "UPDATE audit.case_head SET head = sha256('x')", ["CASE_CHAIN"]),
        (
            "delete the heads", "DELETE FROM audit.case_head; DELETE FROM audit.session_head",
            ["CASE_HEADS", "SESSION_CHAIN"]
        ),
        ("set a counter back", "UPDATE audit.session_head SET n = n - 1 WHERE session = 'flood'", ["TRUNCATED"]),
        ("invent a head", "INSERT INTO audit.case_head VALUES (99, 3, sha256('x'))", ["TRUNCATED"]),
        (
            "change a running hash",
            "UPDATE audit.log SET session_link = sha256('x') WHERE session = 'flood' AND session_n = 9",
            ["SESSION_CHAIN"]
        ),
        ("10 edit the type", "UPDATE audit.log SET type = 'case.shown' WHERE \(note)", ["COLUMN_MISMATCH"]),
        ("10 edit the id", "UPDATE audit.log SET entry_id = 'e-0' WHERE \(note)", ["COLUMN_MISMATCH"]),
        ("10 edit the case", "UPDATE audit.log SET case_no = case_no + 1 WHERE \(note)", ["COLUMN_MISMATCH"]),
        ("10 edit the place in the case", "UPDATE audit.log SET case_seq = 90 WHERE \(note)", ["COLUMN_MISMATCH"]),
        ("10 edit the session", "UPDATE audit.log SET session = 'test-x' WHERE \(note)", ["COLUMN_MISMATCH"]),
        ("10 edit the count", "UPDATE audit.log SET session_n = 90 WHERE \(note)", ["COLUMN_MISMATCH"]),
        ("10 edit the hash", "UPDATE audit.log SET leaf_hash = sha256('x') WHERE \(note)", ["COLUMN_MISMATCH"]),
        (
            "16 change the note of a checkpoint",
            "UPDATE audit.checkpoint SET note = set_byte(note, 3, get_byte(note, 3) # 1)", ["COLUMN_MISMATCH"]
        ),
        (
            "16 invent a checkpoint",
            "INSERT INTO audit.checkpoint SELECT 9999, root, note, at FROM audit.checkpoint ORDER BY size DESC LIMIT 1",
            ["COLUMN_MISMATCH", "TRUNCATED"]
        ),
        (
            "make a head unreadable",
            "ALTER TABLE audit.case_head ALTER seq DROP NOT NULL; UPDATE audit.case_head SET seq = NULL", ["CASE_HEADS"]
        ),
        (
            "make a counter unreadable",
            "ALTER TABLE audit.session_head ALTER n DROP NOT NULL; UPDATE audit.session_head SET n = NULL WHERE session = 'test-anna'",
            ["SESSION_CHAIN"]
        ),
        (
            "make a column unreadable",
            "ALTER TABLE audit.log ALTER type DROP NOT NULL; UPDATE audit.log SET type = NULL WHERE \(note)",
            ["COLUMN_MISMATCH"]
        ),
    ]

    // One after the other: each has a database of its own, and connections are few.
    @Test(.serialized, arguments: attacks)
    func `is found`(_ attack: (name: String, script: String, codes: Set<String>)) async throws {
        let test = try await TestDesk.make()
        let signer = try MemorySigner(origin: test.desk.origin)
        let keeper = test.keeper(signer: signer)
        let reference = try await test.openCase().reference
        for text in ["Первая.", "Вторая.", "Третья."] {
            _ = try await test.desk.perform(AddNote(reference, text: text), by: test.actor())
        }
        _ = try await test.desk.perform(ListCases(), by: test.actor())
        try await test.flood(300)
        _ = try await test.desk.perform(ListCases(), by: test.actor())
        _ = try await keeper.checkpoint(withCaseHeads: true)
        #expect(try await test.verify()["ok"] == true)
        try await keeper.sealAll()
        try await test.asSuperuser(
            TestDesk.unguarded + """
                ALTER TABLE audit.log DISABLE TRIGGER ALL; ALTER TABLE audit.log_00000 DISABLE TRIGGER ALL;
                ALTER TABLE audit.checkpoint DISABLE TRIGGER ALL; ALTER TABLE audit.log_state DISABLE TRIGGER ALL;
                ALTER TABLE audit.tile DROP CONSTRAINT tile_length; ALTER TABLE audit.log DROP CONSTRAINT log_leaf_hash; ALTER TABLE audit.log_state DROP CONSTRAINT log_state_frontier_length;
                \(attack.script)
                """)
        // Nothing is written any more, so that every look sees the same.
        try await test.asSuperuser("SELECT audit.stop('looking')")
        let report = try await test.verify()
        let found = Set((report["findings"]?.array ?? []).compactMap { $0["code"]?.string })
        #expect(report["ok"] == false)
        #expect(attack.codes.isSubset(of: found), "\(attack.name) gave \(found.sorted())")
        // What is put aside for want of memory changes no finding, nor the entry that it names.
        for keysInMemory in [1, 2] {
            let again = try await test.desk.perform(
                VerifyStore(keysInMemory: keysInMemory), by: test.actor("cora", [.compliance]))
            #expect(Self.findings(again) == Self.findings(report), "\(attack.name)")
        }
    }

    private static func findings(_ report: JSON) -> [String] {
        (report["findings"]?.array ?? []).map(\.canonicalText).sorted()
    }

    @Test func `13 and 14: a history that was rewritten and repaired in full is refused by signer and kept checkpoint`()
        async throws
    {
        let test = try await TestDesk.make(stocked: false)
        let signer = try MemorySigner(origin: test.desk.origin)
        try await test.flood(40)
        let kept = try await test.keeper(signer: signer).checkpoint()
        // Everything is made anew: leaves, session links, root and state. The store itself sees nothing.
        try await test.asSuperuser(
            TestDesk.unguarded + """
                ALTER TABLE audit.log DISABLE TRIGGER ALL; ALTER TABLE audit.log_00000 DISABLE TRIGGER ALL;
                ALTER TABLE audit.checkpoint DISABLE TRIGGER ALL; DELETE FROM audit.checkpoint;
                \(Self.edit("\"count\":7,", "\"count\":8,", "type = 'search.performed'"));
                DO $$
                DECLARE
                    link bytea := decode(repeat('00', 32), 'hex');
                    entry record;
                BEGIN
                    FOR entry IN SELECT idx, leaf_hash FROM audit.log WHERE session = 'flood' ORDER BY idx LOOP
                        link := sha256(link || entry.leaf_hash);
                        UPDATE audit.log SET session_link = link WHERE idx = entry.idx;
                    END LOOP;
                    UPDATE audit.session_head SET link = (SELECT l.session_link FROM audit.log l WHERE l.session = 'flood'
                        ORDER BY l.idx DESC LIMIT 1) WHERE session = 'flood';
                END
                $$
                """)
        try await test.repairState()
        #expect(try await test.verify()["ok"] == true, "a store alone cannot know (a control)")
        var knowing = test.desk
        knowing.keeper = test.keeper(signer: signer)
        let told = try await knowing.perform(VerifyStore(), by: test.actor("cora", [.compliance]))
        #expect((told["findings"]?.array ?? []).map { $0["code"] } == ["FORK"], "with the signer's memory it knows")
        await #expect(throws: TrailFault.otherHistory(by: "signer")) {
            _ = try await test.keeper(signer: signer).checkpoint()
        }
        // With the key itself stolen, the checkpoint that the auditor kept still knows.
        try await test.keeperResumes()
        var desk = test.desk
        desk.keeper = test.keeper(signer: try MemorySigner(origin: test.desk.origin))
        let sink = MemorySink()
        _ = try await desk.perform(ExportTrail(), by: test.actor("cora", [.compliance])).write(into: sink)
        let verifier = BundleVerifier(policy: signer.policy)
        #expect(verifier.verify(await sink.bundle).isOK, "without a kept checkpoint it passes (a control)")
        let report = verifier.verify(await sink.bundle, kept: [.init(name: "kept", bytes: kept.bytes)])
        #expect(!report.findings.codes.isDisjoint(with: [.root, .fork]))
    }
}

extension TestDesk {
    /// Writes the state of the log as its entries have it, and takes the right to stop away again.
    fileprivate func repairState() async throws {
        var range = CompactRange()
        for row in try await query("SELECT leaf_hash FROM audit.log ORDER BY idx") {
            range.append(try #require(LeafHash(try row.decode([UInt8].self, "leaf_hash"))))
        }
        let frontier = range.hashes.map(\.hexadecimal).joined()
        try await asSuperuser(
            """
            UPDATE audit.log_state SET size = \(range.size), root = '\\x\(range.root.hexadecimal)', frontier = '\\x\(frontier)'
            """)
    }

    fileprivate func keeperResumes() async throws { try await asSuperuser("SELECT audit.resume()") }
}
