extension Run {
    /// The answers and cases that led to a step; for one that cannot open any more, the case that shut it out.
    /// Nil when there is no such step.
    public func why(_ path: StepPath, in program: Program) -> Explanation? {
        guard let instance = instance(at: path, in: program) else { return nil }
        let frame = frame(of: instance, in: program)
        var reasons: [Explanation.Reason] = []
        var excluded: Explanation.Reason?
        var node = instance - frame.nodes
        let own = ownRule(of: node, frame, program)
        if let own { if case .applies = own.kind { reasons.append(own) } else { excluded = own } }
        while let owner = program.owner(of: node) {
            let block = program.blocks[program.nodes[node].block]
            if excludes(owner, block, frame) {
                excluded = exclusion(owner, block, frame, program)
            } else if let reason = inclusion(owner, block, frame, program) {
                reasons.append(reason)
            }
            if let rule = ownRule(of: owner, frame, program) {
                if case .applies = rule.kind { reasons.append(rule) } else { excluded = rule }
            }
            node = owner
        }
        if let raise = frame.raise { reasons.append(interruptReason(raise, path, program)) }
        let state = state(of: instance, in: program)
        if excluded == nil, state == .dead || state == .superseded {
            excluded = Explanation.Reason(path: path, kind: .runEnded, facts: [])
        }
        let isOut = state == .dead || state == .superseded || state == .skipped
        return Explanation(path: path, state: state, reasons: reasons.reversed(), excludedBy: isOut ? excluded : nil)
    }

    private func interruptReason(_ raise: Int, _ path: StepPath, _ program: Program) -> Explanation.Reason {
        let id = program.sides[raises[raise].side].id
        return Explanation.Reason(path: path, kind: .interrupt(id), facts: [])
    }

    private func reason(
        _ node: Int, _ kind: Explanation.Kind, _ tests: [StepTest?], _ frame: RunFrame, _ program: Program
    ) -> Explanation.Reason {
        var names: Set<String> = []
        for test in tests { names.formUnion(test?.expression.reads ?? []) }
        let facts = names.subtracting(["now"]).sorted().map { fact($0, node, frame, program) }
        return Explanation.Reason(path: path(of: node + frame.nodes, in: program), kind: kind, facts: facts)
    }

    /// The step's own rule, once it was weighed.
    private func ownRule(of node: Int, _ frame: RunFrame, _ program: Program) -> Explanation.Reason? {
        guard let applies = program.nodes[node].code.applies else { return nil }
        let step = live[node + frame.nodes]
        let source = applies.expression.source
        if step.state == .skipped, !step.isRecorded {
            return reason(node, .doesNotApply(source), [applies], frame, program)
        }
        guard step.state != .pending else { return nil }
        return reason(node, .applies(source), [applies], frame, program)
    }

    private func inclusion(_ owner: Int, _ block: Program.Block, _ frame: RunFrame, _ program: Program)
        -> Explanation.Reason?
    {
        let code = program.nodes[owner].code
        let step = live[owner + frame.nodes]
        switch (block.role, code.step.kind) {
        case (.option, _):
            guard step.chosen >= 0 else { return nil }
            // An earlier case that did not hold led here as much as the one that did.
            let weighed = Array(code.cases[...block.number])
            let source = code.cases[block.number]?.expression.source
            return reason(owner, .took(case: block.number, condition: source), weighed, frame, program)
        case (.branch, .parallel(let parallel)):
            return reason(owner, .branch(parallel.branches[block.number].id), [], frame, program)
        case (.round, .loop(let loop)):
            var names: [Explanation.Fact] = []
            names.append(fact(loop.over, owner, frame, program))
            let path = path(of: owner + frame.nodes, in: program)
            return Explanation.Reason(path: path, kind: .round(block.number + 1), facts: names)
        case (.body, .call(let call)):
            return reason(owner, .called(call.playbook, call.version), code.with.map(\.test), frame, program)
        case (.done, _), (.cannot, _), (.timeout, _):
            guard step.isRecorded else { return nil }
            return reason(owner, .followed(step.state), [], frame, program)
        default: return nil
        }
    }

    private func exclusion(_ owner: Int, _ block: Program.Block, _ frame: RunFrame, _ program: Program)
        -> Explanation.Reason
    {
        let code = program.nodes[owner].code
        let step = live[owner + frame.nodes]
        switch block.role {
        case .option where step.chosen >= 0 || step.state == .done:
            let taken = step.chosen < 0 ? nil : Int(step.chosen)
            let kind = Explanation.Kind.tookOther(
                case: taken, condition: taken.flatMap { code.cases[$0]?.expression.source },
                own: code.cases[block.number]?.expression.source)
            return reason(owner, kind, code.cases, frame, program)
        case .round where step.chosen >= 0: return reason(owner, .rounds(Int(step.chosen)), [], frame, program)
        case .done, .cannot, .timeout: return reason(owner, .otherResult(step.state), [], frame, program)
        case .option, .round, .branch, .body, .root, .side: return reason(owner, .calledOff, [], frame, program)
        }
    }

    /// A variable as the step saw it, and the step that gave it.
    private func fact(_ name: String, _ node: Int, _ frame: RunFrame, _ program: Program) -> Explanation.Fact {
        let unit = unit(of: node, frame, in: program)
        guard let slot = plan(of: unit, program).environment.slot(of: name) else {
            return Explanation.Fact(variable: name, value: nil, from: nil)
        }
        var value: Answer?
        switch slots[unit][slot] {
        case .value(let known): value = .value(known)
        case .none(let none): value = .none(none)
        case .unset: break
        }
        let giver = giver(of: slot, before: node, program).map { instance(of: $0, frame, in: program) }
        return Explanation.Fact(variable: name, value: value, from: giver.map { path(of: $0, in: program) })
    }

    /// The last node before another one that writes a variable.
    private func giver(of slot: Int, before node: Int, _ program: Program) -> Int? {
        let unit = program.nodes[node].unit
        return program.nodes[..<node].lastIndex { candidate in
            guard candidate.unit == unit else { return false }
            let code = candidate.code
            if case .ask = code.step.kind { return code.slot == slot }
            return code.sets.contains { $0.slot == slot } || code.take.contains { $0.to == slot }
        }
    }
}
