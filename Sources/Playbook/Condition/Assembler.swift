import Canonical

extension Condition {
    /// Lays a checked expression out as the tables of a ``Program``.
    struct Assembler {
        typealias Operation = Program.Operation

        private(set) var operations: [Operation] = []
        private(set) var children: [Int32] = []
        private(set) var texts: [Literal] = []
        private(set) var amounts: [Money] = []
        private(set) var lists: [[Value]] = []
        private(set) var types: [ValueType] = []
        private(set) var localCount = 0
        /// The names of the quantifier around, when it is the only one.
        private var only: (element: Int, index: Int?)?
        private var isInsideQuantifier = false

        /// Adds a node after what it consists of.
        mutating func add(_ node: Node) -> Int32 {
            switch node {
            case .constant(let value): return append(constant(value))
            case .variable(let slot): return append(.variable(Int32(slot)))
            case .local(let number):
                guard let only else { return append(.local(Int32(number))) }
                return append(number == only.index ? .position : .element)
            case .hasValue(let slot): return append(.hasValue(Int32(slot)))
            case .hasNone(let state, let slot): return append(.hasNone(state, Int32(slot)))
            case .not(let operand): return append(.not(add(operand)))
            case .all(let parts): return append(.all(first: addAll(parts), count: Int32(parts.count)))
            case .any(let parts): return append(.any(first: addAll(parts), count: Int32(parts.count)))
            case .conditional(let condition, let yes, let no):
                return append(.conditional(add(condition), add(yes), add(no)))
            case .compare(let comparison, let left, let right, let representation):
                return addComparison(comparison, left, right, representation)
            case .member(let element, let list, let representation): return addMember(element, list, representation)
            case .list(let elements, let element): return addList(elements, of: element)
            default: return addFunction(node)
            }
        }

        private mutating func addFunction(_ node: Node) -> Int32 {
            switch node {
            case .textSize(let operand): return append(.textSize(add(operand)))
            case .listSize(let operand): return append(.listSize(add(operand)))
            case .text(let test, let text, let sought): return append(.textTest(test, add(text), add(sought)))
            case .part(let part, let operand, let offset):
                return append(.part(part, add(operand), offset: Int32(offset)))
            case .durationPart(let part, let operand): return append(.durationPart(part, add(operand)))
            case .sum(let left, let right, let isDifference, let kind):
                return append(.sum(add(left), add(right), isDifference: isDifference, kind))
            case .quantifier(let quantifier, let list, let index, let element, let body):
                return addQuantifier(quantifier, list, index, element, body)
            default: return append(.truth(false))
            }
        }

        private mutating func append(_ operation: Operation) -> Int32 {
            operations.append(operation)
            return Int32(operations.count - 1)
        }

        private mutating func addAll(_ parts: [Node]) -> Int32 {
            let places = parts.map { add($0) }
            children.append(contentsOf: places)
            return Int32(children.count - places.count)
        }

        private mutating func addList(_ elements: [Node], of element: ValueType) -> Int32 {
            let constants = elements.compactMap(\.constant)
            if constants.count == elements.count { return append(constant(.list(constants))) }
            let first = addAll(elements)
            types.append(element)
            return append(.list(first: first, count: Int32(elements.count), element: Int32(types.count - 1)))
        }

        private mutating func addQuantifier(
            _ quantifier: Quantifier, _ list: Node, _ index: Int?, _ element: Int, _ body: Node
        ) -> Int32 {
            let list = add(list)
            if isInsideQuantifier || body.hasQuantifier {
                localCount = max(localCount, element + 1, (index ?? 0) + 1)
                let wasInside = isInsideQuantifier
                isInsideQuantifier = true
                defer { isInsideQuantifier = wasInside }
                return append(
                    .quantifier(
                        quantifier, list, index: Int32(index ?? -1), element: Int32(element), add(body)))
            }
            only = (element, index)
            defer { only = nil }
            return append(.each(quantifier, list, add(body)))
        }
    }
}

