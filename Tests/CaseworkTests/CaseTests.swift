import Canonical
import Casework
import Postgres
import Support
import Testing

/// Opening, guiding, recording, closing: the main job through the public door.
@Suite struct `Working on a case` {
    @Test func `a new case has a reference, a priority with reasons, a pinned playbook and open steps`() async throws {
        let test = try await TestDesk.make()
        let now = Timestamp.now.adding(seconds: -600)
        let opened = try await test.openCase(paid: ["SBP:150000:RUB:\(now.wholeSecondsText)"])
        #expect(opened["status"] == "IN_PROGRESS")
        #expect(opened["priority"]?.string?.hasPrefix("P") == true)
        #expect(opened["priority_reasons"]?.array?.isEmpty == false)
        #expect(opened["playbook"]?["id"] == "safe-account")
        #expect(opened["playbook"]?["digest"]?.string?.count == 64)
        #expect(!opened.openPaths.isEmpty)
        #expect(opened["receipt"]?.string?.isEmpty == false)
    }

    @Test func `without a known scam the triage runs`() async throws {
        let test = try await TestDesk.make()
        #expect(try await test.openCase(scam: nil)["playbook"]?["id"] == "triage")
    }

    @Test func `the same key opens one case, another request under it is refused`() async throws {
        let test = try await TestDesk.make()
        let first = try await test.openCase(key: "call-7")
        let again = try await test.openCase(key: "call-7")
        #expect(first == again)
        #expect(try await test.query("SELECT count(*) AS n FROM casework.\"case\"")[0].decode(Int.self, "n") == 1)
        await #expect(throws: DeskError.keyUsedForAnotherRequest) {
            _ = try await test.openCase(phone: "+79990000000", key: "call-7")
        }
    }

    @Test func `sixteen requests with one key at the same moment open one case`() async throws {
        let test = try await TestDesk.make()
        let answers = try await withThrowingTaskGroup(of: JSON.self) { group in
            for number in 0..<16 {
                group.addTask { try await test.openCase(by: test.actor("anna"), key: "burst") }
                _ = number
            }
            return try await group.reduce(into: Set<JSON>()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
    }

    @Test func `a referral that a correction brought up for a second look is confirmed`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let steps = """
              - ask: alone
                text: {ru: "Рядом кто-то есть?", en: "Is somebody with you?"}
                type: YesNo
              - refer: to_bank
                to: bank_sender
                consent: not_needed
                needs: [a.alone]
                text: {ru: "Передайте банку.", en: "Pass it to the bank."}
              - do: call_bank
                text: {ru: "Позвоните в банк.", en: "Call the bank."}
                deadline: {within: 24h, from: case.opened_at, on_breach: {escalate: shift_lead}}
            """
        let scenario = """
              - name: all is done
                answers: {alone: "yes"}
                clock: {start: "2026-01-12T09:00:00Z"}
                expect: {visits: [alone, to_bank, call_bank, finished], outcome: prevented}
            """
        try await test.publish(TestPlaybook.text(steps: steps, scenarios: scenario))
        let reference = try await test.openSmall().reference
        for (step, report) in [("alone", StepReport.answer("yes")), ("to_bank", .referred(reference: nil))] {
            _ = try await test.desk.perform(RecordStep(reference, step: step, report: report), by: test.actor())
        }
        let corrected = try await test.desk.perform(
            CorrectAnswer(reference, step: "alone", answer: "no", reason: "misheard"), by: test.actor())
        let second = corrected["open"]?.array?.first { $0["path"] == "to_bank" }
        #expect(second?["review"] == true)
        let confirmed = try await test.desk.perform(
            RecordStep(reference, step: "to_bank", report: .done), by: test.actor())
        #expect(confirmed.openPaths == ["call_bank"])
    }

    @Test func `personal data is sealed, masked on display and found by phone`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase(phone: "8 928 765-43-21", name: "Мария Канарейкина")
        let shown = try await test.desk.perform(ShowCase(try opened.reference), by: test.actor())
        let masked = shown["parties"]?[0]?["masked"]
        #expect(masked?["phone"] == "+7 928 ***-**-21")
        #expect(masked?["name"] == "М*** К***")
        var filter = ListCases.Filter()
        filter.phone = try ListCases.phone("+7 (928) 765 43 21")
        let found = try await test.desk.perform(ListCases(filter), by: test.actor())
        #expect(found["cases"]?.array?.count == 1)
        let dump = try await test.everything()
        for canary in ["Канарейкина", "9287654321"] { #expect(!dump.contains(canary)) }
    }

    @Test func `a reveal shows the value and is on the trail before`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase(phone: "+79287654321")
        let answer = try await test.desk.perform(
            RevealField(try opened.reference, field: .phone, purpose: .callBack), by: test.actor())
        #expect(answer["value"] == "+79287654321")
        let rows = try await test.query("SELECT count(*) AS n FROM audit.entry WHERE type = 'personal_data.read'")
        #expect(try rows[0].decode(Int.self, "n") == 1)
    }

    @Test func `the database hands nothing out without a committed entry of the same session`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase(phone: "+79287654321")
        let caseNo = try opened.reference.caseNo
        let subject: String = try await test.query("SELECT subject FROM casework.party")[0]["subject"]
        await #expect(throws: PostgresError.self) {
            try await test.desk.pool.withConnection { connection in
                _ = try await connection.query(
                    "SELECT privacy.reveal('e-invented', \(caseNo), \(subject), 'phone', 'test-anna', 'anna')")
            }
        }
    }

    @Test func `closing is refused while a mandatory step is open, and says which`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase()
        let error = await #expect(throws: DeskError.self) {
            _ = try await test.desk.perform(CloseCase(try opened.reference, outcome: .prevented), by: test.actor())
        }
        guard case .guideUnfinished(_, let steps)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(steps == opened.openPaths)
        #expect(error?.explanation.sentence.contains(steps[0]) == true)
    }

    @Test func `a mandatory step that is open is named when closing is refused`() async throws {
        let test = try await TestDesk.make()
        var guide = try await test.openCase()
        let reference = try guide.reference
        for _ in 0..<100 where guide["open"]?.array?.contains(where: { $0["mandatory"] == true }) != true {
            let step = try #require(guide["open"]?.array?.first { $0["kind"] != "wait" })
            guide = try await test.desk.perform(
                RecordStep(reference, step: step["path"]?.string ?? "", report: TestAnswers.report(step)),
                by: test.actor())
        }
        let mandatory = (guide["open"]?.array ?? []).filter { $0["mandatory"] == true }.compactMap {
            $0["path"]?.string
        }
        #expect(!mandatory.isEmpty)
        await #expect(throws: DeskError.mandatoryOpen(reference: reference.description, steps: mandatory)) {
            _ = try await test.desk.perform(CloseCase(reference, outcome: .notFraud), by: test.actor())
        }
    }

    @Test func `a whole call ends closed with the follow-ups of a repeat victim`() async throws {
        let test = try await TestDesk.make()
        let anna = test.actor()
        var guide = try await test.openCase(paid: [
            "SBP:150000:RUB:\(Timestamp.now.adding(seconds: -900).wholeSecondsText)"
        ])
        let reference = try guide.reference
        for _ in 0..<200 {
            guard let step = guide["open"]?.array?.first(where: { $0["kind"] != "wait" }) else { break }
            guide = try await test.desk.perform(
                RecordStep(reference, step: step["path"]?.string ?? "", report: TestAnswers.report(step)), by: anna)
        }
        var mandatory = (guide["open"]?.array ?? []).filter { $0["mandatory"] == true }
        for step in mandatory {
            guide = try await test.desk.perform(
                RecordStep(reference, step: step["path"]?.string ?? "", report: .notNeeded(reason: "проверено")),
                by: anna)
        }
        mandatory = (guide["open"]?.array ?? []).filter { $0["mandatory"] == true }
        #expect(mandatory.isEmpty)
        let closed = try await test.desk.perform(CloseCase(reference, outcome: .lossNotReturned), by: anna)
        #expect(closed["status"] == "CLOSED")
        let shown = try await test.desk.perform(ShowCase(reference), by: anna)
        #expect(shown["follow_ups"]?.array?.count == 5)
        await #expect(throws: DeskError.caseClosed(reference: reference.description)) {
            _ = try await test.desk.perform(
                RecordStep(reference, step: "any", report: .done), by: anna)
        }
        let doctor = try await test.desk.perform(CheckStore(), by: test.actor("cora", [.compliance]))
        #expect(doctor["ok"] == true, "\(doctor.canonicalText)")
    }

    @Test func `two agents answer one question at once: one wins, the other is told`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase(by: test.actor("anna"))
        let reference = try opened.reference
        let step = try #require(opened["open"]?.array?.first)
        let other = try await test.another()
        let results = await withTaskGroup(of: Bool.self) { group in
            for (desk, name) in [(test.desk, "anna"), (other, "lead")] {
                group.addTask {
                    let actor = test.actor(name, name == "lead" ? [.supervisor] : [.agent])
                    let record = RecordStep(
                        reference, step: step["path"]?.string ?? "", report: TestAnswers.report(step))
                    do {
                        _ = try await desk.perform(record, by: actor)
                        return true
                    } catch DeskError.refused { return false } catch {
                        Issue.record(error)
                        return false
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(results == 1)
    }

    @Test func `a desk sees what another desk did to the case that it worked on last`() async throws {
        let test = try await TestDesk.make()
        let (here, there) = (test.desk, try await test.another())
        let reference = try await test.openCase().reference
        var guide = try await there.perform(GuideCase(reference), by: test.actor())
        for desk in [there, here, here, there, there, here] {
            let step = try #require(guide["open"]?.array?.first { $0["kind"] != "wait" })
            let path = step["path"]?.string ?? ""
            guide = try await desk.perform(
                RecordStep(reference, step: path, report: TestAnswers.report(step)), by: test.actor())
            let other = try await test.another().perform(GuideCase(reference), by: test.actor())
            #expect(guide["open"] == other["open"])
            #expect(guide["steps"] == other["steps"])
        }
        let doctor = try await here.perform(CheckStore(), by: test.actor("cora", [.compliance]))
        #expect(doctor["ok"] == true, "\(doctor.canonicalText)")
    }

    @Test func `a desk sees what was done by hand, with its entry, to the case that it worked on last`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase(paid: ["SBP:150000:RUB:2026-01-10T10:30:00+03:00"]).reference
        let before = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(before["payments"]?[0]?["state"] == "UNKNOWN")
        let caseNo = reference.caseNo
        try await test.asSuperuser(
            """
            BEGIN;
            UPDATE casework.payment SET state = 'COMPLETED' WHERE case_no = \(caseNo);
            SELECT audit.append('e-hand', \(caseNo), p.case_seq + 1, 's-hand', p.session_n + 1, NULL, 'case.note_added', now(),
                '{"actor":{"id":"hand"}}')
            FROM audit.next_place(\(caseNo), 's-hand') p;
            COMMIT;
            """)
        let after = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(after["payments"]?[0]?["state"] == "COMPLETED")
    }

    @Test func `sixteen writers of notes on one case lose nothing`() async throws {
        let test = try await TestDesk.make(poolSize: 16)
        let reference = try await test.openCase().reference
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<16 {
                group.addTask {
                    let actor = Actor(id: "anna", roles: [.agent], session: "writer-\(writer)")
                    for number in 0..<5 {
                        _ = try await test.desk.perform(AddNote(reference, text: "\(writer)/\(number)"), by: actor)
                    }
                }
            }
            try await group.waitForAll()
        }
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["notes"]?.array?.count == 80)
        #expect(try await test.desk.perform(VerifyStore(), by: test.actor("cora", [.compliance]))["ok"] == true)
    }

    @Test func `a code in a note is masked before it is stored, and the agent is told`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let noted = try await test.desk.perform(
            AddNote(reference, text: "Назвала код 4821 и карту 4111 1111 1111 1111"), by: test.actor())
        let masked = Set((noted["note"]?["masked"]?.array ?? []).compactMap(\.string))
        #expect(masked == ["CARD_NUMBER", "ONE_TIME_CODE"])
        #expect(noted["note"]?["text"]?.string?.contains("4821") == false)
    }

    @Test func `each rung of a clock fires once, on however many servers`() async throws {
        let test = try await TestDesk.make()
        var guide = try await test.openCase()
        let reference = try guide.reference
        for _ in 0..<100 where guide["open"]?.array?.contains(where: { $0["deadline"] != nil }) != true {
            let step = try #require(guide["open"]?.array?.first { $0["kind"] != "wait" })
            guide = try await test.desk.perform(
                RecordStep(reference, step: step["path"]?.string ?? "", report: TestAnswers.report(step)),
                by: test.actor())
        }
        let due = try #require(guide["open"]?.array?.compactMap { $0["deadline"]?["due_at"]?.string }.min())
        let late = try #require(Timestamp(due)).adding(seconds: 30)
        let desks = [test.desk.at { late }, try await test.another().at { late }, try await test.another().at { late }]
        let system: @Sendable (Int) -> Actor = { number in
            Actor(kind: .system, id: "deadlines", roles: [], session: "clock-\(number)")
        }
        let fired = try await withThrowingTaskGroup(of: [JSON].self) { group in
            for round in 0..<9 {
                group.addTask {
                    let answer = try await desks[round % 3].perform(FireDeadlines(), by: system(round))
                    return (answer["fired"]?.array ?? []).flatMap { $0["rungs"]?.array ?? [] }
                }
            }
            return try await group.reduce(into: [JSON]()) { $0 += $1 }
        }
        #expect(!fired.isEmpty)
        #expect(fired.count == Set(fired).count)
        let shown = try await desks[0].perform(GuideCase(reference), by: test.actor())
        #expect(shown["open"]?.array?.contains { $0["deadline"]?["state"] == "breached" } == true)
        #expect(try await test.desk.perform(VerifyStore(), by: test.actor("cora", [.compliance]))["ok"] == true)
    }

    @Test func `why names the answers that led to a step and the case that shut another out`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase()
        let reference = try opened.reference
        _ = try await test.desk.perform(RecordStep(reference, step: "greet", report: .done), by: test.actor())
        _ = try await test.desk.perform(
            RecordStep(reference, step: "safe_now", report: .answer("safe")), by: test.actor())
        let open = try await test.desk.perform(GuideCase(reference), by: test.actor()).openPaths
        let why = try await test.desk.perform(ExplainStep(reference, step: try #require(open.first)), by: test.actor())
        #expect(why["because"]?.array?.isEmpty == false)
        await #expect(throws: DeskError.self) {
            _ = try await test.desk.perform(ExplainStep(reference, step: "no_such_step"), by: test.actor())
        }
    }

    @Test func `a colleague's case is closed to an agent and open to a supervisor`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase(by: test.actor("anna")).reference
        await #expect(throws: DeskError.notYours(reference: reference.description)) {
            _ = try await test.desk.perform(ShowCase(reference), by: test.actor("boris"))
        }
        let lead = test.actor("lead", [.supervisor])
        _ = try await test.desk.perform(AssignCase(reference, to: nil), by: lead)
        #expect(try await test.desk.perform(ShowCase(reference), by: test.actor("boris"))["status"] == "IN_PROGRESS")
    }

    @Test func `a revision that is out of date is a conflict`() async throws {
        let test = try await TestDesk.make()
        let opened = try await test.openCase()
        let reference = try opened.reference
        _ = try await test.desk.perform(AddNote(reference, text: "неважно"), by: test.actor())
        await #expect(throws: DeskError.revisionConflict(reference: reference.description, expected: 1, actual: 2)) {
            _ = try await test.desk.perform(
                ChangeStatus(reference, to: .waitingForVictim, expectedRevision: 1), by: test.actor())
        }
    }

    @Test func `the handout holds nothing that a thief could use`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase(phone: "+79287654321", name: "Мария Канарейкина").reference
        for format in [MakeHandout.Format.text, .html] {
            for language in ["ru", "en"] {
                let handout = try await test.desk.perform(
                    MakeHandout(reference, language: language, format: format), by: test.actor())
                let body = try #require(handout["body"]?.string)
                #expect(body.contains(reference.description))
                #expect(!body.contains("Канарейкина") && !body.contains("9287654321"))
            }
        }
    }
}

