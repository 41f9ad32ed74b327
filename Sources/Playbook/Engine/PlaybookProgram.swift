/// A playbook with everything that it calls, checked, compiled and laid out: what a run follows.
///
/// Every place where a step can stand in a run is a node: loops are laid out round by round and calls are laid out in
/// place, so a run is a few flat arrays. Nodes and blocks are numbered in the order of the playbook, which makes the
/// inside of a step a range. Steps of interrupts come last; each time an interrupt is raised the run appends a copy of
/// its range (see ``Run``).
public final class Program: Sendable {
    /// The playbook that runs.
    public let playbook: Playbook
    /// The most steps that a run can open without an interrupt, and for each interrupt each time it is raised.
    public let maximumSteps: Int
    /// The playbooks that are called, directly or not, by id and version.
    public let called: [Playbook]

    let nodes: [Node]
    let blocks: [Block]
    let units: [Unit]
    let sides: [Side]
    let mainNodes: Int
    let mainBlocks: Int
    let mainUnits: Int
    let index: [String: Int]
    let requiredInputs: [String: ValueType]

    /// Compiles a playbook and what it calls.
    ///
    /// - Parameter library: gives the playbook of this id and version.
    /// - Throws: ``LinkError`` for anything that the checker refuses too, and when the whole is too large to run.
    public init(_ playbook: Playbook, calling library: (String, Version) -> Playbook?) throws(LinkError) {
        var planner = ProgramPlanner()
        let plan = try planner.plan(playbook, calling: library)
        var layout = ProgramLayout(plans: planner.plans)
        try layout.build(plan)
        self.playbook = playbook
        called = planner.plans.values.filter { $0 !== plan }.map { $0.playbook }
            .sorted { ($0.id, $0.version) < ($1.id, $1.version) }
        nodes = layout.anchoredNodes()
        blocks = layout.blocks
        units = layout.units
        sides = layout.sides
        mainNodes = layout.mainNodes
        mainBlocks = layout.mainBlocks
        mainUnits = layout.mainUnits
        maximumSteps = nodes.count
        index = Dictionary(layout.nodes.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
        requiredInputs = layout.requiredInputs
    }

    /// The step at this path; nil when there is none.
    public func step(at path: StepPath) -> Step? { node(at: path).map { nodes[$0].code.step } }

    /// The playbook that the step at this path is written in.
    public func playbook(of path: StepPath) -> Playbook? { node(at: path).map { units[nodes[$0].unit].plan.playbook } }

    /// Every path that a run can have, in the order of the playbook; interrupts last, as raised for the first time.
    public var paths: [StepPath] { nodes.map { StepPath($0.path) } }

    /// The inputs that a case must provide, and their types.
    public var neededInputs: [String: ValueType] { requiredInputs }

    /// The node at this path, whatever the number of its interrupt.
    func node(at path: StepPath) -> Int? {
        if let node = index[path.text] { return node }
        guard let (_, _, plain) = Program.side(of: path.text) else { return nil }
        return index[plain]
    }

    /// Takes `!danger#2/call_112` apart: `danger`, 2 and `!danger/call_112`.
    static func side(of path: String) -> (id: String, number: Int, plain: String)? {
        guard path.hasPrefix("!"), let slash = path.firstIndex(of: "/") else { return nil }
        let head = path[path.index(after: path.startIndex)..<slash]
        let parts = head.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 1 { return (String(head), 1, path) }
        guard let number = Int(parts[1]), number > 1, parts[1] == "\(number)" else { return nil }
        return (String(parts[0]), number, "!\(parts[0])\(path[slash...])")
    }
}

extension Program {
    /// A place where a step can stand.
    struct Node: Sendable {
        let code: StepCode
        let path: String
        /// The playbook instance that it belongs to.
        let unit: Int
        /// The block that it is one of.
        let block: Int
        /// One behind the last node inside of it.
        var end: Int
        /// The blocks inside of it: cases, branches, rounds, what follows a result, the body of a call.
        var children: [Int]
        /// The node that its clock counts from, when that is another step.
        var anchor: Int?
        /// The unit that a call runs.
        var callee: Int?
    }

    /// A list of steps that follow one another.
    struct Block: Sendable {
        /// The node that it is inside of; nil for a root.
        let owner: Int?
        /// Which of the owner's children it is: case, branch or round from 0.
        let number: Int
        let role: Role
        var nodes: [Int]
    }

    /// Why a block runs.
    enum Role: Sendable, Equatable {
        case root
        case side(Int)
        case option
        case branch
        case round
        case body
        case done
        case cannot
        case timeout
    }

    /// A playbook in one place where it runs.
    struct Unit: Sendable {
        let plan: PlaybookPlan
        /// The unit that calls it.
        let caller: Int?
        /// Inputs that come from the case and not from the call: slot, and name after `case.`.
        let fromCase: [(slot: Int, name: String)]
    }

    /// The place of an interrupt.
    struct Side: Sendable {
        let id: String
        let label: Text
        let aborts: Bool
        let block: Int
        let nodes: Range<Int>
        let blocks: Range<Int>
        let units: Range<Int>
    }
}
