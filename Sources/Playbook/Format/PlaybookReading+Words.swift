/// Steps that say or ask something.
extension PlaybookReading {
    /// Words for the victim.
    func say(_ fields: Fields) -> Step.Kind? {
        guard let text = fields.requiredText("text") else { return nil }
        return .say(Step.Say(text: text, reading: fields.word("read", Step.Say.Reading.self) ?? .guide))
    }

    /// A question.
    func ask(_ fields: Fields, id: String) -> Step.Kind? {
        let text = fields.requiredText("text")
        let why = fields.text("why")
        let allows = Set(fields.list("allow").compactMap { word($0, NoValue.self, path: fields.path) })
        let check = fields.expression("check")
        let fact = fields.string("fact")
        guard let type = answerType(fields, id: id), let text else { return nil }
        return .ask(Step.Ask(text: text, type: type, allows: allows, check: check, fact: fact, why: why))
    }

    /// An action outside of the system.
    func action(_ fields: Fields) -> Step.Kind? {
        let text = fields.requiredText("text")
        var action = Step.Action(text: text ?? Text([:]), doneText: fields.text("done"))
        if let node = fields.optional("result"), let result = Fields(node, path: fields.path, reading: self) {
            result.refuseOthers(than: ["done", "cannot"])
            action.onDone = result.steps("done", path: "\(fields.path)/done")
            action.onCannot = result.steps("cannot", path: "\(fields.path)/cannot")
        }
        return .action(action)
    }

    /// A checklist.
    func checklist(_ fields: Fields) -> Step.Kind? {
        let nodes = fields.required("items").flatMap { sequence($0, path: fields.path) } ?? []
        var seen: Set<String> = []
        let items = nodes.compactMap { item($0, path: fields.path, seen: &seen) }
        if nodes.isEmpty, let node = fields.optional("items") {
            refuse("wrong-value", at: node.place, path: fields.path, "A checklist needs at least one item.")
        }
        let excuse = fields.word("not_applicable", Excuse.self) ?? .withReason
        return .checklist(
            Step.Checklist(text: fields.text("text"), items: items, allowsNotApplicable: excuse == .withReason))
    }

    private enum Excuse: String, CaseIterable {
        case withReason = "with_reason"
        case no
    }

    private func item(_ node: YAMLNode, path: String, seen: inout Set<String>) -> Step.Checklist.Item? {
        guard let outer = Fields(node, path: path, reading: self) else { return nil }
        outer.refuseOthers(than: ["item", "required", "text"])
        guard let id = name(outer, "item", separator: "_") else { return nil }
        if !seen.insert(id).inserted {
            log.add(
                "duplicate-id", at: node.place, path: path, message: "The item '\(id)' stands in the list already.",
                hint: "Give it another name.")
        }
        guard let fields = Fields(node, path: "\(path)/\(id)", reading: self) else { return nil }
        return Step.Checklist.Item(
            id: id, text: fields.requiredText("text") ?? Text([:]), isRequired: fields.flag("required") ?? false,
            place: node.place)
    }
}

// MARK: - Answer types

extension PlaybookReading {
    /// The names of the answer types, beside the sets.
    private static let answerTypes = [
        "choice", "list(choice)", "text", "integer", "money", "timestamp", "date", "phone", "reference",
    ]

    private func answerType(_ fields: Fields, id: String) -> AnswerType? {
        guard let node = fields.required("type"), let name = string(node, path: fields.path) else { return nil }
        let range = range(fields, isMoney: name == "money")
        let length = fields.integer("max_length") ?? 2000
        refuseStray(fields, type: name)
        switch name {
        case "text": return textType(length, fields)
        case "integer": return .integer(range)
        case "money": return .money(range)
        case "timestamp": return .timestamp
        case "date": return .date
        case "phone": return .phone
        case "reference": return .reference
        case "choice", "list(choice)":
            guard let options = fields.required("options") else { return nil }
            let set = ChoiceType(name: id, options: self.options(options, path: "\(fields.path)/options"))
            return name == "choice" ? .choice(set) : .choices(set)
        default: return declaredType(name, at: node.place, path: fields.path)
        }
    }

    private func textType(_ length: Int64, _ fields: Fields) -> AnswerType? {
        guard (1...20_000).contains(length) else {
            let place = fields.optional("max_length")?.place ?? fields.node.place
            refuse("wrong-value", at: place, path: fields.path, "The longest answer must have 1 to 20000 characters.")
            return nil
        }
        return .text(maximumLength: Int(length))
    }

    private func declaredType(_ name: String, at place: Place, path: String) -> AnswerType? {
        let isList = name.hasPrefix("list(") && name.hasSuffix(")")
        let set = isList ? String(name.dropFirst(5).dropLast()) : name
        if let type = types[set] ?? ChoiceType.builtIn[set] { return isList ? .choices(type) : .choice(type) }
        let sets = Array(types.keys) + Array(ChoiceType.builtIn.keys)
        refuse(
            "unknown-type", at: place, path: path, "The type '\(name.shortened)' is not known.",
            hint: Spelling.hint(
                for: name, among: PlaybookReading.answerTypes + sets + sets.map { "list(\($0))" }, verb: "Known are"))
        return nil
    }

    /// Reports keys that belong to another type.
    private func refuseStray(_ fields: Fields, type: String) {
        let owners = ["options": ["choice", "list(choice)"], "range": ["integer", "money"], "max_length": ["text"]]
        for (key, types) in owners.sorted(by: { $0.key < $1.key }) where fields.has(key) && !types.contains(type) {
            log.add(
                "unknown-key", at: fields.place(ofKey: key) ?? fields.node.place, path: fields.path,
                message: "The key '\(key)' belongs to another type.",
                hint: "It goes with 'type: \(types[0])'.")
        }
    }

    private func range(_ fields: Fields, isMoney: Bool) -> ClosedRange<Int64> {
        let widest: ClosedRange<Int64> = isMoney ? 0...100_000_000_000_000 : 0...1_000_000_000
        guard let node = fields.optional("range"), let range = Fields(node, path: fields.path, reading: self) else {
            return widest
        }
        range.refuseOthers(than: ["min", "max"])
        let least = range.integer("min") ?? widest.lowerBound
        let most = range.integer("max") ?? widest.upperBound
        let possible: ClosedRange<Int64> = -1_000_000_000_000_000...1_000_000_000_000_000
        guard least <= most, possible.contains(least), possible.contains(most) else {
            refuse(
                "wrong-value", at: node.place, path: fields.path, "No number is in the range \(least) to \(most).",
                hint: "min must not be above max, and neither beyond 15 digits.")
            return widest
        }
        return least...most
    }
}
