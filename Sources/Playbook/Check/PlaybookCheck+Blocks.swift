/// Branches side by side, calls, and ends.
extension PlaybookCheck {
    /// Follows branches side by side.
    func follow(_ parallel: Step.Parallel, _ step: Step, _ state: FlowState, path: String) -> FlowState {
        if !log.isIncomplete, parallel.branches.count < 2 {
            warn(
                "needless-parallel", at: step.place, path: path,
                "'\(step.id)' has \(parallel.branches.isEmpty ? "no branch" : "one branch"): nothing is side by side.",
                hint: "Add a branch, or write the steps without it.")
        }
        let written = parallel.branches.map { Set($0.steps.written(in: table)) }
        checkConflicts(parallel, written, step, path: path)
        var counts: [Int: Int] = [:]
        for index in written.joined() { counts[index, default: 0] += 1 }
        var exits: [FlowState] = []
        for (number, branch) in parallel.branches.enumerated() {
            // What a sibling writes may be there at any moment, or not yet.
            var start = state
            for (index, count) in counts where count > (written[number].contains(index) ? 1 : 0) {
                start[index].formUnion(table[index].states)
            }
            exits.append(follow(branch.steps, start, path: "\(path)/\(branch.id)", mayEnd: false))
        }
        return parallel.join == .all ? joinAll(exits, written, state) : joinAny(exits, state)
    }

    /// Every branch is over: each variable stands as the branch that writes it left it.
    private func joinAll(_ exits: [FlowState], _ written: [Set<Int>], _ state: FlowState) -> FlowState {
        var exit = state
        var isFirst: Set<Int> = []
        for (number, branch) in exits.enumerated() {
            for index in written[number] {
                if isFirst.insert(index).inserted {
                    exit[index] = branch[index]
                } else {
                    exit[index].formUnion(branch[index])
                }
            }
            if branch.isDead { exit.isDead = true }
        }
        return exit
    }

    /// One branch is over, the others somewhere on their way.
    private func joinAny(_ exits: [FlowState], _ state: FlowState) -> FlowState {
        var exit = state
        exit.isDead = true
        for branch in exits { exit.join(branch) }
        let isDead = exit.isDead
        exit.isDead = false
        exit.join(state)
        exit.isDead = isDead && !exits.isEmpty
        return exit
    }

    private func checkConflicts(_ parallel: Step.Parallel, _ written: [Set<Int>], _ step: Step, path: String) {
        var owners: [Int: String] = [:]
        for (number, branch) in parallel.branches.enumerated() {
            for index in written[number].sorted() {
                if case .doneAt = table[index].origin { continue }
                guard let other = owners.updateValue(branch.id, forKey: index) else { continue }
                report(
                    "parallel-write-conflict", at: branch.place, path: "\(path)/\(branch.id)",
                    "The branches '\(other)' and '\(branch.id)' both write '\(table[index].name)'.",
                    hint: "Give one of the two another name.")
            }
        }
    }

    /// Follows a call: what it needs, and what it gives.
    func follow(_ call: Step.Call, _ step: Step, _ state: FlowState, path: String) -> FlowState {
        var exit = state
        let key = Library.Key(call.playbook, call.version)
        guard checkCallee(key, step, path: path), let summary = callees.summaries[key], !summary.isBroken else {
            for (_, expression) in call.with.sorted(by: { $0.key < $1.key }) { _ = variables(in: expression.source) }
            for name in call.take.keys {
                if let index = table.index(of: "o.\(name)") { exit[index] = .answered }
            }
            return exit
        }
        checkArguments(call, summary, step, state, path: path)
        for (name, output) in call.take.sorted(by: { $0.key < $1.key }) {
            guard let found = summary.outputs[output] else {
                report(
                    "unknown-output", at: place(of: "take.\(name)", in: path, step), path: path,
                    "\(call.playbook) \(call.version) gives no '\(output)'.",
                    hint: Spelling.hint(for: output, among: summary.outputs.keys, verb: "It gives"))
                continue
            }
            if let index = table.index(of: "o.\(name)") { exit[index] = found.states }
        }
        if summary.alwaysAborts { exit.isDead = true }
        return exit
    }

