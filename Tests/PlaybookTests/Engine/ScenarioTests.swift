import Canonical
import Testing

@testable import Playbook

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

@Suite struct `The business days of a scenario` {
    /// A step that is due one business day after Thursday, 30 April 2026: 1 May is a holiday of TARGET, and the United
    /// Kingdom works.
    private static func sources(_ jurisdictions: String, inputs: String, due: String, calendar: String = "")
        -> [PlaybookSource]
    {
        let text = """
            playbook: days
            schema: playbook/1
            version: 1.0.0
            languages: [en]
            title: {en: "Days"}
            \(jurisdictions)
            inputs: {case.opened_at: timestamp, case.jurisdiction: string}
            steps:
              - do: ring
                text: {en: "Ring the bank."}
                applies: 'case.jurisdiction != ""'
                deadline: {within: 1bd, from: case.opened_at}
            scenarios:
              - name: one
                inputs: {case.opened_at: "2026-04-30T10:00:00Z"\(inputs)}
                clock: {start: "2026-04-30T10:00:00Z"}
                expect: {visits: [ring], deadlines: {ring: "\(due)"}}
            """
        let set = """
            parameters: UK
            schema: parameters/1
            version: 1.0.0
            review_by: 2027-02-15
            values:
              - parameter: business_calendar
                kind: calendar
                value: \(calendar)
                sources: [K]
            """
        let book = PlaybookSource(file: "days.yaml", bytes: Array(text.utf8))
        return calendar.isEmpty ? [book] : [book, PlaybookSource(file: "UK.yaml", bytes: Array(set.utf8))]
    }

    @Test(arguments: [
        ("jurisdictions: [UK]", #", case.jurisdiction: "UK""#, "2026-05-01T10:00:00Z", ""),
        ("jurisdictions: [UK, EU]", #", case.jurisdiction: "EU""#, "2026-05-04T10:00:00Z", ""),
        ("jurisdictions: [EU]", #", case.jurisdiction: "EU""#, "2026-05-04T10:00:00Z", ""),
        // What a desk's own parameters name goes before what the program knows.
        ("jurisdictions: [UK]", #", case.jurisdiction: "UK""#, "2026-05-04T10:00:00Z", "target"),
    ]) func `are those of its jurisdiction`(_ own: String, _ inputs: String, _ due: String, _ calendar: String) {
        let judgement = Library.judge(Self.sources(own, inputs: inputs, due: due, calendar: calendar))
        let trial = Trial(judgement.playbooks, parameters: judgement.parameters.map(\.set))
        #expect(trial.errors.map(\.line) == [])
    }

    @Test func `are those of the first that the playbook serves when the scenario says nothing`() throws {
        var first = Forge.playbook([Forge.say("greet")])
        #expect(Scenario(name: "nobody's").jurisdiction(in: first) == nil)
        first.jurisdictions = ["US", "UK"]
        #expect(Scenario(name: "plain").jurisdiction(in: first) == "US")
        #expect(Scenario(name: "told", inputs: ["jurisdiction": .init("UK")]).jurisdiction(in: first) == "UK")
    }
}
