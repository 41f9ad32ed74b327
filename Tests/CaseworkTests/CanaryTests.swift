import Canonical
import Casework
import Postgres
import Support
import Testing

/// Words that exist nowhere else, put into every field of every operation that takes words of people.
@Suite struct `Canaries` {
    private static let name = "Канарейкина Зоя"
    private static let phone = "+79287654321"
    private static let card = "4111 1111 1111 1111"
    private static let text = "канареечная звонила с +79287654321, карта 4111 1111 1111 1111"
    /// What must not be met, whatever way it is written.
    static let marks = ["анарей", "анарее", "9287654321", "928 765", "4111111111111111", "1111 1111"]

    static func whistle(in text: String) -> [String] {
        marks.filter { text.lowercased().contains($0.lowercased()) }
    }

    /// Everything that an agent can say about a case, with canaries wherever a word fits.
    private func live(_ test: TestDesk) async throws -> CaseReference {
        let (desk, anna) = (test.desk, test.actor())
        let intake = try Intake(
            channel: "hotline", language: "ru", jurisdiction: "RU", scamType: "SAFE_ACCOUNT", phone: Self.phone,
            name: Self.name, payments: ["SBP:1000:RUB:now"],
            indicators: ["PHONE:\(Self.phone)", "CARD_MASKED:\(Self.card)", "PERSON_NAME_USED:\(Self.name)"],
            summary: Self.text,
            externalID: "chat-7")
        let reference = try await desk.perform(OpenCase(intake, key: "k"), by: anna).reference
        let key = RequestKey("n", request: ["text": .string(Self.text)])
        _ = try await desk.perform(AddNote(reference, text: Self.text, key: key), by: anna)
        _ = try await desk.perform(AddPayment(reference, "CARD_P2P:500:RUB:now"), by: anna)
        let told = try PaymentDetails(bankToldAt: "now", claimedAt: "now")
        _ = try await desk.perform(ChangePayment(reference, number: 1, details: told), by: anna)
        for indicator in ["EMAIL:kanareika@example.org", "CARD_MASKED:\(Self.card)", "ACCOUNT:40817810099910004312"] {
            _ = try await desk.perform(AddIndicator(reference, indicator, isVictimsOwn: true), by: anna)
        }
        _ = try await desk.perform(RecordConsent(reference, .sharePolice), by: anna)
        _ = try await desk.perform(
            MakeReferral(reference, to: .police, package: ["statement"], externalNumber: "КУСП \(Self.name)"), by: anna)
        _ = try await desk.perform(
            AnswerReferral(reference, number: 1, state: .accepted, words: Self.text), by: anna)
        let contact = try ContactRecord(channel: "hotline", direction: "in", distressEnd: 1, summary: Self.text)
        _ = try await desk.perform(LogContact(reference, contact), by: anna)
        try await walk(reference, test)
        var filter = ListCases.Filter()
        filter.phone = try ListCases.phone(Self.phone)
        _ = try await desk.perform(ListCases(filter), by: anna)
        for field in [PartyField.name, .phone] {
            _ = try await desk.perform(RevealField(reference, field: field, purpose: .callBack), by: anna)
        }
        _ = try await desk.perform(ShowCase(reference), by: anna)
        _ = try await desk.perform(MakeHandout(reference), by: anna)
        return reference
    }

    /// Answers, reasons, corrections: the first twenty steps, with canaries where the step takes words.
    private func walk(_ reference: CaseReference, _ test: TestDesk) async throws {
        for round in 0..<20 {
            let guide = try await test.desk.perform(GuideCase(reference), by: test.actor())
            guard let step = guide["open"]?.array?.first(where: { $0["kind"] != "wait" }) else { return }
            let path = step["path"]?.string ?? ""
            var reports: [StepReport] = [
                .notNeeded(reason: Self.text), .cannot(reason: Self.text), TestAnswers.report(step),
            ]
            if step["answer"]?["type"] == "text" { reports.insert(.answer(.string(Self.text)), at: 0) }
            if step["answer"]?["type"] == "phone" { reports.insert(.answer(.string(Self.phone)), at: 0) }
            // Two of three steps are gone through as they should be, so that the walk comes to many kinds.
            if round % 3 > 0 { reports.insert(TestAnswers.report(step), at: 0) }
            for report in reports {
                do {
                    _ = try await test.desk.perform(
                        RecordStep(reference, step: path, report: report, key: "r\(round)"), by: test.actor())
                    break
                } catch let error as DeskError { check(error) }
            }
            let correction = CorrectAnswer(
                reference, step: path, answer: TestAnswers.report(step).json["answer"] ?? "yes", reason: Self.text)
            do { _ = try await test.desk.perform(correction, by: test.actor()) } catch let error as DeskError {
                check(error)
            }
        }
    }

    private func check(_ error: any Error) {
        #expect(Self.whistle(in: Explanation(error).line) == [], "an error message sings")
    }

