import Canonical
import Casework
import Postgres
import Support
import Testing

/// The trail: every change has its entry, and whoever edits by hand is found.
@Suite struct `The audit trail` {
    @Test func `a working day verifies`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase()
        _ = try await test.desk.perform(AddNote(try opened.reference, text: "Соседка рядом."), by: test.actor())
        let report = try await test.desk.perform(VerifyStore(), by: test.actor("cora", [.compliance]))
        #expect(report["ok"] == true)
        #expect((report["entries"]?.int ?? 0) >= 3)
    }

    @Test func `the database refuses a change of a case without its entry`() async throws {
        let test = try await TestDesk.make()
        _ = try await test.openCase()
        let error = await #expect(throws: PostgresError.self) {
            try await test.desk.pool.withConnection { connection in
                _ = try await connection.execute("UPDATE casework.\"case\" SET assignee = 'somebody'")
            }
        }
        #expect(error?.constraint == "audit_entry_demanded", "\(String(describing: error)) \(error?.message ?? "")")
    }

    @Test(arguments: [
        #"{"data":{},"id":"e-x"}"#, #"{"actor":{"id":"","kind":"staff"}}"#, #"{"actor":{"id":""#, "",
        #"{"actor":{"kind":"staff"}}"#,
    ])
    func `the store takes no entry without an actor`(_ leaf: String) async throws {
        let test = try await TestDesk.make()
        let before = try await test.count("SELECT count(*) AS n FROM audit.entry")
        let error = await #expect(throws: PostgresError.self) {
            try await test.desk.pool.withConnection { connection in
                _ = try await connection.query(
                    """
                    SELECT audit.append('e-x', NULL, NULL, 'nobody', p.session_n + 1, NULL, 'search.performed', now(),
                        \(Array(leaf.utf8))) FROM audit.next_place(NULL, 'nobody') p
                    """)
            }
        }
        #expect(error?.constraint == "audit_actor_named", "\(String(describing: error))")
        #expect(try await test.count("SELECT count(*) AS n FROM audit.entry") == before)
    }

    @Test(arguments: [
        "UPDATE audit.pending SET type = 'x'", "DELETE FROM audit.pending", "TRUNCATE audit.pending",
        "INSERT INTO audit.pending (entry_id) VALUES ('e-1')", "UPDATE audit.case_head SET seq = 0",
        "SELECT sealed FROM privacy.value", "DELETE FROM casework.run_event", "DELETE FROM casework.\"case\"",
        "SET session_replication_role = replica",
    ])
    func `the application's role cannot`(_ statement: String) async throws {
        let test = try await TestDesk.make()
        _ = try await test.openCase()
        await #expect(throws: PostgresError.self) {
            try await test.desk.pool.withConnection { connection in
                _ = try await connection.execute(SQL(unescaped: statement))
            }
        }
    }

    /// What somebody with every right to the database does by hand, and what must be found.
    static let attacks: [(name: String, script: String, code: String)] = [
        (
            "edit a leaf",
            "UPDATE audit.pending SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'anna', 'anny'), 'UTF8') WHERE type = 'case.note_added'",
            "SESSION_CHAIN"
        ),
        (
            "edit the last entry of no case",
            "UPDATE audit.pending SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'cases', 'casus'), 'UTF8') WHERE type = 'search.performed'",
            "SESSION_CHAIN"
        ),
        (
            "edit a leaf and its hash",
            "UPDATE audit.pending SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'anna', 'anny'), 'UTF8') WHERE type = 'case.note_added'; UPDATE audit.pending SET leaf_hash = sha256('\\x00'::bytea || leaf)",
            "CASE_CHAIN"
        ),
        (
            "edit a column that is shown",
            "UPDATE audit.pending SET at = at - interval '1 day' WHERE type = 'case.note_added'", "COLUMN_MISMATCH"
        ),
        (
            "delete an entry",
            "DELETE FROM audit.pending WHERE pid = (SELECT min(pid) FROM audit.pending WHERE type = 'case.note_added')",
            "CASE_GAP"
        ),
        (
            "delete the newest entries",
            "DELETE FROM audit.pending WHERE pid > (SELECT max(pid) - 2 FROM audit.pending)", "TRUNCATED"
        ),
        (
            "insert an entry",
            "INSERT INTO audit.pending (entry_id, session, session_n, session_link, type, at, leaf, leaf_hash) SELECT 'e-forged', session, session_n + 1000, session_link, type, at, leaf, leaf_hash FROM audit.pending WHERE type = 'case.note_added' LIMIT 1",
            "DUPLICATE"
        ),
        (
            "delete a case's whole trail",
            "DELETE FROM audit.pending WHERE case_no IS NOT NULL; DELETE FROM audit.case_head", "UNAUDITED"
        ),
        ("delete a search", "DELETE FROM audit.pending WHERE type = 'search.performed'", "SESSION_GAP"),
    ]

    @Test(arguments: attacks)
    func `what is done by hand is found`(_ attack: (name: String, script: String, code: String)) async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase()
        let anna = test.actor()
        _ = try await test.desk.perform(AddNote(try opened.reference, text: "Первая."), by: anna)
        _ = try await test.desk.perform(ListCases(), by: anna)
        _ = try await test.desk.perform(AddNote(try opened.reference, text: "Вторая."), by: anna)
        try await test.asSuperuser(
            TestDesk.unguarded + "ALTER TABLE audit.pending DISABLE TRIGGER ALL; \(attack.script)")
        let report = try await test.desk.perform(VerifyStore(), by: test.actor("cora", [.compliance]))
        let codes = (report["findings"]?.array ?? []).compactMap { $0["code"]?.string }
        #expect(report["ok"] == false)
        #expect(codes.contains(attack.code), "\(attack.name) gave \(codes)")
    }

    @Test func `nobody's search path lends the functions of the trail another meaning`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.flood(3)
        // Operators and functions that say yes to everything, in front of those of the database.
        try await test.asSuperuser(
            """
            CREATE SCHEMA evil;
            CREATE FUNCTION evil.yes(bigint, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
            CREATE FUNCTION evil.yes(xid8, xid8) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
            CREATE FUNCTION evil.sha256(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$SELECT decode(repeat('00', 32), 'hex')$$;
            CREATE FUNCTION evil.octet_length(bytea) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 9';
            CREATE OPERATOR evil.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = evil.yes);
            CREATE OPERATOR evil.= (LEFTARG = xid8, RIGHTARG = xid8, FUNCTION = evil.yes);
            CREATE TABLE evil.pending (LIKE audit.pending);
            GRANT ALL ON SCHEMA evil TO redress_app; GRANT ALL ON ALL TABLES IN SCHEMA evil TO redress_app
            """)
        let hostile = "SET ROLE redress_app; SET search_path = evil, audit, pg_catalog; "
        let append = "SELECT append('e-x', NULL, NULL, 'flood', "
        let leaf = #", NULL, 'search.performed', now(), convert_to('{"actor":{"id":"x' || repeat('x', "#
        let refused = await #expect(throws: PostgresError.self) {
            try await test.asSuperuser(hostile + append + "90" + leaf + "1), 'UTF8'))")
        }
        #expect(refused?.constraint == "audit_session_place", "\(String(describing: refused))")
        let tooLong = await #expect(throws: PostgresError.self) {
            try await test.asSuperuser(hostile + append + "4" + leaf + "65536), 'UTF8'))")
        }
        #expect(tooLong?.constraint == "audit_entry_form", "\(String(describing: tooLong))")
        try await test.asSuperuser(hostile + append + "4" + leaf + "1), 'UTF8'))")
        let right: SQL = """
            SELECT count(*) AS n FROM audit.pending WHERE entry_id = 'e-x' AND leaf_hash = sha256('\\x00'::bytea || leaf)
            """
        #expect(try await test.count(right) == 1)
        let change = await #expect(throws: PostgresError.self) {
            try await test.asSuperuser(
                hostile + "INSERT INTO privacy.hold VALUES ('h-1', 7, 'POLICE', now(), 'anna', NULL, NULL, NULL)")
        }
        #expect(change?.constraint == "audit_entry_demanded", "\(String(describing: change))")
    }

    @Test func `the owner of the tables cannot edit the trail either`() async throws {
        let test = try await TestDesk.make()
        _ = try await test.openCase()
        for statement in ["UPDATE audit.pending SET type = 'x'", "DELETE FROM audit.pending", "TRUNCATE audit.pending"]
        {
            await #expect(throws: PostgresError.self) {
                try await test.asSuperuser("SET ROLE redress_owner; \(statement)")
            }
        }
    }

    @Test func `nothing personal is in the trail`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase(phone: "+79287654321", name: "Канарейкина")
        _ = try await test.desk.perform(AddNote(try opened.reference, text: "Канареечная заметка"), by: test.actor())
        let rows = try await test.query("SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit.entry")
        let leaves = try rows.map { try $0.decode(String.self, "leaf") }.joined()
        for canary in ["79287654321", "9287654321", "Канар", "канар"] { #expect(!leaves.contains(canary)) }
    }
}