/// Simple answers to whatever is asked.
enum TestAnswers {
    static func report(_ step: JSON) -> StepReport {
        switch step["kind"]?.string {
        case "ask" where step["path"]?.string?.hasSuffix("safe_to_contact") == true: .answer("yes")
        case "ask":
            .answer(answer(step["answer"] ?? .null, isAhead: step["path"]?.string?.hasSuffix("next_call") == true))
        case "checklist":
            .items(
                Dictionary((step["items"]?.array ?? []).map { ($0["item"]?.string ?? "", .done) }) { first, _ in first }
            )
        case "decide":
            .choose(
                case: Int(step["choices"]?.array?.first { $0["recommended"] == true }?["case"]?.int ?? 0), reason: "так"
            )
        default: .done
        }
    }

    private static func answer(_ answer: JSON, isAhead: Bool) -> JSON {
        let values = (answer["options"]?.array ?? []).compactMap { $0["value"]?.string }
        return switch answer["type"]?.string {
        case "choice": .string(values.contains("no") ? "no" : values.last ?? "")
        case "choices": [.string(values.first ?? "")]
        case "integer": .int(answer["range"]?["min"]?.int ?? 0)
        case "money": ["minor": 15_000_000, "currency": "RUB"]
        case "timestamp": .string(Timestamp.now.adding(seconds: isAhead ? 86_400 : -600).description)
        case "date": .string(Timestamp.now.day.description)
        case "phone": "+79990001122"
        case "reference": "REF-1"
        default: "калина"
        }
    }
}

extension TestDesk {
    /// Every row of every table as text, to look for what must not be there.
    func everything() async throws -> String {
        let tables = try await query(
            """
            SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables
            WHERE schemaname IN ('casework', 'audit', 'privacy')
            """)
        var text = ""
        for table in tables {
            let name: String = try table["name"]
            let rows = try await query(SQL(unescaped: "SELECT t::text AS line FROM \(name) t"))
            for row in rows { text += try row.decode(String.self, "line") + "\n" }
        }
        let bytes = try await query("SELECT convert_from(event, 'UTF8') AS event FROM casework.run_event")
        for row in bytes { text += try row.decode(String.self, "event") + "\n" }
        return text
    }
}
