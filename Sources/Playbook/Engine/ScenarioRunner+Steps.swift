import Canonical

extension ScenarioRunner {
    /// What the scenario says about a step; what it does not list is done.
    mutating func outcome(for step: OpenStep) -> (Outcome, Place)? {
        if case .ask(let ask) = step.step.kind { return answer(to: ask, step) }
        switch (step.step.kind, named(step.path, in: scenario.results) ?? "done") {
        case (.decide(let decision), let text):
            let number = Int(text) ?? step.recommended ?? decision.cases.count - 1
            return (.choose(case: number, reason: "scenario"), scenario.place)
        case (_, "cannot"): return (.cannot(reason: "scenario"), scenario.place)
        case (_, "not_needed"): return (.notNeeded(reason: "scenario"), scenario.place)
        case (.refer, "done"): return (.consentedDone(reference: nil), scenario.place)
        case (.checklist(let list), "done"):
            return (.items(Dictionary(list.items.map { ($0.id, .done) }) { first, _ in first }), scenario.place)
        case (_, "done"): return (.done, scenario.place)
        case (_, let other):
            fail("\(step.path) has no result \(other)")
            return nil
        }
    }

    private mutating func answer(to ask: Step.Ask, _ step: OpenStep) -> (Outcome, Place)? {
        guard let given = named(step.path, in: scenario.answers) else {
            fail("the scenario has no answer to \(step.path)")
            return nil
        }
        switch AnswerReader.answer(given.value, as: ask.type, now: now) {
        case .success(let answer): return (.answer(answer), given.place)
        case .failure(let reason):
            fail("the answer to \(step.path) does not fit: \(reason)", given.place)
            return nil
        }
    }

    /// What is given under the longest name that means a path.
    private func named<Given>(_ path: StepPath, in given: [String: Given]) -> Given? {
        let names = given.keys.filter { $0.names(path) }
        return names.max { ($0.count, $0) < ($1.count, $1) }.flatMap { given[$0] }
    }

    /// Notes the steps that are reached and the ways that were taken.
    mutating func notice() {
        for instance in run.instancesInOrder(program) {
            let live = run.live[instance]
            let isReached = live.state != .pending && (live.state != .skipped || live.isRecorded)
            guard isReached else { continue }
            let path = run.path(of: instance, in: program)
            if seen.insert(path).inserted { result.visited.append(path) }
            let frame = run.frame(of: instance, in: program)
            let node = program.nodes[instance - frame.nodes]
            guard node.unit == 0 else { continue }
            result.steps.insert(node.code.step.id)
            if let number = taken(instance, node.code) {
                result.branches.insert(ScenarioBranch(step: node.code.step.id, number: number))
            }
        }
    }

    private func taken(_ instance: Int, _ code: StepCode) -> Int? {
        switch code.step.kind {
        case .decide: return run.live[instance].chosen < 0 ? nil : Int(run.live[instance].chosen)
        case .action, .wait:
            guard run.live[instance].isRecorded else { return nil }
            return run.records[Int(run.marks[instance].record)].outcome.block ?? 1
        default: return nil
        }
    }

    mutating func compare() {
        result.outcome = run.outcome
        let expect = scenario.expect
        var rest = result.visited[...]
        for name in expect.visits {
            if let index = rest.firstIndex(where: { name.names($0) }) {
                rest = rest[(index + 1)...]
            } else if result.visited.contains(where: { name.names($0) }) {
                fail("\(name) is reached before a step that is listed before it")
            } else {
                fail("\(name) is not reached")
            }
        }
        for name in expect.never where result.visited.contains(where: { name.names($0) }) { fail("\(name) is reached") }
        if let wanted = expect.outcome, run.outcome != wanted {
            fail("the outcome is \(run.outcome ?? "none"), not \(wanted)")
        }
        for (name, due) in expect.deadlines.sorted(by: { $0.key < $1.key }) { compare(name, due) }
    }

    private mutating func compare(_ name: String, _ due: Timestamp) {
        let clocks = run.clocks.sorted { $0.key < $1.key }
        guard let clock = clocks.first(where: { name.names(run.path(of: Int($0.key), in: program)) }) else {
            return fail("\(name) has no clock")
        }
        if clock.value.due != due {
            fail("\(name) is due \(clock.value.due.wholeSecondsText), not \(due.wholeSecondsText)")
        }
    }
}

extension String {
    /// Whether a name in a scenario means a path: the whole path, its end, or the id of its step.
    func names(_ path: StepPath) -> Bool {
        if path.text == self || path.text.hasSuffix("/\(self)") { return true }
        // A call may be named by the playbook, whose hyphens are underscores in the id of the step.
        return contains("-") && path.id == String(map { $0 == "-" ? "_" : $0 })
    }
}
