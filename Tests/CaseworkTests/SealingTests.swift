import Canonical
import Casework
import Ledger
import Postgres
import Support
import Testing

/// The sealer: from the queue into one Merkle tree, in order, nothing lost.
@Suite struct `The sealed log` {
    @Test func `entries move into the log in the order of their chains, and the store verifies`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase()
        for round in 0..<5 {
            _ = try await test.desk.perform(AddNote(try opened.reference, text: "Звонок \(round)."), by: test.actor())
            try await test.keeper().sealAll()
        }
        #expect(try await test.count("SELECT count(*) AS n FROM audit.pending") == 0)
        let size = try await test.count("SELECT size AS n FROM audit.log_state")
        #expect(try await test.count("SELECT count(*) AS n FROM audit.log") == size)
        #expect(try await test.root() == (try await test.stateRoot()))
        let report = try await test.verify()
        #expect(report["ok"] == true, "\(report)")
        #expect(report["entries"] == .int(Int64(size)))
    }

    @Test func `leaves, tiles and root are those of the whole tree across many tiles`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.flood(3_000)
        let keeper = test.keeper(batch: 700)
        while let moved = try await keeper.sealBatch(), moved > 0 {}
        #expect(try await test.root() == (try await test.stateRoot()))
        // A sealer that starts anew reads the edge from the store.
        try await test.flood(700)
        try await test.keeper().sealAll()
        #expect(try await test.root() == (try await test.stateRoot()))
        #expect(
            try await test.count("SELECT sum(octet_length(data)) / 32 AS n FROM audit.tile WHERE level = 1") == 3_701
                / 256)
        #expect(try await test.verify()["ok"] == true)
    }

    @Test func `with writers and sealers at once no entry is lost, twice or out of order`() async throws {
        let test = try await TestDesk.make(stocked: false, poolSize: 8)
        let keepers = [test.keeper(batch: 50), test.keeper(batch: 70)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for _ in 0..<40 {
                        _ = try await test.desk.perform(ListStaff(), by: test.actor("writer-\(writer)", [.admin]))
                    }
                }
            }
            for keeper in keepers {
                group.addTask { for _ in 0..<60 { _ = try await keeper.sealBatch() } }
            }
            try await group.waitForAll()
        }
        try await keepers[0].sealAll()
        #expect(try await test.count("SELECT count(*) AS n FROM audit.log WHERE type = 'search.performed'") == 320)
        let report = try await test.verify()
        #expect(report["ok"] == true, "\(report)")
    }

    @Test func `a read is shown only for its entry, sealed or not`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase(phone: "+79281234567")
        try await test.keeper().sealAll()
        let answer = try await test.desk.perform(
            RevealField(try opened.reference, field: .phone, purpose: .callBack), by: test.actor())
        #expect(answer["value"] == "+79281234567")
        let id = try await test.query("SELECT entry_id FROM audit.entry WHERE type = 'personal_data.read'")[0]
            .decode(String.self, "entry_id")
        try await test.keeper().sealAll()
        func reveal(_ field: String, session: String, actor: String) async throws -> Bool {
            try await test.query(
                """
                SELECT privacy.reveal(\(id), e.case_no, e.subject, \(field), \(session), \(actor)) IS NOT NULL AS it_is
                FROM audit.entry e WHERE e.entry_id = \(id)
                """)[0].decode(Bool.self, "it_is")
        }
        #expect(try await reveal("phone", session: "test-anna", actor: "anna"))
        // Somebody else in the same session, the same one in another session, another field than the entry names.
        for (field, session, actor) in [
            ("phone", "test-anna", "boris"), ("phone", "test-boris", "anna"), ("name", "test-anna", "anna"),
        ] {
            await #expect(throws: PostgresError.self) {
                _ = try await reveal(field, session: session, actor: actor)
            }
        }
    }

    @Test func `a read that is not committed, or too old, shows nothing`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(RevealField(reference, field: .phone, purpose: .callBack), by: test.actor())
        let copy = """
            INSERT INTO audit.pending (entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf,
                leaf_hash)
            SELECT 'e-again', case_no, case_seq + 9, session, session_n + 9, session_link, subject, type, clock_timestamp(), leaf,
                leaf_hash
            FROM audit.pending WHERE type = 'personal_data.read';
            """
        let reveal = """
            SELECT privacy.reveal('e-again', case_no, subject, 'phone', session, 'anna') FROM audit.pending
            WHERE entry_id = 'e-again';
            """
        let error = await #expect(throws: PostgresError.self) {
            try await test.asSuperuser("BEGIN; \(copy) \(reveal) ROLLBACK")
        }
        #expect(error?.constraint == "reveal_needs_entry")
        try await test.asSuperuser(copy)
        try await test.asSuperuser(reveal)
        try await test.asSuperuser(
            TestDesk.unguarded + "ALTER TABLE audit.pending DISABLE TRIGGER ALL; "
                + "UPDATE audit.pending SET at = at - interval '61 seconds'")
        let old = await #expect(throws: PostgresError.self) { try await test.asSuperuser(reveal) }
        #expect(old?.constraint == "reveal_needs_entry")
    }

    @Test func `sealing is durable whatever the database's setting is`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.flood(5)
        try await test.asSuperuser(
            """
            DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$;
            CREATE FUNCTION public.look() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF current_setting('synchronous_commit') <> 'on' THEN RAISE EXCEPTION 'not durable'; END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER look BEFORE UPDATE ON audit.log_state FOR EACH ROW EXECUTE FUNCTION public.look()
            """)
        _ = try await test.keeper(signer: try MemorySigner(origin: test.desk.origin)).checkpoint()
        #expect(try await test.count("SELECT size AS n FROM audit.log_state") == 6)
        await #expect(throws: PostgresError.self, "the trigger looks (a control)") {
            try await test.asSuperuser("UPDATE audit.log_state SET sealed_at = now()")
        }
    }

    @Test func `a bit that flips in the queue is found before the tree grows`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.keeper().sealAll()
        let before = try await test.stateRoot()
        try await test.flood(3)
        // A disk that changes the bytes afterwards.
        try await test.asSuperuser(
            TestDesk.unguarded + """
                ALTER TABLE audit.pending DISABLE TRIGGER ALL;
                UPDATE audit.pending SET leaf = set_byte(leaf, 60, get_byte(leaf, 60) # 1) WHERE pid = (SELECT max(pid) FROM audit.pending);
                ALTER TABLE audit.pending ENABLE TRIGGER ALL
                """)
        await #expect(throws: (any Error).self) { try await test.keeper().sealAll() }
        #expect(try await test.stateRoot() == before)
    }

    @Test(
        .serialized,
        arguments: [
            "UPDATE audit.log SET type = 'x'", "DELETE FROM audit.log", "TRUNCATE audit.log",
            "TRUNCATE audit.log_00000",
            "UPDATE audit.log_00000 SET type = 'x'", "DELETE FROM audit.log_00000", "DROP TABLE audit.log_00000",
            "ALTER TABLE audit.log DETACH PARTITION audit.log_00000", "DROP TRIGGER log_append_only ON audit.log",
            "DROP TRIGGER log_no_truncate ON audit.log_00000", "ALTER TABLE audit.log DISABLE TRIGGER log_append_only",
            "ALTER TABLE audit.log_00000 DISABLE TRIGGER ALL", "DROP TABLE audit.log CASCADE",
            "DROP SCHEMA audit CASCADE",
            "CREATE RULE swallow AS ON INSERT TO audit.log_00000 DO INSTEAD NOTHING",
            "CREATE TRIGGER swallow BEFORE INSERT ON audit.log FOR EACH ROW EXECUTE FUNCTION audit.refuse_change()",
            "CREATE OR REPLACE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "ALTER TABLE audit.log RENAME TO gone", "ALTER TABLE audit.log_00000 RENAME TO gone",
            "ALTER TABLE audit.pending DISABLE TRIGGER pending_no_delete",
            "DROP TRIGGER pending_no_truncate ON audit.pending",
            "UPDATE audit.checkpoint SET size = 1", "DELETE FROM audit.log_state", "TRUNCATE audit.checkpoint CASCADE",
            "DROP TRIGGER audit_entry_demanded ON casework.note",
            "ALTER TABLE casework.note DISABLE TRIGGER audit_entry_demanded",
            "ALTER TABLE casework.payment ENABLE REPLICA TRIGGER audit_entry_demanded",
            "ALTER TABLE casework.run_event_26 DISABLE TRIGGER audit_entry_demanded",
            "ALTER TABLE privacy.subject_key DISABLE TRIGGER rotation_entry_demanded",
            "DROP TRIGGER export_entry_demanded ON privacy.opening_export",
            "ALTER TABLE privacy.kek DISABLE TRIGGER kek_destroyed_for_good",
            "CREATE TABLE casework.other_note (case_no bigint)",
            """
            DROP TRIGGER audit_entry_demanded ON casework.party; CREATE CONSTRAINT TRIGGER audit_entry_demanded AFTER INSERT
            ON casework.party DEFERRABLE FOR EACH ROW EXECUTE FUNCTION audit.demand_entry()
            """,
            "CREATE OR REPLACE FUNCTION audit.demand_entry() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE OR REPLACE FUNCTION audit.undemanded() RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
            "DROP FUNCTION audit.undemanded()",
        ])
    func `the owner of the tables cannot`(_ statement: String) async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.flood(10)
        _ = try await test.keeper().sealAll()
        try await test.asSuperuser(
            "INSERT INTO audit.checkpoint SELECT size, root, '\\x00', now() FROM audit.log_state")
        for role in ["SET ROLE redress_owner;", "SET session_replication_role = replica;"] {
            let error = await #expect(throws: PostgresError.self, "\(role) \(statement)") {
                try await test.asSuperuser("\(role) \(statement)")
            }
            #expect(
                ["audit_append_only", "audit_guard"].contains(error?.constraint), "\(role) \(String(describing: error))"
            )
        }
    }

    // What was done all the same, by a superuser who took the guard off first, or where none was laid.
    @Test(
        .serialized,
        arguments: [
            "ALTER TABLE casework.follow_up DISABLE TRIGGER audit_entry_demanded",
            "DROP TRIGGER audit_entry_demanded ON casework.follow_up",
            "ALTER TABLE casework.follow_up DISABLE TRIGGER ALL",
            """
            DROP TRIGGER audit_entry_demanded ON casework.follow_up; CREATE CONSTRAINT TRIGGER audit_entry_demanded
            AFTER INSERT OR DELETE OR UPDATE OF done_at ON casework.follow_up DEFERRABLE FOR EACH ROW
            EXECUTE FUNCTION audit.demand_entry()
            """,
            """
            DROP TRIGGER audit_entry_demanded ON casework.follow_up; CREATE CONSTRAINT TRIGGER audit_entry_demanded
            AFTER INSERT OR DELETE OR UPDATE ON casework.follow_up DEFERRABLE FOR EACH ROW WHEN (current_user <> 'redress_owner')
            EXECUTE FUNCTION audit.demand_entry()
            """,
        ])
    func `the doctor names the table that no longer demands an entry`(_ script: String) async throws {
        let test = try await TestDesk.make(stocked: false)
        let cora = test.actor("cora", [.compliance])
        func guarded() async throws -> JSON? {
            let checks = try await test.desk.perform(CheckStore(), by: cora)["checks"]?.array ?? []
            return checks.first { $0["name"] == "guard" }
        }
        #expect(try await guarded()?["ok"] == true)
        try await test.asSuperuser(
            "DROP EVENT TRIGGER redress_guard_end; DROP EVENT TRIGGER redress_guard_drop; \(script)")
        let found = try await guarded()
        #expect(found?["ok"] == false && found?["told"]?.string?.contains("on casework.follow_up") == true, "\(found)")
        // And the guard is not laid over it as if nothing had happened.
        try await test.lay()
        await #expect(throws: PostgresError.self) {
            try await test.asSuperuser("CREATE TABLE public.anything (n integer)")
        }
    }

    @Test func `the doctor compares the store's clock with that of this machine`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let cora = test.actor("cora", [.compliance])
        for (ahead, isOK) in [(0, true), (1, true), (-1, true), (3_600, false), (-3_600, false)] as [(Int64, Bool)] {
            let report = try await test.desk.perform(
                CheckStore { Timestamp.now.adding(seconds: ahead) }, by: cora)
            let check = report["checks"]?.array?.first { $0["name"] == "clock" }
            #expect(check?["ok"] == .bool(isOK), "\(ahead): \(String(describing: check))")
            #expect(report["ok"] == .bool(isOK))
            // This machine's clock is ahead, so the store's is behind.
            if !isOK { #expect(check?["told"]?.string?.contains("by -") == (ahead > 0)) }
        }
    }

    @Test(arguments: [
        "UPDATE audit.log SET type = 'x'", "DELETE FROM audit.log", "TRUNCATE audit.log",
        "INSERT INTO audit.log (idx) VALUES (9)",
        "UPDATE audit.log_state SET size = 0", "SELECT audit.stop('x')", "SELECT audit.resume()",
        "DELETE FROM audit.tile",
        "SELECT audit.make_log_partition(7)", "INSERT INTO audit.checkpoint VALUES (1, '', '', now())",
        "DELETE FROM audit.pending", "SET ROLE redress_sealer",
    ])
    func `the application's role cannot`(_ statement: String) async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.keeper().sealAll()
        await #expect(throws: PostgresError.self) {
            try await test.desk.pool.withConnection { connection in
                // As the application of a configured database: it was not a superuser before it took its role on.
                try await connection.simple("RESET ROLE; SET SESSION AUTHORIZATION redress_app; \(statement)")
            }
        }
    }

    @Test(arguments: [
        "UPDATE audit.log SET type = 'x'", "DELETE FROM audit.log", "TRUNCATE audit.log", "DELETE FROM audit.tile",
        "UPDATE audit.pending SET type = 'x'", "UPDATE audit.case_head SET seq = 0", "SELECT * FROM privacy.value",
        "SELECT * FROM casework.\"case\"", "UPDATE audit.checkpoint SET size = 0",
    ])
    func `the sealer's role cannot`(_ statement: String) async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.keeper().sealAll()
        await #expect(throws: PostgresError.self) {
            try await test.asSuperuser("SET SESSION AUTHORIZATION redress_sealer; \(statement)")
        }
    }

    @Test func `partitions are made ahead, and nobody can empty one that is new`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.asSuperuser("SET ROLE redress_sealer; SELECT audit.make_log_partition(2)")
        await #expect(throws: PostgresError.self) { try await test.asSuperuser("TRUNCATE audit.log_00002") }
        let states = try await test.query(
            """
            SELECT count(*) AS n FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relname ~ '^log_[0-9]{5}$' AND t.tgenabled = 'A'
            """)
        #expect(try states[0].decode(Int.self, "n") == 6)
    }
}
