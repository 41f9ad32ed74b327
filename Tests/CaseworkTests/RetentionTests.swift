import Canonical
import Casework
import Postgres
import Support
import Testing

@Suite struct `How long data is kept` {
    private let cora = Actor(id: "cora", roles: [.compliance], session: "test-cora")

    /// The same desk so many days on.
    private func later(_ test: TestDesk, days: Int64) -> Desk {
        test.desk.at { Timestamp.now.adding(seconds: days * 86_400) }
    }

    private func due(_ answer: JSON, _ category: String) -> Int64? {
        answer["categories"]?.array?.first { $0["category"]?.string == category }?["due"]?.int
    }

    @Test func `what has been kept long enough goes, a dry run only counts, a hold keeps`() async throws {
        let test = try await TestDesk.make()
        let attempt = try await test.openCase().reference
        let loss = try await test.openCase(phone: "+79281234568", paid: ["SBP:1000:RUB:now"], key: "retention-1")
            .reference
        let held = try await test.openCase(phone: "+79281234569").reference
        for reference in [attempt, loss, held] { try await test.close(reference) }
        _ = try await test.desk.perform(PlaceHold(held, reason: .court), by: cora)
        let soon = try await test.desk.perform(RunRetention(isDryRun: true), by: cora)
        #expect(due(soon, "CASE_ATTEMPT") == 0 && due(soon, "CASE_LOSS") == 0 && due(soon, "ANSWER") == 0)
        let year = later(test, days: 366)
        let dry = try await year.perform(RunRetention(isDryRun: true), by: cora)
        #expect(due(dry, "CASE_ATTEMPT") == 1 && due(dry, "CASE_LOSS") == 0 && due(dry, "ANSWER") == 1)
        #expect(dry["held"] == 1)
        let kept = try await test.query("SELECT count(*) AS n FROM privacy.subject_key")
        #expect(try kept[0].decode(Int.self, "n") == 3)
        _ = try await year.perform(RunRetention(), by: cora)
        let after = try await test.query(
            """
            SELECT p.case_no, p.erased_at IS NOT NULL AS gone,
                (SELECT count(*) FROM privacy.opening o WHERE o.case_no = p.case_no) AS openings
            FROM casework.party p ORDER BY case_no
            """)
        #expect(try after.map { try $0.decode(Bool.self, "gone") } == [true, false, false])
        #expect(try after[1].decode(Int.self, "openings") == 0)
        #expect(try after[2].decode(Int.self, "openings") > 0)
        let again = try await year.perform(RunRetention(isDryRun: true), by: cora)
        #expect(due(again, "CASE_ATTEMPT") == 0 && due(again, "OPENING") == 0 && due(again, "ANSWER") == 0)
        _ = try await later(test, days: 1_096).perform(RunRetention(), by: cora)
        let left = try await test.query("SELECT count(*) AS n FROM casework.party WHERE erased_at IS NULL")
        #expect(try left[0].decode(Int.self, "n") == 1)
        #expect(try await test.isSound())
    }

    @Test func `a period that a law wants stops a request, not an order`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        try await test.close(reference)
        _ = try await test.desk.perform(SetRetention(.caseAttempt, days: 400, dutyDays: 30), by: cora)
        await #expect(throws: DeskError.self) {
            _ = try await test.desk.perform(RequestErasure(reference), by: self.cora)
        }
        let refused = try await test.query("SELECT refusal FROM privacy.erasure")
        #expect(try refused[0].decode(String.self, "refusal") == "RETENTION_DUTY")
        let ordered = try await test.desk.perform(RequestErasure(reference, basis: .order), by: cora)
        #expect(ordered["state"] == "REQUESTED")
        await #expect(throws: DeskError.self) {
            _ = try await test.desk.perform(SetRetention(.caseAttempt, days: 10, dutyDays: 30), by: self.cora)
        }
    }

    @Test func `of several servers one runs the job, once a day, and the trail has it`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        try await test.close(reference)
        let desks = [later(test, days: 366), later(test, days: 366)]
        let ran = try await withThrowingTaskGroup(of: Bool.self) { group in
            for (number, desk) in desks.enumerated() {
                group.addTask { try await RetentionKeeper(desk: desk, session: "clock-\(number)").look() }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(ran == 1)
        let erased = try await test.count("SELECT count(*) AS n FROM casework.party WHERE erased_at IS NOT NULL")
        #expect(erased == 1)
        let runs: SQL = "SELECT count(*) AS n FROM audit.entry WHERE type = 'retention.ran'"
        let written = try await test.count(runs)
        #expect(written > 0)
        let decided = try await test.query("SELECT decided_by FROM privacy.erasure")
        #expect(try decided[0].decode(String.self, "decided_by") == "retention-clock")
        #expect(try await RetentionKeeper(desk: desks[0], session: "clock-2").look() == false)
        #expect(try await test.count(runs) == written)
        #expect(try await RetentionKeeper(desk: later(test, days: 367), session: "clock-3").look())
        #expect(try await test.isSound())
    }

    @Test func `answers for repeated requests are sealed, the same to the byte, and go with the person`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase(key: "once").reference
        let first = try await test.openCase(key: "once")
        #expect(try first.reference == reference)
        let key = RequestKey("note", request: ["text": "a"])
        let noted = try await test.desk.perform(AddNote(reference, text: "Перезвонить.", key: key), by: test.actor())
        let again = try await test.another().perform(
            AddNote(reference, text: "Перезвонить.", key: key), by: test.actor())
        #expect(noted.canonicalBytes == again.canonicalBytes)
        let kept = try await test.query("SELECT answer, cases FROM casework.idempotency")
        #expect(kept.count == 2)
        for row in kept {
            #expect(try row.decode([UInt8].self, "answer").first == 1)
            #expect(try row.decode([Int64].self, "cases") == [reference.caseNo])
        }
        // The request is kept as a code that only the holder of the keys can make: a hash of what is in it is not there.
        let plain: SQL = """
            SELECT count(*) AS n FROM casework.idempotency WHERE octet_length(request_hash) <> 37
                OR position(sha256(convert_to('{"text":"a"}', 'UTF8')) IN request_hash) > 0
            """
        #expect(try await test.count(plain) == 0)
        await #expect(throws: DeskError.keyUsedForAnotherRequest) {
            _ = try await test.desk.perform(
                AddNote(reference, text: "Другое.", key: RequestKey("note", request: ["text": "b"])), by: test.actor())
        }
        // One that an earlier version kept as a plain hash is still known for the rest of its day.
        try await test.asSuperuser(
            """
            UPDATE casework.idempotency SET request_hash = sha256(convert_to('{"text":"a"}', 'UTF8')) WHERE key = 'note'
            """)
        let old = try await test.desk.perform(AddNote(reference, text: "Перезвонить.", key: key), by: test.actor())
        #expect(old.canonicalBytes == noted.canonicalBytes)
        // Somebody else's answer, or one moved to another key, does not open.
        try await test.asSuperuser(
            "UPDATE casework.idempotency i SET answer = o.answer FROM casework.idempotency o WHERE o.key <> i.key")
        await #expect(throws: SealError.notAuthentic) { _ = try await test.openCase(key: "once") }
        try await test.close(reference)
        _ = try await test.desk.perform(RequestErasure(reference), by: cora)
        _ = try await test.desk.perform(DecideErasure(reference), by: test.actor("carl", [.compliance]))
        #expect(try await test.count("SELECT count(*) AS n FROM casework.idempotency") == 0)
    }
}
