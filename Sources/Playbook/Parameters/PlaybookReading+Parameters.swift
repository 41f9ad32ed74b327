import Canonical

extension PlaybookReading {
    /// The set that a file holds, as far as it can be understood.
    func parameters(_ node: YAMLNode) -> ParameterSet? {
        guard let fields = Fields(node, path: "", reading: self) else { return nil }
        fields.refuseOthers(than: ["parameters", "schema", "version", "languages", "review_by", "values"])
        if let node = fields.required("schema"), let schema = string(node, path: ""), schema != "parameters/1" {
            refuse(
                "wrong-value", at: node.place, path: "", "The schema '\(schema.shortened)' is not known.",
                hint: "Write 'schema: parameters/1'.")
        }
        let jurisdiction = fields.required("parameters").flatMap { self.jurisdiction($0, path: "") }
        let version = fields.required("version").flatMap { self.version($0, path: "") }
        languages = fields.has("languages") ? fields.strings("languages").map { Language($0) } : ["en", "ru"]
        var set = ParameterSet(
            jurisdiction: jurisdiction ?? "", version: version ?? Version(0, 0, 0), languages: languages)
        set.reviewBy = fields.day("review_by")
        var last = ""
        for node in fields.list("values") {
            guard let parameter = parameter(node) else { continue }
            let path = "values/\(parameter.name)"
            if set.values.updateValue(parameter, forKey: parameter.name) != nil {
                refuse(
                    "duplicate-parameter", at: parameter.place, path: path,
                    "The parameter '\(parameter.name)' stands in the file twice.", hint: "Remove one of the two.")
            } else if parameter.name < last {
                log.add(
                    "parameter-order", .warning, at: parameter.place, path: path,
                    message: "'\(parameter.name)' stands behind '\(last)'.", hint: "Keep the names in order.")
            }
            last = parameter.name
        }
        return jurisdiction == nil ? nil : set
    }

    /// A jurisdiction that playbooks can be written for.
    func jurisdiction(_ node: YAMLNode, path: String) -> String? {
        guard let code = string(node, path: path) else { return nil }
        if ParameterSet.jurisdictions.contains(code) { return code }
        refuse(
            "unknown-jurisdiction", at: node.place, path: path,
            "'\(code.shortened)' is no jurisdiction of the library.",
            hint: Spelling.hint(for: code, among: ParameterSet.jurisdictions, verb: "Known are"))
        return nil
    }

    private func parameter(_ node: YAMLNode) -> ParameterSet.Parameter? {
        guard let plain = Fields(node, path: "values", reading: self),
            let name = name(plain, "parameter", separator: "_"),
            let fields = Fields(node, path: "values/\(name)", reading: self)
        else { return nil }
        fields.refuseOthers(than: ["parameter", "kind", "value", "text", "note", "sources", "review_by"])
        guard let kindNode = fields.required("kind"),
            let kind = word(kindNode, ParameterSet.Kind.self, path: fields.path), let words = words(fields)
        else { return nil }
        return ParameterSet.Parameter(
            name: name, kind: kind, words: words, isOneValue: fields.has("value"), note: fields.text("note"),
            sources: fields.strings("sources"), reviewBy: fields.day("review_by"), place: node.place)
    }

    /// One value for all languages, or a text.
    private func words(_ fields: Fields) -> Text? {
        if fields.has("value"), fields.has("text") {
            refuse(
                "wrong-value", at: fields.place(ofKey: "text") ?? fields.node.place, path: fields.path,
                "A parameter has a value or a text, not both.",
                hint: "Keep 'value' when the languages agree, else 'text'.")
            return nil
        }
        if fields.has("text") { return fields.requiredText("text") }
        guard let node = fields.required("value", hint: "Add 'value:', or 'text:' when the languages differ."),
            let value = string(node, path: fields.path)
        else { return nil }
        return Text(Dictionary(uniqueKeysWithValues: languages.map { ($0, value) }))
    }
}
