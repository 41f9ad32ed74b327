import Canonical

/// Loops and calls.
extension Run {
    mutating func openLoop(_ node: Int, _ code: StepCode, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        let instance = node + frame.nodes
        let rounds = items(of: code, unit: unit(of: node, frame, in: walk.program)).count
        live[instance].chosen = Int32(min(rounds, walk.program.nodes[node].children.count))
        enter(instance, code, walk)
        return nextRounds(node, after: -1, frame, walk)
    }

    /// Runs the rounds behind `after` as far as they go.
    /// - Returns: whether the loop is over.
    mutating func nextRounds(_ node: Int, after: Int, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        let code = walk.program.nodes[node].code
        var round = after + 1
        while round < Int(live[node + frame.nodes].chosen) {
            beginRound(round, node, code, frame, walk)
            guard run(walk.program.nodes[node].children[round], frame, walk) else { return false }
            round += 1
        }
        close(node, .done, frame, walk)
        return true
    }

    private mutating func beginRound(_ round: Int, _ node: Int, _ code: StepCode, _ frame: RunFrame, _ walk: RunWalk) {
        let unit = unit(of: node, frame, in: walk.program)
        for slot in code.resets { slots[unit][slot] = .unset }
        guard let slot = code.slot else { return }
        let items = items(of: code, unit: unit)
        slots[unit][slot] = round < items.count ? .value(items[round]) : .unset
    }

    /// What a loop runs over: the list, or the numbers of the rounds.
    private func items(of code: StepCode, unit: Int) -> [Value] {
        guard let over = code.over, case .value(let value) = slots[unit][over] else { return [] }
        switch value {
        case .list(let items): return items
        case .int(let count):
            guard case .loop(let loop) = code.step.kind, count > 0 else { return [] }
            return (1...min(count, Int64(max(1, loop.maximum)))).map { .int($0) }
        default: return []
        }
    }

    mutating func openCall(_ node: Int, _ code: StepCode, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        let instance = node + frame.nodes
        enter(instance, code, walk)
        guard let block = walk.program.nodes[node].children.first else { return true }
        if let callee = calleeUnit(of: node, frame, walk.program) {
            let caller = unit(of: node, frame, in: walk.program)
            for (slot, test) in code.with {
                slots[callee][slot] = passed(test, unit: caller, walk)
            }
        }
        guard run(block, frame, walk) else { return false }
        takeOutputs(node, frame, walk)
        close(node, .done, frame, walk)
        return true
    }

    /// A single variable is passed as it is, so that `unset`, `unknown` and `refused` arrive as such.
    private func passed(_ test: StepTest, unit: Int, _ walk: RunWalk) -> Slot {
        let reads = test.expression.reads
        if reads.count == 1, let name = reads.first, name == test.expression.source.plain, name != "now",
            let slot = plan(of: unit, walk.program).environment.slot(of: name)
        {
            return slots[unit][slot]
        }
        return .value(value(test, unit: unit, now: walk.now, in: walk.program))
    }

    mutating func takeOutputs(_ node: Int, _ frame: RunFrame, _ walk: RunWalk) {
        guard let callee = calleeUnit(of: node, frame, walk.program) else { return }
        let caller = unit(of: node, frame, in: walk.program)
        for (from, to) in walk.program.nodes[node].code.take { slots[caller][to] = slots[callee][from] }
    }

    private func calleeUnit(of node: Int, _ frame: RunFrame, _ program: Program) -> Int? {
        guard let unit = program.nodes[node].callee else { return nil }
        return unit < program.mainUnits ? unit : unit + frame.units
    }

    /// The plan of a unit given as an index of ``slots``.
    func plan(of unit: Int, _ program: Program) -> PlaybookPlan {
        if unit < program.mainUnits { return program.units[unit].plan }
        guard let raise = raises.last(where: { $0.units <= unit }) else { return program.units[0].plan }
        return program.units[unit - raise.units + program.sides[raise.side].units.lowerBound].plan
    }
}

extension String {
    fileprivate var plain: String { String(Substring(self).trimmed) }
}
