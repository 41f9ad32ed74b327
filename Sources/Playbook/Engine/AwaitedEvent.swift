public import Canonical

/// What a wait listens for.
public struct AwaitedEvent: Sendable {
    /// The name of the event: `bank.reply`.
    public let event: String
    /// What it brings, by name.
    public let values: [AwaitedValue]
}

/// A value that an event brings.
public struct AwaitedValue: Sendable {
    /// The name after `o.`.
    public let name: String
    /// How a person gives it; nil for types that only scripts give.
    public let type: AnswerType?
    let valueType: ValueType
    let typeName: String

    /// Reads it as people and scripts write it.
    ///
    /// - Throws: ``WrongAnswer`` for a value of another type.
    public func read(_ json: JSON, now: Timestamp) throws(WrongAnswer) -> Value {
        guard let type else {
            guard let value = Value(json, as: valueType) else { throw .wrongType(typeName) }
            return value
        }
        switch AnswerReader.answer(json, as: type, now: now) {
        case .success(.value(let value)): return value
        case .success(.none(let none)): throw .notAllowed(none)
        case .failure(let reason): throw reason
        }
    }
}

extension OpenStep {
    /// What the step waits for; nil for other kinds, and for a wait for time alone.
    public var awaited: AwaitedEvent? {
        guard case .wait(let wait) = step.kind, let event = wait.event, let code = plan.codes[step.id] else {
            return nil
        }
        let values = wait.sets.compactMap { declared -> AwaitedValue? in
            guard let set = code.sets.first(where: { $0.name == declared.name }) else { return nil }
            let name = declared.type.name
            return AwaitedValue(
                name: declared.name, type: AnswerType(asked: set.type, as: name), valueType: set.type, typeName: name)
        }
        return AwaitedEvent(event: event, values: values)
    }
}

extension AnswerType {
    /// How a person gives a value of this type, which was declared under this name.
    fileprivate init?(asked type: ValueType, as name: String) {
        switch type {
        case .choice(let set): self = .choice(set)
        case .list(.choice(let set), _): self = .choices(set)
        case .int: self = .integer(Int64.min...Int64.max)
        case .money: self = .money(0...Int64.max)
        case .timestamp: self = .timestamp
        case .string:
            switch name {
            case "date": self = .date
            case "phone": self = .phone
            case "reference": self = .reference
            default: self = .text(maximumLength: 2_000)
            }
        case .bool, .duration, .list: return nil
        }
    }
}
