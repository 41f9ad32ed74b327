extension Condition {
    /// A checked expression: types are settled, names are slots.
    indirect enum Node: Sendable, Hashable {
        case constant(Value)
        case variable(Int)
        /// A name of a quantifier, counted from the outermost.
        case local(Int)
        case hasValue(Int)
        case hasNone(NoValue, Int)
        case not(Node)
        case all([Node])
        case any([Node])
        case conditional(Node, Node, Node)
        case compare(Comparison, Node, Node, Representation)
        case member(Node, Node, Representation)
        case list([Node], ValueType)
        case textSize(Node)
        case listSize(Node)
        case text(TextTest, Node, Node)
        case part(TimePart, Node, offset: Int64)
        case durationPart(TimePart, Node)
        /// A moment and a span, or two spans, or two moments, kept in range.
        case sum(Node, Node, isDifference: Bool, SumKind)
        case quantifier(Quantifier, Node, index: Int?, element: Int, Node)
    }

    /// How values of a type are held while an expression is evaluated.
    enum Representation: Sendable, Hashable {
        case truth, number, text, money, list

        init(_ type: ValueType) {
            self =
                switch type {
                case .bool: .truth
                case .int, .timestamp, .duration: .number
                case .string, .choice: .text
                case .money: .money
                case .list: .list
                }
        }
    }

    enum TextTest: String, Sendable, Hashable, CaseIterable {
        case startsWith, endsWith, contains
    }

    enum SumKind: Sendable, Hashable {
        case momentAndSpan, spans, moments
    }

    enum Quantifier: String, Sendable, Hashable {
        case exists, all
        case existsOne = "exists_one"

        init?(name: String) {
            if name == "existsOne" { self = .existsOne } else { self.init(rawValue: name) }
        }
    }

    enum TimePart: String, Sendable, Hashable, CaseIterable {
        case year = "getFullYear"
        case month = "getMonth"
        case date = "getDate"
        case dayOfMonth = "getDayOfMonth"
        case dayOfWeek = "getDayOfWeek"
        case dayOfYear = "getDayOfYear"
        case hours = "getHours"
        case minutes = "getMinutes"
        case seconds = "getSeconds"
        case milliseconds = "getMilliseconds"

        /// Whether a span has it too, as the whole of the span in this unit.
        var isPartOfSpan: Bool { [.hours, .minutes, .seconds].contains(self) }
    }

    /// Slots that surely hold a value when an expression came out as it did.
    struct Facts: Sendable {
        /// The expression cannot come out so: anything follows.
        var isImpossible = false
        var slots: Set<Int> = []

        static let impossible = Facts(isImpossible: true)
        static let none = Facts()

        func both(_ other: Facts) -> Facts {
            Facts(isImpossible: isImpossible || other.isImpossible, slots: slots.union(other.slots))
        }

        func either(_ other: Facts) -> Facts {
            if isImpossible { return other }
            return other.isImpossible ? self : Facts(slots: slots.intersection(other.slots))
        }
    }

    /// A node with all that the checker knows about it.
    struct Typed: Sendable {
        var node: Node
        var type: ValueType
        var column: Int
        var whenTrue = Facts.none
        var whenFalse = Facts.none
        /// Slots that must hold a value before it is evaluated, each with the column of the first read.
        var needs: [Int: Int] = [:]
        var depth = 1
        var cost = 1
        /// Elements of a list, branches of a conditional: literals in them can still become options of a choice.
        var parts: [Typed] = []

        var constant: Value? { if case .constant(let value) = node { value } else { nil } }
    }
}

extension ValueType {
    /// How conditions and their messages call the type.
    var conditionName: String {
        switch self {
        case .bool: "bool"
        case .int: "int"
        case .string: "string"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .money: "money"
        case .choice(let choice): choice.name
        case .list(_, maximum: 0): "list"
        case .list(let element, _): "list(\(element.conditionName))"
        }
    }

    /// The type that values of both have, the one that is a literal text becoming an option; nil when there is none.
    func joined(with other: ValueType) -> ValueType? {
        switch (self, other) {
        case (.choice(let one), .choice(let two)): one.isSame(as: two) ? self : nil
        case (.choice, .string): self
        case (.string, .choice): other
        case (.list(_, maximum: 0), .list): other
        case (.list, .list(_, maximum: 0)): self
        case (.list(let one, let size), .list(let two, let otherSize)):
            one.joined(with: two).map { .list($0, maximum: max(size, otherSize)) }
        default: self == other ? self : nil
        }
    }

    /// Whether every value of `other` is one of this type; sizes of lists are not compared.
    func accepts(_ other: ValueType) -> Bool {
        switch (self, other) {
        case (.choice(let one), .choice(let two)): one.isSame(as: two)
        case (.list, .list(_, maximum: 0)): true
        case (.list(let one, _), .list(let two, _)): one.accepts(two)
        default: self == other
        }
    }
}

extension ChoiceType {
    /// Whether it is the same set of codes under the same name, whatever they are called on screen.
    fileprivate func isSame(as other: ChoiceType) -> Bool {
        name == other.name && options.map(\.value) == other.options.map(\.value)
    }
}
