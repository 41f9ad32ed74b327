import Canonical
import Postgres
import Support
import Testing

@testable import Casework

/// Searches: what is found by what, without reading a table from end to end, and pages under change.
@Suite struct `Finding cases` {
    @Test func `a case is found by its trace, e-mail, the channel's number and the number of others`() async throws {
        let test = try await TestDesk.make()
        let intake = try Intake(
            channel: "telegram", language: "ru", jurisdiction: "RU", scamType: "SAFE_ACCOUNT", phone: "+79281234567",
            indicators: ["PHONE:+79990001122"], externalID: "chat-77")
        let reference = try await test.desk.perform(OpenCase(intake), by: test.actor()).reference
        _ = try await test.openCase(phone: "+79281234568")
        _ = try await test.desk.perform(
            AddParty(reference, try PartyDetails(role: "REPORTER", email: "anna@example.org")), by: test.actor())
        _ = try await test.desk.perform(
            MakeReferral(reference, to: .police, hasConsentNow: true, externalNumber: "КУСП № 4821790713/26"),
            by: test.actor())
        for seek in [
            { try $0.seek(indicator: "PHONE:8 999 000-11-22") }, { try $0.seek(email: "Anna@Example.org") },
            { try $0.seek(externalID: "chat-77") }, { try $0.seek(referralNumber: "кусп 4821790713 26") },
            { try $0.seek(phone: "8 928 123 45 67") },
        ] as [(inout ListCases.Filter) throws -> Void] {
            for isClosedToo in [true, false] {
                var filter = ListCases.Filter()
                filter.includesClosed = isClosedToo
                try seek(&filter)
                let found = try await test.desk.perform(ListCases(filter), by: test.actor())
                #expect(found["cases"]?.array?.compactMap { $0["ref"]?.string } == [reference.text])
            }
        }
        var nothing = ListCases.Filter()
        try nothing.seek(referralNumber: "48218")
        #expect(try await test.desk.perform(ListCases(nothing), by: test.actor())["cases"]?.array?.isEmpty == true)
        let everything = try await test.everything()
        for secret in ["4821790713", "anna@example", "9990001122"] { #expect(!everything.contains(secret)) }
        #expect(try await test.isSound())
    }

    /// Five thousand cases, one in ten of them open, with people, traces and referrals.
    private func crowd(_ test: TestDesk) async throws {
        try await test.asSuperuser(
            """
            SET session_replication_role = replica;
            INSERT INTO casework."case" (case_no, opened_at, opened_by, updated_at, channel, external_id, jurisdiction, language,
                scam_type, status, priority, assignee, next_due_at, outcome, closed_at)
            SELECT 260000000000 + n, now() - n * interval '1 minute', 'anna', now() - n * interval '1 minute', 'HOTLINE',
                CASE WHEN n % 7 = 0 THEN 'chat-' || n END, 'RU', 'ru',
                (ARRAY['SAFE_ACCOUNT','PHISHING','SIM_SWAP','ROMANCE'])[1 + n % 4],
                CASE WHEN n % 10 = 0 THEN 'IN_PROGRESS' ELSE 'CLOSED' END, n % 4,
                CASE WHEN n % 3 = 0 THEN 'staff' || n % 40 END,
                CASE WHEN n % 20 = 0 THEN now() + (n % 500 - 250) * interval '1 minute' END,
                CASE WHEN n % 10 > 0 THEN 'NOT_FRAUD' END, CASE WHEN n % 10 > 0 THEN now() END
            FROM generate_series(1, 5000) AS n;
            INSERT INTO privacy.blind_index (case_no, subject, field, key_version, digest)
            SELECT 260000000000 + n, 'p-' || n, f, 1, decode(md5(f || n), 'hex')
            FROM generate_series(1, 5000) AS n, unnest(ARRAY['phone', 'email']) AS f;
            INSERT INTO casework.indicator (case_no, indicator_no, type, masked, digest, key_version, added_at)
            SELECT 260000000000 + n, 1, 'PHONE', '+7', decode(md5('i' || n % 900), 'hex'), 1, now()
            FROM generate_series(1, 5000) AS n;
            INSERT INTO casework.referral (case_no, referral_no, target, made_at, made_by, number_digest, number_key_version)
            SELECT 260000000000 + n, 1, 'POLICE', now(), 'anna', decode(md5('r' || n), 'hex'), 1
            FROM generate_series(1, 5000) AS n;
            ANALYZE;
            """)
    }

    private static let searches: [(name: String, set: @Sendable (inout ListCases.Filter) throws -> Void)] = [
        ("queue", { _ in }), ("status", { $0.status = .inProgress }), ("closed", { $0.status = .closed }),
        ("everything", { $0.includesClosed = true }), ("mine", { $0.assignee = "staff3" }),
        ("nobody's", { $0.assignee = "-" }), ("urgent", { $0.priority = .p0 }), ("scam", { $0.scamType = .simSwap }),
        ("channel", { $0.channel = .hotline }), ("overdue", { $0.isOverdue = true }),
        ("phone", { try $0.seek(phone: "+79281234567") }),
        (
            "phone, closed too",
            {
                try $0.seek(phone: "+79281234567")
                $0.includesClosed = true
            }
        ), ("email", { try $0.seek(email: "a@example.org") }),
        ("trace", { try $0.seek(indicator: "PHONE:+79990001122") }),
        ("external id", { try $0.seek(externalID: "chat-77") }),
        ("number of others", { try $0.seek(referralNumber: "48217") }),
        ("changed since", { try $0.seek(updatedSince: "2026-01-01T00:00:00Z") }),
        ("next page", { $0.after = ListCases.Cursor("q.1.1790000000000000.260000000100") }),
    ]

    @Test func `no search reads a table from end to end`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await crowd(test)
        for (name, set) in Self.searches {
            for actor in [test.actor("lead", [.supervisor]), test.actor("staff3")] {
                var filter = ListCases.Filter()
                try set(&filter)
                let search = CaseSearch(filter: filter, keys: test.keys, at: .now, settled: .now, actor: actor)
                let plan = try await test.query("EXPLAIN " + search.statement)
                    .map { try $0.decode(String.self, "QUERY PLAN") }
                #expect(!plan.contains { $0.contains("Seq Scan") }, "\(name): \(plan.joined(separator: "\n"))")
            }
        }
    }

