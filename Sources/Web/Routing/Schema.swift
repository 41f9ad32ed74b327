internal import Canonical

/// The form of a JSON value: what a body is checked against, and what the document of the API says about it.
struct Schema: Sendable {
    /// The kinds of values.
    indirect enum Kind: Sendable {
        case text(limit: Int?, least: Int = 0)
        case number(ClosedRange<Int64>?)
        case flag
        case anything
        case list(Schema)
        /// Any names, all with values of one form.
        case map(Schema)
        /// An open object may have more members than are named: answers may grow, requests may not.
        case object([Member], isOpen: Bool)
        /// One form or another.
        case either([Schema])
        /// A form that the document gives a name.
        case named(String)
    }

    let kind: Kind
    var note: String?
    /// The codes that may stand here; the operations read them in any case and suggest the nearest.
    var codes: [String] = []
    var example: JSON?
    /// The form that a text must have.
    var pattern: Pattern?
    /// The name of the form of the JSON that is written in a text.
    var content: String?

    init(_ kind: Kind, note: String? = nil, codes: [String] = [], example: JSON? = nil) {
        (self.kind, self.note, self.codes, self.example) = (kind, note, codes, example)
    }

    static func text(
        limit: Int? = nil, least: Int = 0, note: String? = nil, example: String? = nil, pattern: Pattern? = nil
    ) -> Schema {
        var schema = Schema(.text(limit: limit, least: least), note: note, example: example.map(JSON.string))
        schema.pattern = pattern
        return schema
    }
    /// A text in which JSON of a form is written.
    static func text(ofJSON name: String) -> Schema {
        var schema = Schema.text()
        schema.content = name
        return schema
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

    /// The form of a text: as the document says it, and as the program checks it.
    struct Pattern: Sendable {
        /// A regular expression of JSON Schema.
        let source: String
        /// The same, said to a person.
        let words: Sentence
        let fits: @Sendable (String) -> Bool
    }

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