// MARK: - Beside literals

extension Condition.Assembler {
    private mutating func addComparison(
        _ comparison: Condition.Comparison, _ left: Condition.Node, _ right: Condition.Node,
        _ representation: Condition.Representation
    ) -> Int32 {
        if left.constant != nil, right.constant == nil {
            return addComparison(comparison.turned, right, left, representation)
        }
        if let literal = right.constant, let short = short(comparison, left, literal) { return append(short) }
        return append(.compare(comparison, add(left), add(right), representation))
    }

    private mutating func short(_ comparison: Condition.Comparison, _ left: Condition.Node, _ literal: Value)
        -> Operation?
    {
        switch (left, literal) {
        case (.variable(let slot), .string(let text)) where comparison.isEquality:
            return .variableIs(Int32(slot), text: hold(text), isNegated: comparison == .notEqual)
        case (.local(let number), .string(let text)) where comparison.isEquality && only?.element == number:
            return .elementIs(text: hold(text), isNegated: comparison == .notEqual)
        case (.variable(let slot), .money(let amount)):
            amounts.append(amount)
            return .amountCompares(comparison, Int32(slot), money: Int32(amounts.count - 1))
        case (.variable(let slot), _):
            return literal.number.map { .variableCompares(comparison, Int32(slot), $0) }
        default: return nil
        }
    }

    private mutating func addMember(
        _ element: Condition.Node, _ list: Condition.Node, _ representation: Condition.Representation
    ) -> Int32 {
        guard case .variable(let slot) = element, representation == .text, let literals = list.literals else {
            return append(.member(add(element), add(list), representation))
        }
        let first = Int32(texts.count)
        for literal in literals { _ = hold(literal) }
        return append(.variableIsAmong(Int32(slot), first: first, count: Int32(literals.count)))
    }

    private mutating func hold(_ text: String) -> Int32 {
        texts.append(Condition.Literal(text))
        return Int32(texts.count - 1)
    }

    private mutating func constant(_ value: Value) -> Operation {
        switch value {
        case .bool(let value): return .truth(value)
        case .int(let value), .duration(let value): return .number(value)
        case .timestamp(let value): return .number(value.microseconds)
        case .string(let text): return .text(hold(text))
        case .money(let amount):
            amounts.append(amount)
            return .money(Int32(amounts.count - 1))
        case .list(let values):
            lists.append(values)
            return .values(Int32(lists.count - 1))
        }
    }
}

extension Condition.Node {
    /// The value of a literal.
    fileprivate var constant: Value? { if case .constant(let value) = self { value } else { nil } }

    /// The texts of a list of literal texts.
    fileprivate var literals: [String]? {
        let values: [Value]
        switch self {
        case .constant(.list(let constants)): values = constants
        case .list(let parts, _): values = parts.compactMap(\.constant)
        default: return nil
        }
        let texts = values.compactMap { value -> String? in if case .string(let text) = value { text } else { nil } }
        if case .list(let parts, _) = self, parts.count != texts.count { return nil }
        return texts.count == values.count ? texts : nil
    }

    /// Whether some quantifier is in it.
    fileprivate var hasQuantifier: Bool {
        switch self {
        case .quantifier: true
        case .constant, .variable, .local, .hasValue, .hasNone: false
        case .not(let part), .textSize(let part), .listSize(let part), .part(_, let part, _),
            .durationPart(_, let part):
            part.hasQuantifier
        case .all(let parts), .any(let parts), .list(let parts, _): parts.contains(where: \.hasQuantifier)
        case .compare(_, let left, let right, _), .member(let left, let right, _), .text(_, let left, let right),
            .sum(let left, let right, _, _):
            left.hasQuantifier || right.hasQuantifier
        case .conditional(let condition, let yes, let no):
            condition.hasQuantifier || yes.hasQuantifier || no.hasQuantifier
        }
    }
}

extension Condition.Comparison {
    /// The same with the sides changed.
    fileprivate var turned: Self {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
