import Canonical
import Casework
import Postgres
import Support
import Testing

@Suite struct `What is held on a person` {
    @Test func `everything is told, with who received it and when and why it was read`() async throws {
        let test = try await TestDesk.make()
        let anna = test.actor()
        let first = try await test.openCase(phone: "+79287654321", name: "Зоя Тестова").reference
        let second = try await test.openCase(phone: "8 928 765-43-21", name: "Зоя Тестова").reference
        _ = try await test.openCase(phone: "+79281110000", name: "Чужая Особа")
        _ = try await test.desk.perform(AddNote(first, text: "Просила звонить вечером"), by: anna)
        _ = try await test.desk.perform(
            MakeReferral(first, to: .police, hasConsentNow: true, externalNumber: "КУСП 48217"), by: anna)
        _ = try await test.desk.perform(RevealField(first, field: .phone, purpose: .callBack), by: anna)
        let told = try await test.desk.perform(
            ExportPerson(.phone(try ListCases.phone("+79287654321"))), by: test.actor("cora", [.compliance]))
        let cases = told["cases"]?.array ?? []
        #expect(cases.compactMap { $0["ref"]?.string } == [first.text, second.text])
        #expect(cases[0]["data"]?["name"] == "Зоя Тестова")
        #expect(cases[1]["data"]?["phone"] == "+79287654321")
        #expect(cases[0]["notes"]?[0]?["text"] == "Просила звонить вечером")
        #expect(cases[0]["referrals"]?[0]?["external_number"] == "КУСП 48217")
        #expect(cases[0]["consents"]?[0]?["purpose"] == "SHARE_POLICE")
        let reads = cases[0]["reads"]?.array ?? []
        #expect(reads.contains { $0["what"] == "personal_data.read" && $0["purpose"] == "CALL_BACK" })
        #expect(!told.canonicalText.contains("Чужая"))
        // Who of the staff read it is not told.
        #expect(!(cases[0]["reads"]?.canonicalText.contains("anna") ?? true))
        let text = PersonReport.text(told, language: "ru")
        #expect(text.contains("Зоя Тестова") && text.contains("Кому переданы данные") && text.contains("CALL_BACK"))
        #expect(PersonReport.text(told, language: "en").contains("When and why the data was looked at"))
        let entries = try await test.query(
            "SELECT count(*) AS n FROM audit.entry WHERE type = 'personal_data.exported'")
        #expect(try entries[0].decode(Int.self, "n") == 2)
        #expect(try await test.isSound())
    }

    @Test func `one case is exported by its number, an unknown phone finds nobody, an agent may not`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let cora = test.actor("cora", [.compliance])
        let told = try await test.desk.perform(ExportPerson(.party(reference, 1)), by: cora)
        #expect(told["cases"]?.array?.count == 1)
        await #expect(throws: DeskError.nobodyFound) {
            _ = try await test.desk.perform(ExportPerson(.phone(try ListCases.phone("+79990000000"))), by: cora)
        }
        await #expect(throws: DeskError.notAllowed(.protectPersonalData)) {
            _ = try await test.desk.perform(ExportPerson(.party(reference, 1)), by: test.actor())
        }
    }

    @Test func `the store hands nothing out without an entry that is committed`() async throws {
        let test = try await TestDesk.make()
        _ = try await test.openCase()
        await #expect(throws: PostgresError.self) {
            try await test.asSuperuser(
                """
                SET ROLE redress_app;
                SELECT privacy.reveal_all(e.entry_id, e.case_no, e.subject, e.session, 'anna') FROM audit.entry e
                WHERE type = 'case.opened'
                """)
        }
    }
}
