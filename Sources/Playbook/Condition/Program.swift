import Canonical

extension Condition {
    /// An expression as a flat table of small operations: evaluation walks numbers, copies no trees, and allocates nothing
    /// unless the value itself is a list.
    ///
    /// What conditions of playbooks mostly are – a variable beside a literal, a variable in a list of literals, the elements
    /// of a list one by one – are operations of their own.
    final class Program: Sendable {
        /// Numbers in it are places in the tables of the program, or slots.
        enum Operation: Sendable {
            case truth(Bool)
            case number(Int64)
            case text(Int32)
            case money(Int32)
            case values(Int32)
            case variable(Int32)
            /// The element and the index of the only quantifier around.
            case element
            case position
            /// A name of one of several quantifiers around.
            case local(Int32)
            case hasValue(Int32)
            case hasNone(NoValue, Int32)
            case not(Int32)
            case all(first: Int32, count: Int32)
            case any(first: Int32, count: Int32)
            case conditional(Int32, Int32, Int32)
            case compare(Comparison, Int32, Int32, Representation)
            case variableIs(Int32, text: Int32, isNegated: Bool)
            case variableIsAmong(Int32, first: Int32, count: Int32)
            case variableCompares(Comparison, Int32, Int64)
            case amountCompares(Comparison, Int32, money: Int32)
            case elementIs(text: Int32, isNegated: Bool)
            case member(Int32, Int32, Representation)
            case list(first: Int32, count: Int32, element: Int32)
            case textSize(Int32)
            case listSize(Int32)
            case textTest(TextTest, Int32, Int32)
            case part(TimePart, Int32, offset: Int32)
            case durationPart(TimePart, Int32)
            case sum(Int32, Int32, isDifference: Bool, SumKind)
            /// A quantifier that stands in no other one and has none inside.
            case each(Quantifier, Int32, Int32)
            case quantifier(Quantifier, Int32, index: Int32, element: Int32, Int32)
        }

        let operations: [Operation]
        let children: [Int32]
        let texts: [Literal]
        let amounts: [Money]
        let lists: [[Value]]
        let types: [ValueType]
        let localCount: Int
        let root: Int32
        let type: ValueType
        private let isCondition: Bool

        init(_ node: Node, type: ValueType) {
            var assembler = Assembler()
            root = assembler.add(node)
            operations = assembler.operations
            children = assembler.children
            texts = assembler.texts
            amounts = assembler.amounts
            lists = assembler.lists
            types = assembler.types
            localCount = assembler.localCount
            self.type = type
            isCondition = type == .bool
        }

        /// Whether the expression is true.
        func isTrue(_ slots: [Slot]) -> Bool {
            guard isCondition else { return false }
            var scope = Scope(count: localCount)
            return truth(root, slots, &scope)
        }

        /// The value of the expression.
        func value(_ slots: [Slot]) -> Value {
            var scope = Scope(count: localCount)
            return value(root, type, slots, &scope)
        }
    }

    /// What the quantifiers around the present operation go over.
    struct Scope {
        var element = Value.bool(false)
        var position: Int64 = 0
        /// Elements and indexes of quantifiers that stand in one another.
        var locals: [Value] = []

        @inline(__always)
        init(count: Int) { if count > 0 { locals = Array(repeating: .bool(false), count: count) } }
    }

    /// A text of the source.
    struct Literal: Sendable {
        let text: String
        private let length: Int
        private let isASCII: Bool

        init(_ text: String) {
            self.text = text
            length = text.utf8.count
            isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        }

        /// Equality by code points. A text that Swift takes for the same though its code points differ (`K` and the sign
        /// for kelvin) is longer than the one in ASCII.
        @inline(__always)
        func isSame(as other: String) -> Bool {
            isASCII ? other.utf8.count == length && other == text : Condition.isSame(other, text)
        }
    }
}