    private func checkCallee(_ key: Library.Key, _ step: Step, path: String) -> Bool {
        let place = place(of: "version", in: path, step)
        if callees.known.contains(key) {
            checkJurisdictions(of: key, step, path: path)
            checkRetired(key, step, path: path)
            guard callees.circular.contains(key), callees.circular.contains(playbook.key) else { return true }
            report(
                "call-cycle", at: step.place, path: path, "\(key.id) calls this playbook again, directly or not.",
                hint: "Move what both need to a third playbook.")
            return false
        }
        let versions = callees.known.filter { $0.id == key.id }.sorted()
        if versions.isEmpty {
            report(
                "missing-playbook", at: step.place, path: path, "There is no playbook '\(key.id)'.",
                hint: Spelling.hint(for: key.id, among: Set(callees.known.map(\.id)), verb: "Known are"))
        } else {
            let list = versions.map(\.version.description).joined(separator: ", ")
            report(
                "missing-version", at: place, path: path, "There is no version \(key.version) of '\(key.id)'.",
                hint: "There is \(list).")
        }
        return false
    }

    /// What is out of use is called by nothing new; whoever called it before goes on.
    private func checkRetired(_ key: Library.Key, _ step: Step, path: String) {
        guard callees.retired.contains(key), !callees.stored.contains(playbook.key) else { return }
        let used = callees.known.filter { $0.id == key.id && !callees.retired.contains($0) }.max()
        report(
            "retired-version", at: place(of: "version", in: path, step), path: path,
            "\(key.id) \(key.version) is out of use.",
            hint: used.map { "Call version \($0.version)." } ?? "Bring in a new version of it, and call that.")
    }

    /// What is called must fit wherever the caller is used.
    private func checkJurisdictions(of key: Library.Key, _ step: Step, path: String) {
        guard let callee = callees.summaries[key] else { return }
        let missing = playbook.servedJurisdictions.filter { !callee.jurisdictions.contains($0) }
        if missing.isEmpty { return }
        report(
            "callee-jurisdiction", at: step.place, path: path,
            "'\(key.id)' is not written for \(missing.joined(separator: ", ")), where this playbook is used.",
            hint: "Call what fits there, or narrow this playbook's 'jurisdictions' to \(callee.jurisdictions).")
    }

    private func checkArguments(
        _ call: Step.Call, _ summary: Summary, _ step: Step, _ state: FlowState, path: String
    ) {
        for (name, expression) in call.with.sorted(by: { $0.key < $1.key }) {
            guard let input = summary.inputs[name] else {
                _ = variables(in: expression.source)
                report(
                    "unknown-argument", at: expression.place, path: path,
                    "\(call.playbook) \(call.version) takes no '\(name)'.",
                    hint: Spelling.hint(for: name, among: summary.inputs.keys, verb: "It takes"))
                continue
            }
            _ = judge(expression, input.type, state, path: path)
        }
        for (name, input) in summary.inputs.sorted(by: { $0.key < $1.key }) where call.with[name] == nil {
            let provided = desk.caseInputs[name]
            let problem = provided.map { mismatch(input.type, isOptional: input.isOptional, $0) }
            if let problem, problem == nil || input.isOptional && provided?.type == input.type { continue }
            if provided == nil, input.isOptional { continue }
            report(
                "missing-argument", at: step.place, path: path,
                "\(call.playbook) \(call.version) needs '\(name)', which "
                    + (problem.flatMap { $0 } ?? "no case provides") + ".",
                hint: "Add it to 'with'.")
        }
    }

    /// Follows an end.
    func follow(_ end: Step.End, _ step: Step, _ state: FlowState, path: String, isLast: Bool) -> FlowState {
        var exit = state
        if !end.aborts, !isLast {
            report(
                "end-inside", at: step.place, path: path, "This end stands where the flow goes on.",
                hint: "Move it to the end of the playbook, or write 'abort: true' to end the whole run here.")
        }
        checkOutcome(of: end, step, state, path: path)
        if end.aborts || !playbook.isModule { exit.isDead = true }
        return exit
    }
}
