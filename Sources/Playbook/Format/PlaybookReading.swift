import Canonical

/// Turns the nodes of one file into a playbook, and notes on the way where everything stands.
final class PlaybookReading {
    let log: FindingLog
    /// Where things stand.
    var map = SourceMap()
    /// The languages that every text must carry.
    var languages: [Language] = []
    /// The closed sets that the playbook declares.
    var types: [String: ChoiceType] = [:]

    /// Begins with nothing read.
    init(log: FindingLog) { self.log = log }

    /// Reports a value that is not what its key asks for.
    func refuse(_ code: String, at place: Place, path: String, _ message: String, hint: String = "") {
        log.add(code, at: place, path: path, message: message, hint: hint)
        log.lose()
    }
}

// MARK: - Values

extension PlaybookReading {
    /// The members of a mapping; nil and a finding when the node is something else.
    func mapping(_ node: YAMLNode, path: String) -> [YAMLNode.Member]? {
        if case .mapping(let members) = node.content { return members }
        if node.isRefused { return nil }
        refuse(
            "wrong-type", at: node.place, path: path, "Here a mapping is expected, not \(node.kindName).",
            hint: "Write 'key: value' lines, or {}.")
        return nil
    }

    /// The elements of a list; nil and a finding when the node is something else.
    func sequence(_ node: YAMLNode, path: String) -> [YAMLNode]? {
        if case .sequence(let elements) = node.content { return elements }
        if node.isRefused { return nil }
        refuse(
            "wrong-type", at: node.place, path: path, "Here a list is expected, not \(node.kindName).",
            hint: "Write lines that begin with '- ', or [].")
        return nil
    }

    /// A single value.
    func scalar(_ node: YAMLNode, path: String) -> YAMLScalar? {
        if case .scalar(let scalar) = node.content, !scalar.isNull { return scalar }
        if node.isRefused { return nil }
        let found = if case .scalar = node.content { "null" } else { node.kindName }
        refuse(
            "wrong-type", at: node.place, path: path, "Here a single value is expected, not \(found).",
            hint: "Leave the key out when there is no value.")
        return nil
    }

    /// A single value that is not empty.
    func string(_ node: YAMLNode, path: String) -> String? {
        guard let scalar = scalar(node, path: path) else { return nil }
        if scalar.text.isEmpty || scalar.text.unicodeScalars.count > 1000 {
            refuse("wrong-value", at: node.place, path: path, "Here 1 to 1000 characters are expected.")
            return nil
        }
        return scalar.text
    }

    /// An expression, noted with its stretches.
    func expression(_ node: YAMLNode, path: String) -> Expression? {
        guard let scalar = scalar(node, path: path) else { return nil }
        map.note(expression: scalar)
        var source = scalar.text
        while source.last == "\n" { source.removeLast() }
        return Expression(source, place: node.place)
    }

    /// `true` or `false`.
    func flag(_ node: YAMLNode, path: String) -> Bool? {
        guard let scalar = scalar(node, path: path) else { return nil }
        if scalar.style == .plain, scalar.text == "true" || scalar.text == "false" { return scalar.text == "true" }
        refuse(
            "wrong-type", at: node.place, path: path, "Here true or false is expected, not '\(scalar.text.shortened)'.",
            hint: "Only these two spellings count.")
        return nil
    }

    /// A whole number in its only spelling.
    func integer(_ node: YAMLNode, path: String) -> Int64? {
        guard let scalar = scalar(node, path: path) else { return nil }
        if scalar.style == .plain, let number = YAMLNode.wholeNumber(scalar.text) { return number }
        refuse(
            "wrong-type", at: node.place, path: path,
            "Here a whole number is expected, not '\(scalar.text.shortened)'.",
            hint: "Digits alone: no leading zero, no underscore, no fraction, no quotes.")
        return nil
    }

    /// `15m`, `3bd`, `13mo`.
    func span(_ node: YAMLNode, path: String) -> Span? {
        guard let text = string(node, path: path) else { return nil }
        if let span = Span(text) { return span }
        refuse(
            "wrong-value", at: node.place, path: path, "'\(text.shortened)' is no span of time.",
            hint: "Write a number and m, h, d, bd or mo: 15m, 24h, 3bd, 13mo.")
        return nil
    }

    /// `2027-03-01`.
    func day(_ node: YAMLNode, path: String) -> Day? {
        guard let text = string(node, path: path) else { return nil }
        if let day = Day(text) { return day }
        refuse(
            "wrong-value", at: node.place, path: path, "'\(text.shortened)' is no day.", hint: "Write 2027-03-01.")
        return nil
    }

    /// `2026-01-10T09:00:00Z`.
    func timestamp(_ node: YAMLNode, path: String) -> Timestamp? {
        guard let text = string(node, path: path) else { return nil }
        if let timestamp = Timestamp(text) { return timestamp }
        refuse(
            "wrong-value", at: node.place, path: path, "'\(text.shortened)' is no moment.",
            hint: "Write 2026-01-10T09:00:00Z.")
        return nil
    }

    /// One of a few words.
    func word<Word: RawRepresentable & CaseIterable>(_ node: YAMLNode, _ type: Word.Type, path: String) -> Word?
    where Word.RawValue == String {
        guard let text = string(node, path: path) else { return nil }
        if let word = Word(rawValue: text) { return word }
        refuse(
            "wrong-value", at: node.place, path: path, "'\(text.shortened)' is not one of the words that fit here.",
            hint: Spelling.hint(for: text, among: Word.allCases.map(\.rawValue), verb: "These do"))
        return nil
    }

    /// A sentence in every language of the playbook.
    func text(_ node: YAMLNode, path: String) -> Text? {
        guard let members = mapping(node, path: path) else { return nil }
        var wording: [Language: String] = [:]
        for member in members {
            let language = Language(member.key)
            guard languages.contains(language), member.key == language.code else {
                log.add(
                    "unknown-key", at: member.place, path: path,
                    message: "'\(member.key.shortened)' is not one of the languages of the playbook.",
                    hint: "Add it to languages, or remove the wording.")
                continue
            }
            guard let scalar = scalar(member.value, path: path) else { continue }
            map.note(wording: scalar, of: path, in: language)
            wording[language] = scalar.text.withoutTrailingBlanks
            if scalar.text.allSatisfy(\.isWhitespace) {
                log.add(
                    "empty-text", at: member.value.place, path: path, message: "The text in '\(language)' is empty.")
            }
        }
        for language in languages
        where wording[language] == nil && !members.contains(where: { $0.key == language.code }) {
            log.add(
                "missing-language", at: node.place, path: path, message: "The text has no wording in '\(language)'.",
                hint: "Add '\(language): …'.")
        }
        return Text(wording)
    }
}

extension String {
    /// At most 40 characters of it, for a message.
    var shortened: String { count > 40 ? "\(prefix(40))…" : self }

    /// Without blanks and line breaks at its end.
    var withoutTrailingBlanks: String {
        guard let last = last, last.isWhitespace else { return self }
        return String(self[...(lastIndex { !$0.isWhitespace } ?? startIndex)]).trimmedWhenBlank
    }

    private var trimmedWhenBlank: String { allSatisfy(\.isWhitespace) ? "" : self }

    /// Whether it is a name: a small letter, then small letters, digits and `separator`, at most 64 in all.
    func isName(separator: Character) -> Bool {
        guard let first, ("a"..."z").contains(first), utf8.count <= 64 else { return false }
        return allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == separator }
    }
}
