import Canonical

extension Condition.Checker {
    /// `+` and `-`: over literals; over moments and spans also with variables, kept in range.
    mutating func sum(_ left: Condition.Syntax, _ right: Condition.Syntax, isDifference: Bool, column: Int)
        throws(ConditionError) -> Condition.Typed
    {
        let left = try check(left)
        let right = try check(right)
        switch (left.type, right.type, isDifference) {
        case (.timestamp, .duration, _):
            return try time(left, right, isDifference, .momentAndSpan, .timestamp, column)
        case (.duration, .timestamp, false):
            return try time(right, left, false, .momentAndSpan, .timestamp, column)
        case (.timestamp, .timestamp, true): return try time(left, right, true, .moments, .duration, column)
        case (.duration, .duration, _): return try time(left, right, isDifference, .spans, .duration, column)
        case (.int, .int, _), (.string, .string, false), (.list, .list, false):
            return try literals(left, right, isDifference, column)
        default:
            throw ConditionError(
                .typeMismatch, column: column,
                "there is no \(isDifference ? "-" : "+") for \(left.type.conditionName) and \(right.type.conditionName)",
                hint: "add spans to moments, or compute with literals")
        }
    }

    private func time(
        _ left: Condition.Typed, _ right: Condition.Typed, _ isDifference: Bool, _ kind: Condition.SumKind,
        _ type: ValueType, _ column: Int
    ) throws(ConditionError) -> Condition.Typed {
        if let one = left.constant?.number, let two = right.constant?.number,
            Condition.exactSum(one, two, isDifference: isDifference, kind) == nil
        {
            throw outOfRange(column, "the result is outside of what a \(type.conditionName) can hold")
        }
        let form = Condition.Node.sum(left.node, right.node, isDifference: isDifference, kind)
        return node(form, type, column: column, over: [left, right])
    }

    private func literals(_ left: Condition.Typed, _ right: Condition.Typed, _ isDifference: Bool, _ column: Int)
        throws(ConditionError) -> Condition.Typed
    {
        guard let one = left.constant, let two = right.constant else { throw notConstant(column) }
        switch (one, two) {
        case (.int(let one), .int(let two)):
            let (result, overflow) =
                isDifference ? one.subtractingReportingOverflow(two) : one.addingReportingOverflow(two)
            if overflow { throw outOfRange(column, "the number is outside of 64 bits") }
            return Condition.Typed(node: .constant(.int(result)), type: .int, column: column)
        case (.string(let one), .string(let two)):
            return Condition.Typed(node: .constant(.string(one + two)), type: .string, column: column)
        case (.list(let one), .list(let two)):
            guard case .list(let element, _)? = left.type.joined(with: right.type) else { break }
            let type = ValueType.list(element, maximum: one.count + two.count)
            return Condition.Typed(node: .constant(.list(one + two)), type: type, column: column)
        default: break
        }
        throw ConditionError(
            .typeMismatch, column: column,
            "\(left.type.conditionName) and \(right.type.conditionName) cannot be joined",
            hint: "join lists of one type")
    }
}

extension Condition {
    /// Moments of the years 1 to 9999, in microseconds.
    static let moments: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999
    /// Spans of 64 bits of nanoseconds, about 292 years, as CEL implementations hold them.
    static let spans: ClosedRange<Int64> = -9_223_372_036_854_775...9_223_372_036_854_775

    /// The sum when it is in range.
    static func exactSum(_ left: Int64, _ right: Int64, isDifference: Bool, _ kind: SumKind) -> Int64? {
        let (result, overflow) =
            isDifference ? left.subtractingReportingOverflow(right) : left.addingReportingOverflow(right)
        let range = kind == .momentAndSpan ? moments : spans
        return !overflow && range.contains(result) ? result : nil
    }

    /// The sum, or the end of the range that it passes.
    static func boundedSum(_ left: Int64, _ right: Int64, isDifference: Bool, _ kind: SumKind) -> Int64 {
        let (result, overflow) =
            isDifference ? left.subtractingReportingOverflow(right) : left.addingReportingOverflow(right)
        let range = kind == .momentAndSpan ? moments : spans
        if overflow { return left < 0 ? range.lowerBound : range.upperBound }
        return min(max(result, range.lowerBound), range.upperBound)
    }
}

extension Value {
    /// The number that stands for a whole number, a moment or a span.
    var number: Int64? {
        switch self {
        case .int(let value), .duration(let value): value
        case .timestamp(let value): value.microseconds
        case .bool, .string, .money, .list: nil
        }
    }
}
