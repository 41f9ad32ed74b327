import Canonical

/// One step of CACAO before it is written.
struct CACAOPart {
    /// The type of the step.
    var type: String
    /// The path that its identifier comes from.
    var path: String
    /// What it is called.
    var name: String
    /// Lines of help.
    var lines: [String] = []
    /// What is to be done, in words; nil for steps that are no actions.
    var command: String?
    /// Who does it; nil for the agent.
    var role: String?
    /// To whom the case is passed.
    var targets: [String] = []
    /// The variables that come out.
    var results: [String] = []
    /// Properties of the type.
    var own: JSON.Members = [:]
    /// What the extension says.
    var extra: JSON.Members = [:]
}

extension CACAOExport {
    /// Writes the steps of a block from its end to its beginning and gives the first one.
    func block(_ steps: [Step], path: String) -> String {
        var rest = steps[...]
        var next: String
        if let last = rest.last, case .end = last.kind {
            rest.removeLast()
            next = writeEnd(last, path: unique("\(path)/\(last.id)"))
        } else {
            next = end(path)
        }
        for step in rest.reversed() { next = write(step, path: unique("\(path)/\(step.id)"), next: next) }
        return next
    }

    /// An end step that stands for nothing of ours.
    func end(_ path: String) -> String {
        let id = id("end", unique("\(path)/end of block"))
        steps[id] = ["type": "end"]
        return id
    }

    private func writeEnd(_ step: Step, path: String) -> String {
        guard case .end(let end) = step.kind else { return "" }
        let lines = [end.outcome.map { "\(words.outcome): \($0.source)" }, end.aborts ? words.endsAll : nil]
        return write(
            CACAOPart(type: "end", path: path, name: step.id, lines: lines.compactMap { $0 }, extra: extra(step, path)),
            next: nil)
    }

    /// Writes one step and gives its identifier.
    @discardableResult
    func write(_ part: CACAOPart, next: String?) -> String {
        let id = id(part.type, part.path)
        var form = part.own
        form["type"] = .string(part.type)
        form["name"] = .string(part.name)
        if !part.lines.isEmpty { form["description"] = .string(part.lines.joined(separator: "\n")) }
        if let next { form["on_completion"] = .string(next) }
        if let command = part.command {
            form["commands"] = [["type": "manual", "command": .string(CACAOExport.shown(command, else: part.name))]]
            form["agent"] = .string(agent(part.role ?? "agent"))
        }
        if !part.targets.isEmpty { form["targets"] = .array(part.targets.map { .string($0) }) }
        if !part.results.isEmpty { form["out_args"] = .array(part.results.map { .string($0) }) }
        if !part.extra.isEmpty { form["step_extensions"] = [CACAO.extensionID: .object(part.extra)] }
        steps[id] = .object(form)
        return id
    }

    private func agent(_ role: String) -> String {
        let id = CACAOIdentifier.derived("group", from: "agent", role)
        agents[id] = ["type": "group", "name": .string(role)]
        return id
    }

    private func target(_ type: String, _ name: String) -> String {
        let id = CACAOIdentifier.derived(type, from: "target", name)
        targets[id] = ["type": .string(type), "name": .string(name)]
        return id
    }

    /// What the extension says of a step: all of it but the steps within.
    private func extra(_ step: Step, _ path: String) -> JSON.Members {
        let native = Canonicalizer(keepsWording: true).step(step.withoutBlocks, types: source.types)
        return ["native": native, "path": .string(path)]
    }

    private func write(_ step: Step, path: String, next: String) -> String {
        var part = CACAOPart(
            type: "action", path: path, name: step.id, lines: lines(step), command: step.id, role: step.role,
            extra: extra(step, path))
        var next = next
        switch step.kind {
        case .action(let action):
            part.command = shown(action.text)
            let blocks = [("done", action.onDone), ("cannot", action.onCannot)].filter { !$0.1.isEmpty }
            if !blocks.isEmpty { next = fork(&part, blocks, next: next) }
        case .decide(let decision):
            part.command = cases(decision)
            next = fork(&part, decision.keyedBlocks, next: next)
        case .wait(let wait):
            part.command = pause(wait)
            part.results = wait.sets.map { "__o_\($0.name)__" }
            if !wait.onTimeout.isEmpty { next = fork(&part, [("timeout", wait.onTimeout)], next: next) }
        case .parallel(let parallel): complete(&part, parallel)
        case .loop(let loop): next = repetition(&part, loop, next: next)
        case .say, .ask, .checklist, .call, .refer, .escalate, .end: complete(&part, step)
        }
        let id = write(part, next: next)
        note(id, at: path)
        return id
    }

