internal import Canonical

/// The form of a JSON value: what a body is checked against, and what the document of the API says about it.
struct Schema: Sendable {
    /// The kinds of values.
    indirect enum Kind: Sendable {
        case text(limit: Int?)
        case number(ClosedRange<Int64>?)
        case flag
        case anything
        case list(Schema)
        /// Any names, all with values of one form.
        case map(Schema)
        /// An open object may have more members than are named: answers may grow, requests may not.
        case object([Member], isOpen: Bool)
        /// A form that the document gives a name.
        case named(String)
    }

    let kind: Kind
    var note: String?
    /// The codes that may stand here; the operations read them in any case and suggest the nearest.
    var codes: [String] = []
    var example: JSON?

    init(_ kind: Kind, note: String? = nil, codes: [String] = [], example: JSON? = nil) {
        (self.kind, self.note, self.codes, self.example) = (kind, note, codes, example)
    }

    static func text(limit: Int? = nil, note: String? = nil, example: String? = nil) -> Schema {
        Schema(.text(limit: limit), note: note, example: example.map(JSON.string))
    }
    static func number(_ range: ClosedRange<Int64>? = nil, note: String? = nil) -> Schema {
        Schema(.number(range), note: note)
    }
    static func flag(note: String? = nil) -> Schema { Schema(.flag, note: note) }
    static func anything(note: String? = nil) -> Schema { Schema(.anything, note: note) }
    static func list(_ element: Schema, note: String? = nil) -> Schema { Schema(.list(element), note: note) }
    static func map(_ value: Schema, note: String? = nil) -> Schema { Schema(.map(value), note: note) }
    static func named(_ name: String) -> Schema { Schema(.named(name)) }
    /// What a caller sends: nothing but these members.
    static func request(_ members: [Member]) -> Schema { Schema(.object(members, isOpen: false)) }
    /// What the server answers: these members, and perhaps more one day.
    static func answer(_ members: [Member]) -> Schema { Schema(.object(members, isOpen: true)) }

    /// A named member of an object.
    struct Member: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
        /// What operations call this input, where that is another word.
        let alsoKnownAs: [String]

        init(_ name: String, _ schema: Schema, required: Bool = false, alsoKnownAs: [String] = []) {
            (self.name, self.schema, self.isRequired, self.alsoKnownAs) = (name, schema, required, alsoKnownAs)
        }
    }

    /// Whether an absent body is as good as an empty object.
    var acceptsNothing: Bool {
        if case .object(let members, _) = kind { !members.contains(where: \.isRequired) } else { false }
    }

    /// The member that an operation means by `field`.
    func member(speakingOf field: String) -> String? {
        guard case .object(let members, _) = kind else { return nil }
        let word = String(field.prefix { $0 != ":" })
        return (members.first { $0.name == word } ?? members.first { $0.alsoKnownAs.contains(word) })?.name
    }
}

extension Schema {
    /// Everything that is wrong with a value, at most fifty things.
    func findings(in value: JSON) -> [Problem.Finding] {
        var findings: [Problem.Finding] = []
        check(value, at: "", into: &findings)
        return Array(findings.prefix(50))
    }

    private func check(_ value: JSON, at pointer: String, into findings: inout [Problem.Finding]) {
        func wrong(_ detail: String) { findings.append(.init(place: .pointer(pointer), detail: detail)) }
        switch (kind, value) {
        case (.anything, _), (.flag, .bool), (.named, _): break
        case (.text(let limit), .string(let text)):
            if let limit, text.count > limit { wrong("At most \(limit) characters.") }
        case (.number(let range), .int(let number)):
            if let range, !range.contains(number) { wrong("From \(range.lowerBound) to \(range.upperBound).") }
        case (.list(let element), .array(let values)):
            for (index, value) in values.enumerated() {
                element.check(value, at: "\(pointer)/\(index)", into: &findings)
            }
        case (.map(let element), .object(let values)):
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                element.check(value, at: pointer + "/" + Self.escape(name), into: &findings)
            }
        case (.object(let members, let isOpen), .object(let values)):
            check(values, members, isOpen: isOpen, at: pointer, into: &findings)
        default: wrong("It must be \(word), not \(value.word).")
        }
    }

    private func check(
        _ values: [String: JSON], _ members: [Member], isOpen: Bool, at pointer: String,
        into findings: inout [Problem.Finding]
    ) {
        for member in members {
            let place = pointer + "/" + Self.escape(member.name)
            if let value = values[member.name] {
                member.schema.check(value, at: place, into: &findings)
            } else if member.isRequired {
                findings.append(.init(place: .pointer(place), detail: "\(member.name) is missing."))
            }
        }
        guard !isOpen, values.count > 0 else { return }
        let known = Set(members.map(\.name))
        for name in values.keys.filter({ !known.contains($0) }).sorted() {
            findings.append(
                .init(
                    place: .pointer(pointer + "/" + Self.escape(String(name.prefix(60)))),
                    detail: "There is no such field; there are: \(members.map(\.name).joined(separator: ", "))."))
        }
    }

    /// A name as a part of a JSON pointer (RFC 6901).
    private static func escape(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    private var word: String {
        switch kind {
        case .text: "a text"
        case .number: "a whole number"
        case .flag: "true or false"
        case .list: "a list"
        case .map, .object, .named: "an object"
        case .anything: "a value"
        }
    }
}

extension JSON {
    fileprivate var word: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .int: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
