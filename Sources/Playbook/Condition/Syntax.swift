extension Condition {
    /// An expression as it is written, without types.
    struct Syntax: Sendable {
        let form: Form
        /// Where it begins, or its operator for a binary one.
        let column: Int
        let depth: Int

        indirect enum Form: Sendable {
            case constant(Value, ValueType)
            case name(String)
            case field(Syntax, String)
            case call(String, [Syntax])
            case method(Syntax, String, [Syntax])
            case index(Syntax, Syntax)
            case list([Syntax])
            case not(Syntax)
            case negative(Syntax)
            case all([Syntax])
            case any([Syntax])
            case compare(Comparison, Syntax, Syntax)
            case member(Syntax, Syntax)
            case sum(Syntax, Syntax, isDifference: Bool)
            case conditional(Syntax, Syntax, Syntax)
        }
    }

    enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="

        @inline(__always)
        func holds<Operand: Comparable>(_ left: Operand, _ right: Operand) -> Bool {
            switch self {
            case .equal: left == right
            case .notEqual: left != right
            case .less: left < right
            case .lessOrEqual: left <= right
            case .greater: left > right
            case .greaterOrEqual: left >= right
            }
        }

        var isEquality: Bool { self == .equal || self == .notEqual }
    }

    /// A piece of the source and the place of its first character.
    struct Token: Sendable {
        enum Kind: Sendable, Equatable {
            case name(String)
            case integer(UInt64)
            case text(String)
            case symbol(String)
            case end
        }
        let kind: Kind
        let column: Int
    }
}
