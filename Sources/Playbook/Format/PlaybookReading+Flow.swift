/// Steps that hold other steps, and the pause.
extension PlaybookReading {
    /// A decision.
    func decision(_ fields: Fields) -> Step.Kind? {
        let text = fields.text("text")
        let mode = fields.word("mode", Step.Decision.Mode.self) ?? .auto
        guard let node = fields.required("cases"), let nodes = sequence(node, path: fields.path) else { return nil }
        if nodes.isEmpty {
            refuse("wrong-value", at: node.place, path: fields.path, "A decision needs at least one case.")
            return nil
        }
        let cases = nodes.enumerated().compactMap { index, node in decisionCase(node, index, of: nodes.count, fields) }
        return .decide(Step.Decision(text: text, mode: mode, cases: cases))
    }

    private func decisionCase(_ node: YAMLNode, _ index: Int, of count: Int, _ fields: Fields) -> Step.Decision.Case? {
        guard let outer = Fields(node, path: fields.path, reading: self) else { return nil }
        let isElse = outer.has("else")
        let path = "\(fields.path)/\(isElse ? "else" : "case\(index + 1)")"
        guard let inner = Fields(node, path: path, reading: self) else { return nil }
        inner.refuseOthers(than: isElse ? ["else", "label"] : ["when", "label", "then"])
        let label = inner.text("label")
        if isElse {
            if index + 1 < count {
                refuse(
                    "misplaced-else", at: node.place, path: path, "Cases that follow 'else' are never taken.",
                    hint: "Move it to the end.")
            }
            return Step.Decision.Case(
                when: nil, label: label, steps: inner.steps("else", path: path), place: node.place)
        }
        let when = inner.required("when", hint: "Write 'when: condition' or 'else:'.")
            .flatMap { expression($0, path: path) }
        let steps = inner.required("then").map { self.steps($0, path: path) } ?? []
        guard let when else { return nil }
        return Step.Decision.Case(when: when, label: label, steps: steps, place: node.place)
    }

    /// A pause.
    func wait(_ fields: Fields) -> Step.Kind? {
        let text = fields.text("text")
        var event: String?
        var sets: [Playbook.Input] = []
        if let node = fields.optional("for"), let awaited = Fields(node, path: fields.path, reading: self) {
            awaited.refuseOthers(than: ["event", "sets"])
            event = awaited.requiredString("event")
            sets = inputs(awaited.mapping("sets"), root: "o.", path: fields.path)
        }
        let timeout =
            fields.required("on_timeout", hint: "Write 'on_timeout: []' when nothing follows.")
            .map { steps($0, path: "\(fields.path)/timeout") } ?? []
        let until = fields.required("until", "wait-without-until", hint: "Write 'until: {after: 3bd}'.")
        guard let until = until.flatMap({ offset($0, path: fields.path) }) else { return nil }
        return .wait(Step.Wait(text: text, event: event, sets: sets, until: until, onTimeout: timeout))
    }

    private func offset(_ node: YAMLNode, path: String) -> Offset? {
        guard let fields = Fields(node, path: path, reading: self) else { return nil }
        fields.refuseOthers(than: ["after", "from"])
        let from = fields.string("from")
        guard let after = fields.required("after").flatMap({ span($0, path: path) }) else { return nil }
        return Offset(after: after, from: from, place: fields.optional("from")?.place ?? node.place)
    }

    /// Branches side by side.
    func parallel(_ fields: Fields) -> Step.Kind? {
        let join = fields.word("join", Step.Parallel.Join.self) ?? .all
        guard let node = fields.required("branches") else { return nil }
        var branches: [Step.Parallel.Branch] = []
        if case .sequence(let elements) = node.content {
            branches = elements.compactMap { branch($0, fields) }
        } else {
            for member in mapping(node, path: fields.path) ?? [] {
                guard let branch = branch(member, fields) else { continue }
                branches.append(branch)
            }
        }
        for (index, branch) in branches.enumerated() where branches[..<index].contains(where: { $0.id == branch.id }) {
            log.add(
                "duplicate-id", at: branch.place, path: fields.path,
                message: "There is a branch '\(branch.id)' already.", hint: "Give it another name.")
        }
        return .parallel(Step.Parallel(join: join, branches: branches))
    }

    private func branch(_ member: YAMLNode.Member, _ fields: Fields) -> Step.Parallel.Branch? {
        guard member.key.isName(separator: "_") else {
            refuse(
                "bad-name", at: member.place, path: fields.path, "'\(member.key.shortened)' cannot name a branch.",
                hint: "A small letter, then small letters, digits and '_'.")
            return nil
        }
        let path = "\(fields.path)/\(member.key)"
        return Step.Parallel.Branch(id: member.key, steps: steps(member.value, path: path), place: member.place)
    }

    /// The other form, in which the order is seen: `{branch: bank, steps: []}`.
    private func branch(_ node: YAMLNode, _ fields: Fields) -> Step.Parallel.Branch? {
        guard let inner = Fields(node, path: fields.path, reading: self) else { return nil }
        inner.refuseOthers(than: ["branch", "steps"])
        guard let id = name(inner, "branch", separator: "_"), let steps = inner.required("steps") else { return nil }
        return Step.Parallel.Branch(id: id, steps: self.steps(steps, path: "\(fields.path)/\(id)"), place: node.place)
    }

    /// Rounds.
    func loop(_ fields: Fields) -> Step.Kind? {
        let over = fields.requiredString("over")
        let item = fields.optional("item").flatMap { name($0, separator: "_", path: fields.path) }
        let steps = fields.required("steps").map { self.steps($0, path: fields.path) } ?? []
        guard let node = fields.required("max", "repeat-without-max", hint: "Write the most rounds there can be."),
            let maximum = integer(node, path: fields.path), let over
        else { return nil }
        guard (1...100).contains(maximum) else {
            refuse("wrong-value", at: node.place, path: fields.path, "There can be 1 to 100 rounds, not \(maximum).")
            return nil
        }
        return .loop(Step.Loop(over: over, item: item, maximum: Int(maximum), steps: steps))
    }
}
