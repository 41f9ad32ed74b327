extension PlaybookReading {
    /// The closed sets that a playbook declares.
    func types(_ fields: Fields) -> [String: ChoiceType] {
        var types: [String: ChoiceType] = [:]
        for member in fields.mapping("types") {
            let isName =
                member.key.first.map { ("A"..."Z").contains($0) } == true && member.key.utf8.count <= 64
                && member.key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            guard isName, ChoiceType.builtIn[member.key] == nil else {
                refuse(
                    "bad-name", at: member.place, path: "types", "'\(member.key.shortened)' cannot name a set.",
                    hint: isName ? "This set is built in." : "A capital letter, then letters and digits.")
                continue
            }
            let options = self.options(member.value, path: "types/\(member.key)")
            types[member.key] = ChoiceType(name: member.key, options: options)
        }
        return types
    }

    /// The codes of a set, each alone or as `{value: …, label: …}`.
    func options(_ node: YAMLNode, path: String) -> [ChoiceType.Option] {
        guard let elements = sequence(node, path: path) else { return [] }
        var options: [ChoiceType.Option] = []
        var seen: Set<String> = []
        for element in elements {
            guard let option = option(element, path: path) else { continue }
            if seen.insert(option.value).inserted {
                options.append(option)
            } else {
                log.add(
                    "duplicate-option", at: element.place, path: path,
                    message: "The value '\(option.value)' stands in the set already.", hint: "Remove one of them.")
            }
        }
        if elements.isEmpty {
            refuse("wrong-value", at: node.place, path: path, "A set needs at least one value.")
        }
        return options
    }

    private func option(_ node: YAMLNode, path: String) -> ChoiceType.Option? {
        if case .scalar = node.content {
            return optionValue(node, path: path).map { ChoiceType.Option($0) }
        }
        guard let fields = Fields(node, path: path, reading: self) else { return nil }
        fields.refuseOthers(than: ["value", "label"])
        guard let value = fields.required("value").flatMap({ optionValue($0, path: path) }) else { return nil }
        let label = fields.optional("label").flatMap { text($0, path: "\(path)/\(value).label") }
        return ChoiceType.Option(value, label: label)
    }

    private func optionValue(_ node: YAMLNode, path: String) -> String? {
        guard let value = string(node, path: path) else { return nil }
        let isCode =
            value.utf8.count <= 64
            && value.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")
            }
        if isCode { return value }
        refuse(
            "bad-name", at: node.place, path: path, "'\(value.shortened)' cannot be a value of a set.",
            hint: "Letters, digits, '_' and '-', at most 64.")
        return nil
    }
}

extension ValueType {
    /// The types that need no declaration, by the names that authors use.
    private static let plainNames: [String: ValueType] = [
        "bool": .bool, "integer": .int, "string": .string, "text": .string, "date": .string, "phone": .string,
        "reference": .string, "timestamp": .timestamp, "duration": .duration, "money": .money,
    ]

    /// The type that an author calls `name`, or nil.
    init?(named name: String, types: [String: ChoiceType]) {
        if let plain = ValueType.plainNames[name] {
            self = plain
        } else if let set = types[name] ?? ChoiceType.builtIn[name] {
            self = .choice(set)
        } else if name.hasPrefix("list("), name.hasSuffix(")"),
            let set = types[String(name.dropFirst(5).dropLast())]
                ?? ChoiceType.builtIn[String(name.dropFirst(5).dropLast())]
        {
            self = .list(.choice(set), maximum: set.options.count)
        } else {
            return nil
        }
    }

    /// Everything that an author can write as a type.
    static func names(with types: [String: ChoiceType]) -> [String] {
        let sets = Array(types.keys) + Array(ChoiceType.builtIn.keys)
        return Array(plainNames.keys) + sets + sets.map { "list(\($0))" }
    }
}
