extension PlaybookReading {
    /// The keys of a playbook.
    static let playbookKeys = [
        "playbook", "schema", "version", "languages", "title", "applies", "jurisdictions", "review_by", "types",
        "inputs",
        "outputs", "interrupts", "steps", "scenarios",
    ]

    /// The playbook that a file holds, as far as it can be understood.
    func playbook(_ node: YAMLNode) -> Playbook? {
        guard let fields = Fields(node, path: "", reading: self) else { return nil }
        fields.refuseOthers(than: PlaybookReading.playbookKeys)
        checkSchema(fields)
        let id = name(fields, "playbook", separator: "-") ?? ""
        let version = version(fields) ?? Version(0, 0, 0)
        languages = languages(fields)
        types = types(fields)
        var playbook = Playbook(
            id: id, version: version, languages: languages, title: fields.requiredText("title") ?? Text([:]),
            steps: [])
        playbook.applies = fields.expression("applies")
        playbook.jurisdictions = jurisdictions(fields)
        playbook.reviewBy = fields.day("review_by")
        playbook.types = types
        playbook.inputs = inputs(fields.mapping("inputs"), root: "case.", path: "inputs")
        playbook.outputs = outputs(fields)
        playbook.interrupts = fields.list("interrupts").compactMap(interrupt)
        playbook.steps = fields.required("steps").map { steps($0, path: "steps") } ?? []
        playbook.scenarios = fields.list("scenarios").compactMap(scenario)
        return playbook
    }

    private func checkSchema(_ fields: Fields) {
        guard let node = fields.required("schema"), let schema = string(node, path: "") else { return }
        if schema != "playbook/1" {
            refuse(
                "wrong-value", at: node.place, path: "", "The schema '\(schema.shortened)' is not known.",
                hint: "Write 'schema: playbook/1'.")
        }
    }

    /// A name of the value of `key`; a finding when it does not have the form of one.
    func name(_ fields: Fields, _ key: String, separator: Character) -> String? {
        guard let node = fields.required(key) else { return nil }
        return name(node, separator: separator, path: fields.path)
    }

    /// A name; a finding when it does not have the form of one.
    func name(_ node: YAMLNode, separator: Character, path: String) -> String? {
        guard let name = string(node, path: path) else { return nil }
        if name.isName(separator: separator) { return name }
        refuse(
            "bad-name", at: node.place, path: path, "'\(name.shortened)' cannot be a name here.",
            hint: "A small letter, then small letters, digits and '\(separator)', at most 64.")
        return nil
    }

    /// The value of `version`.
    private func version(_ fields: Fields) -> Version? {
        guard let node = fields.required("version") else { return nil }
        return version(node, path: fields.path)
    }

    /// A semantic version.
    func version(_ node: YAMLNode, path: String) -> Version? {
        guard let text = string(node, path: path) else { return nil }
        if let version = Version(text) { return version }
        refuse(
            "wrong-value", at: node.place, path: path, "'\(text.shortened)' is no version.",
            hint: "Three numbers: 1.0.0.")
        return nil
    }

    private func jurisdictions(_ fields: Fields) -> [String]? {
        guard let node = fields.optional("jurisdictions"), let elements = sequence(node, path: "jurisdictions") else {
            return nil
        }
        let codes = elements.compactMap { jurisdiction($0, path: "jurisdictions") }
        if elements.isEmpty || Set(codes).count < codes.count {
            refuse(
                "wrong-value", at: node.place, path: "jurisdictions",
                elements.isEmpty ? "There must be a jurisdiction." : "A jurisdiction is listed twice.",
                hint: "Write [RU]; leave the key out when the playbook serves all of them.")
        }
        return codes.sorted()
    }

    private func languages(_ fields: Fields) -> [Language] {
        guard let node = fields.required("languages"), let elements = sequence(node, path: "") else { return [] }
        var languages: [Language] = []
        for element in elements {
            guard let code = string(element, path: "languages") else { continue }
            let isCode = code.utf8.count == 2 && code.utf8.allSatisfy { (0x61...0x7A).contains($0) }
            if !isCode || languages.contains(Language(code)) {
                refuse(
                    "wrong-value", at: element.place, path: "languages",
                    "'\(code.shortened)' is \(isCode ? "listed twice" : "no language code").",
                    hint: "Two small letters each: [ru, en].")
            } else {
                languages.append(Language(code))
            }
        }
        if elements.isEmpty {
            refuse("wrong-value", at: node.place, path: "languages", "There must be a language.", hint: "[ru, en]")
        }
        return languages.sorted()
    }

    /// `case.x: timestamp?` or `o.x: Set`, sorted by name: the order of the file does not matter.
    func inputs(_ members: [YAMLNode.Member], root: String, path: String) -> [Playbook.Input] {
        let inputs = members.compactMap { member -> Playbook.Input? in
            guard let name = variableName(member, root: root, path: path),
                let written = string(member.value, path: path)
            else { return nil }
            let type = TypeName(written)
            if ValueType(named: type.name, types: types) == nil {
                refuse(
                    "unknown-type", at: member.value.place, path: path, "The type '\(written.shortened)' is not known.",
                    hint: Spelling.hint(for: type.name, among: ValueType.names(with: types), verb: "Known are"))
                return nil
            }
            return Playbook.Input(name: name, type: type, place: member.place)
        }
        return inputs.sorted { $0.name < $1.name }
    }

    /// The name behind the root of a key such as `o.bank_reply`.
    func variableName(_ member: YAMLNode.Member, root: String, path: String) -> String? {
        if member.key.hasPrefix(root), String(member.key.dropFirst(root.count)).isName(separator: "_") {
            return String(member.key.dropFirst(root.count))
        }
        refuse(
            "bad-name", at: member.place, path: path, "'\(member.key.shortened)' is not a variable that fits here.",
            hint: "Write '\(root)' and a name of small letters, digits and '_'.")
        return nil
    }

    private func outputs(_ fields: Fields) -> [Playbook.Output] {
        let outputs = fields.mapping("outputs").compactMap { member -> Playbook.Output? in
            guard let from = string(member.value, path: "outputs") else { return nil }
            guard member.key.isName(separator: "_") else {
                refuse("bad-name", at: member.place, path: "outputs", "'\(member.key.shortened)' cannot be a name.")
                return nil
            }
            return Playbook.Output(name: member.key, from: from, place: member.value.place)
        }
        return outputs.sorted { $0.name < $1.name }
    }

    private func interrupt(_ node: YAMLNode) -> Playbook.Interrupt? {
        guard let fields = Fields(node, path: "interrupts", reading: self) else { return nil }
        fields.refuseOthers(than: ["interrupt", "label", "abort", "steps"])
        guard let id = name(fields, "interrupt", separator: "_") else { return nil }
        let path = "interrupts/\(id)"
        guard let named = Fields(node, path: path, reading: self) else { return nil }
        return Playbook.Interrupt(
            id: id, label: named.requiredText("label") ?? Text([:]), aborts: named.flag("abort") ?? false,
            steps: named.required("steps").map { steps($0, path: path) } ?? [], place: node.place)
    }
}
