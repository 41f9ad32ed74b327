import Canonical

extension Condition {
    /// An expression as a flat table of small operations, so that evaluation copies no trees and allocates nothing
    /// unless the value itself is text or a list.
    struct Program: Sendable {
        /// Numbers in it are places in the tables of the program, or slots.
        enum Operation: Sendable {
            case truth(Bool)
            case number(Int64)
            case text(Int)
            case money(Int)
            case values(Int)
            case variable(Int)
            case local(Int)
            case hasValue(Int)
            case hasNone(NoValue, Int)
            case not(Int32)
            case all(first: Int32, count: Int32)
            case any(first: Int32, count: Int32)
            case conditional(Int32, Int32, Int32)
            case compare(Comparison, Int32, Int32, Representation)
            /// The commonest comparison: a variable with a literal text.
            case variableIs(Int32, text: Int32, isNegated: Bool)
            case member(Int32, Int32, Representation)
            case list(first: Int32, count: Int32, element: Int32)
            case textSize(Int32)
            case listSize(Int32)
            case textTest(TextTest, Int32, Int32)
            case part(TimePart, Int32, offset: Int32)
            case durationPart(TimePart, Int32)
            case sum(Int32, Int32, isDifference: Bool, SumKind)
            case quantifier(Quantifier, Int32, index: Int32, element: Int32, Int32)
        }

        private(set) var operations: [Operation] = []
        private(set) var children: [Int32] = []
        private(set) var texts: [String] = []
        private(set) var amounts: [Money] = []
        private(set) var lists: [[Value]] = []
        private(set) var types: [ValueType] = []
        private(set) var localCount = 0
        private(set) var root = 0
        let type: ValueType

        init(_ node: Node, type: ValueType) {
            self.type = type
            root = Int(add(node))
        }

        private mutating func append(_ operation: Operation) -> Int32 {
            operations.append(operation)
            return Int32(operations.count - 1)
        }

        /// Adds a node after what it consists of.
        private mutating func add(_ node: Node) -> Int32 {
            switch node {
            case .constant(let value): return append(constant(value))
            case .variable(let slot): return append(.variable(slot))
            case .local(let index): return append(.local(index))
            case .hasValue(let slot): return append(.hasValue(slot))
            case .hasNone(let state, let slot): return append(.hasNone(state, slot))
            case .not(let operand): return append(.not(add(operand)))
            case .all(let parts):
                let first = addAll(parts)
                return append(.all(first: first, count: Int32(parts.count)))
            case .any(let parts):
                let first = addAll(parts)
                return append(.any(first: first, count: Int32(parts.count)))
            case .conditional(let condition, let yes, let no):
                return append(.conditional(add(condition), add(yes), add(no)))
            case .compare(let comparison, let left, let right, let representation):
                return addComparison(comparison, left, right, representation)
            case .member(let element, let list, let representation):
                return append(.member(add(element), add(list), representation))
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
                localCount = max(localCount, element + 1)
                let index = Int32(index ?? -1)
                return append(.quantifier(quantifier, add(list), index: index, element: Int32(element), add(body)))
            default: return append(.truth(false))
            }
        }

        private mutating func addAll(_ parts: [Node]) -> Int32 {
            let places = parts.map { add($0) }
            children.append(contentsOf: places)
            return Int32(children.count - places.count)
        }

        private mutating func addList(_ elements: [Node], of element: ValueType) -> Int32 {
            let places = elements.map { add($0) }
            children.append(contentsOf: places)
            types.append(element)
            let first = Int32(children.count - places.count)
            return append(.list(first: first, count: Int32(places.count), element: Int32(types.count - 1)))
        }

        private mutating func addComparison(
            _ comparison: Comparison, _ left: Node, _ right: Node, _ representation: Representation
        ) -> Int32 {
            switch (left, right) {
            case (.variable(let slot), .constant(.string(let text))) where comparison.isEquality,
                (.constant(.string(let text)), .variable(let slot)) where comparison.isEquality:
                texts.append(text)
                return append(
                    .variableIs(Int32(slot), text: Int32(texts.count - 1), isNegated: comparison == .notEqual))
            default: return append(.compare(comparison, add(left), add(right), representation))
            }
        }

        private mutating func constant(_ value: Value) -> Operation {
            switch value {
            case .bool(let value): return .truth(value)
            case .int(let value), .duration(let value): return .number(value)
            case .timestamp(let value): return .number(value.microseconds)
            case .string(let text):
                texts.append(text)
                return .text(texts.count - 1)
            case .money(let amount):
                amounts.append(amount)
                return .money(amounts.count - 1)
            case .list(let values):
                lists.append(values)
                return .values(lists.count - 1)
            }
        }
    }
}