    @Test func `no leaf holds one, and the store holds them sealed only`() async throws {
        let test = try await TestDesk.make()
        let reference = try await live(test)
        let (cora, carl) = (test.actor("cora", [.compliance]), test.actor("carl", [.compliance]))
        _ = try await test.desk.perform(PlaceHold(reference, reason: .police), by: cora)
        _ = try await test.desk.perform(ReleaseHold(reference), by: carl)
        _ = try await test.desk.perform(ExportPerson(.phone(try ListCases.phone(Self.phone))), by: cora)
        let rows = try await test.query("SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit.entry")
        for row in rows {
            let leaf = try row.decode(String.self, "leaf")
            #expect(Self.whistle(in: leaf) == [], "\(leaf.prefix(300))")
        }
        #expect(Self.whistle(in: try await test.everything()) == [])
        #expect(try await test.isSound())
    }

    @Test func `what is listed of the trail sings nothing`() async throws {
        let test = try await TestDesk.make()
        let reference = try await live(test)
        let cora = test.actor("cora", [.compliance])
        for after in [nil, reference] {
            let listed = try await test.desk.perform(ListEntries(reference: after, limit: 1_000), by: cora)
            #expect(Self.whistle(in: listed.canonicalText) == [])
        }
    }

    @Test func `no error message repeats a number that was put into the wrong place`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase(paid: ["SBP:1000:RUB:now"]).reference
        let (desk, anna) = (test.desk, test.actor())
        let wrong: [@Sendable () async throws -> Void] = [
            { _ = try Intake(channel: Self.phone, language: "ru", jurisdiction: "RU") },
            { _ = try Intake(channel: "hotline", language: Self.card, jurisdiction: "RU") },
            { _ = try Intake(channel: "hotline", language: "ru", jurisdiction: Self.phone) },
            { _ = try Intake(channel: "hotline", language: "ru", jurisdiction: "RU", scamType: Self.card) },
            { _ = try Intake(channel: "hotline", language: "ru", jurisdiction: "RU", phone: Self.name) },
            { _ = try Intake(channel: "hotline", language: "ru", jurisdiction: "RU", phone: Self.phone + Self.phone) },
            { _ = try Intake(channel: "hotline", language: "ru", jurisdiction: "RU", payments: [Self.card]) },
            {
                _ = try Intake(
                    channel: "hotline", language: "ru", jurisdiction: "RU", payments: ["SBP:\(Self.card):RUB:now"])
            },
            { _ = try Intake(channel: "hotline", language: "ru", jurisdiction: "RU", indicators: [Self.card]) },
            {
                _ = try Intake(
                    channel: "hotline", language: "ru", jurisdiction: "RU", indicators: ["CARD_MASKED:\(Self.phone)"])
            },
            { _ = try Intake(channel: "hotline", language: "ru", jurisdiction: "RU", discoveredAt: Self.phone) },
            { _ = try CaseReference.read(Self.phone) },
            { _ = try CaseReference.read(Self.card) },
            { _ = try ListCases.phone(Self.card) },
            { _ = try PaymentDetails(state: Self.phone) },
            {
                _ = try await desk.perform(
                    ChangePayment(reference, number: 1, details: PaymentDetails(returned: Self.card)), by: anna)
            },
            {
                _ = try await desk.perform(
                    ChangePayment(reference, number: 1, details: PaymentDetails(bankToldAt: Self.phone)), by: anna)
            },
            { _ = try ContactRecord(channel: Self.phone, direction: "in") },
            { _ = try ContactRecord(channel: "hotline", direction: Self.card) },
            { _ = try await desk.perform(AddIndicator(reference, "PHONE:\(Self.card)"), by: anna) },
            { _ = try await desk.perform(AddIndicator(reference, "ACCOUNT:\(Self.name)"), by: anna) },
            { _ = try await desk.perform(AddPayment(reference, Self.phone), by: anna) },
            { _ = try await desk.perform(RecordStep(reference, step: Self.phone, report: .done), by: anna) },
            { _ = try await desk.perform(RaiseInterrupt(reference, interrupt: Self.card), by: anna) },
            { _ = try await desk.perform(ExplainStep(reference, step: Self.phone), by: anna) },
            {
                _ = try await desk.perform(AssignCase(reference, to: Self.phone), by: test.actor("lead", [.supervisor]))
            },
            {
                _ = try await desk.perform(
                    MakeReferral(reference, to: .police, hasConsentNow: true, package: [Self.card]), by: anna)
            },
            {
                _ = try await desk.perform(
                    PlaceHold(reference, reason: .court, until: Self.phone), by: test.actor("cora", [.compliance]))
            },
        ]
        for (number, attempt) in wrong.enumerated() {
            do {
                try await attempt()
                Issue.record("attempt \(number) was taken")
            } catch {
                let line = Explanation(error).line
                #expect(Self.whistle(in: line) == [], "attempt \(number): \(line)")
            }
        }
        let rows = try await test.query("SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit.entry")
        for row in rows { #expect(Self.whistle(in: try row.decode(String.self, "leaf")) == []) }
    }
}
