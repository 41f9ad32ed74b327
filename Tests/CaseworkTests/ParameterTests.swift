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

        let author = test.actor("olga", [.author, .supervisor])
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
        let author = test.actor("olga", [.author, .supervisor])
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
            try await test.desk.perform(
                AdoptParameters([Self.source(wrong)]), by: test.actor("olga", [.author, .supervisor]))
        } throws: { error in
            guard case DeskError.playbookFindings(let findings) = error else { return false }
            return findings.map(\.code) == ["parameter-value"]
        }
    }

    @Test func `what victims hear takes two people`() async throws {
        let test = try await TestDesk.make()
        let (author, lead) = (test.actor("olga", [.author]), test.actor("boris", [.supervisor]))
        let desk = test.desk
        func number() async throws -> String? {
            let list = try await desk.perform(ListParameters(), by: author)
            let values = list["sets"]?.array?.first { $0["jurisdiction"]?.string == "RU" }?["values"]?.array ?? []
            return values.first { $0["name"]?.string == "police_emergency" }?["words"]?["ru"]?.string
        }
        func propose(_ text: String) async throws -> (result: String?, digest: String) {
            let answer = try await desk.perform(AdoptParameters([Self.source(text)]), by: author)
            let set = answer["parameters"]?.array?.first
            return (set?["result"]?.string, try #require(set?["digest"]?.string))
        }
        let first = try await propose(Self.own)
        #expect(first.result == "waiting")
        #expect(try await number() == "102")
        // Brought in twice it waits once; the list shows the words before and after.
        #expect(try await propose(Self.own).digest == first.digest)
        let waiting = try await desk.perform(ListParameters(), by: author)["waiting"]?.array ?? []
        #expect(waiting.count == 1 && waiting.first?["by"]?.string == "olga")
        let change = try #require(waiting.first?["changes"]?.array?.first)
        #expect(change["was"]?["ru"]?.string == "102" && change["becomes"]?["ru"]?.string == "1102")
        // Neither who brought it in, whatever the rights, nor who may not approve, nor an agent.
        await #expect(throws: DeskError.secondPersonNeeded) {
            try await desk.perform(
                ApproveParameters("RU", digest: first.digest), by: test.actor("olga", [.author, .supervisor]))
        }
        for roles: Set<StaffRole> in [[.author], [.agent], [.admin]] {
            await #expect(throws: DeskError.notAllowed(.approvePlaybooks)) {
                try await desk.perform(ApproveParameters("RU", digest: first.digest), by: test.actor("x", roles))
            }
        }
        #expect(try await number() == "102")
        let adopted = try await desk.perform(ApproveParameters("RU", digest: first.digest), by: lead)
        #expect(adopted["result"]?.string == "adopted" && adopted["proposed_by"]?.string == "olga")
        #expect(try await number() == "1102")
        await #expect(throws: DeskError.noSuchPlaybook("parameters RU \(first.digest)")) {
            try await desk.perform(ApproveParameters("RU", digest: first.digest), by: lead)
        }
        #expect(try await test.isSound())
    }

    @Test func `only the newest of what waits can be approved`() async throws {
        let test = try await TestDesk.make()
        let (author, lead) = (test.actor("olga", [.author]), test.actor("boris", [.supervisor]))
        let newer = Self.own.replacing("1102", with: "2102").replacing("0.0.1", with: "0.0.2")
        var digests: [String] = []
        for text in [Self.own, newer] {
            let answer = try await test.desk.perform(AdoptParameters([Self.source(text)]), by: author)
            digests.append(try #require(answer["parameters"]?.array?.first?["digest"]?.string))
        }
        await #expect(throws: DeskError.noSuchPlaybook("parameters RU \(digests[0])")) {
            try await test.desk.perform(ApproveParameters("RU", digest: digests[0]), by: lead)
        }
        let adopted = try await test.desk.perform(ApproveParameters("RU", digest: digests[1]), by: lead)
        #expect(adopted["result"]?.string == "adopted")
    }
}
