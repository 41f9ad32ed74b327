public import Canonical

/// What a desk must adapt to its country and its house, by name: phones, links, limits as they are said, names of offices.
///
/// A text shows such a value with `{{p.name}}`. There is one set a jurisdiction; ``over(_:)`` lays the values of an
/// installation over those that were shipped.
public struct ParameterSet: Sendable, Hashable {
    /// What a value is, and so how it is judged.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// One telephone number.
        case phone
        /// A web or mail address.
        case url
        /// An amount as it is said.
        case money
        /// A limit as it is said.
        case limit
        /// A length of time as it is said.
        case duration
        /// A business calendar of the desk.
        case calendar
        /// The name of an office, a service or a button.
        case name
        /// Any other words.
        case text
    }

    /// One value.
    public struct Parameter: Sendable, Hashable {
        /// The name behind `p.`.
        public var name: String
        /// What it is.
        public var kind: Kind
        /// The words, in each language; the same ones when the file gives one `value`.
        public var words: Text
        /// Whether the file gives one value for all languages.
        public var isOneValue: Bool
        /// What it is, for the one who adapts it.
        public var note: Text?
        /// Ids of the facts that it rests on; `K` for what nobody has checked.
        public var sources: [String]
        /// The day by which it must be checked again; nil for the day of the set.
        public var reviewBy: Day?
        /// Where it stands.
        public var place: Place

        /// A value from its parts.
        public init(
            name: String, kind: Kind, words: Text, isOneValue: Bool = false, note: Text? = nil, sources: [String] = [],
            reviewBy: Day? = nil, place: Place = .start
        ) {
            self.name = name
            self.kind = kind
            self.words = words
            self.isOneValue = isOneValue
            self.note = note
            self.sources = sources
            self.reviewBy = reviewBy
            self.place = place
        }
    }

    /// Where the values hold: `RU`, `UK`, `US`, `EU`.
    public var jurisdiction: String
    /// The author's version of the values.
    public var version: Version
    /// The languages of the words.
    public var languages: [Language]
    /// The day by which a person must have checked the values again; nil when the author gave none.
    public var reviewBy: Day?
    /// The values, by name.
    public var values: [String: Parameter]

    /// A set from its parts.
    public init(
        jurisdiction: String, version: Version, languages: [Language] = ["en", "ru"], reviewBy: Day? = nil,
        values: [Parameter] = []
    ) {
        self.jurisdiction = jurisdiction
        self.version = version
        self.languages = languages
        self.reviewBy = reviewBy
        self.values = Dictionary(values.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The jurisdictions that playbooks are written for; a playbook that names none serves all of them.
    public static let jurisdictions = ["EU", "RU", "UK", "US"]

    /// These values, and beneath them those of `other` that this set does not have.
    public func over(_ other: ParameterSet) -> ParameterSet {
        var merged = self
        merged.values = other.values.merging(values) { _, own in own }
        return merged
    }

    /// The words of a value; nil when there is no such value.
    public func words(for name: String, in language: Language) -> String? { values[name]?.words.wording(in: language) }

    /// The business days that the set names under `business_calendar`; nil when it names none.
    public var calendar: BusinessCalendar? {
        guard let parameter = values["business_calendar"], parameter.kind == .calendar else { return nil }
        return parameter.words.wording.values.first.flatMap(BusinessCalendar.named)
    }

    /// SHA-256 of ``canonical`` in lower-case hexadecimal: what tells which words were shown.
    public var digest: String { sha256(canonical) }

    /// The one byte form of the content, independent of the layout of the file. It is a parameters file of its own.
    public var canonical: [UInt8] {
        let form: JSON = .members([
            "parameters": .string(jurisdiction), "schema": "parameters/1", "version": .string(version.description),
            "languages": .array(languages.sorted().map { .string($0.code) }),
            "review_by": reviewBy.map { .string($0.description) },
            "values": .array(values.values.sorted { $0.name < $1.name }.map(\.form)),
        ])
        return form.canonicalBytes
    }
}

extension ParameterSet.Parameter {
    fileprivate var form: JSON {
        .members([
            "parameter": .string(name), "kind": .string(kind.rawValue),
            "value": isOneValue ? words.wording.values.first.map(JSON.string) : nil,
            "text": isOneValue ? nil : Canonicalizer.json(words),
            "note": note.map(Canonicalizer.json),
            "sources": sources.isEmpty ? nil : .array(sources.map(JSON.string)),
            "review_by": reviewBy.map { .string($0.description) },
        ])
    }
}
