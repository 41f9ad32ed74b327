import Canonical
import Playbook
import Testing

@Suite struct ScenarioTests {
    static let steps = [
        Forge.say("greet"), Forge.ask("line"),
        Forge.decide("cut", [("a.line == \"yes\"", [Forge.say("hang_up")]), (nil, [])]),
        Forge.act("ring", cannot: [Forge.say("sorry")], deadline: Deadline(due: Offset(after: Span(15, .minutes)))),
        Forge.refer("claim"),
        Forge.wait(
            "reply", event: "bank.reply", sets: [("held", "YesNo")], Span(3, .businessDays),
            timeout: [Forge.escalate("silent")]),
        Forge.end("reported"),
    ]

    private func run(_ scenario: Scenario) throws -> ScenarioResult {
        let danger = Playbook.Interrupt(id: "danger", label: Forge.text("Danger"), steps: [Forge.say("call_112")])
        let program = try Forge.program(Forge.playbook(interrupts: [danger], Self.steps))
        return ScenarioRunner.run(program, scenario: scenario, calendar: .weekdaysOnly)
    }

    @Test func `a scenario that comes true passes`() throws {
        let result = try run(
            Scenario(
                name: "silent", answers: ["line": .init("no")], interrupts: [.init(interrupt: "danger", at: "ring")],
                advance: Span(5, .businessDays),
                expect: .init(
                    visits: ["greet", "ring", "call_112", "silent"], never: ["hang_up"], outcome: "reported",
                    deadlines: ["ring": Timestamp(seconds: 1_768_035_600 + 900)])))
        #expect(result.failures.isEmpty && result.passed && result.outcome == "reported")
        #expect(result.branches.contains { $0.step == "reply" && $0.number == 0 })
    }

    @Test func `an event is heard, and a result is taken`() throws {
        let result = try run(
            Scenario(
                name: "heard", answers: ["line": .init("yes")], results: ["ring": "cannot"],
                events: ["bank.reply": ["o.held": .init("yes")]],
                expect: .init(visits: ["hang_up", "sorry", "reply", "finished"], never: ["silent"])))
        #expect(result.failures.isEmpty)
    }

    @Test func `what does not come true is said`() throws {
        let events: [String: [String: Scenario.Given]] = ["bank.reply": [:]]
        let lost = try run(
            Scenario(
                name: "x", answers: ["line": .init("no")], events: events,
                expect: .init(visits: ["hang_up", "ring", "greet"], never: ["ring"], outcome: "lost")))
        #expect(
            lost.failures.map(\.message) == [
                "hang_up is not reached", "greet is reached before a step that is listed before it", "ring is reached",
                "the outcome is reported, not lost",
            ])
        #expect(try run(Scenario(name: "x")).failures.map(\.message) == ["the scenario has no answer to line"])
        #expect(try run(Scenario(name: "x", answers: ["line": .init("no")])).failures.count == 1)
        #expect(try run(Scenario(name: "x", answers: ["line": .init(5)])).failures.count == 1)
    }

    @Test func `what no scenario reaches is found`() throws {
        let scenario = Scenario(
            name: "x", answers: ["line": .init("yes")], advance: Span(5, .days), expect: .init(never: ["greet"]))
        let program = try Forge.program(Forge.playbook(scenarios: [scenario], Self.steps))
        let (_, coverage, findings) = ScenarioRunner.runAll(of: program, calendar: .weekdaysOnly)
        #expect(
            findings.map { "\($0.code) \($0.path)" } == [
                "scenario-failed scenarios/x", "uncovered-branch cut", "uncovered-branch ring",
            ])
        #expect(coverage.steps == (9, 10) && coverage.branches == (2, 4))
    }

    @Test(arguments: 0..<40) func `random playbooks are walked to their end`(seed: Int) throws {
        let program = try RunLawTests.program(seed, .init(hasInterrupts: false))
        var answers: [String: Scenario.Given] = [:]
        for path in program.paths {
            guard case .ask(let ask)? = program.step(at: path)?.kind else { continue }
            switch ask.type {
            case .choice: answers[path.text] = .init("yes")
            case .choices: answers[path.text] = .init(["vtb"])
            case .integer: answers[path.text] = .init(2)
            case .timestamp: answers[path.text] = .init("2026-01-01T00:00:00Z")
            case .money: answers[path.text] = .init(["minor": 5000, "currency": "RUB"])
            case .date: answers[path.text] = .init("2026-01-01")
            case .phone: answers[path.text] = .init("+79001234500")
            case .text, .reference: answers[path.text] = .init("words")
            }
        }
        let scenario = Scenario(name: "all", answers: answers, advance: Span(5, .businessDays))
        #expect(ScenarioRunner.run(program, scenario: scenario, calendar: .russia).failures.isEmpty)
    }
}
