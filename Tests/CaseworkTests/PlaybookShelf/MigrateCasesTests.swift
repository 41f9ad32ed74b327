import Canonical
import Casework
import Foundation
import Playbook
import Postgres
import Support
import Testing

/// Running cases that go on in another version of their playbook.
@Suite struct `Moving running cases` {
    private let lead = Actor(id: "lead", roles: [.supervisor], session: "test-lead")
    private let auditor = Actor(id: "cora", roles: [.compliance], session: "test-cora")

    private func move(_ to: String, cases: [CaseReference]? = nil, including: [String] = [], isDryRun: Bool = false)
        throws -> MigrateCases
    {
        try MigrateCases(
            from: VersionName("small", "1.0.0"), to: VersionName("small", to), cases: cases, including: including,
            reason: "new wording", isDryRun: isDryRun)
    }

    private func answer(_ test: TestDesk, _ reference: CaseReference, _ step: String = "alone") async throws -> JSON {
        try await test.desk.perform(
            RecordStep(reference, step: step, report: .answer("yes"), showsTrail: true), by: test.actor())
    }

    private func isSound(_ test: TestDesk) async throws -> Bool {
        try await test.desk.perform(CheckStore(), by: auditor)["ok"] == true
    }

    /// A step before the one that a case of `small` 1.0.0 stands at.
    private static let longer = TestPlaybook.text(
        version: "1.2.0",
        steps: TestPlaybook.standardSteps("Is somebody with you?").replacing(
            "  - do: call_bank",
            with: """
                  - ask: since_when
                    text: {ru: "Давно?", en: "For long?"}
                    type: YesNo
                  - do: call_bank
                """),
        scenarios: """
              - name: all is done
                answers: {alone: "yes", since_when: "no"}
                clock: {start: "2026-01-12T09:00:00Z"}
                expect: {visits: [since_when, call_bank, finished], outcome: prevented}
            """)

