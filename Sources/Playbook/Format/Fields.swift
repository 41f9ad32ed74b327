import Canonical

/// The members of one mapping of the file while they are read. Whatever is not as it should be goes to the log.
struct Fields {
    let node: YAMLNode
    let path: String
    let reading: PlaybookReading
    private let members: [String: YAMLNode.Member]
    private let order: [YAMLNode.Member]

    /// Takes a mapping apart; nil when the node is something else.
    init?(_ node: YAMLNode, path: String, reading: PlaybookReading) {
        guard let list = reading.mapping(node, path: path) else { return nil }
        self.node = node
        self.path = path
        self.reading = reading
        order = list
        members = Dictionary(list.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether there is such a key.
    func has(_ key: String) -> Bool { members[key] != nil }

    /// The value of a key that may be absent.
    func optional(_ key: String) -> YAMLNode? {
        guard let member = members[key] else { return nil }
        reading.map.note(key, of: path, at: member.value.place)
        return member.value
    }

    /// Where a key stands.
    func place(ofKey key: String) -> Place? { members[key]?.place }

    /// The value of a key that must be there.
    func required(_ key: String, _ code: String = "missing-key", hint: String = "") -> YAMLNode? {
        if let value = optional(key) { return value }
        reading.log.add(
            code, at: node.place, path: path, message: "The key '\(key)' is missing.",
            hint: hint.isEmpty ? "Add '\(key):'." : hint)
        reading.log.lose()
        return nil
    }

    /// Reports the keys that nobody asked for.
    func refuseOthers(than known: [String]) {
        let names = Set(known)
        for member in order where !names.contains(member.key) {
            guard !reading.log.isFull("unknown-key") else { return }
            reading.log.add(
                "unknown-key", at: member.place, path: path, message: "The key '\(member.key)' is not known here.",
                hint: Spelling.hint(for: member.key, among: known, verb: "Known are"))
        }
    }
}

// MARK: - Values by type

extension Fields {
    /// Text without languages.
    func string(_ key: String) -> String? { optional(key).flatMap { reading.string($0, path: path) } }
    /// Text without languages that must be there.
    func requiredString(_ key: String) -> String? { required(key).flatMap { reading.string($0, path: path) } }
    /// A sentence in every language.
    func text(_ key: String) -> Text? { optional(key).flatMap { reading.text($0, path: "\(path).\(key)") } }
    /// A sentence in every language that must be there.
    func requiredText(_ key: String) -> Text? { required(key).flatMap { reading.text($0, path: "\(path).\(key)") } }
    /// A condition or another expression.
    func expression(_ key: String) -> Expression? { optional(key).flatMap { reading.expression($0, path: path) } }
    /// A truth value.
    func flag(_ key: String) -> Bool? { optional(key).flatMap { reading.flag($0, path: path) } }
    /// A whole number.
    func integer(_ key: String) -> Int64? { optional(key).flatMap { reading.integer($0, path: path) } }
    /// A length of time.
    func span(_ key: String) -> Span? { optional(key).flatMap { reading.span($0, path: path) } }
    /// A day.
    func day(_ key: String) -> Day? { optional(key).flatMap { reading.day($0, path: path) } }
    /// One of a few words.
    func word<Word: RawRepresentable & CaseIterable>(_ key: String, _ type: Word.Type) -> Word?
    where Word.RawValue == String {
        optional(key).flatMap { reading.word($0, type, path: path) }
    }
    /// A list; empty when absent.
    func list(_ key: String) -> [YAMLNode] { optional(key).flatMap { reading.sequence($0, path: path) } ?? [] }
    /// A list of plain words; empty when absent.
    func strings(_ key: String) -> [String] { list(key).compactMap { reading.string($0, path: path) } }
    /// A mapping; empty when absent.
    func mapping(_ key: String) -> [YAMLNode.Member] {
        optional(key).flatMap { reading.mapping($0, path: "\(path).\(key)") } ?? []
    }
    /// The steps of a block; empty when absent.
    func steps(_ key: String, path: String) -> [Step] {
        optional(key).map { reading.steps($0, path: path) } ?? []
    }
}
