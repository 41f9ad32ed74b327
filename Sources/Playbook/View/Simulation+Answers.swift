public import Canonical

extension Simulation {
    /// Plays a whole run from a file of answers: the members of a scenario (`inputs`, `answers`, `results`,
    /// `interrupts`, `events`, `clock`), or the answers alone.
    ///
    /// What is not listed is done, and an answer that is missing stops the run there: `stopped` says why, `open` where.
    public static func run(
        _ program: Program, answers: JSON, language: Language? = nil, start: Timestamp = ScenarioRunner.defaultStart,
        calendar: BusinessCalendar
    ) -> JSON {
        let script = SimulationScript(answers)
        var simulation: Simulation
        do throws(Refusal) {
            simulation = try Simulation(
                program: program, inputs: script.inputs(of: program), language: language ?? script.language,
                start: script.start ?? start, calendar: calendar)
        } catch {
            return ["stopped": .string("\(error)"), "ended": false, "transcript": [], "events": [], "open": []]
        }
        let stopped = simulation.play(script)
        return .members([
            "playbook": .string(program.playbook.id), "version": .string(program.playbook.version.description),
            "ended": .bool(simulation.run.isEnded), "outcome": simulation.run.outcome.map { .string($0) },
            "stopped": stopped.map { .string($0) }, "now": .string(simulation.now.description),
            "open": .array(simulation.openSteps.map { .string($0.path.text) }),
            "transcript": .array(simulation.transcript.map(\.json)), "events": .array(simulation.events.map(\.json)),
        ])
    }

    /// Plays on until the run ends; gives the reason when it stops before.
    private mutating func play(_ script: SimulationScript) -> String? {
        var raised: Set<Int> = []
        var stalls = 0
        for _ in 0..<program.maximumSteps * 20 + 1000 where !run.isEnded {
            do throws(Refusal) {
                if let index = script.raise(among: openSteps, besides: raised) {
                    raised.insert(index)
                    try raise(script.interrupts[index].id)
                } else if let step = openSteps.first(where: { $0.state == .active && !$0.isReview }) {
                    if let missing = try work(on: step, script) { return missing }
                } else if let (step, values) = script.news(for: openSteps) {
                    try record(step.path, .came(values))
                } else {
                    stalls += 1
                    guard stalls <= 100, let span = script.advance else { return "the run waits" }
                    let target = calendar.adding(span, to: now)
                    _ = try advance(to: target) { !$0.openSteps.contains { $0.state == .active } }
                }
            } catch {
                return "\(error)"
            }
        }
        return run.isEnded ? nil : "the run does not end"
    }

    private mutating func work(on step: OpenStep, _ script: SimulationScript) throws(Refusal) -> String? {
        if case .ask = step.step.kind {
            guard let given = script.answer(to: step.path) else { return "there is no answer to \(step.path)" }
            try answer(step.path, given)
            return nil
        }
        guard let outcome = script.outcome(of: step) else {
            return "\(step.path) has no result \(script.result(of: step.path) ?? "")"
        }
        try record(step.path, outcome)
        return nil
    }
}
