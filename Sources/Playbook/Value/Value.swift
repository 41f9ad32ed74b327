public import Canonical

/// An amount in minor units of one currency: 5,000.00 ₽ is 500000 of RUB.
public struct Money: Sendable, Hashable {
    /// Minor units; never a fraction.
    public let minor: Int64
    /// ISO 4217, three capital letters.
    public let currency: String
    /// An amount.
    public init(minor: Int64, currency: String) { (self.minor, self.currency) = (minor, currency) }
}

/// A value of an answer, an input or an output.
public enum Value: Sendable, Hashable {
    /// True or false.
    case bool(Bool)
    /// A whole number.
    case int(Int64)
    /// Text, and the code of a choice.
    case string(String)
    /// A moment.
    case timestamp(Timestamp)
    /// A length of time in microseconds.
    case duration(Int64)
    /// An amount.
    case money(Money)
    /// Several values.
    case list([Value])
}

/// What somebody answered.
public enum Answer: Sendable, Hashable {
    /// A value of the question's type.
    case value(Value)
    /// That there is none.
    case none(NoValue)
}

extension Value {
    /// The written form in events and interfaces; ``init(_:as:)`` reads it back given the type.
    public var json: JSON {
        switch self {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .string(let value): .string(value)
        case .timestamp(let value): .string(value.description)
        case .duration(let value): .int(value)
        case .money(let value): ["minor": .int(value.minor), "currency": .string(value.currency)]
        case .list(let values): .array(values.map(\.json))
        }
    }

    /// Reads the written form of a value of `type`; nil when it is not one.
    public init?(_ json: JSON, as type: ValueType) {
        switch (type, json) {
        case (.bool, .bool(let value)): self = .bool(value)
        case (.int, .int(let value)): self = .int(value)
        case (.duration, .int(let value)): self = .duration(value)
        case (.string, .string(let value)): self = .string(value)
        case (.choice(let choice), .string(let value)) where choice.contains(value): self = .string(value)
        case (.timestamp, .string(let text)):
            guard let timestamp = Timestamp(text) else { return nil }
            self = .timestamp(timestamp)
        case (.money, .object(let members)):
            guard members.count == 2, let minor = members["minor"]?.int, let currency = members["currency"]?.string,
                currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
            else { return nil }
            self = .money(Money(minor: minor, currency: currency))
        case (.list(let element, let maximum), .array(let elements)):
            let values = elements.compactMap { Value($0, as: element) }
            guard values.count == elements.count, values.count <= maximum else { return nil }
            self = .list(values)
        default: return nil
        }
    }
}
