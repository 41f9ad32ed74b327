/// Compiles a playbook and, before it, all that it calls.
struct ProgramPlanner {
    private(set) var plans: [String: PlaybookPlan] = [:]
    private var callers: [String] = []

    /// Deepest nesting of blocks in one playbook.
    static let maximumDepth = 64

    mutating func plan(_ playbook: Playbook, calling library: (String, Version) -> Playbook?) throws(LinkError)
        -> PlaybookPlan
    {
        let key = PlaybookPlan.key(playbook.id, playbook.version)
        if let plan = plans[key] { return plan }
        if callers.contains(key) { throw .callsItself(callers + [key]) }
        if callers.count >= ProgramPlanner.maximumDepth { throw .tooDeep(limit: ProgramPlanner.maximumDepth) }
        callers.append(key)
        defer { callers.removeLast() }
        let steps = try ProgramPlanner.steps(of: playbook)
        for step in steps {
            guard case .call(let call) = step.kind else { continue }
            guard let callee = library(call.playbook, call.version) else {
                throw .unknownPlaybook(call.playbook, call.version, step: step.id)
            }
            // What the library gives must be what was asked for, or a circle could hide behind another name.
            guard callee.id == call.playbook, callee.version == call.version else {
                throw .unknownPlaybook(call.playbook, call.version, step: step.id)
            }
            _ = try plan(callee, calling: library)
        }
        let compiler = try PlanCompiler(playbook, steps: steps, plans: plans)
        let plan = try compiler.plan()
        plans[key] = plan
        return plan
    }

    /// All steps, interrupts included, in the order of the playbook.
    private static func steps(of playbook: Playbook) throws(LinkError) -> [Step] {
        var steps: [Step] = []
        for list in [playbook.steps] + playbook.interrupts.map(\.steps) {
            try collect(list, into: &steps, depth: 0)
        }
        return steps
    }

    private static func collect(_ list: [Step], into steps: inout [Step], depth: Int) throws(LinkError) {
        if depth > maximumDepth { throw .tooDeep(limit: maximumDepth) }
        for step in list {
            steps.append(step)
            for block in step.blocks { try collect(block.steps, into: &steps, depth: depth + 1) }
        }
    }
}
