/// Lays a compiled playbook out as nodes and blocks, loops round by round and calls in place.
struct ProgramLayout {
    let plans: [String: PlaybookPlan]
    private(set) var nodes: [Program.Node] = []
    private(set) var blocks: [Program.Block] = []
    private(set) var units: [Program.Unit] = []
    private(set) var sides: [Program.Side] = []
    private(set) var mainNodes = 0
    private(set) var mainBlocks = 0
    private(set) var mainUnits = 0
    private(set) var requiredInputs: [String: ValueType] = [:]
    private var depth = 0

    /// The most nodes of a program.
    static let maximumNodes = 50_000
    /// The deepest nesting, calls included.
    static let maximumDepth = 256

    init(plans: [String: PlaybookPlan]) { self.plans = plans }

    mutating func build(_ plan: PlaybookPlan) throws(LinkError) {
        units.append(try unit(plan, caller: nil, given: []))
        let root = open(Program.Block(owner: nil, number: 0, role: .root, nodes: []))
        try fill(root, with: plan.playbook.steps, unit: 0, prefix: "", isTop: true)
        (mainNodes, mainBlocks, mainUnits) = (nodes.count, blocks.count, units.count)
        for (number, interrupt) in plan.playbook.interrupts.enumerated() {
            let (firstNode, firstBlock, firstUnit) = (nodes.count, blocks.count, units.count)
            let block = open(Program.Block(owner: nil, number: 0, role: .side(number), nodes: []))
            try fill(block, with: interrupt.steps, unit: 0, prefix: "!\(interrupt.id)/", isTop: true)
            sides.append(
                Program.Side(
                    id: interrupt.id, label: interrupt.label, aborts: interrupt.aborts, block: block,
                    nodes: firstNode..<nodes.count, blocks: firstBlock..<blocks.count, units: firstUnit..<units.count))
        }
    }

    private mutating func open(_ block: Program.Block) -> Int {
        blocks.append(block)
        return blocks.count - 1
    }

    private mutating func fill(_ block: Int, with steps: [Step], unit: Int, prefix: String, isTop: Bool)
        throws(LinkError)
    {
        depth += 1
        defer { depth -= 1 }
        if depth > ProgramLayout.maximumDepth { throw .tooDeep(limit: ProgramLayout.maximumDepth) }
        for (position, step) in steps.enumerated() {
            try checkEnd(step, unit: unit, isLast: isTop && position == steps.count - 1)
            blocks[block].nodes.append(nodes.count)
            try append(step, block: block, unit: unit, prefix: prefix)
        }
    }

    private func checkEnd(_ step: Step, unit: Int, isLast: Bool) throws(LinkError) {
        guard case .end(let end) = step.kind, !end.aborts, !isLast else { return }
        throw .endInside(step: step.id, playbook: units[unit].plan.playbook.id)
    }

    private mutating func append(_ step: Step, block: Int, unit: Int, prefix: String) throws(LinkError) {
        guard nodes.count < ProgramLayout.maximumNodes else { throw .tooLarge(limit: ProgramLayout.maximumNodes) }
        guard let code = units[unit].plan.codes[step.id] else { return }
        let node = nodes.count
        nodes.append(
            Program.Node(
                code: code, path: prefix + step.id, unit: unit, block: block, end: 0, children: [], anchor: nil,
                callee: nil))
        switch step.kind {
        case .parallel(let parallel):
            for (number, branch) in parallel.branches.enumerated() {
                try child(of: node, number, .branch, branch.steps, unit, "\(prefix)\(step.id)/\(branch.id)/")
            }
        case .loop(let loop):
            for round in 0..<max(0, loop.maximum) {
                try child(of: node, round, .round, loop.steps, unit, "\(prefix)\(step.id)[\(round + 1)]/")
            }
        case .call(let call):
            guard let callee = plans[PlaybookPlan.key(call.playbook, call.version)] else { break }
            units.append(try self.unit(callee, caller: unit, given: Set(code.with.map(\.slot))))
            nodes[node].callee = units.count - 1
            try child(
                of: node, 0, .body, callee.playbook.steps, units.count - 1, "\(prefix)\(step.id)/", isTop: true)
        default:
            for (number, inner) in step.blocks.enumerated() {
                try child(of: node, number, inner.role, inner.steps, unit, prefix)
            }
        }
        nodes[node].end = nodes.count
    }

    private mutating func child(
        of node: Int, _ number: Int, _ role: Program.Role, _ steps: [Step], _ unit: Int, _ prefix: String,
        isTop: Bool = false
    ) throws(LinkError) {
        // A loop without steps would have blocks without nodes, as many as its author likes.
        guard blocks.count < ProgramLayout.maximumNodes else { throw .tooLarge(limit: ProgramLayout.maximumNodes) }
        let block = open(Program.Block(owner: node, number: number, role: role, nodes: []))
        nodes[node].children.append(block)
        try fill(block, with: steps, unit: unit, prefix: prefix, isTop: isTop)
    }

    private mutating func unit(_ plan: PlaybookPlan, caller: Int?, given: Set<Int>) throws(LinkError) -> Program.Unit {
        guard units.count < ProgramLayout.maximumNodes else { throw .tooLarge(limit: ProgramLayout.maximumNodes) }
        var fromCase: [(slot: Int, name: String)] = []
        for input in plan.inputs where !given.contains(input.slot) {
            fromCase.append((input.slot, input.name))
            if !input.isOptional, requiredInputs[input.name] == nil { requiredInputs[input.name] = input.type }
        }
        return Program.Unit(plan: plan, caller: caller, fromCase: fromCase)
    }

    /// The nodes, each with the step that its clock counts from: of several rounds the one that it is in.
    func anchoredNodes() -> [Program.Node] {
        var places: [Place: [Int]] = [:]
        for (index, node) in nodes.enumerated() {
            places[Place(unit: node.unit, step: node.code.step.id), default: []].append(index)
        }
        var result = nodes
        for (index, node) in nodes.enumerated() {
            guard case .done(let id) = node.code.anchor else { continue }
            result[index].anchor = nearest(places[Place(unit: node.unit, step: id)] ?? [], to: node)
        }
        return result
    }

    /// A step of one playbook in one place where that runs.
    private struct Place: Hashable {
        let unit: Int
        let step: String
    }

    /// The first candidate in the innermost block around a node that has one; else the first of all.
    private func nearest(_ candidates: [Int], to node: Program.Node) -> Int? {
        guard candidates.count > 1 else { return candidates.first }
        var block: Int? = node.block
        while let current = block {
            if let first = blocks[current].nodes.first, let last = blocks[current].nodes.last {
                let place = candidates.firstPlace(from: first)
                if place < candidates.count, candidates[place] < nodes[last].end { return candidates[place] }
            }
            block = blocks[current].owner.map { nodes[$0].block }
        }
        return candidates.first
    }
}

extension [Int] {
    /// Where the first number that is not below a bound stands in a sorted list.
    fileprivate func firstPlace(from bound: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
