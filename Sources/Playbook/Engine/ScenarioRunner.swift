public import Canonical

/// Runs an author's own tests.
public struct ScenarioRunner {
    let program: Program
    let scenario: Scenario
    let calendar: BusinessCalendar
    var run = Run()
    var now: Timestamp
    var result: ScenarioResult
    private var raised: Set<Int> = []
    var seen: Set<StepPath> = []

    /// When a scenario begins that names no time: 2026-01-10T09:00:00Z, a Saturday.
    public static let defaultStart = Timestamp(seconds: 1_768_035_600)

    /// Runs one scenario to its end.
    public static func run(_ program: Program, scenario: Scenario, calendar: BusinessCalendar) -> ScenarioResult {
        var runner = ScenarioRunner(program, scenario, calendar)
        runner.work()
        runner.compare()
        return runner.result
    }

    /// Runs all scenarios of the program's playbook.
    /// - Returns: how each went; `scenario-failed` for each failure, and what no scenario reached.
    public static func runAll(of program: Program, calendar: BusinessCalendar) -> (
        results: [ScenarioResult], coverage: ScenarioCoverage, findings: [Finding]
    ) {
        runAll(of: program) { _ in calendar }
    }

    /// As ``runAll(of:calendar:)``, each scenario with business days of its own.
    static func runAll(of program: Program, calendarOf: (Scenario) -> BusinessCalendar) -> (
        results: [ScenarioResult], coverage: ScenarioCoverage, findings: [Finding]
    ) {
        let results = program.playbook.scenarios.map { run(program, scenario: $0, calendar: calendarOf($0)) }
        let failed = results.flatMap { result in
            result.failures.map { failure in
                Finding(
                    "scenario-failed", at: failure.place, path: "scenarios/\(result.name)", message: failure.message)
            }
        }
        let coverage = ScenarioCoverage(of: program.playbook, by: results)
        return (results, coverage, failed + coverage.findings)
    }

    private init(_ program: Program, _ scenario: Scenario, _ calendar: BusinessCalendar) {
        self.program = program
        self.scenario = scenario
        self.calendar = calendar
        now = scenario.start ?? ScenarioRunner.defaultStart
        result = ScenarioResult(name: scenario.name)
    }

    private mutating func work() {
        guard let inputs = inputs(), perform(.start(inputs: inputs, language: language), scenario.place) else { return }
        var stalls = 0
        for _ in 0..<program.maximumSteps * 20 + 1000 where !run.isEnded {
            if raiseNext() { continue }
            let open = run.openSteps(in: program)
            if let step = open.first(where: { $0.state == .active && !$0.isReview }) {
                guard record(step) else { return }
            } else if let wait = open.first(where: { awaits($0) }), case .wait(let kind) = wait.step.kind {
                guard hear(kind, wait) else { return }
            } else {
                stalls += 1
                guard stalls <= 100, moveOn(open) else { return }
            }
        }
        if !run.isEnded, result.failures.isEmpty { fail("the run does not end") }
    }

    private var language: Language {
        if case .string(let code)? = scenario.inputs["language"]?.value { return Language(code) }
        return program.playbook.languages.first ?? "en"
    }

    /// The inputs by name; a needed moment that is not given is the start.
    private mutating func inputs() -> [String: Value]? {
        var types: [String: ValueType] = [:]
        for unit in program.units { for input in unit.plan.inputs { types[input.name] = input.type } }
        var values: [String: Value] = [:]
        for (name, given) in scenario.inputs.sorted(by: { $0.key < $1.key }) {
            let bare = name.hasPrefix("case.") ? String(name.dropFirst(5)) : name
            guard let type = types[bare] else { continue }
            guard let value = Value(given.value, as: type) else {
                fail("case.\(bare) is not of its type", given.place)
                return nil
            }
            values[bare] = value
        }
        for (name, type) in program.neededInputs where values[name] == nil && type == .timestamp {
            values[name] = .timestamp(now)
        }
        return values
    }

    private mutating func raiseNext() -> Bool {
        let open = run.openSteps(in: program).map(\.path)
        for (index, raise) in scenario.interrupts.enumerated() where !raised.contains(index) {
            guard open.contains(where: { raise.at.names($0) }) else { continue }
            raised.insert(index)
            return perform(.raise(interrupt: raise.interrupt), scenario.place)
        }
        return false
    }

    private func awaits(_ step: OpenStep) -> Bool {
        guard case .wait(let wait) = step.step.kind, step.state == .waiting, let event = wait.event else {
            return false
        }
        return scenario.events[event] != nil
    }

    private mutating func hear(_ wait: Step.Wait, _ step: OpenStep) -> Bool {
        let given = wait.event.flatMap { scenario.events[$0] } ?? [:]
        let code = program.node(at: step.path).map { program.nodes[$0].code }
        var values: [String: Value] = [:]
        for (name, value) in given {
            let bare = PlanCompiler.bare(name)
            guard let type = code?.sets.first(where: { $0.name == bare })?.type,
                let typed = Value(value.value, as: type)
            else {
                fail("o.\(bare) is not what \(step.path) waits for", value.place)
                return false
            }
            values[bare] = typed
        }
        return perform(.record(step.path, .came(values), language: language), scenario.place)
    }

    /// Nothing is left to do but wait: the clock moves on, and what is due on the way fires at its time.
    private mutating func moveOn(_ open: [OpenStep]) -> Bool {
        guard let advance = scenario.advance else {
            let paths = open.map(\.path.text).joined(separator: ", ")
            fail("the run waits at \(paths), and the scenario has neither the event nor clock.advance")
            return false
        }
        let target = calendar.adding(advance, to: now)
        while !run.isEnded, let timer = run.nextTimer(in: program), timer.at <= target {
            now = max(now, timer.at)
            guard perform(.tick, scenario.place) else { return false }
            if run.openSteps(in: program).contains(where: { $0.state == .active }) { return true }
        }
        now = target
        return true
    }

    private mutating func record(_ step: OpenStep) -> Bool {
        guard let (outcome, place) = outcome(for: step) else { return false }
        return perform(.record(step.path, outcome, language: language), place)
    }

    private mutating func perform(_ command: Command, _ place: Place) -> Bool {
        do throws(Refusal) {
            result.events += try run.perform(command, at: now, in: program, calendar: calendar)
            notice()
            return true
        } catch {
            fail("\(error)", place)
            return false
        }
    }

    mutating func fail(_ message: String, _ place: Place? = nil) {
        result.failures.append(.init(message: message, place: place ?? scenario.place))
    }
}
