import Canonical
import Casework
import Playbook
import Postgres
import Support
import Testing

/// Draft, approved by a second person, published, retired.
@Suite struct `The life of a playbook version` {
    static let small = TestPlaybook.source(TestPlaybook.text())

    private func name(_ version: String = "1.0.0", of playbook: String = "small") throws -> VersionName {
        try VersionName(playbook, version)
    }

    private func types(_ test: TestDesk) async throws -> [String] {
        try await test.query("SELECT type FROM audit.entry WHERE type LIKE 'playbook.%' ORDER BY position")
            .map { try $0["type"] }
    }

    @Test func `a version goes from draft to retired, and the trail says by whom`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let (author, lead) = (test.actor("author", [.author]), test.actor("lead", [.supervisor]))
        let imported = try await test.desk.perform(ImportPlaybooks([Self.small]), by: author)
        #expect(imported["playbooks"]?[0]?["state"] == "draft")
        let approved = try await test.desk.perform(ApprovePlaybook(name()), by: lead)
        #expect(approved["state"] == "approved" && approved["approved_by"] == "lead")
        let published = try await test.desk.perform(PublishPlaybook(name()), by: author)
        #expect(published["state"] == "published" && published["result"] == "changed")
        let again = try await test.desk.perform(PublishPlaybook(name()), by: author)
        #expect(again["result"] == "unchanged" && again["effective_from"] == published["effective_from"])
        let opened = try await test.openSmall()
        #expect(opened["playbook"]?["version"] == "1.0.0")
        let retired = try await test.desk.perform(RetirePlaybook(name()), by: lead)
        #expect(retired["state"] == "retired" && retired["retired_by"] == "lead")
        #expect(
            try await types(test)
                == ["playbook.imported", "playbook.approved", "playbook.published", "playbook.retired"])
        await #expect(throws: DeskError.noPlaybook(scamType: "RECOVERY", jurisdiction: "RU")) {
            _ = try await test.openSmall()
        }
        // The case that runs it goes on.
        let guide = try await test.desk.perform(
            RecordStep(try opened.reference, step: "alone", report: .answer("yes")), by: test.actor())
        #expect(guide.openPaths == ["call_bank"])
        #expect(try await test.desk.perform(VerifyStore(), by: test.actor("cora", [.compliance]))["ok"] == true)
    }

    @Test func `who brought a version in cannot approve it, also with both roles`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let both = test.actor("boris", [.author, .supervisor])
        _ = try await test.desk.perform(ImportPlaybooks([Self.small]), by: both)
        await #expect(throws: DeskError.secondPersonNeeded) {
            _ = try await test.desk.perform(ApprovePlaybook(try name()), by: both)
        }
        await #expect(throws: DeskError.self) {
            _ = try await test.desk.perform(PublishPlaybook(try name()), by: both)
        }
        await #expect(throws: DeskError.notAllowed(.approvePlaybooks)) {
            _ = try await test.desk.perform(ApprovePlaybook(try name()), by: test.actor("author", [.author]))
        }
        _ = try await test.desk.perform(ApprovePlaybook(try name()), by: test.actor("lead", [.supervisor]))
        await #expect(throws: DeskError.notAllowed(.publishPlaybooks)) {
            _ = try await test.desk.perform(PublishPlaybook(try name()), by: test.actor("lead", [.supervisor]))
        }
    }

    @Test func `publishing with the import is for a desk of one and for the program itself`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let import1 = ImportPlaybooks([Self.small], publishes: true)
        await #expect(throws: DeskError.secondPersonNeeded) {
            _ = try await test.desk.perform(import1, by: test.actor("author", [.author]))
        }
        let alone = test.actor("boris", [.author, .supervisor])
        let answer = try await test.desk.perform(import1, by: alone)
        #expect(answer["playbooks"]?[0]?["state"] == "published")
        _ = try await test.desk.perform(
            AddStaff("lead", name: "Lead", roles: [.supervisor]), by: test.actor("root", [.admin]))
        let second = TestPlaybook.source(TestPlaybook.text(version: "1.1.0"))
        await #expect(throws: DeskError.secondPersonNeeded) {
            _ = try await test.desk.perform(ImportPlaybooks([second], publishes: true), by: alone)
        }
        // What is there already asks for nobody.
        #expect(try await test.desk.perform(import1, by: alone)["imported"] == 0)
        let program = Actor(kind: .system, id: "redress", roles: [], session: "setup")
        _ = try await test.desk.perform(ImportPlaybooks([second], publishes: true), by: program)
        #expect(try await test.openSmall()["playbook"]?["version"] == "1.1.0")
    }

    @Test func `what is retired stays so when the program that ships it starts again`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let program = Actor(kind: .system, id: "redress", roles: [], session: "setup")
        _ = try await test.desk.perform(ImportPlaybooks([Self.small], publishes: true), by: program)
        _ = try await test.desk.perform(RetirePlaybook(try name()), by: test.actor("lead", [.supervisor]))
        let again = try await test.desk.perform(ImportPlaybooks([Self.small], publishes: true), by: program)
        #expect(again["playbooks"]?[0]?["state"] == "retired")
    }

    @Test func `a version that is published for later is used from that moment on`() async throws {
        let start = Timestamp(seconds: 1_790_000_000)
        let test = try await TestDesk.make(stocked: false, now: { start })
        try await test.publish(TestPlaybook.text())
        let later = start.adding(seconds: 3600)
        try await test.publish(TestPlaybook.text(version: "1.1.0"), effectiveFrom: later)
        #expect(try await test.openSmall()["playbook"]?["version"] == "1.0.0")
        // The same process, without a pause in which it could read the store again.
        let before = test.desk.at { later.adding(seconds: -1) }
        let after = test.desk.at { later }
        let intake = try Intake(channel: "hotline", language: "ru", jurisdiction: "RU", scamType: "RECOVERY")
        #expect(try await before.perform(OpenCase(intake), by: test.actor())["playbook"]?["version"] == "1.0.0")
        #expect(try await after.perform(OpenCase(intake), by: test.actor())["playbook"]?["version"] == "1.1.0")
        await #expect(throws: DeskError.malformed(field: "effective_from", problem: .inThePast)) {
            try await test.publish(TestPlaybook.text(version: "1.2.0"), effectiveFrom: start.adding(seconds: -1))
        }
    }

    @Test func `a version whose scenarios do not reach everything is not published`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let gap = TestPlaybook.text(
            steps: """
                  - ask: alone
                    text: {ru: "Рядом кто-то есть?", en: "Alone?"}
                    type: YesNo
                  - decide: way
                    cases:
                      - when: 'a.alone == "yes"'
                        then:
                          - do: call_bank
                            text: {ru: "Позвоните.", en: "Call."}
                      - else:
                          - do: never_tried
                            text: {ru: "Позвоните.", en: "Call."}
                """)
        await #expect {
            try await test.publish(gap)
        } throws: { error in
            guard case DeskError.playbookFindings(let findings) = error else { return false }
            return findings.contains { $0.code == "uncovered-branch" }
        }
        let shown = try await test.desk.perform(ShowPlaybook(try name()), by: test.actor())
        #expect(shown["state"] == "approved" && shown["content"]?["playbook"] == "small")
    }

    @Test func `what is called must be in force before, and cannot be retired while it is called`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let module = """
            playbook: part
            schema: playbook/1
            version: 1.0.0
            languages: [ru, en]
            title: {ru: "Часть", en: "Part"}
            steps:
              - say: hello
                text: {ru: "Здравствуйте.", en: "Hello."}
            scenarios:
              - name: it is said
                expect: {visits: [hello]}
            """
        let caller = TestPlaybook.text(
            steps: """
                  - call: part
                    version: "1.0.0"
                """,
            scenarios: """
                  - name: all
                    expect: {visits: [part/hello, finished]}
                """)
        let (author, lead) = (test.actor("author", [.author]), test.actor("lead", [.supervisor]))
        let sources = [TestPlaybook.source(module, file: "a.yaml"), TestPlaybook.source(caller, file: "b.yaml")]
        _ = try await test.desk.perform(ImportPlaybooks(sources), by: author)
        let (part, small) = (try name(of: "part"), try name())
        for version in [part, small] { _ = try await test.desk.perform(ApprovePlaybook(version), by: lead) }
        let refusal = DeskError.calleeNotPublished(playbook: "small", version: "1.0.0", callee: "part@1.0.0")
        await #expect(throws: refusal) { _ = try await test.desk.perform(PublishPlaybook(small), by: author) }
        let later = Timestamp.now.adding(seconds: 86_400)
        _ = try await test.desk.perform(PublishPlaybook(part, effectiveFrom: later), by: author)
        await #expect(throws: refusal) { _ = try await test.desk.perform(PublishPlaybook(small), by: author) }
        _ = try await test.desk.perform(PublishPlaybook(small, effectiveFrom: later), by: author)
        await #expect(throws: DeskError.playbookInUse(playbook: "part", version: "1.0.0", by: "small@1.0.0")) {
            _ = try await test.desk.perform(RetirePlaybook(part), by: lead)
        }
        _ = try await test.desk.perform(RetirePlaybook(small), by: lead)
        _ = try await test.desk.perform(RetirePlaybook(part), by: lead)
        // Brought in again they are what they were; nothing new may call the part.
        let again = try await test.desk.perform(ImportPlaybooks(sources), by: author)
        #expect(again["unchanged"] == 2)
        let newer = TestPlaybook.source(caller.replacing("version: 1.0.0", with: "version: 1.1.0"), file: "c.yaml")
        await #expect {
            _ = try await test.desk.perform(ImportPlaybooks([newer]), by: author)
        } throws: { error in
            guard case DeskError.playbookFindings(let findings) = error else { return false }
            let errors = findings.filter { $0.severity == .error }
            return errors.map(\.code) == ["retired-version"] && errors[0].file == "c.yaml"
        }
    }

    /// Who needs a version that is to be retired, as the refusal says it; nil when it was retired.
    private func user(of version: VersionName, at test: TestDesk, by lead: Actor) async throws -> String? {
        do {
            _ = try await test.desk.perform(RetirePlaybook(version), by: lead)
            return nil
        } catch DeskError.playbookInUse(_, _, let user) {
            return user
        } catch DeskError.noTriageLeft(_, _, let jurisdictions) {
            return jurisdictions.joined(separator: ", ")
        }
    }

    @Test func `no jurisdiction is left without a triage`() async throws {
        let test = try await TestDesk.make()
        let lead = test.actor("lead", [.supervisor])
        func current(_ id: String) async throws -> VersionName {
            let listed = try await test.desk.perform(ListPlaybooks(), by: test.actor())
            let found = try #require(listed["playbooks"]?.array?.first { $0["id"]?.string == id })
            return try name(found["version"]?.string ?? "", of: id)
        }
        func refusal(_ version: VersionName) async throws -> String? {
            try await user(of: version, at: test, by: lead)
        }
        func triage(_ id: String, for jurisdictions: String) -> String {
            TestPlaybook.text(id: id).replacing("applies:", with: "jurisdictions: [\(jurisdictions)]\napplies:")
        }
        let (russian, western) = (try await current("triage"), try await current("triage-west"))
        #expect(try await refusal(russian) == "RU")
        #expect(try await refusal(western) == "UK, US, EU")
        try await test.publish(triage("triage-uk", for: "UK"))
        #expect(try await refusal(western) == "US, EU")
        // What comes into force tomorrow helps nobody today.
        let tomorrow = Timestamp.now.adding(seconds: 86_400)
        try await test.publish(triage("triage-later", for: "US, EU"), effectiveFrom: tomorrow)
        #expect(try await refusal(western) == "US, EU")
        #expect(try await refusal(name(of: "triage-later")) == nil)
        try await test.publish(triage("triage-rest", for: "US, EU"))
        #expect(try await refusal(western) == nil)
        #expect(try await refusal(name(of: "triage-uk")) == "UK")
        #expect(try await refusal(russian) == "RU")
    }

    @Test func `a newer triage does not leave behind a jurisdiction that the older one served`() async throws {
        let test = try await TestDesk.make()
        func triage(_ version: String, for jurisdictions: String) -> String {
            TestPlaybook.text(id: "triage-west").replacing("version: 1.0.0", with: "version: \(version)")
                .replacing("applies:", with: "jurisdictions: [\(jurisdictions)]\napplies:")
        }
        func refusal(_ text: String, from moment: Timestamp? = nil) async throws -> [String] {
            do {
                try await test.publish(text, effectiveFrom: moment)
                return []
            } catch DeskError.noTriageLeft(_, _, let jurisdictions) {
                return jurisdictions
            }
        }
        #expect(try await refusal(triage("9.0.0", for: "UK, EU")) == ["US"])
        // Also what comes into force tomorrow takes the place of today's, tomorrow.
        let tomorrow = Timestamp.now.adding(seconds: 86_400)
        #expect(try await refusal(triage("9.1.0", for: "US"), from: tomorrow) == ["UK", "EU"])
        #expect(try await refusal(triage("9.2.0", for: "UK, US, EU")) == [])
        // Brought in and published in one move it is judged too.
        let source = TestPlaybook.source(triage("9.3.0", for: "US, EU"))
        let alone = test.actor("alone", [.author, .supervisor])
        let refused = DeskError.noTriageLeft(playbook: "triage-west", version: "9.3.0", jurisdictions: ["UK"])
        await #expect(throws: refused) {
            _ = try await test.desk.perform(ImportPlaybooks([source], publishes: true), by: alone)
        }
    }
}
