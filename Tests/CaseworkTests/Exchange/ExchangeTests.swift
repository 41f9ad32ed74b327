import Canonical
import Casework
import Postgres
import Support
import Testing

/// Many cases in and out.
@Suite(.timeLimit(.minutes(10))) struct `Files of cases` {
    private let lead = Actor(id: "lead", roles: [.supervisor], session: "test-lead")

    private func line(_ number: Int, _ more: JSON.Members = [:]) -> String {
        let members: JSON.Members = [
            "channel": "partner_bank", "language": "ru", "jurisdiction": "RU", "scam": "SAFE_ACCOUNT",
            "phone": .string("+7928\(1_000_000 + number)"), "name": "Мария Тестова",
            "paid": ["SBP:1500:RUB:2026-01-10T10:00:00Z"],
            "indicators": ["PHONE:+79990001122"], "external_id": .string("bank-\(number)"),
        ]
        return JSON.object(members.merging(more) { _, new in new }).canonicalText
    }

    private func source(_ lines: [String]) -> ImportCases.Source {
        ImportCases.Source(Array(lines.joined(separator: "\n").utf8))
    }

    @Test func `a file is imported once, and its cases wait for whoever is free`() async throws {
        let test = try await TestDesk.make()
        let lines = (0..<30).map { line($0) } + ["", "  "]
        let first = try await test.desk.perform(ImportCases(source(lines)), by: lead)
        #expect(first["opened"] == 30 && first["unchanged"] == 0 && first["refused"] == 0)
        let again = try await test.desk.perform(ImportCases(source(lines + [line(30)])), by: lead)
        #expect(again["opened"] == 1 && again["unchanged"] == 30)
        #expect(again["cases"]?[0]?["ref"] == first["cases"]?[0]?["ref"])
        let free = try await test.desk.perform(TakeNext(), by: test.actor())
        #expect(free["assignee"] == "anna")
        // The channel's own id meets it again when an agent opens it by hand.
        let intake = try Intake(
            channel: "partner_bank", language: "ru", jurisdiction: "RU", externalID: "bank-3")
        let met = try await test.desk.perform(OpenCase(intake), by: lead)
        #expect(met["repeated"] == true && met["ref"] == first["cases"]?[3]?["ref"])
        #expect(try await test.count("SELECT count(*) AS n FROM audit.entry WHERE type = 'cases.imported'") == 2)
        #expect(try await test.isSound())
    }

    @Test func `one bad line refuses the file, and every bad line is told`() async throws {
        let test = try await TestDesk.make()
        let lines = [
            line(0), "{", "[]", line(1, ["chanel": "x"]), line(2, ["channel": "nowhere"]), line(3, ["phone": "12"]),
            line(4, ["external_id": .null]), line(5, ["paid": "SBP"]), line(6, ["paid": ["SBP:x:RUB:now"]]),
            line(7, ["indicators": ["IBAN:DE89370400440532013001"]]), line(8, ["safe_to_contact": "no"]),
            line(9, ["language": 7]),
        ]
        let error = await #expect(throws: DeskError.self) {
            try await test.desk.perform(ImportCases(source(lines)), by: lead)
        }
        guard case .linesRefused(let refused, let count) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(count == 12 && refused.map(\.line) == Array(2...12))
        #expect(refused.allSatisfy { !$0.message.isEmpty && $0.code != "internal" })
        #expect(refused[8].code == "check-digits")
        #expect(try await test.count("SELECT count(*) AS n FROM casework.\"case\"") == 0)
        // With the bad ones left out the good one comes in.
        let partly = try await test.desk.perform(ImportCases(source(lines), skipsBad: true), by: lead)
        #expect(partly["opened"] == 1 && partly["refused"] == 11)
        #expect(try await test.isSound())
    }

    @Test func `a file that fails in the middle leaves nothing behind`() async throws {
        let test = try await TestDesk.make()
        // Judged good, line by line; but the store has no playbook for Australia.
        let lines =
            (0..<5).map { line($0) } + [line(5, ["jurisdiction": "AU", "scam": "OTHER", "phone": "+61412345678"])]
        await #expect(throws: DeskError.self) { try await test.desk.perform(ImportCases(source(lines)), by: lead) }
        #expect(try await test.count("SELECT count(*) AS n FROM casework.\"case\"") == 0)
        #expect(try await test.count("SELECT count(*) AS n FROM casework.conversation_key") == 0)
        #expect(try await test.isSound())
    }

    @Test func `a dry run judges and opens nothing`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let answer = try await test.desk.perform(
            ImportCases(source([line(0), line(1, ["phone": "1"])]), skipsBad: true, isDryRun: true), by: lead)
        #expect(answer["dry_run"] == true && answer["refused"] == 1 && answer["opened"] == 0)
        #expect(try await test.count("SELECT count(*) AS n FROM casework.\"case\"") == 0)
    }

    @Test func `what goes out is masked, in pages that neither repeat nor skip, and on the trail`() async throws {
        let test = try await TestDesk.make()
        _ = try await test.desk.perform(ImportCases(source((0..<25).map { line($0) })), by: lead)
        var filter = ExportCases.Filter()
        filter.limit = 10
        var references: [String] = []
        var text = ""
        while true {
            let page = try await test.desk.perform(ExportCases(filter), by: lead)
            references += (page["cases"]?.array ?? []).compactMap { $0["ref"]?.string }
            text += page.canonicalText
            // A change in between does not move a case to another page.
            _ = try await test.desk.perform(
                AddNote(CaseReference.read(references[0]), text: "ещё"), by: lead)
            guard let next = page["next"]?.string else { break }
            filter.after = try CaseReference.read(next)
        }
        #expect(references.count == 25 && Set(references).count == 25)
        for secret in ["Тестова", "79281000003", "+79990001122", "bank-3"] {
            #expect(!text.contains(secret), "\(secret)")
        }
        #expect(text.contains("\"amount_minor\":150000"))
        #expect(try await test.count("SELECT count(*) AS n FROM audit.entry WHERE type = 'cases.exported'") == 3)
        await #expect(throws: DeskError.notAllowed(.makeReports)) {
            _ = try await test.desk.perform(ExportCases(), by: test.actor())
        }
        await #expect(throws: DeskError.notAllowed(.workOnAllCases)) {
            _ = try await test.desk.perform(ImportCases(source([])), by: test.actor())
        }
    }
}
