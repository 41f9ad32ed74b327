/// Carries what a run remembers from one program to another.
struct RunCarrier {
    let run: Run
    let migration: Migration
    let old: Program
    let new: Program
    /// The new run, as far as it is carried.
    private(set) var next = Run()
    /// The new instance of each old one.
    private(set) var places: [Int: Int] = [:]
    /// Recorded instances whose record cannot be carried, though the step is there: it is worked on anew.
    private(set) var reopened: [Int] = []

    init(_ run: Run, _ migration: Migration, from old: Program, to new: Program) {
        (self.run, self.migration, self.old, self.new) = (run, migration, old, new)
    }

    /// The run in the new program, before its live state follows.
    mutating func carried() -> Run {
        guard let start = run.start else { return run }
        next.start = Run.Start(
            at: start.at, inputs: migration.inputs.merging(start.inputs) { _, given in given }, language: start.language
        )
        (next.pauses, next.now, next.hasCorrections) = (run.pauses, run.now, true)
        let raises = carryRaises()
        next.marks = Array(repeating: Run.Mark(), count: raises.nodes)
        for instance in run.marks.indices { carryMark(of: instance) }
        carryLog(raises.numbers)
        return next
    }

    private mutating func carryRaises() -> (nodes: Int, numbers: [Int: Int]) {
        var numbers: [Int: Int] = [:]
        var (nodes, blocks, units) = (new.mainNodes, new.mainBlocks, new.mainUnits)
        for (number, raise) in run.raises.enumerated() {
            guard let side = place(ofSide: old.sides[raise.side].id) else { continue }
            numbers[number] = next.raises.count
            next.raises.append(
                Run.Raise(
                    side: side, number: raise.number, nodes: nodes, blocks: blocks, units: units,
                    isAfterEnd: raise.isAfterEnd))
            nodes += new.sides[side].nodes.count
            blocks += new.sides[side].blocks.count
            units += new.sides[side].units.count
        }
        return (nodes, numbers)
    }

    /// The interrupt of the new version: one that has another id is mapped as `!danger`.
    func place(ofSide id: String) -> Int? {
        let name = migration.place(of: StepPath("!\(id)")).text
        return new.sides.firstIndex { "!\($0.id)" == name }
    }

    /// The instance of the new run at which an old one is; nil when there is none of its kind.
    private func place(of instance: Int) -> Int? {
        let path = run.path(of: instance, in: old)
        guard let place = next.instance(at: migration.place(of: path), in: new) else { return nil }
        return run.code(of: instance, in: old).isSameWork(as: next.code(of: place, in: new)) ? place : nil
    }

    private mutating func carryMark(of instance: Int) {
        guard let place = place(of: instance) else { return }
        places[instance] = place
        next.marks[place] = run.marks[instance]
        next.marks[place].record = -1
        if next.code(of: place, in: new).hasClock { next.clocks[Int32(place)] = run.clocks[Int32(instance)] }
        let record = run.marks[instance].record
        guard record >= 0 else { return }
        if let carried = carried(Int(record), from: instance, to: place) {
            next.marks[place].record = Int32(next.records.count)
            next.records.append(carried)
        } else {
            reopened.append(instance)
            next.marks[place].openedAt = nil
            next.clocks[Int32(place)] = nil
        }
    }

    private func carried(_ index: Int, from instance: Int, to place: Int) -> Run.Record? {
        let record = run.records[index]
        let (was, code) = (run.code(of: instance, in: old), next.code(of: place, in: new))
        guard let outcome = record.outcome.carried(from: was, to: code) else { return nil }
        var isComplete = record.isComplete
        if case .items(let items) = outcome, case .checklist(let list) = code.step.kind {
            isComplete = isComplete && list.items.allSatisfy { !$0.isRequired || items[$0.id] != nil }
        }
        return Run.Record(
            instance: Int32(place), outcome: outcome, at: record.at, position: record.position, isComplete: isComplete,
            bases: bases(of: index, at: place), isAskedAgain: record.isAskedAgain, isConfirmed: record.isConfirmed)
    }

    /// The values that a record rests on, in the order in which the new step reads them. What the old step did not read
    /// counts as seen with the value that it has now.
    func bases(of index: Int, at place: Int) -> [[Slot]] {
        let record = run.records[index]
        let instance = Int(record.instance)
        let unit = run.unit(of: instance, in: old)
        let environment = run.plan(of: unit, old).environment
        let reads = run.code(of: instance, in: old).reads
        // Where only wording differs the new run is not laid out: its instances are those of the old one.
        let laidOut = next.isStarted ? next : run
        let frame = laidOut.frame(of: place, in: new)
        let node = new.nodes[place - frame.nodes]
        let names = node.code.reads.map { new.units[node.unit].plan.environment.variables[$0].name }
        return record.bases.map { base in
            names.map { name in
                guard let slot = environment.slot(of: migration.oldName(of: name)) else { return .unset }
                if let read = reads.firstIndex(of: slot), base.indices.contains(read) { return base[read] }
                return run.slots[unit][slot]
            }
        }
    }

    private mutating func carryLog(_ raises: [Int: Int]) {
        let records = Dictionary(
            uniqueKeysWithValues: places.compactMap { instance, place -> (Int32, Int32)? in
                let (from, to) = (run.marks[instance].record, next.marks[place].record)
                return from >= 0 && to >= 0 ? (from, to) : nil
            })
        for (position, entry) in run.log.enumerated() {
            switch entry {
            case .start, .learned: next.log.append(entry)
            case .raise(let number, let time):
                if let number = raises[number] { next.log.append(.raise(number, time)) }
            case .record(let number):
                guard let carried = records[number] else { continue }
                if run.records[Int(number)].position == position {
                    next.records[Int(carried)].position = next.log.count
                }
                next.log.append(.record(carried))
            }
        }
    }
}

extension StepCode {
    /// Whether work on the one step is work on the other: of one kind, and passed on to the same.
    fileprivate func isSameWork(as other: StepCode) -> Bool {
        if case .refer(let mine) = step.kind, case .refer(let its) = other.step.kind { return mine.to == its.to }
        return step.kindKey == other.step.kindKey && shape == other.shape
    }
}

extension Run.Recorded {
    /// What was recorded, as the step of another version has it; nil when that does not take it.
    fileprivate func carried(from old: StepCode, to new: StepCode) -> Run.Recorded? {
        switch (self, new.step.kind) {
        case (.answer(let answer), .ask(let ask)): return (try? ask.fitting(answer)).map { .answer($0) }
        case (.items(let items), .checklist(let list)):
            let known = Set(list.items.map(\.id))
            return .items(items.filter { known.contains($0.key) })
        case (.chosen(let number), .decide):
            guard old.cases.indices.contains(number) else { return nil }
            let taken = old.cases[number]?.expression.source
            // Two cases may have one condition: then it is the same number that was meant.
            if new.cases.indices.contains(number), new.cases[number]?.expression.source == taken { return self }
            return new.cases.firstIndex { $0?.expression.source == taken }.map { .chosen($0) }
        case (.came(let values), .wait):
            let fitting = values.filter { name, value in
                new.sets.contains { $0.name == name && value.isOf($0.type) }
            }
            return .came(fitting)
        case (.done, _), (.cannot, _), (.skipped, _), (.timedOut, _): return self
        case (.answer, _), (.items, _), (.chosen, _), (.came, _): return nil
        }
    }
}
