/// An expression of the condition language that is known to have a value whatever the variables hold.
public struct CheckedExpression: Sendable {
    /// The expression as it was written.
    public let source: String
    /// The type of its value.
    public let type: ValueType
    /// Every variable that it mentions, the guarded ones included.
    public let reads: Set<String>
    let node: Condition.Node
    private let program: Condition.Program

    /// Checks an expression against the variables that it may read.
    ///
    /// - Parameter expecting: The type that the value must have. A literal text becomes an option of an expected choice;
    ///   an option of a choice is accepted where text is expected.
    /// - Throws: The first thing that is wrong. Work and memory are bounded whatever the text is.
    public static func check(_ source: String, in environment: Environment, expecting: ValueType? = nil)
        throws(ConditionError) -> CheckedExpression
    {
        let syntax = try Condition.Parser.parse(source)
        var checker = Condition.Checker(environment: environment)
        let typed = try checker.root(syntax, expecting: expecting)
        return CheckedExpression(source: source, typed: typed, reads: checker.reads)
    }

    private init(source: String, typed: Condition.Typed, reads: Set<String>) {
        self.source = source
        self.reads = reads
        type = typed.type
        node = typed.node
        program = Condition.Program(typed.node, type: typed.type)
    }

    /// The value, given what the variables hold in the order of the environment that the expression was checked in.
    ///
    /// Always gives a value of ``type``: a slot that is missing or of another type than was declared counts as an empty
    /// value, which happens only when the caller's promise about what is certain is broken.
    public func evaluate(_ slots: [Slot]) -> Value { program.value(slots) }

    /// Whether the value is true; false for an expression of another type than bool.
    public func isTrue(_ slots: [Slot]) -> Bool { program.isTrue(slots) }
}
