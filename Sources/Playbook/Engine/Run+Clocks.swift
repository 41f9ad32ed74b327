import Canonical

extension Run {
    /// The rungs of all open steps, those that fired too, soonest first.
    public func timers(in program: Program) -> [RunTimer] {
        var timers: [RunTimer] = []
        for instance in active.map(Int.init) { timers += self.timers(of: instance, in: program) }
        return timers.sorted { ($0.at, $0.path) < ($1.at, $1.path) }
    }

    /// When the next rung fires if nothing else happens before; nil when no clock runs.
    public func nextTimer(in program: Program) -> RunTimer? {
        timers(in: program).first { !$0.hasFired && !$0.isPaused }
    }

    /// The rungs of one open step, in the order of the ladder.
    func timers(of instance: Int, in program: Program) -> [RunTimer] {
        guard let clock = clocks[Int32(instance)] else { return [] }
        let path = path(of: instance, in: program)
        return ladder(of: instance, clock, in: program).map { rung, moment in
            RunTimer(
                path: path, rung: rung, at: clock.shifted(moment, by: pauses),
                hasFired: marks[instance].fired & rung.bit != 0, isPaused: clock.isPaused(moment, by: pauses))
        }
    }

    private func ladder(of instance: Int, _ clock: StepClock, in program: Program) -> [(Rung, Timestamp)] {
        let step = code(of: instance, in: program).step
        if case .wait = step.kind { return [(.timeout, clock.due)] }
        var rungs: [(Rung, Timestamp)] = []
        if let warn = clock.warn { rungs.append((.warn, warn)) }
        rungs.append((.breach, clock.due))
        if let role = step.deadline?.escalateTo { rungs.append((.escalate(role: role), clock.due)) }
        if let later = clock.later, let role = step.deadline?.escalateLater?.to {
            rungs.append((.later(role: role), later))
        }
        return rungs
    }

    /// Sets the clocks of open steps that have none, or count from something that changed.
    mutating func setClocks(
        at time: Timestamp, in program: Program, calendar: BusinessCalendar, into events: inout [RunEvent]
    ) {
        for instance in active {
            let index = Int(instance)
            let frame = frame(of: index, in: program)
            let node = index - frame.nodes
            guard program.nodes[node].code.hasClock else { continue }
            let clock = clock(of: node, frame, in: program, calendar: calendar)
            // A clock that counts from nothing any more keeps what it said.
            guard let clock, clock != clocks[instance] else { continue }
            clocks[instance] = clock
            events.append(RunEvent(at: time, .clockSet(path(of: index, in: program), clock)))
        }
    }

    private func clock(of node: Int, _ frame: RunFrame, in program: Program, calendar: BusinessCalendar) -> StepClock? {
        let code = program.nodes[node].code
        let opened = marks[node + frame.nodes].openedAt
        if case .wait(let wait) = code.step.kind {
            // A wait must end: without its anchor it counts from its opening.
            guard let anchor = anchor(of: node, frame, in: program) ?? opened else { return nil }
            let due = calendar.adding(wait.until.after, to: anchor)
            return StepClock(anchor: anchor, warn: nil, due: due, later: nil, isPausable: false)
        }
        guard let deadline = code.step.deadline, let anchor = anchor(of: node, frame, in: program) else { return nil }
        return StepClock(
            anchor: anchor, warn: deadline.warn.map { calendar.adding($0, to: anchor) },
            due: calendar.adding(deadline.due.after, to: anchor),
            later: deadline.escalateLater.map { calendar.adding($0.after, to: anchor) },
            isPausable: deadline.isPausable)
    }

    private func anchor(of node: Int, _ frame: RunFrame, in program: Program) -> Timestamp? {
        switch program.nodes[node].code.anchor {
        case .opened: return marks[node + frame.nodes].openedAt
        case .variable(let slot):
            guard case .value(.timestamp(let moment)) = slots[unit(of: node, frame, in: program)][slot] else {
                return nil
            }
            return moment
        case .done:
            guard let anchor = program.nodes[node].anchor else { return nil }
            let instance = instance(of: anchor, frame, in: program)
            guard live.indices.contains(instance), live[instance].isRecorded else { return nil }
            return records[Int(marks[instance].record)].at
        }
    }

    /// Fires what is due, the earliest first; what opens by it may be due at once.
    mutating func fire(
        at time: Timestamp, in program: Program, calendar: BusinessCalendar, into events: inout [RunEvent]
    ) {
        while let timer = nextTimer(in: program), timer.at <= time {
            happen(.timerFired(timer.path, timer.rung), at: time, in: program, calendar: calendar, into: &events)
            if let role = timer.rung.role {
                events.append(RunEvent(at: time, .escalated(to: role, severity: .high, timer.path)))
            }
        }
    }
}
