/// The flow of values: what surely has a value where, and where no path leads.
extension PlaybookCheck {
    /// Follows the side paths and then the steps; gives how the variables stand at the end.
    func checkFlow() -> FlowState {
        var start = FlowState(count: table.variables.count)
        for (index, variable) in table.variables.enumerated() {
            switch variable.origin {
            case .input, .now: start[index] = variable.states
            default: break
            }
        }
        if let applies = playbook.applies { _ = judge(applies, .bool, start, path: "applies") }
        var any = start
        for index in table.variables.indices { any[index].formUnion(table[index].states) }
        for interrupt in playbook.interrupts { checkInterrupt(interrupt, any) }
        for written in playbook.interrupts.flatMap(\.steps).written(in: table) {
            start[written].formUnion(table[written].states)
        }
        let end = follow(playbook.steps, start, path: "steps", mayEnd: true)
        if !playbook.isModule, !end.isDead {
            let place = playbook.steps.last?.place ?? map.place(of: "steps", in: "") ?? .start
            reportUnlessEcho(
                "no-end", at: place, path: "steps", "Not every path comes to an 'end'.",
                hint: "Let the last step be '- end:' with an outcome.")
        }
        return end
    }

    private func checkInterrupt(_ interrupt: Playbook.Interrupt, _ state: FlowState) {
        let path = "interrupts/\(interrupt.id)"
        let end = follow(interrupt.steps, state, path: path, mayEnd: true)
        if interrupt.aborts, !end.isDead {
            reportUnlessEcho(
                "no-end", at: interrupt.place, path: path,
                "The side path ends the run, but not every path through it comes to an 'end'.",
                hint: "Let its last step be '- end:' with an outcome.")
        }
    }

    /// Follows the steps of a block; the state is dead at the end when no path leads out of it.
    func follow(_ steps: [Step], _ start: FlowState, path: String, mayEnd: Bool) -> FlowState {
        var state = start
        var isOver = false
        checkWaits(in: steps, path: path)
        for (index, step) in steps.enumerated() {
            if state.isDead {
                if !isOver {
                    report(
                        "unreachable-step", at: step.place, path: "\(path)/\(step.id)",
                        "No path leads to '\(step.id)': every path above it has ended the run.",
                        hint: "Remove it, or the end above it.")
                }
                isOver = true
                state.isDead = false
            }
            state = pass(
                step, state, path: "\(path)/\(step.id)",
                isLast: mayEnd && index == steps.count - 1)
        }
        if isOver { state.isDead = true }
        return state
    }

    /// Follows one step, with its guard and its clock.
    private func pass(_ step: Step, _ state: FlowState, path: String, isLast: Bool) -> FlowState {
        var inside = state
        var around: FlowState?
        if let applies = step.applies {
            var left = state
            if let judged = judge(applies, .bool, state, path: path) {
                for index in judged.whenTrue { inside[index] = .answered }
                for index in judged.whenFalse { left[index] = .answered }
            }
            around = left
        }
        checkDeadline(of: step, inside, path: path)
        checkShown(step, inside)
        var exit = enter(step, inside, path: path, isLast: isLast)
        if let done = table.index(of: "\(step.id).done_at") { exit[done] = .answered }
        if let around { exit.join(around) }
        return exit
    }

    private func enter(_ step: Step, _ state: FlowState, path: String, isLast: Bool) -> FlowState {
        switch step.kind {
        case .say, .checklist: return state
        case .ask(let ask): return follow(ask, step, state, path: path)
        case .action(let action):
            var exit = follow(action.onDone, state, path: "\(path)/done", mayEnd: false)
            exit.join(follow(action.onCannot, state, path: "\(path)/cannot", mayEnd: false))
            // Neither follows when the action was not needed.
            exit.join(state)
            return exit
        case .decide(let decision): return follow(decision, step, state, path: path)
        case .wait(let wait): return follow(wait, step, state, path: path)
        case .parallel(let parallel): return follow(parallel, step, state, path: path)
        case .loop(let loop): return follow(loop, step, state, path: path)
        case .call(let call): return follow(call, step, state, path: path)
        case .refer(let referral):
            for name in referral.needs { checkRead(name, state, at: place(of: "needs", in: path, step), path: path) }
            return state
        case .escalate: return state
        case .end(let end): return follow(end, step, state, path: path, isLast: isLast)
        }
    }

    private func follow(_ ask: Step.Ask, _ step: Step, _ state: FlowState, path: String) -> FlowState {
        guard let index = table.index(of: "a.\(step.id)") else { return state }
        var exit = state
        exit[index] = .answered
        let wasUsed = used.contains(index)
        if let check = ask.check { _ = judge(check, .bool, exit, path: path) }
        if !wasUsed { used.remove(index) }
        exit[index] = States(of: ask)
        return exit
    }

    private func follow(_ wait: Step.Wait, _ step: Step, _ state: FlowState, path: String) -> FlowState {
        checkAnchor(wait.until, state, path: path)
        let late = follow(wait.onTimeout, state, path: "\(path)/timeout", mayEnd: false)
        if wait.event == nil { return late }
        var exit = state
        for set in wait.sets {
            // Somebody may end the pause by hand, without the values that the event brings.
            if let index = table.index(of: "o.\(set.name)") { exit[index].insert(.answered) }
        }
        exit.join(late)
        return exit
    }

    private func follow(_ loop: Step.Loop, _ step: Step, _ state: FlowState, path: String) -> FlowState {
        checkLoop(loop, step, state, path: path)
        var round = state
        for index in loop.steps.written(in: table) { round[index] = .unset }
        let item = loop.item.flatMap { table.index(of: "a.\($0)") }
        if let item { round[item] = .answered }
        var exit = follow(loop.steps, round, path: path, mayEnd: false)
        exit.join(state)
        if let item { exit[item] = [.unset, .answered] }
        return exit
    }

    private func checkLoop(_ loop: Step.Loop, _ step: Step, _ state: FlowState, path: String) {
        let place = place(of: "over", in: path, step)
        guard checkRead(loop.over, state, at: place, path: path), let index = table.index(of: loop.over) else { return }
        let most: Int64
        switch table[index].type {
        case .int: most = table[index].range?.upperBound ?? 0
        case .list(_, let maximum): most = Int64(maximum)
        default:
            report(
                "not-countable", at: place, path: path, "'\(loop.over)' is neither a list nor a number.",
                hint: "Repeat over an answer of type list(Set) or integer.")
            return
        }
        if most > loop.maximum {
            warn(
                "repeat-cut-short", at: self.place(of: "max", in: path, step), path: path,
                "'\(loop.over)' can ask for \(most) rounds, and there are at most \(loop.maximum).",
                hint: "Raise max, or narrow the question.")
        }
    }
}

extension [Step] {
    /// The variables that these steps write, at any depth.
    func written(in table: VariableTable) -> [Int] {
        var names: [String] = []
        func walk(_ steps: [Step]) {
            for step in steps {
                names += step.writes
                names.append("\(step.id).done_at")
                for block in step.innerBlocks { walk(block.steps) }
            }
        }
        walk(self)
        return names.compactMap(table.index)
    }
}

extension Step {
    /// The variables that the step itself writes.
    var writes: [String] {
        switch kind {
        case .ask: ["a.\(id)"]
        case .wait(let wait): wait.sets.map { "o.\($0.name)" }
        case .call(let call): call.take.keys.sorted().map { "o.\($0)" }
        case .loop(let loop): loop.item.map { ["a.\($0)"] } ?? []
        case .say, .action, .checklist, .decide, .parallel, .refer, .escalate, .end: []
        }
    }
}