    @Test func `wording alone: the case stands as it stood, nothing is asked again, and the new words are shown`()
        async throws
    {
        let test = try await TestDesk.make(stocked: false)
        try await test.publish(TestPlaybook.text())
        let reference = try await test.openSmall().reference
        let before = try await answer(test, reference)
        let other = try await test.openSmall().reference
        try await test.publish(
            TestPlaybook.text(version: "1.1.0", question: "Are you by yourself?"))
        let dry = try await test.desk.perform(move("1.1.0", isDryRun: true), by: lead)
        #expect(dry["counts"]?["text-only"]?.int == 2 && dry["moved"]?.int == 0)
        #expect(try await test.query("SELECT 1 AS one FROM casework.run WHERE version = '1.1.0'").isEmpty)
        let done = try await test.desk.perform(move("1.1.0"), by: lead)
        #expect(done["moved"]?.int == 2)
        #expect(done["cases"]?[0]?["reasons"]?[0]?["code"] == "same-structure")
        let after = try await test.desk.perform(GuideCase(reference, language: "en"), by: test.actor())
        #expect(after["playbook"]?["version"] == "1.1.0")
        #expect(after.openPaths == before.openPaths && after["done"] == before["done"])
        #expect(after["deadlines"] == before["deadlines"])
        let fresh = try await test.desk.perform(GuideCase(other, language: "en"), by: test.actor())
        #expect(fresh["open"]?[0]?["text"] == "Are you by yourself?")
        let entries = try await test.query(
            "SELECT case_no FROM audit.entry WHERE type = 'case.playbook_migrated'")
        #expect(entries.count == 2)
        // A second call finds nothing more; another process folds the same from the events.
        #expect(try await test.desk.perform(move("1.1.0"), by: lead)["cases"]?.array?.isEmpty == true)
        let another = try await test.another()
        #expect(
            try await another.perform(GuideCase(reference, language: "en"), by: test.actor()).openPaths
                == after.openPaths)
        #expect(try await isSound(test))
    }

    @Test func `who must answer something is moved only when asked for; answers given stay given`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.publish(TestPlaybook.text())
        let reference = try await test.openSmall().reference
        _ = try await answer(test, reference)
        let waiting = try await test.openSmall().reference
        try await test.publish(Self.longer)
        let sorted = try await test.desk.perform(move("1.2.0"), by: lead)
        #expect(sorted["counts"]?["needs-answers"]?.int == 1 && sorted["counts"]?["safe"]?.int == 1)
        #expect(sorted["moved"]?.int == 1)
        let row = try #require(sorted["cases"]?.array?.first { $0["ref"]?.string == reference.text })
        #expect(row["class"] == "needs-answers" && row["moved"] == false)
        let codes = Set((row["reasons"]?.array ?? []).compactMap { $0["code"]?.string })
        #expect(codes == ["opens", "closes"])
        // A process that has the case folded in the old version, and one that has nothing.
        let warm = try await test.another()
        _ = try await warm.perform(GuideCase(reference), by: test.actor())
        let moved = try await test.desk.perform(
            move("1.2.0", cases: [reference], including: ["needs-answers"]), by: lead)
        #expect(moved["moved"]?.int == 1)
        let guide = try await warm.perform(GuideCase(reference), by: test.actor())
        #expect(guide.openPaths == ["since_when"])
        #expect(guide["trail"]?.array?.contains { $0["path"] == "alone" && $0["answer"] == "yes" } == true)
        let next = try await answer(test, reference, "since_when")
        #expect(next.openPaths == ["call_bank"])
        #expect(
            try await test.desk.perform(GuideCase(waiting), by: test.actor())["playbook"]?["version"] == "1.2.0")
        let corrected = try await test.desk.perform(
            CorrectAnswer(reference, step: "alone", answer: "no", reason: "misheard"), by: test.actor())
        #expect(corrected.openPaths == ["call_bank"])
        #expect(try await isSound(test))
        #expect(try await test.desk.perform(VerifyStore(), by: auditor)["ok"] == true)
    }

    @Test func `what would be lost makes it impossible, and a case of another version is said to be one`() async throws
    {
        let test = try await TestDesk.make(stocked: false)
        try await test.publish(TestPlaybook.text())
        let reference = try await test.openSmall().reference
        _ = try await answer(test, reference)
        let steps = """
              - do: call_bank
                text: {ru: "Позвоните в банк.", en: "Call the bank."}
            """
        let scenario = """
              - name: all is done
                expect: {visits: [call_bank, finished], outcome: prevented}
            """
        try await test.publish(TestPlaybook.text(version: "2.0.0", steps: steps, scenarios: scenario))
        let later = try await test.openSmall().reference
        let answer = try await test.desk.perform(
            move("2.0.0", cases: [reference, later], including: ["needs-answers"]), by: lead)
        #expect(answer["moved"]?.int == 0)
        #expect(answer["cases"]?[0]?["class"] == "impossible")
        #expect(answer["cases"]?[0]?["reasons"]?[0]?["code"] == "step-gone")
        #expect(answer["cases"]?[1]?["reasons"]?[0]?["code"] == "other-version")
        #expect(try await isSound(test))
    }

    @Test func `an agent moves no cases, a draft is no goal, and a number that was misheard moves nothing`()
        async throws
    {
        let test = try await TestDesk.make(stocked: false)
        try await test.publish(TestPlaybook.text())
        let reference = try await test.openSmall().reference
        await #expect(throws: DeskError.notAllowed(.workOnAllCases)) {
            _ = try await test.desk.perform(try move("1.1.0"), by: test.actor())
        }
        _ = try await test.desk.perform(
            ImportPlaybooks([TestPlaybook.source(TestPlaybook.text(version: "1.1.0"))]),
            by: test.actor("author", [.author]))
        await #expect(throws: DeskError.self) { _ = try await test.desk.perform(try move("1.1.0"), by: lead) }
        try await test.publish(TestPlaybook.text(version: "1.3.0"))
        let nobody = try #require(CaseReference(caseNo: reference.caseNo + 1))
        await #expect(throws: DeskError.noSuchCase(reference: nobody.text)) {
            _ = try await test.desk.perform(try move("1.3.0", cases: [reference, nobody]), by: lead)
        }
        #expect(throws: DeskError.self) { _ = try move("1.3.0", including: ["impossible"]) }
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["playbook"]?["version"] == "1.0.0")
    }
}
