/// Counts the steps of a playbook with everything that it calls.
struct StepCount {
    /// What is known of a called playbook.
    let summary: (Library.Key) -> Summary?

    /// The most steps that a run can visit, side paths not counted; the steps as they are laid out; the levels.
    func total(_ playbook: Playbook) -> (steps: Int, size: Int, depth: Int) {
        let main = count(playbook.steps)
        var size = main.size
        var depth = main.depth
        for interrupt in playbook.interrupts {
            let side = count(interrupt.steps)
            size = StepCount.sum(size, side.size)
            depth = max(depth, side.depth)
        }
        return (main.steps, size, depth)
    }

    private func count(_ steps: [Step]) -> (steps: Int, size: Int, depth: Int) {
        steps.reduce((0, 0, 1)) { total, step in
            let one = count(step)
            return (StepCount.sum(total.0, one.steps), StepCount.sum(total.1, one.size), max(total.2, one.depth + 1))
        }
    }

    private func count(_ step: Step) -> (steps: Int, size: Int, depth: Int) {
        let blocks = step.innerBlocks.map { count($0.steps) }
        let all = blocks.reduce(0) { StepCount.sum($0, $1.steps) }
        let size = blocks.reduce(0) { StepCount.sum($0, $1.size) }
        let depth = blocks.map(\.depth).max() ?? 0
        switch step.kind {
        case .decide, .action: return (1 + (blocks.map(\.steps).max() ?? 0), 1 + size, depth)
        case .loop(let loop):
            return (
                StepCount.sum(1, StepCount.product(all, loop.maximum)),
                StepCount.sum(1, StepCount.product(size, loop.maximum)), depth
            )
        case .call:
            guard let called = step.callee.flatMap(summary) else { return (1, 1, 0) }
            return (StepCount.sum(1, called.maximumSteps), StepCount.sum(1, called.size), called.depth)
        default: return (StepCount.sum(1, all), StepCount.sum(1, size), depth)
        }
    }

    /// Beyond a milliard it does not matter any more how many there are.
    private static let limit = 1_000_000_000
    private static func sum(_ left: Int, _ right: Int) -> Int { min(limit, left + right) }
    private static func product(_ left: Int, _ right: Int) -> Int { min(limit, left * right) }
}

extension Summary {
    /// The most steps, all rounds and calls laid out.
    static let maximumSize = 50_000
    /// The most levels, those of called playbooks included.
    static let maximumDepth = 256
}

extension Library {
    /// The most steps that a run of this playbook can visit, side paths not counted; nil when a call leads nowhere or
    /// in a circle.
    public func maximumSteps(of key: Key) -> Int? {
        let books = Dictionary(
            playbooks.map { ($0.playbook.key, $0.playbook) }, uniquingKeysWith: { first, _ in first })
        guard books[key] != nil else { return nil }
        let order = CallOrder(books)
        var totals: [Key: Summary] = [:]
        for key in order.keys {
            guard let book = books[key], !order.circular.contains(key) else { continue }
            let callees = book.allSteps.compactMap(\.step.callee)
            guard callees.allSatisfy({ totals[$0] != nil }) else { continue }
            var total = Summary()
            (total.maximumSteps, total.size, total.depth) = StepCount { totals[$0] }.total(book)
            totals[key] = total
        }
        return totals[key]?.maximumSteps
    }
}
