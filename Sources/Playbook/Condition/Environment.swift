/// The variables that an expression may read, each with a slot number: its index.
public struct Environment: Sendable {
    /// A name that an expression may read.
    public struct Variable: Sendable {
        /// The name as it is written: `a.amount`, `case.opened_at`, `o.bank_ref`, `now`.
        public let name: String
        /// What it holds when it holds a value.
        public let type: ValueType
        /// Whether it surely has a value where the expression stands; another one is read only behind a guard.
        public let isCertain: Bool
        /// A name that an expression may read.
        public init(name: String, type: ValueType, isCertain: Bool) {
            self.name = name
            self.type = type
            self.isCertain = isCertain
        }
    }

    /// The variables in the order of their slots.
    public let variables: [Variable]
    private let slots: [String: Int]

    /// Numbers the variables; of two with one name the first counts.
    public init(_ variables: [Variable]) {
        self.variables = variables
        slots = Dictionary(variables.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The slot of the variable of this name.
    public func slot(of name: String) -> Int? { slots[name] }
}

/// What a variable holds when an expression is evaluated.
public enum Slot: Sendable, Hashable {
    /// Nothing yet.
    case unset
    /// The answer that there is no value.
    case none(NoValue)
    /// A value.
    case value(Value)
}
