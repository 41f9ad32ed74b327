import Canonical

extension Run {
    /// Lets the live state follow again from the first record on.
    mutating func replay(_ walk: RunWalk) {
        clear(walk.program)
        for (position, entry) in log.enumerated() {
            walk.position = position
            switch entry {
            case .start:
                walk.now = start?.at ?? walk.clock
                begin(walk)
            case .record(let record):
                guard records[Int(record)].position == position else { continue }
                walk.now = records[Int(record)].at
                meet(Int(record), walk)
            case .raise(let number, let time):
                guard end == nil || raises[number].isAfterEnd && takesRaises else { continue }
                end = nil
                walk.now = time
                raises[number].isBegun = true
                begin(raise: number, walk)
            case .learned(let values, let time):
                walk.now = time
                learn(values, walk.program)
            }
            catchUp(walk)
        }
    }

    /// Steps that opened late take their records, in the order in which those were made.
    mutating func catchUp(_ walk: RunWalk) {
        while let next = walk.ready.indices.min(by: { position(walk.ready[$0]) < position(walk.ready[$1]) }) {
            meet(Int(walk.ready.remove(at: next)), walk)
        }
    }

    private func position(_ record: Int32) -> Int { records[Int(record)].position }

    /// The turn of a record: if its step is open, the record takes effect; if not, when the step opens.
    private mutating func meet(_ record: Int, _ walk: RunWalk) {
        let instance = Int(records[record].instance)
        guard live[instance].state == .active || live[instance].state == .waiting else { return }
        let frame = frame(of: instance, in: walk.program)
        let node = instance - frame.nodes
        let code = walk.program.nodes[node].code
        guard stands(record, code, frame, walk), settle(record, node, code, frame, walk) else { return }
        proceed(from: node, frame, walk)
    }

    /// Sets the live state to that of a run that is about to begin; what is remembered stays.
    mutating func clear(_ program: Program) {
        let nodes = program.mainNodes + raises.reduce(0) { $0 + program.sides[$1.side].nodes.count }
        let blocks = program.mainBlocks + raises.reduce(0) { $0 + program.sides[$1.side].blocks.count }
        live = Array(repeating: Live(), count: nodes)
        cursors = Array(repeating: -1, count: blocks)
        if marks.isEmpty { marks = Array(repeating: Mark(), count: nodes) }
        slots = (0..<program.mainUnits).map { Run.unset(program.units[$0].plan) }
        for index in raises.indices {
            raises[index].isEnded = false
            raises[index].isBegun = false
            slots += program.sides[raises[index].side].units.map { Run.unset(program.units[$0].plan) }
        }
        active.removeAll(keepingCapacity: true)
        (mainEnd, end, inputs) = (nil, nil, [:])
        learn(start?.inputs ?? [:], program)
    }

    private static func unset(_ plan: PlaybookPlan) -> [Slot] {
        Array(repeating: .unset, count: plan.environment.variables.count)
    }

    /// Takes in inputs of the case; one of another type than declared stays unset.
    mutating func learn(_ values: [String: Value], _ program: Program) {
        inputs.merge(values) { _, new in new }
        for index in 0..<program.mainUnits { learnInputs(of: program.units[index], at: index) }
        for raise in raises {
            for (offset, unit) in program.sides[raise.side].units.enumerated() {
                learnInputs(of: program.units[unit], at: raise.units + offset)
            }
        }
    }

    private mutating func learnInputs(of unit: Program.Unit, at index: Int) {
        for input in unit.fromCase {
            let value = inputs[input.name].flatMap { value in
                value.isOf(unit.plan.environment.variables[input.slot].type) ? value : nil
            }
            slots[index][input.slot] = value.map { .value($0) } ?? .unset
        }
    }

    /// Enters a side path.
    mutating func raise(_ side: Int, _ time: Timestamp, _ walk: RunWalk) {
        let program = walk.program
        let place = program.sides[side]
        raises.append(
            Raise(
                side: side, number: raises.count { $0.side == side } + 1, nodes: live.count, blocks: cursors.count,
                units: slots.count, isAfterEnd: end != nil, isBegun: true))
        end = nil
        live += Array(repeating: Live(), count: place.nodes.count)
        marks += Array(repeating: Mark(), count: place.nodes.count)
        cursors += Array(repeating: -1, count: place.blocks.count)
        for unit in place.units {
            slots.append(Run.unset(program.units[unit].plan))
            learnInputs(of: program.units[unit], at: slots.count - 1)
        }
        walk.position = log.count
        log.append(.raise(raises.count - 1, time))
        begin(raise: raises.count - 1, walk)
    }
}

extension Value {
    /// Whether the value is one of a type.
    func isOf(_ type: ValueType) -> Bool {
        switch (self, type) {
        case (.bool, .bool), (.int, .int), (.string, .string), (.timestamp, .timestamp), (.duration, .duration),
            (.money, .money):
            true
        case (.string(let code), .choice(let choice)): choice.contains(code)
        case (.list(let values), .list(let element, let maximum)):
            values.count <= maximum && values.allSatisfy { $0.isOf(element) }
        default: false
        }
    }
}
