import Canonical
import Casework
import Postgres
import Support
import Testing

/// An ordinary change goes to the store in one call, whole or not at all.
@Suite struct `A change in one call` {
    /// How often each statement was sent over the desk's only connection while `body` was at work, the counting left out.
    private func sent(_ desk: Desk, _ body: () async throws -> Void) async throws -> [String: Int] {
        let before = try await counts(desk)
        try await body()
        return try await counts(desk).merging(before) { $0 - $1 }.filter {
            $0.value > 0 && !$0.key.contains("pg_prepared_statements")
        }
    }

    private func counts(_ desk: Desk) async throws -> [String: Int] {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                "SELECT statement, generic_plans + custom_plans AS n FROM pg_prepared_statements WHERE NOT from_sql")
        }
        return try Dictionary(rows.map { (try $0["statement"], try $0["n"]) }) { $0 + $1 }
    }

    /// Those that write: what is neither a question nor an end of a transaction.
    private func writing(_ sent: [String: Int]) -> [String: Int] {
        sent.filter { statement, _ in
            let text = statement.uppercased()
            let isCall = ["WRITE_CHANGE", "WRITE_NEW_CASE", "AUDIT.APPEND"].contains(where: text.contains)
            return isCall || ["INSERT", "UPDATE", "DELETE", "WITH"].contains(where: text.hasPrefix)
        }
    }

    @Test func `an ordinary step of a known case sends one statement that writes, and no other`() async throws {
        let test = try await TestDesk.make(poolSize: 1)
        var guide = try await test.openCase()
        var (least, writes): (Int, [[String: Int]]) = (.max, [])
        for _ in 0..<4 {
            let step = try #require(guide["open"]?.array?.first { $0["kind"] != "wait" })
            let record = RecordStep(
                try guide.reference, step: step["path"]?.string ?? "", report: TestAnswers.report(step))
            let sent = try await sent(test.desk) { guide = try await test.desk.perform(record, by: test.actor()) }
            least = min(least, sent.filter { !["begin", "commit"].contains($0.key.lowercased()) }.values.reduce(0, +))
            writes.append(writing(sent))
        }
        // Now and then one of them asks for the parameters in force.
        #expect(least == 1)
        for writes in writes {
            #expect(writes.map(\.value) == [1] && writes.keys.first?.hasPrefix("SELECT casework.write_change(") == true)
        }
        #expect(try await test.isSound())
    }

    @Test func `opening a case with its payments sends one statement that writes`() async throws {
        let test = try await TestDesk.make(poolSize: 1)
        _ = try await test.openCase()
        let plain = try await sent(test.desk) {
            _ = try await test.openCase(paid: ["SBP:1000:RUB:now", "SBP:20:RUB:now"])
        }
        #expect(writing(plain).map(\.value) == [1])
        #expect(writing(plain).keys.first?.hasPrefix("SELECT casework.write_new_case(") == true)
        let payments = try await test.query(
            "SELECT payment_no AS n, amount_minor AS minor FROM casework.payment ORDER BY n")
        #expect(try payments.map { try $0.decode(Int.self, "n") } == [1, 2])
        #expect(try payments.map { try $0.decode(Int.self, "minor") } == [100_000, 2_000])
        #expect(try await test.isSound())
    }

    @Test func `a call whose entry is refused writes nothing, and the same call at the right place all of it`()
        async throws
    {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let before = try await standing(reference, test)
        let error = await #expect(throws: PostgresError.self) {
            try await call(reference, after: "decode(repeat('ab', 32), 'hex')", test)
        }
        #expect(error?.constraint == "audit_case_place" && error?.isRetryable == true)
        #expect(try await standing(reference, test) == before)
        try await call(reference, after: "h.head", test)
        let after = try await standing(reference, test)
        #expect(after == before.map { $0 + 1 })
    }

    /// Revision, events, clocks, kept deadlines and openings of a case.
    private func standing(_ reference: CaseReference, _ test: TestDesk) async throws -> [Int] {
        let row = try await test.query(
            """
            SELECT revision, (SELECT count(*) FROM casework.run_event e WHERE e.case_no = c.case_no) AS events,
                (SELECT count(*) FROM casework.timer t WHERE t.case_no = c.case_no) AS clocks,
                (SELECT count(*) FROM casework.deadline_kept k WHERE k.case_no = c.case_no) AS kept,
                (SELECT count(*) FROM privacy.opening o WHERE o.case_no = c.case_no) AS openings
            FROM casework."case" c WHERE case_no = \(reference.caseNo)
            """)[0]
        return try ["revision", "events", "clocks", "kept", "openings"].map { try row.decode(Int.self, $0) }
    }

    /// Calls the function by hand with the rights of the application: everything that it can write, once.
    private func call(_ reference: CaseReference, after: String, _ test: TestDesk) async throws {
        try await test.desk.pool.withConnection { connection in
            _ = try await connection.query(
                """
                SELECT casework.write_change(\(reference.caseNo), now(), 'hand',
                    NULL, 'MONITORING', 0::smallint, '{}', NULL, '{}', NULL, true, 0, 0, 0, NULL, NULL, NULL, NULL,
                    'e-hand', h.seq + 1, 's-hand', p.session_n + 1, NULL, 'case.note_added', '{"actor":{"id":"hand"}}',
                    \(unescaped: after), NULL,
                    1::smallint, NULL, NULL, NULL, 999, false, NULL, ARRAY['{}'::bytea], ARRAY[''::bytea],
                    ARRAY['hand', 'past'], ARRAY['breach', 'breach'], ARRAY[now(), now()], ARRAY[false, false],
                    ARRAY[false, false], ARRAY['past'], ARRAY['breach'],
                    (SELECT subject FROM casework.party WHERE case_no = \(reference.caseNo)), ARRAY['hand'], ARRAY['x'::bytea])
                FROM audit.next_place(NULL, 's-hand') p, audit.case_head h WHERE h.case_no = \(reference.caseNo)
                """)
        }
    }

    @Test func `the application alone may call it, with the rights that it has anyhow`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let rows = try await test.query(
            """
            SELECT p.proname::text AS name, p.prosecdef AS lends, ARRAY(SELECT r.name
                FROM unnest(ARRAY['redress_app', 'redress_auditor', 'redress_sealer', 'public']) r (name)
                WHERE has_function_privilege(r.name, p.oid, 'EXECUTE')) AS callers
            FROM pg_proc p WHERE p.pronamespace = 'casework'::regnamespace AND p.proname ~ '^write_' ORDER BY 1
            """)
        #expect(try rows.map { try $0.decode(String.self, "name") } == ["write_change", "write_new_case"])
        for row in rows {
            #expect(try row.decode([String].self, "callers") == ["redress_app"])
            #expect(try !row.decode(Bool.self, "lends"))
        }
    }
}
