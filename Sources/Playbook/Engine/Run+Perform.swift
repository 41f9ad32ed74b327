public import Canonical

extension Run {
    /// The events that a command causes; the run itself stays as it is.
    ///
    /// The first event is what was asked for; the others say what followed from it.
    /// - Throws: ``Refusal`` when the command does not fit the run.
    public func apply(_ command: Command, at time: Timestamp, in program: Program, calendar: BusinessCalendar)
        throws(Refusal) -> [RunEvent]
    {
        var copy = self
        return try copy.perform(command, at: time, in: program, calendar: calendar)
    }

    /// Does what a command asks for, and gives the events; the same as ``apply(_:at:in:calendar:)`` and a fold of its
    /// result, in one go. When it throws, the run is as it was.
    public mutating func perform(
        _ command: Command, at time: Timestamp, in program: Program, calendar: BusinessCalendar
    ) throws(Refusal) -> [RunEvent] {
        var events: [RunEvent] = []
        if case .tick = command {
            guard isStarted else { throw .notStarted }
            fire(at: time, in: program, calendar: calendar, into: &events)
            return events
        }
        for cause in try causes(of: command, at: time, in: program) {
            happen(cause, at: time, in: program, calendar: calendar, into: &events)
        }
        return events
    }

    /// One event, what followed from it, and the clocks that it set.
    mutating func happen(
        _ cause: RunEvent.Kind, at time: Timestamp, in program: Program, calendar: BusinessCalendar,
        into events: inout [RunEvent]
    ) {
        let event = RunEvent(at: time, cause)
        events.append(event)
        for kind in take(event, in: program, isTelling: true) { events.append(RunEvent(at: time, kind)) }
        setClocks(at: time, in: program, calendar: calendar, into: &events)
    }

    private func causes(of command: Command, at time: Timestamp, in program: Program) throws(Refusal)
        -> [RunEvent.Kind]
    {
        if case .start(let inputs, let language) = command {
            if isStarted { throw .alreadyStarted }
            try check(inputs, isStart: true, in: program)
            return [.started(inputs: inputs, language: language)]
        }
        guard isStarted else { throw .notStarted }
        switch command {
        case .start, .tick: return []
        case .record(let path, let outcome, let language):
            return try causes(of: outcome, at: path, language: language, at: time, in: program)
        case .correct(let path, let answer, let reason):
            return try correction(of: path, to: answer, reason: reason, at: time, in: program)
        case .confirm(let path): return try confirmation(of: path, in: program)
        case .raise(let id): return try raising(of: id, in: program)
        case .event(let name, let values): return try arrival(of: name, values, in: program)
        case .pause(let reason):
            if isEnded { throw .runEnded }
            if isPaused { throw .alreadyPaused }
            return [.timersPaused(reason: reason)]
        case .resume:
            guard isPaused else { throw .notPaused }
            return [.timersResumed]
        case .learn(let values):
            try check(values, isStart: false, in: program)
            let new = values.filter { inputs[$0.key] != $0.value }
            return new.isEmpty ? [] : [.learned(inputs: new)]
        }
    }

    func check(_ values: [String: Value], isStart: Bool, in program: Program) throws(Refusal) {
        for unit in program.units {
            for input in unit.plan.inputs where unit.fromCase.contains(where: { $0.slot == input.slot }) {
                if let value = values[input.name] {
                    guard value.isOf(input.type) else { throw .wrongInput(name: input.name) }
                } else if isStart, !input.isOptional {
                    throw .inputMissing(name: input.name)
                }
            }
        }
    }

    private func confirmation(of path: StepPath, in program: Program) throws(Refusal) -> [RunEvent.Kind] {
        let instance = try known(path, in: program)
        guard needsReview(instance, in: program) else { throw .nothingToConfirm(path) }
        return [.reconfirmed(path)]
    }

    private func raising(of id: String, in program: Program) throws(Refusal) -> [RunEvent.Kind] {
        guard takesRaises else { throw .runEnded }
        guard let side = program.sides.firstIndex(where: { $0.id == id }) else {
            throw .unknownInterrupt(id, interrupts: program.sides.map(\.id))
        }
        return [.interruptRaised(id, number: raises.count { $0.side == side } + 1)]
    }

    private func arrival(of name: String, _ values: [String: Value], in program: Program) throws(Refusal)
        -> [RunEvent.Kind]
    {
        if isEnded { throw .runEnded }
        var causes: [RunEvent.Kind] = []
        var awaited: [String] = []
        for instance in active.map(Int.init) where live[instance].state == .waiting {
            let code = code(of: instance, in: program)
            guard case .wait(let wait) = code.step.kind, let event = wait.event else { continue }
            if !awaited.contains(event) { awaited.append(event) }
            guard event == name else { continue }
            let brought = try fitting(values, code)
            causes.append(.waitSatisfied(path(of: instance, in: program), values: brought))
        }
        if causes.isEmpty { throw .nothingAwaits(event: name, awaited: awaited) }
        return causes
    }

    /// The values that a wait declares, by bare name.
    func fitting(_ values: [String: Value], _ code: StepCode) throws(Refusal) -> [String: Value] {
        var result: [String: Value] = [:]
        for (name, value) in values {
            let bare = PlanCompiler.bare(name)
            guard let set = code.sets.first(where: { $0.name == bare }), value.isOf(set.type) else {
                throw .wrongValue(name: name)
            }
            result[bare] = value
        }
        return result
    }

    /// The instance at a path.
    func known(_ path: StepPath, in program: Program) throws(Refusal) -> Int {
        if let instance = instance(at: path, in: program) { return instance }
        throw .unknownStep(path, suggestion: suggestion(for: path, in: program))
    }
}
