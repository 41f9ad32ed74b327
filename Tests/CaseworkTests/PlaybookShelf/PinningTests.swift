import Canonical
import Casework
import Playbook
import Postgres
import Support
import Testing

/// A running case never changes under the agent, whatever is done to the versions on the shelf.
@Suite struct `Running cases and the shelf` {
    /// Numbers that are the same in every run of the test.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
        mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }
    }

    /// A version of the playbook that the cases run, or of another one that fits them too: with other words, with another
    /// step, or with none of the old ones.
    private static func text(_ id: String, _ version: String, _ dice: inout Dice) -> String {
        let words = ["Is somebody there?", "Are you by yourself?", "Who is with you?"][dice.below(3)]
        let more = "  - ask: since_when\n    text: {ru: \"Давно?\", en: \"For long?\"}\n    type: YesNo\n"
        let steps =
            switch dice.below(4) {
            case 0: TestPlaybook.standardSteps(words)
            case 1: more + TestPlaybook.standardSteps(words)
            case 2:
                TestPlaybook.standardSteps(words).replacing("within: 24h", with: "within: 2h")
                    .replacing("warn: 12h", with: "warn: 1h")
            default: String(more.dropLast())
            }
        let answers = [
            steps.contains("ask: alone") ? "alone: \"yes\"" : nil,
            steps.contains("since_when") ? "since_when: \"no\"" : nil,
        ].compactMap(\.self).joined(separator: ", ")
        return TestPlaybook.text(
            id: id, version: version, steps: steps,
            scenarios: """
                  - name: all is done
                    answers: {\(answers)}
                    clock: {start: "2026-01-12T09:00:00Z"}
                    expect: {visits: [finished], outcome: prevented}
                """)
    }

    /// Everything that is kept of the runs, and what the agent sees of them, to the byte.
    private func picture(_ test: TestDesk, _ desk: Desk, _ cases: [CaseReference]) async throws -> [String] {
        var picture: [String] = []
        for reference in cases {
            for language in ["ru", "en"] {
                let guide = try await desk.perform(GuideCase(reference, language: language), by: test.actor())
                picture.append(guide.canonicalText)
            }
        }
        for table in ["run", "run_event", "timer", "case"] {
            let rows = try await test.query(
                SQL(
                    unescaped:
                        "SELECT row_to_json(t)::text AS row FROM casework.\"\(table)\" t ORDER BY row_to_json(t)::text")
            )
            picture += try rows.map { try $0["row"] }
        }
        return picture
    }

    /// One thing that can be done to the shelf.
    private func act(_ test: TestDesk, _ number: Int, _ dice: inout Dice) async throws -> Bool {
        let (author, lead) = (test.actor("author", [.author]), test.actor("lead", [.supervisor]))
        let id = dice.below(4) == 0 ? "smaller" : "small"
        do {
            switch dice.below(6) {
            case 0, 1, 2:
                try await test.publish(Self.text(id, "1.\(number).0", &dice))
            case 3:
                try await test.publish(
                    Self.text(id, "1.\(number).0", &dice), effectiveFrom: Timestamp.now.adding(seconds: 86_400))
            case 4:
                let version = try VersionName("small", "1.\(dice.below(number)).0")
                _ = try await test.desk.perform(RetirePlaybook(version), by: lead)
            default:
                let source = TestPlaybook.source(Self.text(id, "1.\(number).0", &dice))
                _ = try await test.desk.perform(ImportPlaybooks([source]), by: author)
            }
            return true
        } catch is DeskError {
            return false
        }
    }

    @Test(arguments: 1...4) func `publishing, retiring and importing anything changes no running case, to the byte`(
        seed: Int
    ) async throws {
        var dice = Dice(state: UInt64(seed))
        let start = Timestamp.now
        let test = try await TestDesk.make(stocked: false, now: { start })
        try await test.publish(TestPlaybook.text())
        var cases: [CaseReference] = []
        for number in 0..<3 {
            let reference = try await test.openSmall().reference
            cases.append(reference)
            for step in ["alone", "call_bank"].prefix(number) {
                let report: StepReport = step == "alone" ? .answer("yes") : .done
                _ = try await test.desk.perform(RecordStep(reference, step: step, report: report), by: test.actor())
            }
        }
        let before = try await picture(test, test.desk, cases)
        var done = 0
        for number in 1...10 {
            done += try await act(test, number, &dice) ? 1 : 0
            #expect(try await picture(test, test.desk, cases) == before)
        }
        #expect(done >= 4)
        // The version that they run goes, too.
        let lead = test.actor("lead", [.supervisor])
        _ = try await test.desk.perform(RetirePlaybook(try VersionName("small", "1.0.0")), by: lead)
        #expect(try await picture(test, test.desk, cases) == before)
        // Another process has nothing in mind of what was before.
        let another = try await test.another()
        #expect(try await picture(test, another, cases).dropFirst(6) == before.dropFirst(6))
        let guide = try await another.perform(GuideCase(cases[1], language: "en"), by: test.actor())
        #expect(guide.openPaths == ["call_bank"] && guide["playbook"]?["version"] == "1.0.0")
        let after = try await another.perform(
            RecordStep(cases[1], step: "call_bank", report: .done), by: test.actor())
        #expect(after["ended"] == true && after["outcome"] == "PREVENTED")
    }
}
