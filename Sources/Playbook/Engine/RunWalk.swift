import Canonical

/// What one fold needs while it walks, and what it finds.
final class RunWalk {
    let program: Program
    /// The time that conditions see.
    var now: Timestamp
    /// The time of the event that is folded: when steps open that never were open.
    let clock: Timestamp
    /// The entry of the log that is walked; records behind it are not known yet.
    var position: Int
    /// Records whose steps opened after their turn in the log.
    var ready: [Int32] = []
    /// What followed, to be told.
    var followed: [RunEvent.Kind] = []
    /// Whether anybody reads `followed`.
    let isTelling: Bool

    init(_ program: Program, at clock: Timestamp, position: Int, isTelling: Bool) {
        self.program = program
        now = clock
        self.clock = clock
        self.position = position
        self.isTelling = isTelling
    }
}

extension Run {
    /// Whether a condition holds for the variables of a unit.
    func holds(_ test: StepTest, unit: Int, now: Timestamp, in program: Program) -> Bool {
        if !test.readsNow { return test.expression.isTrue(slots[unit]) }
        return test.expression.isTrue(slotsWithNow(unit, now, in: program))
    }

    func value(_ test: StepTest, unit: Int, now: Timestamp, in program: Program) -> Value {
        if !test.readsNow { return test.expression.evaluate(slots[unit]) }
        return test.expression.evaluate(slotsWithNow(unit, now, in: program))
    }

    /// `now` is always the first variable; it is never kept in a run.
    func slotsWithNow(_ unit: Int, _ now: Timestamp, in program: Program) -> [Slot] {
        var result = slots[unit]
        result[0] = .value(.timestamp(now))
        return result
    }

    /// Runs a block from where it stands.
    /// - Returns: whether it is at its end.
    mutating func run(_ block: Int, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        let place = block + frame.blocks
        if cursors[place] < 0 { cursors[place] = 0 }
        let count = walk.program.blocks[block].nodes.count
        while Int(cursors[place]) < count {
            let node = walk.program.blocks[block].nodes[Int(cursors[place])]
            guard open(node, frame, walk), end == nil else { return false }
            cursors[place] += 1
        }
        return true
    }

    /// A step came to its end while the run waited: whatever contains it goes on.
    mutating func proceed(from node: Int, _ frame: RunFrame, _ walk: RunWalk) {
        var node = node
        while end == nil {
            let block = walk.program.nodes[node].block
            cursors[block + frame.blocks] += 1
            guard run(block, frame, walk) else { return }
            guard let owner = walk.program.blocks[block].owner else { return finishRoot(block, frame, walk) }
            guard finishBlock(block, of: owner, frame, walk) else { return }
            node = owner
        }
    }

    /// A block inside of a step is at its end.
    /// - Returns: whether the step is, too.
    private mutating func finishBlock(_ block: Int, of owner: Int, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        switch walk.program.nodes[owner].code.shape {
        case .parallel: return join(owner, first: block, frame, walk)
        case .loop: return nextRounds(owner, after: walk.program.blocks[block].number, frame, walk)
        case .call:
            takeOutputs(owner, frame, walk)
            close(owner, .done, frame, walk)
            return true
        case .decide:
            close(owner, .done, frame, walk)
            return true
        case .task, .wait, .advise, .escalate, .end: return true
        }
    }

    private mutating func finishRoot(_ block: Int, _ frame: RunFrame, _ walk: RunWalk) {
        if let number = frame.raise {
            guard !raises[number].isEnded else { return }
            raises[number].isEnded = true
            let side = walk.program.sides[raises[number].side]
            tell(.interruptEnded(side.id, number: raises[number].number), walk)
            if side.aborts { return endAll(End(outcome: sideOutcome(block, frame, walk)), walk) }
        } else if mainEnd == nil {
            mainEnd = End(outcome: sideOutcome(block, frame, walk))
        }
        endIfOver(walk)
    }

    /// The outcome that the end of a root block names.
    private func sideOutcome(_ block: Int, _ frame: RunFrame, _ walk: RunWalk) -> String? {
        guard let last = walk.program.blocks[block].nodes.last else { return nil }
        guard live[last + frame.nodes].state == .done else { return nil }
        return outcome(of: last, frame, walk)
    }

    func outcome(of node: Int, _ frame: RunFrame, _ walk: RunWalk) -> String? {
        guard let test = walk.program.nodes[node].code.outcome else { return nil }
        let unit = unit(of: node, frame, in: walk.program)
        if case .string(let outcome) = value(test, unit: unit, now: walk.now, in: walk.program) { return outcome }
        return nil
    }

    /// The run is over when the main flow is and no side path is open.
    private mutating func endIfOver(_ walk: RunWalk) {
        guard let mainEnd, raises.allSatisfy({ $0.isEnded || !$0.isBegun }) else { return }
        endAll(mainEnd, walk)
    }

    /// Ends the run: what is open is dead.
    mutating func endAll(_ end: End, _ walk: RunWalk) {
        self.end = end
        for instance in live.indices where live[instance].state == .active || live[instance].state == .waiting {
            live[instance].state = .dead
        }
        active.removeAll(keepingCapacity: true)
    }

    /// Remembers what followed, when somebody wants to know.
    func tell(_ kind: @autoclosure () -> RunEvent.Kind, _ walk: RunWalk) {
        if walk.isTelling { walk.followed.append(kind()) }
    }

    /// Starts the main flow.
    mutating func begin(_ walk: RunWalk) {
        if run(0, .main, walk) { finishRoot(0, .main, walk) }
    }

    /// Starts a side path.
    mutating func begin(raise number: Int, _ walk: RunWalk) {
        let frame = frame(ofRaise: number, in: walk.program)
        let block = walk.program.sides[raises[number].side].block
        if run(block, frame, walk) { finishRoot(block, frame, walk) }
    }
}
