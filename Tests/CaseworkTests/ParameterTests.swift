import Canonical
import Casework
import Playbook
import Postgres
import Support
import Testing

@Suite struct `Parameters in force` {
    private static let playbook = """
        playbook: a-trial
        schema: playbook/1
        version: 1.0.0
        languages: [ru, en]
        title: {ru: "Проба", en: "Trial"}
        jurisdictions: [RU]
        applies: 'case.jurisdiction == "RU" && case.scam_type == "JOB_TASK"'
        inputs: {case.scam_type: string, case.jurisdiction: string}
        steps:
          - say: call
            text: {ru: "Звоните {{p.police_emergency}}.", en: "Call {{p.police_emergency}}."}
          - end: over
            outcome: '"prevented"'
        scenarios:
          - name: all
            inputs: {case.scam_type: JOB_TASK, case.jurisdiction: RU}
            expect: {visits: [call], outcome: prevented}
        """
    private static let own = """
        parameters: RU
        schema: parameters/1
        version: 0.0.1
        values:
          - {parameter: police_emergency, kind: phone, value: "1102"}
        """
    private static let system = Actor(kind: .system, id: "redress", roles: [], session: "setup")

    private static func source(_ text: String) -> PlaybookSource {
        PlaybookSource(file: "own.yaml", bytes: Array(text.utf8))
    }

    private static func words(_ guide: JSON) -> String? { guide["open"]?.array?.first?["text"]?.string }

    private static func digest(_ test: TestDesk, _ type: String) async throws -> String? {
        let rows = try await test.query(
            "SELECT leaf FROM audit.pending WHERE convert_from(leaf, 'UTF8') LIKE \("%\(type)%") ORDER BY case_no IS NULL, case_seq DESC NULLS LAST LIMIT 1"
        )
        let leaf = try JSON(parsing: try #require(rows.first)["leaf", as: [UInt8].self])
        return leaf["data"]?["parameters"]?.string
    }

    @Test func `an installation's number shows in a running case, and the trail tells both`() async throws {
        let test = try await TestDesk.make()
        let desk = test.desk
        _ = try await desk.perform(ImportPlaybooks([Self.source(Self.playbook)], publishes: true), by: Self.system)
        let opened = try await test.openCase(scam: "JOB_TASK")
        #expect(Self.words(opened) == "Звоните 102.")
        let before = try #require(try await Self.digest(test, "case.opened"))

        let author = test.actor("olga", [.author])
        let adopted = try await desk.perform(AdoptParameters([Self.source(Self.own)]), by: author)
        #expect(adopted["parameters"]?.array?.first?["result"]?.string == "adopted")
        let guide = try await desk.perform(GuideCase(try opened.reference), by: test.actor())
        #expect(Self.words(guide) == "Звоните 1102.")
        let after = try #require(try await Self.digest(test, "case.guided"))
        #expect(after != before)

        let past = try await desk.perform(ListParameters(digest: before), by: author)
        let values = past["sets"]?.array?.first?["values"]?.array ?? []
        #expect(values.first { $0["name"]?.string == "police_emergency" }?["words"]?["ru"]?.string == "102")
        // Another process shows the same.
        let other = try await test.another().perform(GuideCase(try opened.reference), by: test.actor())
        #expect(Self.words(other) == "Звоните 1102.")
    }

    @Test func `what is shipped again lies beneath, and an empty file takes the installation's back`() async throws {
        let test = try await TestDesk.make()
        let author = test.actor("olga", [.author])
        func number() async throws -> String? {
            let list = try await test.desk.perform(ListParameters(), by: author)
            let set = list["sets"]?.array?.first { $0["jurisdiction"]?.string == "RU" }
            return set?["values"]?.array?.first { $0["name"]?.string == "police_emergency" }?["words"]?["en"]?.string
        }
        _ = try await test.desk.perform(AdoptParameters([Self.source(Self.own)]), by: author)
        let again = try await test.desk.perform(AdoptParameters([Self.source(Self.own)]), by: author)
        #expect(again["parameters"]?.array?.first?["result"]?.string == "unchanged")
        let shipped = Self.own.replacing("1102", with: "103").replacing("0.0.1", with: "9.0.0")
        _ = try await test.desk.perform(AdoptParameters([Self.source(shipped)]), by: Self.system)
        #expect(try await number() == "1102")
        let empty = "parameters: RU\nschema: parameters/1\nversion: 0.0.2\n"
        _ = try await test.desk.perform(AdoptParameters([Self.source(empty)]), by: author)
        #expect(try await number() == "103")
    }

    @Test func `an agent changes no number, and a wrong one is refused`() async throws {
        let test = try await TestDesk.make()
        await #expect(throws: DeskError.notAllowed(.publishPlaybooks)) {
            try await test.desk.perform(AdoptParameters([Self.source(Self.own)]), by: test.actor())
        }
        let wrong = Self.own.replacing("1102", with: "сто два")
        await #expect {
            try await test.desk.perform(AdoptParameters([Self.source(wrong)]), by: test.actor("olga", [.author]))
        } throws: { error in
            guard case DeskError.playbookFindings(let findings) = error else { return false }
            return findings.map(\.code) == ["parameter-value"]
        }
    }
}
