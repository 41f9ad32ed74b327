/// A JSON value that has exactly one byte form: no floating point, no duplicate keys, text that is valid Unicode.
///
/// Everything that is hashed, signed, stored as an event or printed with `--json` is built from this type, so that two
/// programs that hold the same value always hold the same bytes (RFC 8785 with the number form limited to integers).
public enum JSON: Sendable, Hashable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A whole number of 64 bits. Fractions and exponents are refused on input: money is minor units, time is text.
    case int(Int64)
    /// Text.
    case string(String)
    /// An ordered list.
    case array([JSON])
    /// Named members.
    case object(Members)
}

extension JSON {
    /// The member called `key` when this is an object that has it.
    public subscript(key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// The element at `index` when this is an array that reaches so far.
    public subscript(index: Int) -> JSON? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    /// The text when this is a string.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The number when this is an integer.
    public var int: Int64? { if case .int(let value) = self { value } else { nil } }
    /// The truth value when this is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The elements when this is an array.
    public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    /// The members when this is an object.
    public var object: Members? { if case .object(let value) = self { value } else { nil } }
    /// Whether this is `null`.
    public var isNull: Bool { if case .null = self { true } else { false } }

    /// An object of the members that have a value: absent is absent, never `null`.
    public static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(Members(present: members))
    }
}

extension JSON {
    /// Whether both have the same canonical bytes. `String` alone would take two spellings of one letter for equal.
    public static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)): isSame(left, right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A list.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// Named members; of a repeated name the last one counts.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Members(lastOf: elements))
    }
    // No literal for `null`: with one, `condition ? nil : value` would mean JSON's null where "no member" is meant.
}
