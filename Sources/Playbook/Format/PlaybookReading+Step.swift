import Canonical

extension PlaybookReading {
    /// The keys that every kind of step knows.
    static let stepKeys = [
        "role", "mandatory", "applies", "deadline", "on_redo", "detail", "sources", "review_by", "self_service",
    ]
    /// The keys that hold the id and say the kind, with the other keys of that kind.
    static let kinds: [(key: String, others: [String])] = [
        ("say", ["read", "text"]),
        ("ask", ["text", "type", "options", "range", "max_length", "allow", "check", "fact", "why"]),
        ("do", ["text", "done", "result"]),
        ("checklist", ["text", "items", "not_applicable"]),
        ("decide", ["text", "mode", "cases"]),
        ("wait", ["text", "for", "until", "on_timeout"]),
        ("parallel", ["join", "branches"]),
        ("repeat", ["over", "item", "max", "steps"]),
        ("call", ["as", "version", "with", "take"]),
        ("refer", ["to", "text", "consent", "needs"]),
        ("escalate", ["to", "severity", "reason"]),
        ("end", ["outcome", "abort"]),
    ]

    /// The steps of a block.
    func steps(_ node: YAMLNode, path: String) -> [Step] {
        (sequence(node, path: path) ?? []).compactMap { step($0, path: path) }
    }

    private func step(_ node: YAMLNode, path: String) -> Step? {
        guard let outer = Fields(node, path: path, reading: self), let (kind, others) = kind(of: outer, path: path),
            let idNode = outer.optional(kind)
        else { return nil }
        let id: String?
        if kind == "call" {
            id = callID(outer, idNode, path: path)
        } else {
            id = name(idNode, separator: "_", path: path)
        }
        guard let id, let fields = Fields(node, path: "\(path)/\(id)", reading: self) else { return nil }
        fields.refuseOthers(than: [kind] + others + PlaybookReading.stepKeys)
        guard let content = content(kind, id: id, fields) else {
            log.lose()
            return nil
        }
        var step = Step(id: id, kind: content, place: idNode.place)
        common(fields, of: &step)
        return step
    }

    private func kind(of fields: Fields, path: String) -> (String, [String])? {
        let found = PlaybookReading.kinds.filter { fields.has($0.key) }
        // A key of one kind can be the kind's key of another one; only 'escalate' and 'end' are words of that sort.
        if found.count == 1 { return (found[0].key, found[0].others) }
        let names = PlaybookReading.kinds.map(\.key)
        if found.isEmpty {
            refuse(
                "missing-key", at: fields.node.place, path: path, "No key says what kind of step this is.",
                hint: fields.guessOfKind(among: names) ?? "One of: \(names.joined(separator: ", ")).")
        } else {
            let list = found.map { "'\($0.key)'" }.joined(separator: " and ")
            refuse(
                "ambiguous-step", at: fields.node.place, path: path, "The step is \(list) at once.",
                hint: "Begin a second step with '- '.")
        }
        return nil
    }

    /// A call is known as `as` says, or as the playbook that it calls.
    private func callID(_ fields: Fields, _ node: YAMLNode, path: String) -> String? {
        guard let playbook = name(node, separator: "-", path: path) else { return nil }
        if let given = fields.optional("as") { return name(given, separator: "_", path: path) }
        return playbook.split(separator: "-", omittingEmptySubsequences: false).joined(separator: "_")
    }

    private func common(_ fields: Fields, of step: inout Step) {
        step.role = fields.string("role")
        step.isMandatory = fields.flag("mandatory") ?? false
        step.applies = fields.expression("applies")
        step.deadline = fields.optional("deadline").flatMap { deadline($0, path: fields.path) }
        step.onRedo = fields.word("on_redo", Step.OnRedo.self) ?? .keep
        step.detail = fields.text("detail")
        step.sources = fields.strings("sources")
        step.reviewBy = fields.day("review_by")?.description
        step.isSelfService = fields.flag("self_service") ?? false
    }

    private func content(_ kind: String, id: String, _ fields: Fields) -> Step.Kind? {
        switch kind {
        case "say": say(fields)
        case "ask": ask(fields, id: id)
        case "do": action(fields)
        case "checklist": checklist(fields)
        case "decide": decision(fields)
        case "wait": wait(fields)
        case "parallel": parallel(fields)
        case "repeat": loop(fields)
        case "call": call(fields)
        case "refer": referral(fields)
        case "escalate": escalation(fields)
        default: end(fields)
        }
    }
}

extension Fields {
    /// "Did you mean" for the first key of a step whose kind is misspelt.
    func guessOfKind(among names: [String]) -> String? {
        guard case .mapping(let members) = node.content, let first = members.first?.key,
            let guess = Spelling.guess(first, among: names)
        else { return nil }
        return "Did you mean '\(guess)'?"
    }
}
