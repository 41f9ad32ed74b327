import Canonical
import Testing

@testable import Playbook

@Suite struct SimulationTests {
    static let steps = [
        Forge.say("greet"), Forge.ask("line"),
        Forge.decide("cut", [("a.line == \"yes\"", [Forge.say("hang_up")]), (nil, [])]),
        Forge.act("ring", deadline: Deadline(due: Offset(after: Span(15, .minutes)), escalateTo: "shift_lead")),
        Forge.wait("reply", event: "bank.reply", Span(3, .businessDays), timeout: [Forge.escalate("silent")]),
        Forge.end("reported"),
    ]
    static let danger = Playbook.Interrupt(id: "danger", label: Forge.text("Danger"), steps: [Forge.say("call_112")])

    static func simulation() throws -> Simulation {
        let program = try Forge.program(Forge.playbook(interrupts: [danger], steps))
        return try Simulation(program: program, language: "en", start: Desk.monday, calendar: .weekdaysOnly)
    }

    @Test func `a walk by hand is the run of the engine`() throws {
        var simulation = try Self.simulation()
        var desk = Desk(simulation.program)
        desk.language = "en"
        try desk.apply(.start(inputs: [:], language: "en"))
        try simulation.record("greet")
        try desk.record("greet")
        try simulation.answer("line", "Да")
        try desk.answer("line", "yes")
        try simulation.raise("danger")
        try desk.apply(.raise(interrupt: "danger"))
        try simulation.record("!danger/call_112")
        try desk.record("!danger/call_112")
        try simulation.advance(Span(20, .minutes))
        desk.now = Desk.monday.adding(seconds: 900)
        try desk.apply(.tick)
        desk.now = Desk.monday.adding(seconds: 1200)
        try simulation.record("hang_up")
        try desk.record("hang_up")
        try simulation.record("ring", .cannot(reason: "busy"))
        try desk.record("ring", .cannot(reason: "busy"))
        #expect(simulation.run == desk.run && simulation.now == desk.now)
        #expect(simulation.events == desk.events)
        #expect(simulation.openSteps.map(\.path) == ["reply"])
    }

    @Test func `every move can be taken back, the clock too`() throws {
        var simulation = try Self.simulation()
        var states = [(simulation.run, simulation.now, simulation.events)]
        func remember() { states.append((simulation.run, simulation.now, simulation.events)) }
        try simulation.record("greet")
        remember()
        try simulation.answer("line", "no")
        remember()
        try simulation.advance(Span(1, .hours))
        remember()
        try simulation.correct("line", "yes", reason: "remembered")
        while simulation.undo() {
            let (run, now, events) = states.removeLast()
            #expect(simulation.run == run && simulation.now == now && simulation.events == events)
        }
        #expect(states.isEmpty && !simulation.canUndo)
    }

    @Test func `what is refused changes nothing and is no move`() throws {
        var simulation = try Self.simulation()
        let before = simulation.run
        #expect(throws: Refusal.self) { try simulation.answer("line", "yes") }
        #expect(throws: Refusal.wrongAnswer("line", reason: .notAnOption(["yes", "no"]))) {
            try simulation.answer("line", "perhaps")
        }
        #expect(throws: Refusal.self) { try simulation.answer("lime", "yes") }
        #expect(throws: Refusal.self) { try simulation.raise("fire") }
        #expect(simulation.run == before && !simulation.canUndo)
        #expect(simulation.open("greet")?.path == "greet" && simulation.open("ring") == nil)
    }

    @Test(arguments: Shipped.names) func `a file of answers goes the way of the scenario`(id: String) throws {
        let program = try Shipped.program(id)
        for scenario in program.playbook.scenarios {
            let expected = ScenarioRunner.run(program, scenario: scenario, calendar: .russia)
            let played = Simulation.run(program, answers: scenario.canonicalForm, calendar: .russia)
            #expect(played["ended"] == true && played["outcome"]?.string == expected.outcome, "\(scenario.name)")
            func seen(_ event: JSON) -> String {
                "\(event["at"]?.string ?? "") \(event["event"]?.string ?? "") \(event["path"]?.string ?? "")"
            }
            #expect(played["events"]?.array?.map(seen) == expected.events.map { seen($0.json) }, "\(scenario.name)")
            #expect(played["transcript"]?.array?.count == expected.events.count)
        }
    }

    @Test func `answers alone are enough, and a missing one stops the run at its step`() throws {
        let program = try Forge.program(Forge.playbook(Self.steps))
        let stopped = Simulation.run(program, answers: [:], calendar: .weekdaysOnly)
        #expect(stopped["stopped"] == "there is no answer to line" && stopped["open"] == ["line"])
        let waiting = Simulation.run(program, answers: ["line": "no"], calendar: .weekdaysOnly)
        #expect(waiting["stopped"] == "the run waits" && waiting["open"] == ["reply"])
        let wrong = Simulation.run(program, answers: ["answers": ["line": 5]], calendar: .weekdaysOnly)
        #expect(wrong["stopped"]?.string?.contains("wrongAnswer") == true)
        let late: JSON = ["answers": ["line": "no"], "clock": ["advance": "5bd"]]
        let ended = Simulation.run(program, answers: late, language: "en", calendar: .weekdaysOnly)
        #expect(ended["ended"] == true && ended["outcome"] == "reported")
        try Golden.compare(ended.prettyText + "\n", "simulation.json")
    }

    @Test(arguments: 0..<30) func `random sessions are the same in both`(seed: Int) throws {
        let program = try RunLawTests.program(seed)
        var session = try SessionDice(program, seed: seed)
        let inputs: [String: Value] = ["opened_at": .timestamp(Desk.monday), "note": .string(SessionDice.canary)]
        var simulation = try Simulation(
            program: program, inputs: inputs, language: "ru", start: Desk.monday, calendar: .weekdaysOnly)
        for _ in 0..<60 where !session.desk.run.isEnded {
            let count = session.recorded.count
            try session.work()
            guard session.recorded.count > count, let last = session.recorded.last else { break }
            try simulation.record(last.path, last.outcome)
            #expect(
                simulation.run.openSteps(in: program).map(\.path) == session.desk.run.openSteps(in: program).map(\.path)
            )
        }
    }
}
