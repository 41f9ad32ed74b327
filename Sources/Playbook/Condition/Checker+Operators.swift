extension Condition.Checker {
    private typealias Typed = Condition.Typed

    mutating func compare(
        _ comparison: Condition.Comparison, _ left: Condition.Syntax, _ right: Condition.Syntax, column: Int
    ) throws(ConditionError) -> Condition.Typed {
        let (left, right) = try matched(try check(left), try check(right), column: column)
        if !comparison.isEquality {
            switch left.type {
            case .choice, .list:
                throw ConditionError(
                    .typeMismatch, column: column, "\(left.type.conditionName) has no order",
                    hint: "use == or !=, or a list: x in [\"a\", \"b\"]")
            default: break
            }
        }
        let form = Condition.Node.compare(comparison, left.node, right.node, .init(left.type))
        var typed = node(form, .bool, column: column, over: [left, right])
        if case .list(_, let size) = left.type { typed.cost = sum(typed.cost, size) }
        return typed
    }

    mutating func member(_ element: Condition.Syntax, _ list: Condition.Syntax, column: Int) throws(ConditionError)
        -> Condition.Typed
    {
        let element = try check(element)
        let list = try check(list)
        guard case .list(let type, let size) = list.type else {
            throw mismatch(list, wanted: .list(element.type, maximum: 0))
        }
        // An empty list has elements of any type.
        let wanted = size == 0 ? element.type : type
        guard let joined = wanted.joined(with: element.type), let one = try adapted(element, to: joined),
            let many = try adapted(list, to: .list(joined, maximum: size))
        else { throw mismatch(element, list, column: column) }
        let form = Condition.Node.member(one.node, many.node, .init(joined))
        var typed = node(form, .bool, column: column, over: [one, many])
        if typed.constant == nil { typed.cost = sum(typed.cost, size) }
        return typed
    }

    /// Both as expressions of one type.
    private mutating func matched(_ left: Condition.Typed, _ right: Condition.Typed, column: Int)
        throws(ConditionError) -> (Condition.Typed, Condition.Typed)
    {
        guard let type = left.type.joined(with: right.type), let one = try adapted(left, to: type),
            let two = try adapted(right, to: type)
        else { throw mismatch(left, right, column: column) }
        return (one, two)
    }

    private func mismatch(_ left: Condition.Typed, _ right: Condition.Typed, column: Int) -> ConditionError {
        ConditionError(
            .typeMismatch, column: column,
            "\(left.type.conditionName) and \(right.type.conditionName) cannot be compared",
            hint: "compare values of one type; a choice only with its own options")
    }

    mutating func negative(_ operand: Condition.Syntax, column: Int) throws(ConditionError) -> Condition.Typed {
        let operand = try check(operand)
        guard operand.type == .int else { throw mismatch(operand, wanted: .int) }
        guard case .int(let value)? = operand.constant else { throw notConstant(column) }
        let (result, overflow) = (0 as Int64).subtractingReportingOverflow(value)
        if overflow { throw outOfRange(column, "the number is outside of 64 bits") }
        return Condition.Typed(node: .constant(.int(result)), type: .int, column: column)
    }

    func notConstant(_ column: Int) -> ConditionError {
        ConditionError(
            .notConstant, column: column, "only literals can be computed with here",
            hint: "write the number itself; a variable could overflow")
    }

    func outOfRange(_ column: Int, _ message: String) -> ConditionError {
        ConditionError(.outOfRange, column: column, message, hint: "use a value in range")
    }

    mutating func list(_ elements: [Condition.Syntax], column: Int) throws(ConditionError) -> Condition.Typed {
        var parts: [Condition.Typed] = []
        for element in elements { parts.append(try check(element)) }
        guard var type = parts.first?.type else {
            return Condition.Typed(node: .constant(.list([])), type: .list(.bool, maximum: 0), column: column)
        }
        for part in parts.dropFirst() {
            guard let joined = type.joined(with: part.type) else { throw mixed(part, type) }
            type = joined
        }
        var adaptedParts: [Condition.Typed] = []
        for part in parts {
            guard let part = try adapted(part, to: type) else { throw mixed(part, type) }
            adaptedParts.append(part)
        }
        return listNode(adaptedParts, element: type, column: column)
    }

    private func mixed(_ part: Condition.Typed, _ type: ValueType) -> ConditionError {
        ConditionError(
            .typeMismatch, column: part.column,
            "a list of \(type.conditionName) cannot hold \(part.type.conditionName)",
            hint: "give all elements one type")
    }

    func listNode(_ parts: [Condition.Typed], element: ValueType, column: Int) -> Condition.Typed {
        let type = ValueType.list(element, maximum: parts.count)
        var typed = node(.list(parts.map(\.node), element), type, column: column, over: parts)
        typed.parts = parts
        return typed
    }

    mutating func element(of list: Condition.Syntax, at index: Condition.Syntax, column: Int) throws(ConditionError)
        -> Condition.Typed
    {
        let list = try check(list)
        let index = try check(index)
        guard case .list(let type, _) = list.type else { throw mismatch(list, wanted: .list(.bool, maximum: 0)) }
        guard index.type == .int else { throw mismatch(index, wanted: .int) }
        guard case .list(let values)? = list.constant, case .int(let position)? = index.constant else {
            throw ConditionError(
                .notConstant, column: column, "an index is allowed only into a list of literals",
                hint: "ask whether it contains a value: \"x\" in a.list")
        }
        guard let offset = Int(exactly: position), values.indices.contains(offset) else {
            throw outOfRange(column, "the list has no element \(position)")
        }
        return Condition.Typed(node: .constant(values[offset]), type: type, column: column)
    }
}
