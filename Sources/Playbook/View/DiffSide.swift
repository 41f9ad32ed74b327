import Canonical

/// One of two playbooks that are compared, taken apart by step.
struct DiffSide {
    /// A step without what is inside of it.
    struct Part {
        let step: Step
        /// The block that it stands in.
        let block: String
        /// What steers it, by field.
        let structure: JSON.Members
        /// What does not steer it and is no wording, by field.
        let aside: JSON.Members
        /// All that it says, for a step that is new or gone.
        let whole: JSON
    }
    let playbook: Playbook
    /// The steps by id.
    private(set) var parts: [String: Part] = [:]
    /// The ids in the order of the file.
    private(set) var order: [String] = []
    /// The ids of each block, in order.
    private(set) var blocks: [String: [String]] = [:]

    /// Takes a playbook apart.
    init(_ playbook: Playbook) {
        self.playbook = playbook
        for interrupt in playbook.interrupts { walk(interrupt.steps, "!\(interrupt.id)") }
        walk(playbook.steps, "steps")
    }

    private mutating func walk(_ steps: [Step], _ block: String) {
        for step in steps {
            parts[step.id] = part(step, block)
            order.append(step.id)
            blocks[block, default: []].append(step.id)
            for inner in step.innerBlocks {
                // The slash keeps the block of a step called `steps` apart from the main flow.
                walk(inner.steps, step.id + (inner.suffix.isEmpty ? "/round" : inner.suffix))
            }
        }
    }

    private func part(_ step: Step, _ block: String) -> Part {
        let hollow = step.hollow
        func form(keepsWording: Bool) -> JSON {
            let form = Canonicalizer(keepsWording: keepsWording).step(hollow, types: playbook.types)
            return form.naming(kind: step.kindKey)
        }
        var aside: JSON.Members = [:]
        if !step.sources.isEmpty { aside["sources"] = .array(step.sources.map { .string($0) }) }
        if let day = step.reviewBy { aside["review_by"] = .string(day) }
        return Part(
            step: step, block: block, structure: form(keepsWording: false).leaves, aside: aside,
            whole: form(keepsWording: true))
    }

    /// What steers a run and belongs to no step.
    var header: JSON.Members {
        var empty = playbook
        empty.steps = []
        empty.interrupts = playbook.interrupts.map {
            Playbook.Interrupt(id: $0.id, label: $0.label, aborts: $0.aborts, steps: [], place: $0.place)
        }
        return empty.structure.leaves
    }

    /// Every wording: the step, or nil, then the field and the language.
    var texts: [TextKey: JSON] {
        var texts: [TextKey: JSON] = [:]
        let steps = order.compactMap { parts[$0]?.step }.map { (path: $0.id, step: $0) }
        for placed in playbook.placedTexts(steps: steps) {
            let step = placed.step?.id
            var field = placed.path
            if let step { field.removeFirst(step.count) }
            while field.first == "." || field.first == "/" { field.removeFirst() }
            for (language, wording) in placed.text.wording {
                texts[TextKey(step: step, field: "\(field).\(language)")] = .string(wording)
            }
        }
        return texts
    }

    /// What belongs to no step, steers nothing and is no wording.
    var asideOfPlaybook: JSON.Members {
        var aside: JSON.Members = ["version": .string(playbook.version.description)]
        if let day = playbook.reviewBy { aside["review_by"] = .string(day.description) }
        for (number, scenario) in playbook.scenarios.enumerated() {
            let name = "scenarios[\(scenario.name)]"
            aside[aside[name] == nil ? name : "scenarios[\(scenario.name)#\(number)]"] = scenario.canonicalForm
        }
        if !playbook.scenarios.isEmpty {
            aside["scenarios.order"] = .array(playbook.scenarios.map { .string($0.name) })
        }
        return aside
    }

    /// Where a wording stands.
    struct TextKey: Hashable {
        let step: String?
        let field: String
    }
}

extension Step {
    /// The step without the steps inside of it.
    fileprivate var hollow: Step {
        var step = self
        switch kind {
        case .action(var action):
            (action.onDone, action.onCannot) = ([], [])
            step.kind = .action(action)
        case .decide(var decision):
            for index in decision.cases.indices { decision.cases[index].steps = [] }
            step.kind = .decide(decision)
        case .wait(var wait):
            wait.onTimeout = []
            step.kind = .wait(wait)
        case .parallel(var parallel):
            for index in parallel.branches.indices { parallel.branches[index].steps = [] }
            step.kind = .parallel(parallel)
        case .loop(var loop):
            loop.steps = []
            step.kind = .loop(loop)
        case .say, .ask, .checklist, .call, .refer, .escalate, .end: break
        }
        return step
    }
}

extension JSON {
    /// The form of a step with its kind under a key of its own.
    fileprivate func naming(kind: String) -> JSON {
        guard case .object(var members) = self else { return self }
        if kind == "call" {
            members["playbook"] = members.removeValue(forKey: "call")
            members["as"] = nil
        } else {
            members[kind] = nil
        }
        members["kind"] = .string(kind)
        return .object(members)
    }

    /// The single values by path: `deadline.within`, `items[receipt].required`. Lists of plain values are values.
    var leaves: JSON.Members {
        var leaves: JSON.Members = [:]
        collect("", into: &leaves)
        return leaves
    }

    private func collect(_ path: String, into leaves: inout JSON.Members) {
        switch self {
        case .object(let members) where !members.isEmpty || path.isEmpty:
            for (key, value) in members { value.collect(path.isEmpty ? key : "\(path).\(key)", into: &leaves) }
        case .array(let elements) where elements.contains { $0.object != nil }:
            let names = elements.map { element in
                ["value", "item", "branch", "interrupt"].lazy.compactMap { element[$0]?.string }.first
                    ?? element.string
            }
            let isNamed = !names.contains(nil) && Set(names).count == names.count
            for (index, element) in elements.enumerated() {
                let name = isNamed ? names[index] ?? "" : "\(index)"
                element.collect("\(path)[\(name)]", into: &leaves)
            }
            if isNamed { leaves["\(path).order"] = .array(names.map { .string($0 ?? "") }) }
        default: leaves[path] = self
        }
    }
}
