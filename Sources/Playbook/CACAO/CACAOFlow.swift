import Canonical

/// One step that another one names.
struct CACAOEdge {
    /// What the other step is to this one.
    enum Kind {
        /// It follows.
        case next
        /// It follows when this one succeeds.
        case success
        /// It follows when this one fails.
        case failure
        /// It begins a branch, of this name.
        case branch(String)
    }
    /// What the other step is to this one.
    var kind: Kind
    /// The other step.
    var target: String
    /// Where it is named.
    var place: Place
    /// The property that names it.
    var property: String
}

extension CACAONode {
    /// The steps that this step names, branches first.
    var edges: [CACAOEdge] {
        var edges: [CACAOEdge] = []
        func add(_ node: CACAONode?, _ kind: CACAOEdge.Kind, _ property: String) {
            guard let node, let target = node.string else { return }
            edges.append(CACAOEdge(kind: kind, target: target, place: node.place, property: property))
        }
        switch self["type"]?.string {
        case "if-condition":
            add(self["on_true"], .branch("true"), "on_true")
            add(self["on_false"], .branch("false"), "on_false")
        case "while-condition": add(self["on_true"], .branch("true"), "on_true")
        case "parallel":
            for (index, node) in (self["next_steps"]?.elements ?? []).enumerated() {
                add(node, .branch("\(index)"), "next_steps")
            }
        case "switch-condition":
            for member in self["cases"]?.members ?? [] { add(member.value, .branch(member.key), "cases") }
        default: break
        }
        add(self["on_completion"], .next, "on_completion")
        add(self["on_success"], .success, "on_success")
        add(self["on_failure"], .failure, "on_failure")
        return edges
    }

    /// The step that follows when all went well.
    var successor: String? { self["on_completion"]?.string ?? self["on_success"]?.string }
}

/// How the steps hang together.
extension CACAOCheck {
    /// References, ways and ends of the workflow.
    func checkFlow() {
        checkEntry("workflow_start")
        checkEntry("workflow_exception")
        var arrivals: [String: Int] = [:]
        for id in order {
            guard let step = steps[id] else { continue }
            let edges = step.edges
            for edge in edges {
                arrivals[edge.target, default: 0] += 1
                checkTarget(edge, of: id)
            }
            checkSuccessors(step, id: id)
            checkBranches(step, edges, id: id)
        }
        if !order.contains(where: { type($0) == "end" }) {
            report(
                "no-end-step", at: root["workflow"]?.place ?? root.place, path: "workflow", "No step is an end step.")
        }
        for id in order where type(id) == "end" && arrivals[id, default: 0] > 1 {
            warn(
                "shared-end", at: places[id] ?? .start, path: "workflow/\(id)",
                "\(arrivals[id, default: 0]) steps lead to this end; each branch should have its own.")
        }
        checkWays()
    }

    private func checkEntry(_ property: String) {
        guard let node = root[property], let id = node.string, CACAOIdentifier(id) != nil else { return }
        guard steps[id] != nil else { return reportDangling(id, at: node.place, path: property) }
        if property == "workflow_start", type(id) != "start" {
            report(
                "bad-start", at: node.place, path: property, "The workflow begins with a step that is no start step.")
        }
    }

    private func reportDangling(_ id: String, at place: Place, path: String) {
        report("dangling-reference", at: place, path: path, "There is no '\(id.shortened)'.")
    }

    private func checkTarget(_ edge: CACAOEdge, of id: String) {
        let path = "workflow/\(id)/\(edge.property)"
        if steps[edge.target] == nil { return reportDangling(edge.target, at: edge.place, path: path) }
        if type(edge.target) == "start" {
            report("bad-target", at: edge.place, path: path, "A start step cannot follow another step.")
        }
    }

