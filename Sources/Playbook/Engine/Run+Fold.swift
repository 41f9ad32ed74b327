import Canonical

extension Run {
    /// Takes an event in. Events of another program, or in an order that cannot be, are ignored.
    public mutating func fold(_ event: RunEvent, in program: Program) {
        _ = take(event, in: program, isTelling: false)
    }

    /// Takes an event in and gives what followed.
    mutating func take(_ event: RunEvent, in program: Program, isTelling: Bool) -> [RunEvent.Kind] {
        guard isStarted || event.name == "started" else { return [] }
        now = event.at
        guard event.moves else {
            remember(event, in: program)
            return []
        }
        let walk = RunWalk(program, at: event.at, position: log.count, isTelling: isTelling)
        let wasEnded = isEnded
        move(event, walk)
        catchUp(walk)
        if isEnded, !wasEnded { tell(.ended(outcome: outcome), walk) }
        if wasEnded, !isEnded { tell(.reopened, walk) }
        return walk.followed
    }

    private mutating func move(_ event: RunEvent, _ walk: RunWalk) {
        switch event.kind {
        case .started(let inputs, let language):
            guard start == nil else { return }
            start = Start(at: event.at, inputs: inputs, language: language)
            log.append(.start)
            clear(walk.program)
            begin(walk)
        case .learned(let values):
            walk.position = log.count
            log.append(.learned(values, event.at))
            learn(values, walk.program)
        case .interruptRaised(let id, _):
            guard takesRaises, let side = walk.program.sides.firstIndex(where: { $0.id == id }) else { return }
            raise(side, event.at, walk)
        case .corrected(let path, _, let new, _, _):
            guard let instance = instance(at: path, in: walk.program), marks[instance].record >= 0,
                case .answer = records[Int(marks[instance].record)].outcome
            else { return }
            records[Int(marks[instance].record)].outcome = .answer(new)
            hasCorrections = true
            replay(walk)
        default:
            guard let path = event.path, let instance = instance(at: path, in: walk.program),
                live[instance].state == .active || live[instance].state == .waiting,
                code(of: instance, in: walk.program).isWork
            else { return }
            noteWork(event, at: instance, walk)
        }
    }

    private mutating func noteWork(_ event: RunEvent, at instance: Int, _ walk: RunWalk) {
        switch event.kind {
        case .shown, .referred: note(.done, at: instance, event.at, walk)
        case .actionReported(_, .done): note(reportDone(instance, walk.program), at: instance, event.at, walk)
        case .actionReported(_, .cannot(let reason)): note(.cannot(reason), at: instance, event.at, walk)
        case .skipped(_, let reason): note(.skipped(reason), at: instance, event.at, walk)
        case .answered(_, let answer, _, _): note(.answer(answer), at: instance, event.at, walk)
        case .decided(_, _, let chosen?, _):
            guard code(of: instance, in: walk.program).cases.indices.contains(chosen) else { return }
            note(.chosen(chosen), at: instance, event.at, walk)
        case .waitSatisfied(_, let values): note(.came(values), at: instance, event.at, walk)
        case .timerFired:
            guard live[instance].state == .waiting else { return }
            note(.timedOut, at: instance, event.at, walk)
        case .itemChecked(_, let item, let outcome):
            guard case .checklist(let checklist) = code(of: instance, in: walk.program).step.kind else { return }
            var items = checked(at: instance)
            items[item] = outcome
            let isComplete = checklist.items.allSatisfy { items[$0.id] != nil }
            note(.items(items), at: instance, event.at, isComplete: isComplete, walk)
        default: break
        }
    }

    /// A checklist that is done keeps its items.
    private func reportDone(_ instance: Int, _ program: Program) -> Recorded {
        if case .checklist = code(of: instance, in: program).step.kind { return .items(checked(at: instance)) }
        return .done
    }

    /// The items of a checklist that were dealt with.
    func checked(at instance: Int) -> [String: ItemOutcome] {
        let record = marks[instance].record
        guard record >= 0, case .items(let items) = records[Int(record)].outcome else { return [:] }
        // A list that is asked again is empty.
        return records[Int(record)].isAskedAgain ? [:] : items
    }

    /// Takes in an event that does not move the run.
    private mutating func remember(_ event: RunEvent, in program: Program) {
        switch event.kind {
        case .clockSet(let path, let clock):
            if let instance = instance(at: path, in: program) { clocks[Int32(instance)] = clock }
        case .timerFired(let path, let rung):
            if let instance = instance(at: path, in: program) { marks[instance].fired |= rung.bit }
        case .timersPaused: if !isPaused { pauses.append(RunPause(from: event.at)) }
        case .timersResumed: if isPaused { pauses[pauses.count - 1].to = event.at }
        case .reconfirmed(let path):
            if let instance = instance(at: path, in: program) { reconfirm(instance, program) }
        default: break
        }
    }

    private mutating func reconfirm(_ instance: Int, _ program: Program) {
        let record = Int(marks[instance].record)
        guard record >= 0 else { return }
        guard live[instance].needsReview else {
            records[record].isConfirmed = true
            return
        }
        live[instance].needsReview = false
        let frame = frame(of: instance, in: program)
        let node = instance - frame.nodes
        records[record].bases.append(basis(program.nodes[node].code, unit: unit(of: node, frame, in: program)))
    }
}

extension RunEvent {
    /// Whether the event moves the run; the others only say what followed, or change its clocks.
    var moves: Bool {
        switch kind {
        case .timerFired(_, let rung): rung == .timeout
        case .clockSet, .timersPaused, .timersResumed, .reconfirmed, .activated, .notApplicable, .escalated,
            .branchCalledOff, .interruptEnded, .ended, .reopened, .migrated:
            false
        case .started, .learned, .shown, .answered, .itemChecked, .actionReported, .skipped, .decided, .referred,
            .waitSatisfied, .interruptRaised, .corrected:
            true
        }
    }
}