    private func complete(_ part: inout CACAOPart, _ step: Step) {
        switch step.kind {
        case .say(let say): part.command = shown(say.text)
        case .ask(let ask):
            part.command = shown(ask.text)
            part.results = ["__a_\(step.id)__"]
        case .checklist(let list): part.command = checklist(list)
        case .call(let call): complete(&part, call)
        case .refer(let referral):
            part.command = referral.text.map(shown) ?? "\(words.refer): \(referral.to)"
            part.targets = [target("organization", referral.to)]
        case .escalate(let escalation):
            let whom = "\(words.tell) \(escalation.to) (\(escalation.severity.rawValue))"
            part.command = "\(whom): \(shown(escalation.reason))"
            part.targets = [target("group", escalation.to)]
        default: part.command = words.end
        }
    }
}

// MARK: - Steps with steps in them

extension CACAOExport {
    /// Lets the agent report a result, on which a switch decides; gives the switch.
    private func fork(_ part: inout CACAOPart, _ blocks: [(key: String, steps: [Step])], next: String) -> String {
        let variable = "__r_\(part.name)__"
        variables[variable] = self.variable("string", blocks.map(\.key).joined(separator: ", "))
        part.results.append(variable)
        part.extra["blocks"] = true
        let branches = blocks.map { ($0.key, $0.steps, "\(part.path)/\($0.key)") }
        return choice(of: part.path, variable: variable, branches, next: next)
    }

    /// A switch with one branch for each key, and with nothing to do for other values.
    func choice(
        of path: String, variable: String, _ branches: [(key: String, steps: [Step], path: String)], next: String
    ) -> String {
        var cases: JSON.Members = [:]
        for branch in branches { cases[branch.key] = .string(block(branch.steps, path: branch.path)) }
        if cases["default"] == nil { cases["default"] = .string(end("\(path)/default")) }
        return write(
            CACAOPart(
                type: "switch-condition", path: "\(path)/branches", name: words.branches,
                own: ["switch": .string("\(variable):value"), "cases": .object(cases)], extra: ["part": "branches"]),
            next: next)
    }

    private func complete(_ part: inout CACAOPart, _ parallel: Step.Parallel) {
        var starts = parallel.branches.map { block($0.steps, path: "\(part.path)/\($0.id)") }
        while starts.count < 2 { starts.append(end("\(part.path)/nothing")) }
        (part.type, part.command) = ("parallel", nil)
        part.own["next_steps"] = .array(starts.map { .string($0) })
    }

    private func complete(_ part: inout CACAOPart, _ call: Step.Call) {
        (part.type, part.command) = ("playbook-action", nil)
        part.own["playbook_id"] = .string(CACAO.identifier(of: call.playbook))
        let version = versions[Library.Key(call.playbook, call.version)]
        if let version { part.own["playbook_version"] = .string(version.cacaoText) }
        part.results = call.take.keys.sorted().map { "__o_\($0)__" }
    }

    /// The agent says whether there is one more round; before the first and behind each.
    private func repetition(_ part: inout CACAOPart, _ loop: Step.Loop, next: String) -> String {
        let variable = "__r_\(part.name)__"
        variables[variable] = self.variable("string", "more, done")
        part.results = [variable]
        part.command = "\(words.rounds(loop.maximum)): \(loop.over)"
        let end = end("\(part.path)/round")
        let again = write(
            CACAOPart(
                type: "action", path: "\(part.path)/again", name: words.again, command: words.again, role: part.role,
                results: [variable], extra: ["part": "again"]), next: end)
        var first = again
        for step in loop.steps.reversed() {
            first = write(step, path: unique("\(part.path)/\(step.id)"), next: first)
        }
        return write(
            CACAOPart(
                type: "while-condition", path: "\(part.path)/rounds", name: words.branches,
                own: ["condition": .string("\(variable):value = 'more'"), "on_true": .string(first)],
                extra: ["part": "rounds"]), next: next)
    }
}

extension Step {
    /// The step without the steps within it.
    var withoutBlocks: Step {
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
        default: break
        }
        return step
    }
}

extension Step.Decision {
    /// The steps of the cases by the names that they have in a switch.
    var keyedBlocks: [(key: String, steps: [Step])] {
        cases.enumerated().map { ($1.when == nil ? "default" : "case\($0 + 1)", $1.steps) }
    }
}
