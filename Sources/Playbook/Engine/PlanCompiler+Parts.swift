extension PlanCompiler {
    /// Compiles one step.
    func parts(of step: Step) throws(LinkError) -> StepCode.Parts {
        var parts = StepCode.Parts(step)
        var reads: Set<String> = []
        parts.applies = try test(step.applies, .bool, in: step)
        parts.anchor = try anchor(step.deadline?.due.from, in: step)
        reads.formUnion(parts.applies?.expression.reads ?? [])
        try compileKind(of: step, into: &parts, reads: &reads)
        for text in step.texts { reads.formUnion(text.placeholders) }
        reads.remove("now")
        reads.remove("a.\(step.id)")
        parts.reads = reads.compactMap { slots[$0] }.sorted()
        return parts
    }

    private func compileKind(of step: Step, into parts: inout StepCode.Parts, reads: inout Set<String>)
        throws(LinkError)
    {
        switch step.kind {
        case .ask(let ask):
            parts.slot = slots["a.\(step.id)"]
            parts.check = try test(ask.check, .bool, in: step)
            reads.formUnion(parts.check?.expression.reads ?? [])
        case .decide(let decision):
            if decision.mode == .advise, decision.cases.isEmpty { throw empty(step) }
            for option in decision.cases { parts.cases.append(try test(option.when, .bool, in: step)) }
            for option in parts.cases { reads.formUnion(option?.expression.reads ?? []) }
        case .wait(let wait):
            parts.anchor = try anchor(wait.until.from, in: step)
            for set in wait.sets {
                let name = PlanCompiler.bare(set.name)
                if let slot = slots["o.\(name)"] { parts.sets.append((name, slot, variables[slot].type)) }
            }
        case .loop(let loop):
            parts.over = slots[loop.over]
            parts.slot = loop.item.flatMap { slots["a.\($0)"] }
            parts.resets = resets(of: loop)
        case .refer(let referral): reads.formUnion(referral.needs)
        case .call(let call): try compile(call, of: step, into: &parts)
        case .end(let end): parts.outcome = try test(end.outcome, .string, in: step)
        case .say, .action, .checklist, .parallel, .escalate: break
        }
    }

    private func compile(_ call: Step.Call, of step: Step, into parts: inout StepCode.Parts) throws(LinkError) {
        guard let callee = plans[PlaybookPlan.key(call.playbook, call.version)] else { return }
        for (name, expression) in call.with.sorted(by: { $0.key < $1.key }) {
            guard let input = callee.inputs.first(where: { $0.name == name }) else {
                throw .unknownParameter(name, step: step.id, playbook: playbook.id)
            }
            guard let test = try test(expression, input.type, in: step) else { continue }
            parts.with.append((input.slot, test))
        }
        for (name, output) in call.take.sorted(by: { $0.key < $1.key }) {
            let from = callee.playbook.outputs.first { $0.name == output }?.from
            if let from = from.flatMap(callee.environment.slot(of:)), let to = slots["o.\(PlanCompiler.bare(name))"] {
                parts.take.append((from, to))
            }
        }
    }

    private func test(_ expression: Expression?, _ type: ValueType, in step: Step) throws(LinkError) -> StepTest? {
        guard let expression else { return nil }
        do {
            return StepTest(try CheckedExpression.check(expression.source, in: environment, expecting: type))
        } catch {
            throw .condition(error, step: step.id, playbook: playbook.id)
        }
    }

    private func anchor(_ text: String?, in step: Step) throws(LinkError) -> StepCode.Anchor {
        guard let text, text != "opened" else { return .opened }
        if text.hasSuffix(".done_at") { return .done(String(text.dropLast(8))) }
        guard let slot = slots[text], case .timestamp = variables[slot].type else {
            throw .unknownAnchor(text, step: step.id, playbook: playbook.id)
        }
        return .variable(slot)
    }

    /// A clock may only count from a step that there is.
    func checkAnchor(of step: Step, codes: [String: StepCode]) throws(LinkError) {
        guard case .done(let id)? = codes[step.id]?.anchor, codes[id] == nil else { return }
        throw .unknownAnchor("\(id).done_at", step: step.id, playbook: playbook.id)
    }

    /// The variables that are written inside of a loop.
    private func resets(of loop: Step.Loop) -> [Int] {
        var names: Set<String> = []
        for step in loop.steps {
            step.visit { step in
                names.insert("a.\(step.id)")
                switch step.kind {
                case .wait(let wait): names.formUnion(wait.sets.map { "o.\(PlanCompiler.bare($0.name))" })
                case .call(let call): names.formUnion(call.take.keys.map { "o.\(PlanCompiler.bare($0))" })
                case .loop(let inner): if let item = inner.item { names.insert("a.\(item)") }
                default: break
                }
            }
        }
        return names.compactMap { slots[$0] }.sorted()
    }
}

extension Step {
    /// The texts of the step itself.
    var texts: [Text] {
        let own: [Text?]
        switch kind {
        case .say(let say): own = [say.text]
        case .ask(let ask): own = [ask.text, ask.why]
        case .action(let action): own = [action.text, action.doneText]
        case .checklist(let checklist): own = [checklist.text] + checklist.items.map(\.text)
        case .decide(let decision): own = [decision.text] + decision.cases.map(\.label)
        case .wait(let wait): own = [wait.text]
        case .refer(let referral): own = [referral.text]
        case .escalate(let escalation): own = [escalation.reason]
        case .parallel, .loop, .call, .end: own = []
        }
        return (own + [detail]).compactMap { $0 }
    }
}

extension Text {
    /// The names between `{{` and `}}`, in all languages.
    var placeholders: Set<String> {
        var names: Set<String> = []
        for text in wording.values {
            Text.scan(text) { piece in if case .placeholder(let name) = piece { names.insert(name) } }
        }
        return names
    }

    /// Whether there may be a placeholder in it, in any language.
    var hasPlaceholders: Bool { wording.values.contains { $0[...].firstPair(UInt8(ascii: "{")) != nil } }

    /// The wording in a language with "…" in place of the values of a run.
    public func withoutValues(in language: Language) -> String {
        var result = ""
        Text.scan(wording(in: language)) { piece in
            switch piece {
            case .plain(let words): result += words
            case .placeholder: result += "…"
            }
        }
        return result
    }

    /// A piece of a wording.
    enum Piece {
        case plain(Substring)
        case placeholder(String)
    }

    /// Calls `body` with each piece of a wording, in order. What is not closed is plain.
    static func scan(_ text: String, _ body: (Piece) -> Void) {
        var rest = Substring(text)
        while let open = rest.firstPair(UInt8(ascii: "{")),
            let close = rest[open.upperBound...].firstPair(UInt8(ascii: "}"))
        {
            body(.plain(rest[..<open.lowerBound]))
            let name = rest[open.upperBound..<close.lowerBound]
            body(.placeholder(String(name.trimmed)))
            rest = rest[close.upperBound...]
        }
        body(.plain(rest))
    }
}

extension Substring {
    /// The first place where a byte stands twice.
    fileprivate func firstPair(_ byte: UInt8) -> Range<Index>? {
        var rest = utf8[...]
        while let first = rest.firstIndex(of: byte) {
            let next = rest.index(after: first)
            if next < rest.endIndex, rest[next] == byte { return first..<rest.index(after: next) }
            rest = rest[next...]
        }
        return nil
    }

    /// Without spaces at both ends.
    var trimmed: Substring {
        var rest = self
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
