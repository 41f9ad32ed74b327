import Canonical
import Casework
import Postgres
import Support
import Testing

/// Holds, erasure and the act about it.
@Suite struct `Erasing a person` {
    private static let secrets = [
        "Канарейкин", "79287654321", "9287654321", "Канареечная", "4821790713", "канареечный", "дочь Пелагея",
        "нашли Фёклу",
    ]

    /// A closed case with something personal in everything that can hold it.
    private func closedCase(_ test: TestDesk) async throws -> CaseReference {
        let intake = try Intake(
            channel: "hotline", language: "ru", jurisdiction: "RU", scamType: "SAFE_ACCOUNT", phone: "+79287654321",
            name: "Канарейкина Зоя", payments: ["SBP:1000:RUB:now"], indicators: ["PHONE:+79990001122"],
            summary: "Канареечная история", externalID: "chat-канареечный-7")
        let key = "erase-\(Int.random(in: 0...Int.max))"
        let reference = try await test.desk.perform(OpenCase(intake, key: key), by: test.actor()).reference
        let anna = test.actor()
        _ = try await test.desk.perform(
            AddNote(
                reference, text: "Канареечная заметка",
                key: RequestKey(key + "n", request: ["text": "Канареечная заметка"])), by: anna)
        _ = try await test.desk.perform(
            AddIndicator(reference, "PHONE:+79287654321", confidence: .low), by: anna)
        _ = try await test.desk.perform(
            AddIndicator(reference, "PERSON_NAME_USED:Канарейкин", isVictimsOwn: true), by: anna)
        _ = try await test.desk.perform(
            MakeReferral(reference, to: .police, hasConsentNow: true, externalNumber: "КУСП 4821790713"), by: anna)
        _ = try await test.desk.perform(
            AnswerReferral(reference, number: 1, state: .accepted, words: "нашли Фёклу"), by: anna)
        _ = try await test.desk.perform(
            LogContact(
                reference, try ContactRecord(channel: "hotline", direction: "in", summary: "позвонит дочь Пелагея")),
            by: anna)
        let guide = try await test.desk.perform(GuideCase(reference), by: anna)
        if let step = guide.openPaths.first {
            _ = try? await test.desk.perform(
                RecordStep(reference, step: step, report: .cannot(reason: "канареечный повод")), by: anna)
        }
        _ = try await test.close(reference)
        return reference
    }