    /// Reads a list to its end, page after page, `between` them something else happens.
    private func walk(
        _ desk: Desk, _ actor: Actor, _ set: (inout ListCases.Filter) -> Void,
        between: () async throws -> Void = {}
    ) async throws -> [String] {
        var (seen, next): ([String], String?) = ([], nil)
        repeat {
            var filter = ListCases.Filter()
            set(&filter)
            filter.limit = 3
            filter.after = next.flatMap(ListCases.Cursor.init)
            let page = try await desk.perform(ListCases(filter), by: actor)
            seen += page["cases"]?.array?.compactMap { $0["ref"]?.string } ?? []
            next = page["next"]?.string
            try await between()
        } while next != nil
        return seen
    }

    @Test func `pages neither repeat nor skip while others work on the cases`() async throws {
        let test = try await TestDesk.make()
        let lead = test.actor("lead", [.supervisor])
        var cases: [CaseReference] = []
        for number in 0..<24 {
            // Some urgent, some not: the order has ties of every kind.
            let paid = number % 3 == 0 ? ["SBP:1000:RUB:now"] : []
            cases.append(try await test.openCase(phone: "+79281234\(500 + number)", paid: paid).reference)
        }
        let (all, stirred) = (cases, cases.filter { _ in Bool.random() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    guard let reference = stirred.randomElement() else { return }
                    _ = try? await test.desk.perform(
                        AddPayment(reference, "SBP:1:RUB:now", details: PaymentDetails(state: "COMPLETED")),
                        by: test.actor("boss", [.supervisor]))
                    _ = try? await test.desk.perform(
                        AssignCase(reference, to: nil), by: test.actor("boss", [.supervisor]))
                }
            }
            for _ in 0..<4 {
                // Nothing of this order changes: each case once.
                let opened = try await walk(test.desk, lead) { $0.includesClosed = true }
                #expect(opened.sorted() == all.map(\.text).sorted())
                // In the queue a case may move; one that nobody touches is met once.
                let queue = try await walk(test.desk, lead) { _ in }
                for reference in all where !stirred.contains(reference) {
                    #expect(queue.filter { $0 == reference.text }.count == 1)
                }
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test func `whoever asks what was changed since misses no change, however it is committed`() async throws {
        let test = try await TestDesk.make(poolSize: 12)
        let lead = test.actor("lead", [.supervisor])
        var cases: [CaseReference] = []
        for number in 0..<8 { cases.append(try await test.openCase(phone: "+7928123460\(number)").reference) }
        let all = cases
        // What a script that copies knows: the last revision that it met of each case.
        var known: [String: Int64] = [:]
        var since = Timestamp(microseconds: 0)
        func follow() async throws {
            var filter = ListCases.Filter()
            filter.updatedSince = since
            filter.limit = 3
            let page = try await test.desk.perform(ListCases(filter), by: lead)
            for found in page["cases"]?.array ?? [] {
                known[found["ref"]?.string ?? ""] = found["revision"]?.int
                if let at = found["updated_at"]?.string.flatMap(Timestamp.init) { since = max(since, at) }
            }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for turn in 0..<6 {
                        let reference = all[(turn * 5 + writer * 3) % all.count]
                        _ = try await test.desk.perform(
                            AddNote(reference, text: "заметка"), by: test.actor("boss\(writer)", [.supervisor]))
                    }
                }
            }
            for _ in 0..<10 { try await follow() }
            try await group.waitForAll()
        }
        let rows = try await test.query("SELECT case_no, revision FROM casework.\"case\"")
        let last = try Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (
                    try #require(CaseReference(caseNo: row.decode(Int64.self, "case_no"))).text,
                    try row.decode(Int64.self, "revision")
                )
            })
        // The last second is left for clocks that differ; whoever goes on asking has all of it.
        for _ in 0..<2_000 where known != last {
            try await follow()
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(known == last)
    }

    @Test func `a cursor of another order is refused`() async throws {
        let test = try await TestDesk.make(stocked: false)
        var filter = ListCases.Filter()
        filter.after = ListCases.Cursor("o.0.0.260000000100")
        #expect(filter.after != nil)
        await #expect(throws: DeskError.self) {
            _ = try await test.desk.perform(ListCases(filter), by: test.actor("lead", [.supervisor]))
        }
        #expect(ListCases.Cursor("1.2.3") == nil)
    }
}
