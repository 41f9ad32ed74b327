import Canonical

extension Step.Ask {
    /// The answer in its one form: choices in the order of the set, nothing else changed.
    /// - Throws: ``WrongAnswer`` when the question does not accept it.
    public func fitting(_ answer: Answer) throws(WrongAnswer) -> Answer {
        switch answer {
        case .none(let none):
            guard allows.contains(none) else { throw .notAllowed(none) }
            return answer
        case .value(let value): return .value(try type.fitting(value))
        }
    }
}

extension AnswerType {
    /// The value in its one form.
    /// - Throws: ``WrongAnswer`` when it is not one of this type.
    public func fitting(_ value: Value) throws(WrongAnswer) -> Value {
        switch (self, value) {
        case (.choice(let set), .string(let code)):
            guard set.contains(code) else { throw .notAnOption(set.options.map(\.value)) }
        case (.choices(let set), .list(let values)): return try fitting(values, set)
        case (.text(let maximum), .string(let text)):
            if Substring(text).trimmed.isEmpty { throw .empty }
            if text.count > maximum { throw .tooLong(maximum: maximum) }
        case (.integer(let range), .int(let number)):
            guard range.contains(number) else { throw .outOfRange(range.lowerBound, range.upperBound) }
        case (.money(let range), .money(let money)):
            guard money.currency.utf8.count == 3, money.currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
                throw .notAnAmount
            }
            guard range.contains(money.minor) else { throw .outOfRange(range.lowerBound, range.upperBound) }
        case (.timestamp, .timestamp): break
        case (.date, .string(let text)): if Day(text) == nil { throw .notADay }
        case (.phone, .string(let text)): if !AnswerReader.isE164(text) { throw .notAPhone }
        case (.reference, .string(let text)):
            if Substring(text).trimmed.isEmpty { throw .empty }
            if text.count > AnswerType.longestReference { throw .tooLong(maximum: AnswerType.longestReference) }
        default: throw .wrongType(name)
        }
        return value
    }

    /// The most characters of a number that somebody else gave.
    public static let longestReference = 100

    private func fitting(_ values: [Value], _ set: ChoiceType) throws(WrongAnswer) -> Value {
        var given: Set<String> = []
        for value in values {
            guard case .string(let code) = value, set.contains(code) else {
                throw .notAnOption(set.options.map(\.value))
            }
            guard given.insert(code).inserted else { throw .twice(code) }
        }
        return .list(set.options.map(\.value).filter(given.contains).map { .string($0) })
    }
}
