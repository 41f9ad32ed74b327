import Canonical

extension Run {
    /// A step's turn has come.
    /// - Returns: whether it is over at once.
    mutating func open(_ node: Int, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        let code = walk.program.nodes[node].code
        let instance = node + frame.nodes
        if let applies = code.applies {
            let unit = unit(of: node, frame, in: walk.program)
            guard holds(applies, unit: unit, now: walk.now, in: walk.program) else { return leaveOut(instance, walk) }
        }
        switch code.shape {
        case .task, .wait, .advise: return openWork(node, code, frame, walk)
        case .decide: return decide(node, code, frame, walk)
        case .parallel: return fork(node, code, frame, walk)
        case .loop: return openLoop(node, code, frame, walk)
        case .call: return openCall(node, code, frame, walk)
        case .escalate: return escalate(instance, code, walk)
        case .end: return openEnd(node, code, frame, walk)
        }
    }

    private mutating func leaveOut(_ instance: Int, _ walk: RunWalk) -> Bool {
        live[instance].state = .skipped
        if !marks[instance].isToldLeftOut {
            marks[instance].isToldLeftOut = true
            tell(.notApplicable(path(of: instance, in: walk.program)), walk)
        }
        return true
    }

    private mutating func openWork(_ node: Int, _ code: StepCode, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        let instance = node + frame.nodes
        let record = marks[instance].record
        if record >= 0, records[Int(record)].position <= walk.position { walk.ready.append(record) }
        live[instance].state = code.shape == .wait ? .waiting : .active
        insertActive(instance)
        noteOpening(instance, walk)
        return false
    }

    /// The step is open from now on, or was before a correction.
    func isFirstOpening(_ instance: Int) -> Bool { marks[instance].openedAt == nil }

    private mutating func noteOpening(_ instance: Int, _ walk: RunWalk) {
        guard isFirstOpening(instance) else { return }
        marks[instance].openedAt = walk.clock
        tell(.activated(path(of: instance, in: walk.program)), walk)
    }

    /// A step with others inside opens.
    mutating func enter(_ instance: Int, _ code: StepCode, _ walk: RunWalk) {
        live[instance].state = .active
        guard code.hasClock else { return }
        insertActive(instance)
        noteOpening(instance, walk)
    }

    /// A step is over.
    mutating func close(_ node: Int, _ state: StepState, _ frame: RunFrame, _ walk: RunWalk) {
        let instance = node + frame.nodes
        live[instance].state = state
        if let index = active.firstIndex(of: Int32(instance)) { active.remove(at: index) }
    }

    /// Most often the new step comes last.
    func placeInActive(_ instance: Int32) -> Int {
        var place = active.count
        while place > 0, active[place - 1] > instance { place -= 1 }
        return place
    }

    private mutating func insertActive(_ instance: Int) {
        let place = placeInActive(Int32(instance))
        if place > 0, active[place - 1] == Int32(instance) { return }
        active.insert(Int32(instance), at: place)
    }

    private mutating func decide(_ node: Int, _ code: StepCode, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        let instance = node + frame.nodes
        let unit = unit(of: node, frame, in: walk.program)
        let chosen = recommended(code, unit: unit, now: walk.now, in: walk.program)
        live[instance].chosen = Int32(chosen ?? -1)
        if marks[instance].announced != Int32(chosen ?? -1) {
            marks[instance].announced = Int32(chosen ?? -1)
            tell(.decided(path(of: instance, in: walk.program), recommended: chosen, chosen: chosen, reason: nil), walk)
        }
        enter(instance, code, walk)
        if let chosen, !run(walk.program.nodes[node].children[chosen], frame, walk) { return false }
        close(node, .done, frame, walk)
        return true
    }

    /// The first case that holds; nil when none does.
    func recommended(_ code: StepCode, unit: Int, now: Timestamp, in program: Program) -> Int? {
        code.cases.firstIndex { test in
            guard let test else { return true }
            return holds(test, unit: unit, now: now, in: program)
        }
    }

    private mutating func fork(_ node: Int, _ code: StepCode, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        enter(node + frame.nodes, code, walk)
        let branches = walk.program.nodes[node].children
        for branch in branches {
            let isOver = run(branch, frame, walk)
            if end != nil { return false }
            if isOver, join(node, first: branch, frame, walk) { return true }
        }
        guard branches.isEmpty else { return false }
        close(node, .done, frame, walk)
        return true
    }

    /// A branch is at its end.
    /// - Returns: whether the parallel step is over with it.
    mutating func join(_ node: Int, first: Int, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        let program = walk.program
        guard case .parallel(let parallel) = program.nodes[node].code.step.kind else { return true }
        let branches = program.nodes[node].children
        if parallel.join == .all {
            guard branches.allSatisfy({ isOver($0, frame, program) }) else { return false }
        } else {
            for (number, branch) in branches.enumerated() where branch != first {
                callOff(branch, name: parallel.branches[number].id, of: node, frame, walk)
            }
        }
        close(node, .done, frame, walk)
        return true
    }

    private func isOver(_ block: Int, _ frame: RunFrame, _ program: Program) -> Bool {
        Int(cursors[block + frame.blocks]) == program.blocks[block].nodes.count
    }

    /// What is open in a branch is dead.
    private mutating func callOff(_ branch: Int, name: String, of node: Int, _ frame: RunFrame, _ walk: RunWalk) {
        let nodes = walk.program.blocks[branch].nodes
        guard let first = nodes.first, let last = nodes.last else { return }
        let range = first + frame.nodes..<walk.program.nodes[last].end + frame.nodes
        for instance in range where live[instance].state == .active || live[instance].state == .waiting {
            live[instance].state = .dead
        }
        active.removeAll { range.contains(Int($0)) }
        tell(.branchCalledOff(path(of: node + frame.nodes, in: walk.program), branch: name), walk)
    }

    private mutating func escalate(_ instance: Int, _ code: StepCode, _ walk: RunWalk) -> Bool {
        live[instance].state = .done
        guard case .escalate(let escalation) = code.step.kind, isFirstOpening(instance) else { return true }
        marks[instance].openedAt = walk.clock
        tell(.escalated(to: escalation.to, severity: escalation.severity, path(of: instance, in: walk.program)), walk)
        return true
    }

    private mutating func openEnd(_ node: Int, _ code: StepCode, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        live[node + frame.nodes].state = .done
        guard case .end(let end) = code.step.kind, end.aborts else { return true }
        endAll(End(outcome: outcome(of: node, frame, walk)), walk)
        return false
    }
}