    private func checkSuccessors(_ step: CACAONode, id: String) {
        let path = "workflow/\(id)"
        let given = CACAOStep.successors.filter { step[$0] != nil }
        let place = places[id] ?? step.place
        switch step["type"]?.string {
        case "end":
            if !given.isEmpty { report("successor-conflict", at: place, path: path, "Nothing follows an end step.") }
            return
        case "start":
            if given.contains("on_success") || given.contains("on_failure") {
                report("successor-conflict", at: place, path: path, "A start step knows on_completion alone.")
            }
        default:
            if given.contains("on_completion"), given.count > 1 {
                report(
                    "successor-conflict", at: place, path: path,
                    "on_completion excludes on_success and on_failure.")
            }
        }
        guard step.successor == nil, ["start", "action", "playbook-action"].contains(step["type"]?.string) else {
            return
        }
        report(
            "dead-end", at: place, path: path, "No step follows.",
            hint: "Each way through the workflow leads to an end.")
    }

    private func checkBranches(_ step: CACAONode, _ edges: [CACAOEdge], id: String) {
        let path = "workflow/\(id)"
        let branches = edges.filter { if case .branch = $0.kind { true } else { false } }
        let place = places[id] ?? step.place
        switch step["type"]?.string {
        case "if-condition":
            if step["on_false"] == nil {
                warn("missing-branch", at: place, path: path, "Nothing is said for the condition being false.")
            }
        case "switch-condition":
            if step["cases"]?["default"] == nil {
                report(
                    "missing-branch", at: place, path: path, "Nothing is said for other values.", hint: "\"default\"")
            }
        case "parallel":
            if branches.count < 2 {
                report(
                    "parallel-too-few", at: place, path: path,
                    "There are \(branches.count) branches, not two or more.")
            }
            if Set(branches.map(\.target)).count < branches.count {
                report("identical-branches", at: place, path: path, "One step begins two branches.")
            }
            return
        default: return
        }
        if branches.count > 1, Set(branches.map(\.target)).count == 1 {
            report("identical-branches", at: place, path: path, "All branches begin with one step.")
        }
    }

    /// Circles, found in one walk without recursion, and what no way leads to.
    private func checkWays() {
        var state: [String: Bool] = [:]
        for entry in [root["workflow_start"]?.string, root["workflow_exception"]?.string] {
            if let entry { walk(from: entry, &state) }
        }
        let reached = Set(state.keys)
        for id in order where !reached.contains(id) {
            let place = places[id] ?? .start
            let message = "No way leads to this step."
            if type(id) == "end" {
                warn("unreachable-step", at: place, path: "workflow/\(id)", message)
            } else {
                report("unreachable-step", at: place, path: "workflow/\(id)", message)
            }
        }
        for id in order { walk(from: id, &state) }
    }

    /// `state` is false for steps on the way, true for those that are left behind.
    private func walk(from entry: String, _ state: inout [String: Bool]) {
        guard state[entry] == nil, let first = steps[entry] else { return }
        state[entry] = false
        var way: [(id: String, rest: ArraySlice<CACAOEdge>)] = [(entry, first.edges[...])]
        while let edge = way.last?.rest.first {
            way[way.count - 1].rest.removeFirst()
            visit(edge, &way, &state)
            while let last = way.last, last.rest.isEmpty {
                state[last.id] = true
                way.removeLast()
            }
        }
        for left in way { state[left.id] = true }
    }

    private func visit(
        _ edge: CACAOEdge, _ way: inout [(id: String, rest: ArraySlice<CACAOEdge>)], _ state: inout [String: Bool]
    ) {
        guard let step = steps[edge.target] else { return }
        switch state[edge.target] {
        case nil:
            state[edge.target] = false
            way.append((edge.target, step.edges[...]))
        case false?:
            report(
                "cycle", at: edge.place, path: "workflow/\(way.last?.id ?? "")/\(edge.property)",
                "The way leads back to '\(edge.target.shortened)'.", hint: "Repetition is what a while step is for.")
        case true?: break
        }
    }
}
