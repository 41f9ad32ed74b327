/// Why an expression is refused, and where.
public struct ConditionError: Error, Equatable, Sendable {
    /// The stable name of the reason, in kebab case; one of ``Code``.
    public let code: String
    /// The place in the expression, in Unicode scalars from 1.
    public let column: Int
    /// What is wrong, for the author.
    public let message: String
    /// What would be right.
    public let hint: String

    /// A refusal.
    public init(_ code: Code, column: Int, _ message: String, hint: String) {
        self.code = code.rawValue
        self.column = column
        self.message = message
        self.hint = hint
    }

    /// All reasons; their meaning is in docs/conditions.md.
    public enum Code: String, Sendable, CaseIterable {
        // Limits.
        /// More than 500 characters.
        case tooLong = "too-long"
        /// Nested too deep, as written or as checked.
        case tooDeep = "too-deep"
        /// Quantifiers over long lists inside of each other.
        case tooCostly = "too-costly"
        // Spelling.
        /// A character that no token begins with.
        case badCharacter = "bad-character"
        /// Not a whole number of 64 bits.
        case badNumber = "bad-number"
        /// A text without end, or an unknown escape.
        case badText = "bad-text"
        /// A token where another is needed.
        case unexpected = "unexpected-token"
        /// A word that CEL keeps for itself.
        case reservedWord = "reserved-word"
        // CEL that is not part of the language.
        /// `null`, a double, an unsigned number or bytes.
        case unsupportedLiteral = "unsupported-literal"
        /// `*`, `/` or `%`.
        case unsupportedOperator = "unsupported-operator"
        /// A map, a message, a quoted or global name, a field of a value.
        case unsupportedSyntax = "unsupported-syntax"
        /// A conversion, `matches`, `map`, `filter` and the like.
        case unsupportedFunction = "unsupported-function"
        // Names.
        /// A name that is not declared.
        case unknownVariable = "unknown-variable"
        /// A function that is neither ours nor of CEL.
        case unknownFunction = "unknown-function"
        /// A text that is no option of the choice beside it.
        case unknownOption = "unknown-option"
        /// A read that may find no value.
        case readBeforeAssigned = "read-before-assigned"
        // Types and values.
        /// Too many, too few, or not of the form that the function needs.
        case wrongArguments = "wrong-arguments"
        /// A value of another type than is needed.
        case typeMismatch = "type-mismatch"
        /// A variable where only literals are allowed.
        case notConstant = "not-constant"
        /// A computed literal or an index that cannot be held.
        case outOfRange = "out-of-range"
        /// Not a moment of RFC 3339.
        case badTimestamp = "bad-timestamp"
        /// Not a span.
        case badDuration = "bad-duration"
        /// Not a currency.
        case badMoney = "bad-money"
        /// Not a fixed offset.
        case badZone = "bad-zone"
        // Only of ``ConditionLines``.
        /// A line of ``ConditionLines`` that is not of its form.
        case badLine = "bad-line"
    }
}

/// The parts of the condition language.
enum Condition {
    /// Longest expression, in Unicode scalars.
    static let maximumLength = 500
    /// Deepest nesting of a checked expression after its constant parts are computed.
    static let maximumDepth = 12
    /// Deepest nesting as written, brackets included: what protects the stack.
    static let maximumSyntaxDepth = 64
    /// Most steps that one evaluation may take, lists counted at their greatest length.
    static let maximumCost = 20_000
}
