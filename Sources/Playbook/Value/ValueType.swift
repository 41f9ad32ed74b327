/// The type of a value in a condition.
public indirect enum ValueType: Sendable, Hashable {
    /// True or false.
    case bool
    /// A whole number of 64 bits.
    case int
    /// Text; dates, phones and references are text here.
    case string
    /// A moment.
    case timestamp
    /// A length of time.
    case duration
    /// An amount of one currency.
    case money
    /// One of a closed set of codes; written and compared as text.
    case choice(ChoiceType)
    /// Several values of one type, at most so many.
    case list(ValueType, maximum: Int)
}

/// A closed set of codes with what they are called on screen.
public struct ChoiceType: Sendable, Hashable {
    /// One of the codes.
    public struct Option: Sendable, Hashable {
        /// The stable code.
        public var value: String
        /// What it is called; nil when the set is never shown as answers.
        public var label: Text?
        /// An option.
        public init(_ value: String, label: Text? = nil) { (self.value, self.label) = (value, label) }
    }
    /// The name of the set: `YesNo`.
    public var name: String
    /// The codes, in the order of the screen.
    public var options: [Option]
    /// A closed set.
    public init(name: String, options: [Option]) { (self.name, self.options) = (name, options) }

    /// Whether the set has this code.
    public func contains(_ value: String) -> Bool { options.contains { $0.value == value } }

    /// `yes` and `no`.
    public static let yesNo = ChoiceType(name: "YesNo", options: [yes, no])
    /// `yes`, `no` and `unknown`.
    public static let yesNoUnknown = ChoiceType(name: "YesNoUnknown", options: [yes, no, unknown])
    /// The sets that need no declaration.
    public static let builtIn = ["YesNo": yesNo, "YesNoUnknown": yesNoUnknown]
    /// What `yes`, `no` and `unknown` are called when an author gives them no label.
    public static let builtInLabels = ["yes": yes.label, "no": no.label, "unknown": unknown.label].compactMapValues {
        $0
    }

    private static let yes = Option("yes", label: Text(["ru": "Да", "en": "Yes"]))
    private static let no = Option("no", label: Text(["ru": "Нет", "en": "No"]))
    private static let unknown = Option("unknown", label: Text(["ru": "Не знаю", "en": "Not sure"]))
}

/// What an answer to a question looks like.
public enum AnswerType: Sendable, Hashable {
    /// One of a closed set.
    case choice(ChoiceType)
    /// Several of a closed set, none twice, in the order of the set.
    case choices(ChoiceType)
    /// Free text of at most so many characters. Treated as personal data.
    case text(maximumLength: Int)
    /// A whole number in a range.
    case integer(ClosedRange<Int64>)
    /// An amount, in minor units of its currency in this range.
    case money(ClosedRange<Int64>)
    /// A moment.
    case timestamp
    /// A day, as `2026-03-02`.
    case date
    /// A phone number, as E.164. Treated as personal data.
    case phone
    /// A number that somebody else gave to the matter: КУСП, crime reference, bank reference.
    case reference

    /// The type that conditions see.
    public var valueType: ValueType {
        switch self {
        case .choice(let type): .choice(type)
        case .choices(let type): .list(.choice(type), maximum: type.options.count)
        case .text, .phone, .reference, .date: .string
        case .integer: .int
        case .money: .money
        case .timestamp: .timestamp
        }
    }

    /// The name in the interfaces: `choice`, `choices`, `text`, `integer`, `money`, `timestamp`, `date`, `phone`, `reference`.
    public var name: String {
        switch self {
        case .choice: "choice"
        case .choices: "choices"
        case .text: "text"
        case .integer: "integer"
        case .money: "money"
        case .timestamp: "timestamp"
        case .date: "date"
        case .phone: "phone"
        case .reference: "reference"
        }
    }

    /// Whether a value of this type is personal data and is stored sealed.
    public var isPersonal: Bool {
        switch self {
        case .text, .phone, .reference: true
        case .choice, .choices, .integer, .money, .timestamp, .date: false
        }
    }
}

/// An answer that carries no value.
public enum NoValue: String, Sendable, Hashable, CaseIterable {
    /// The victim does not know.
    case unknown
    /// The victim does not want to say.
    case refused
}
