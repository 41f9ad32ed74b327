public import Canonical

extension Run {
    /// Every step that the run has or may come to, in the order of the playbook; interrupts first.
    public func steps(in program: Program) -> [StepInstance] {
        guard isStarted else { return [] }
        return instancesInOrder(program).map { instance in
            let code = code(of: instance, in: program)
            return StepInstance(
                path: path(of: instance, in: program), step: code.step, state: state(of: instance, in: program),
                needsReview: needsReview(instance, in: program), openedAt: marks[instance].openedAt,
                record: record(of: instance))
        }
    }

    /// Where the step at a path stands; nil when there is none.
    public func state(at path: StepPath, in program: Program) -> StepState? {
        instance(at: path, in: program).map { state(of: $0, in: program) }
    }

    /// The answer that stands for the question at a path; nil when it is not answered, or is superseded.
    public func answer(at path: StepPath, in program: Program) -> Answer? {
        guard let instance = instance(at: path, in: program), live[instance].isRecorded,
            case .answer(let answer) = records[Int(marks[instance].record)].outcome
        else { return nil }
        return answer
    }

    private func record(of instance: Int) -> StepInstance.Record? {
        guard marks[instance].record >= 0 else { return nil }
        let record = records[Int(marks[instance].record)]
        var answer: Answer?
        if case .answer(let given) = record.outcome { answer = given }
        var chosen: Int?
        if case .chosen(let number) = record.outcome { chosen = number }
        var items: [String: ItemOutcome] = [:]
        if case .items(let checked) = record.outcome { items = checked }
        return StepInstance.Record(
            at: record.at, answer: answer, chosen: chosen, items: items, reason: record.outcome.reason)
    }

    func state(of instance: Int, in program: Program) -> StepState {
        let step = live[instance]
        switch step.state {
        case .done, .skipped, .cannot:
            if step.needsReview { return .review }
            return step.state == .skipped && !step.isRecorded && wasComplete(instance) ? .superseded : step.state
        case .active, .waiting: return step.state
        case .pending, .dead, .superseded, .review:
            guard step.state == .dead || isDead(instance, in: program) else { return .pending }
            return wasComplete(instance) ? .superseded : .dead
        }
    }

    private func wasComplete(_ instance: Int) -> Bool {
        let record = marks[instance].record
        return record >= 0 && records[Int(record)].isComplete
    }

    /// Whether somebody must look at the step: it was done on old data, or its effect is in the world though the run
    /// went elsewhere.
    func needsReview(_ instance: Int, in program: Program) -> Bool {
        guard hasCorrections, marks[instance].record >= 0 else { return false }
        if live[instance].needsReview { return true }
        let record = records[Int(marks[instance].record)]
        guard record.outcome.isDone, !record.isConfirmed else { return false }
        return code(of: instance, in: program).isOutward && state(of: instance, in: program) == .superseded
    }

    /// Whether a step that is not open can no longer open, unless something is corrected.
    func isDead(_ instance: Int, in program: Program) -> Bool {
        if end != nil { return true }
        let frame = frame(of: instance, in: program)
        var node = instance - frame.nodes
        while let owner = program.owner(of: node) {
            if excludes(owner, program.blocks[program.nodes[node].block], frame) { return true }
            node = owner
        }
        return frame.raise.map { raises[$0].isEnded } ?? (mainEnd != nil)
    }

    /// Whether a step shuts one of the blocks inside of it out.
    func excludes(_ owner: Int, _ block: Program.Block, _ frame: RunFrame) -> Bool {
        let instance = owner + frame.nodes
        let step = live[instance]
        if step.state == .dead { return true }
        let isOver = step.state == .done || step.state == .skipped
        switch block.role {
        case .option: return step.chosen >= 0 ? Int(step.chosen) != block.number : isOver
        case .round: return step.chosen >= 0 ? block.number >= Int(step.chosen) : isOver
        case .branch, .body: return isOver
        case .done, .cannot, .timeout:
            guard step.isRecorded else { return isOver }
            return records[Int(marks[instance].record)].outcome.block != block.number
        case .root, .side: return false
        }
    }

    /// The side paths that can be entered.
    public func interrupts(in program: Program) -> [(id: String, label: Text)] {
        takesRaises ? program.sides.map { ($0.id, $0.label) } : []
    }

    /// The step whose path is nearest to a wrong one: the same id elsewhere, or a slip of the hand.
    func suggestion(for path: StepPath, in program: Program) -> StepPath? {
        let id = path.id
        var best: (path: StepPath, distance: Int)?
        for node in program.nodes.prefix(2000) {
            let candidate = StepPath(node.path)
            let distance = node.code.step.id == id ? 0 : id.distance(to: node.code.step.id)
            if distance <= max(1, id.count / 3), distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.path
    }
}

/// One step in one run.
public struct StepInstance: Sendable, Equatable {
    /// Where it stands in the run.
    public let path: StepPath
    /// What it is.
    public let step: Step
    /// Where it stands.
    public let state: StepState
    /// Whether somebody must look: it was done on old data. True for superseded steps with an effect in the world too.
    public let needsReview: Bool
    /// When it opened for the first time; nil for steps that never did and for those that take no time.
    public let openedAt: Timestamp?
    /// What was recorded, whether it stands or not.
    public let record: Record?

    /// What was recorded about a step.
    public struct Record: Sendable, Equatable {
        /// When.
        public let at: Timestamp
        /// The answer to a question.
        public let answer: Answer?
        /// The case that was taken of an advised decision.
        public let chosen: Int?
        /// The items of a checklist.
        public let items: [String: ItemOutcome]
        /// Why it was not done.
        public let reason: String?
    }
}

extension String {
    /// How many letters must be changed, added or left out to make the other text.
    fileprivate func distance(to other: String) -> Int {
        let (left, right) = (Array(utf8.prefix(64)), Array(other.utf8.prefix(64)))
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let change = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = Swift.min(change, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
