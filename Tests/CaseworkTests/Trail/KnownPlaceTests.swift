import Canonical
import Casework
import Postgres
import Support
import Testing

/// An entry whose place is known from the one before is written without a question, and refused when the place is another.
@Suite struct `Entries at a known place` {
    private func next(_ guide: JSON) throws -> JSON {
        try #require(guide["open"]?.array?.first { $0["kind"] != "wait" })
    }

    private func record(_ step: JSON, of reference: CaseReference) throws -> RecordStep {
        RecordStep(reference, step: step["path"]?.string ?? "", report: TestAnswers.report(step))
    }

    /// How often the store was asked for each of some steps, at the least: now and then one of them asks for the parameters
    /// in force as well, which are known for two seconds.
    private func trips(
        _ desk: Desk, _ guide: inout JSON, _ count: Int = 4, by actor: (Int) -> Actor
    ) async throws -> Int {
        var least = Int.max
        for number in 0..<count {
            let step = try record(try next(guide), of: try guide.reference)
            let before = try await desk.pool.withConnection { await $0.roundTrips }
            guide = try await desk.perform(step, by: actor(number))
            least = min(least, try await desk.pool.withConnection { await $0.roundTrips } - before)
        }
        return least
    }

    @Test func `a step of a case that this desk wrote last is one round trip, of another one two`() async throws {
        let test = try await TestDesk.make(poolSize: 1)
        var guide = try await test.openCase()
        #expect(try await trips(test.desk, &guide) { _ in test.actor() } == 1)
        // A session that has not written yet has to ask where it stands.
        let fresh = try await trips(test.desk, &guide) { Actor(id: "anna", roles: [.agent], session: "s-fresh-\($0)") }
        #expect(fresh == 2)
        #expect(try await trips(test.desk, &guide) { _ in test.actor() } == 1)
        #expect(try await test.desk.perform(VerifyStore(), by: test.actor("cora", [.compliance]))["ok"] == true)
    }

    @Test func `the revision that somebody looked at is that of the case, not of what a desk remembers`() async throws {
        let test = try await TestDesk.make()
        let other = try await test.another()
        let opened = try await test.openCase()
        let (reference, anna) = (try opened.reference, test.actor())
        let guide = try await other.perform(try record(try next(opened), of: reference), by: anna)
        let revision = try #require(guide["revision"]?.int)
        let step = try record(try next(guide), of: reference)
        let answer = try await test.desk.expecting(revision: Int(revision)).perform(step, by: anna)
        #expect(answer["revision"]?.int == revision + 1)
        let again = try record(try next(answer), of: reference)
        await #expect(
            throws: DeskError.revisionConflict(
                reference: reference.text, expected: Int(revision), actual: Int(revision) + 1)
        ) { _ = try await test.desk.expecting(revision: Int(revision)).perform(again, by: anna) }
    }

    @Test func `a key that came before gets its answer again, also where the case is remembered`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase()
        let (reference, step, anna) = (try opened.reference, try next(opened), test.actor())
        let once = RecordStep(
            reference, step: step["path"]?.string ?? "", report: TestAnswers.report(step), key: "the-same")
        let first = try await test.desk.perform(once, by: anna)
        #expect(try await test.desk.perform(once, by: anna) == first)
        let rows = try await test.query(
            "SELECT count(*) AS n FROM audit.entry WHERE case_no = \(reference.caseNo) AND type = 'case.step_recorded'")
        #expect(try rows[0].decode(Int.self, "n") == 1)
    }

    @Test func `a first entry finds its place with and without a row that was locked for it`() async throws {
        let test = try await TestDesk.make()
        // The first case of a session asks for its place, the second knows it.
        let (first, second) = (try await test.openCase().reference, try await test.openCase().reference)
        let rows = try await test.query(
            "SELECT seq, xid IS NOT NULL AS told FROM audit.case_head WHERE case_no = ANY (\([first.caseNo, second.caseNo]))"
        )
        #expect(try rows.map { try $0.decode(Int64.self, "seq") } == [1, 1])
        #expect(try rows.allSatisfy { try $0.decode(Bool.self, "told") })
        await #expect(throws: PostgresError.self, "the place is taken") {
            try await test.asSuperuser(append(second, seq: 1, after: "NULL", sent: "NULL"))
        }
        #expect(try await test.desk.perform(VerifyStore(), by: test.actor("cora", [.compliance]))["ok"] == true)
    }

    @Test(arguments: [
        (after: "decode(repeat('ab', 32), 'hex')", sent: "now()", constraint: "audit_case_place"),
        ("h.head", "clock_timestamp() - interval '1 second'", "audit_entry_late"),
    ])
    func `the store refuses an entry behind another one than it names, and one that comes late`(
        after: String, sent: String, constraint: String
    ) async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let error = await #expect(throws: PostgresError.self) {
            try await test.asSuperuser(append(reference, seq: 2, after: after, sent: sent))
        }
        #expect(error?.constraint == constraint && error?.isRetryable == true)
        try await test.asSuperuser(append(reference, seq: 2, after: "h.head", sent: "clock_timestamp()"))
    }

    @Test func `where entries come late nobody sets out for a guessed place any more`() async throws {
        let test = try await TestDesk.make(poolSize: 1)
        var guide = try await test.openCase()
        // A store whose clock is an hour ahead.
        try await test.asSuperuser(
            """
            DROP EVENT TRIGGER IF EXISTS redress_guard_end; DROP EVENT TRIGGER IF EXISTS redress_guard_drop;
            DO $$
            DECLARE body text := pg_get_functiondef('audit.append(text,bigint,bigint,text,bigint,text,text,timestamptz,bytea,bytea,\
            timestamptz)'::regprocedure);
            BEGIN EXECUTE replace(body, 'pg_catalog.clock_timestamp()', '(pg_catalog.clock_timestamp() + interval ''1 hour'')'); END $$
            """)
        // In vain, which leaves nothing to end, and the two of whoever asks.
        #expect(try await trips(test.desk, &guide, 1) { _ in test.actor() } == 3)
        #expect(try await trips(test.desk, &guide) { _ in test.actor() } == 2)
    }

    private func append(_ reference: CaseReference, seq: Int, after: String, sent: String) -> String {
        """
        SELECT audit.append('e-hand-\(seq)', \(reference.caseNo), \(seq), 's-hand', p.session_n + 1, NULL, 'case.note_added',
            now(), '{"actor":{"id":"hand"}}', \(after), \(sent))
        FROM audit.next_place(NULL, 's-hand') p, audit.case_head h WHERE h.case_no = \(reference.caseNo)
        """
    }
}