    @Test func `a person is erased by two people, nothing of him is left anywhere, and the trail still verifies`()
        async throws
    {
        let test = try await TestDesk.make()
        let reference = try await closedCase(test)
        let (cora, carl) = (test.actor("cora", [.compliance]), test.actor("carl", [.compliance]))
        let asked = try await test.desk.perform(RequestErasure(reference, basis: .consentWithdrawn), by: cora)
        #expect(asked["state"] == "REQUESTED")
        await #expect(throws: DeskError.secondPersonNeeded) {
            _ = try await test.desk.perform(DecideErasure(reference), by: cora)
        }
        await #expect(throws: DeskError.erasureWaiting(reference: reference.text)) {
            _ = try await test.desk.perform(RequestErasure(reference), by: carl)
        }
        let erased = try await test.desk.perform(DecideErasure(reference), by: carl)
        #expect(erased["state"] == "ERASED")
        #expect(erased["values"] == 2)
        let everything = try await test.everything()
        for secret in Self.secrets { #expect(!everything.contains(secret), "\(secret) is still there") }
        #expect(try await test.isSound())
        let left = try await test.query(
            """
            SELECT (SELECT count(*) FROM privacy.subject_key) + (SELECT count(*) FROM privacy.value)
                + (SELECT count(*) FROM privacy.opening) + (SELECT count(*) FROM privacy.blind_index)
                + (SELECT count(*) FROM casework.idempotency)
                + (SELECT count(*) FROM casework.run_event WHERE personal IS NOT NULL) AS n
            """)
        #expect(try left[0].decode(Int.self, "n") == 0)
    }

    @Test func `what is left can be looked at and no longer be worked on, on every server`() async throws {
        let test = try await TestDesk.make()
        let reference = try await closedCase(test)
        let other = try await test.another()
        // The other server has the case in its memory, with the answers that were personal.
        _ = try await other.perform(ShowCase(reference), by: test.actor())
        try await test.erase(reference)
        for desk in [test.desk, other] {
            let shown = try await desk.perform(ShowCase(reference), by: test.actor())
            #expect(shown["parties"]?[0]?["erased_at"]?.string != nil)
            #expect(shown["parties"]?[0]?["masked"] == nil)
            #expect(shown["notes"]?[0]?["erased"] == true)
            #expect(shown["payments"]?.array?.count == 1)
            for secret in Self.secrets { #expect(!shown.canonicalText.contains(secret)) }
            await #expect(throws: DeskError.personErased) {
                _ = try await desk.perform(AddNote(reference, text: "ещё"), by: test.actor())
            }
            await #expect(throws: DeskError.personErased) {
                _ = try await desk.perform(RequestErasure(reference), by: test.actor("cora", [.compliance]))
            }
        }
        let found = try await test.desk.perform(
            ListCases(try Self.phone("+79287654321")), by: test.actor("cora", [.compliance]))
        #expect(found["cases"]?.array?.isEmpty == true)
    }

    private static func phone(_ text: String) throws -> ListCases.Filter {
        var filter = ListCases.Filter()
        filter.phone = try ListCases.phone(text)
        filter.includesClosed = true
        return filter
    }

    @Test func `an open case and a case on hold are not erased, and the refusal is on the trail`() async throws {
        let test = try await TestDesk.make()
        let open = try await test.openCase().reference
        let (cora, carl) = (test.actor("cora", [.compliance]), test.actor("carl", [.compliance]))
        await #expect(
            throws: DeskError.erasureRefused(reference: open.text, .caseOpen, until: nil)
        ) { _ = try await test.desk.perform(RequestErasure(open), by: cora) }
        let reference = try await closedCase(test)
        let hold = try await test.desk.perform(PlaceHold(reference, reason: .police), by: cora)
        await #expect(throws: DeskError.erasureRefused(reference: reference.text, .hold, until: nil)) {
            _ = try await test.desk.perform(RequestErasure(reference, basis: .order), by: cora)
        }
        await #expect(throws: DeskError.secondPersonNeeded) {
            _ = try await test.desk.perform(ReleaseHold(reference), by: cora)
        }
        let released = try await test.desk.perform(ReleaseHold(reference), by: carl)
        #expect(released["hold"] == hold["hold"]?["hold"])
        _ = try await test.desk.perform(RequestErasure(reference), by: cora)
        // A hold that comes between the request and the approval stops it too.
        _ = try await test.desk.perform(PlaceHold(reference, reason: .court), by: cora)
        await #expect(throws: DeskError.erasureRefused(reference: reference.text, .hold, until: nil)) {
            _ = try await test.desk.perform(DecideErasure(reference), by: carl)
        }
        let refused = try await test.query(
            "SELECT count(*) AS n FROM audit.entry WHERE type = 'subject.erasure_refused'")
        #expect(try refused[0].decode(Int.self, "n") == 3)
        #expect(try await test.isSound())
    }

    @Test func `the store itself destroys nothing without an approval or under a hold`() async throws {
        let test = try await TestDesk.make()
        let reference = try await closedCase(test)
        let cora = test.actor("cora", [.compliance])
        let asked = try await test.desk.perform(RequestErasure(reference), by: cora)
        let request = try #require(asked["request"]?.string)
        let destroy = """
            SET ROLE redress_app; SELECT privacy.destroy('\(request)', now(), '{}', '{}', '{}', '{}', '\(reference.text)')
            """
        await #expect(throws: PostgresError.self) { try await test.asSuperuser(destroy) }
        for table in ["value", "subject_key", "opening", "blind_index"] {
            await #expect(throws: PostgresError.self) {
                try await test.asSuperuser("SET ROLE redress_app; DELETE FROM privacy.\(table)")
            }
        }
        await #expect(throws: PostgresError.self) {
            try await test.asSuperuser(
                "UPDATE privacy.erasure SET state = 'APPROVED', decided_by = requested_by, decided_at = now()")
        }
    }

    @Test func `an agent may neither hold nor erase`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        await #expect(throws: DeskError.notAllowed(.protectPersonalData)) {
            _ = try await test.desk.perform(RequestErasure(reference), by: test.actor())
        }
        await #expect(throws: DeskError.notAllowed(.protectPersonalData)) {
            _ = try await test.desk.perform(PlaceHold(reference, reason: .court), by: test.actor("sam", [.supervisor]))
        }
    }

    @Test func `the act names who asked, who approved and what went, with the entries that confirm it`() async throws {
        let test = try await TestDesk.make()
        let reference = try await closedCase(test)
        try await test.erase(reference)
        let cora = test.actor("cora", [.compliance])
        let act = try await test.desk.perform(
            ShowErasureAct(reference, organisation: "Горячая линия <Берег>"), by: cora)
        let text = try #require(act["body"]?.string)
        for wanted in [reference.text, "cora", "carl", "subject.erased", "subject.erasure_approved"] {
            #expect(text.contains(wanted))
        }
        let page = try await test.desk.perform(
            ShowErasureAct(reference, language: "en", format: .html, organisation: "Desk <Coast>"), by: cora)
        #expect(page["body"]?.string?.contains("Desk &lt;Coast&gt;") == true)
        #expect(page["body"]?.string?.contains("Act on the destruction of personal data") == true)
    }
}

extension TestDesk {
    /// Ends a case, whatever its guide still wants: every open step is left out with a reason.
    @discardableResult func close(_ reference: CaseReference) async throws -> JSON {
        for _ in 0..<400 {
            let guide = try await desk.perform(GuideCase(reference), by: actor())
            guard let step = guide["open"]?.array?.first(where: { $0["mandatory"] == true }) else { break }
            let path = step["path"]?.string ?? ""
            do {
                let left = StepReport.notNeeded(reason: "канареечный повод")
                _ = try await desk.perform(RecordStep(reference, step: path, report: left), by: actor())
            } catch is DeskError {
                _ = try await desk.perform(
                    RecordStep(reference, step: path, report: TestAnswers.report(step)), by: actor())
            }
        }
        return try await desk.perform(CloseCase(reference, outcome: .lostContact), by: actor())
    }

    /// Erases the victim of a case with two people.
    func erase(_ reference: CaseReference) async throws {
        _ = try await desk.perform(RequestErasure(reference), by: actor("cora", [.compliance]))
        _ = try await desk.perform(DecideErasure(reference), by: actor("carl", [.compliance]))
    }
}
