import Canonical

/// Records meet their steps.
extension Run {
    /// Whether a record holds for the step as it opens now. Notes what somebody must look at or do again.
    mutating func stands(_ record: Int, _ code: StepCode, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        guard records[record].isComplete else { return false }
        guard hasCorrections, !code.reads.isEmpty || !records[record].bases[0].isEmpty else { return true }
        let instance = Int(records[record].instance)
        let current = basis(code, unit: unit(of: instance - frame.nodes, frame, in: walk.program))
        if records[record].bases.contains(current) {
            records[record].isAskedAgain = false
            return true
        }
        switch code.step.onRedo {
        case .askAgain:
            if !records[record].isAskedAgain {
                records[record].isAskedAgain = true
                marks[instance].openedAt = walk.clock
            }
            return false
        case .review: live[instance].needsReview = true
        case .keep: live[instance].needsReview = code.isOutward && records[record].outcome.isDone
        }
        return true
    }

    /// The values that a record of the step rests on.
    func basis(_ code: StepCode, unit: Int) -> [Slot] {
        if code.reads.isEmpty { return [] }
        return code.reads.map { slots[unit][$0] }
    }

    /// Puts a record into effect.
    /// - Returns: whether the step is over, and all that follows from its result.
    mutating func settle(_ record: Int, _ node: Int, _ code: StepCode, _ frame: RunFrame, _ walk: RunWalk) -> Bool {
        let instance = node + frame.nodes
        live[instance].isRecorded = true
        close(node, records[record].outcome.state, frame, walk)
        switch records[record].outcome {
        case .answer(let answer):
            if let slot = code.slot { slots[unit(of: node, frame, in: walk.program)][slot] = answer.slot }
        case .came(let values):
            let unit = unit(of: node, frame, in: walk.program)
            for set in code.sets { if let value = values[set.name] { slots[unit][set.slot] = .value(value) } }
        case .chosen(let number):
            live[instance].chosen = Int32(number)
        case .done, .cannot, .skipped, .items, .timedOut: break
        }
        guard let number = records[record].outcome.block, walk.program.nodes[node].children.indices.contains(number)
        else { return true }
        return run(walk.program.nodes[node].children[number], frame, walk)
    }

    /// Notes what was recorded about an open step, and goes on.
    mutating func note(
        _ outcome: Recorded, at instance: Int, _ time: Timestamp, isComplete: Bool = true, _ walk: RunWalk
    ) {
        let frame = frame(of: instance, in: walk.program)
        let node = instance - frame.nodes
        let code = walk.program.nodes[node].code
        let bases = [basis(code, unit: unit(of: node, frame, in: walk.program))]
        var record = Int(marks[instance].record)
        walk.position = log.count
        if record < 0 {
            record = records.count
            marks[instance].record = Int32(record)
            records.append(
                Record(
                    instance: Int32(instance), outcome: outcome, at: time, position: walk.position,
                    isComplete: isComplete, bases: bases))
        } else {
            records[record].outcome = outcome
            records[record].at = time
            records[record].position = walk.position
            records[record].isComplete = isComplete
            records[record].bases = bases
            records[record].isAskedAgain = false
        }
        log.append(.record(Int32(record)))
        guard isComplete, settle(record, node, code, frame, walk) else { return }
        proceed(from: node, frame, walk)
    }
}

extension Run.Recorded {
    var isDone: Bool { if case .done = self { true } else { false } }

    var state: StepState {
        switch self {
        case .cannot: .cannot
        case .skipped: .skipped
        case .done, .answer, .items, .chosen, .came, .timedOut: .done
        }
    }

    /// Which of the blocks inside of the step follows.
    var block: Int? {
        switch self {
        case .done, .timedOut: 0
        case .cannot: 1
        case .chosen(let number): number
        case .skipped, .answer, .items, .came: nil
        }
    }

    var reason: String? {
        switch self {
        case .cannot(let reason), .skipped(let reason): reason
        case .done, .answer, .items, .chosen, .came, .timedOut: nil
        }
    }
}

extension Answer {
    var slot: Slot {
        switch self {
        case .value(let value): .value(value)
        case .none(let none): .none(none)
        }
    }
}
