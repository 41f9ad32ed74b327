extension Condition {
    /// Builds the syntax of an expression by the grammar of CEL, without what the language leaves out.
    struct Parser {
        private let tokens: [Token]
        private var position = 0
        private var nesting = 0

        static func parse(_ source: String) throws(ConditionError) -> Syntax {
            var lexer = try Lexer(source)
            var parser = Parser(tokens: try lexer.tokens())
            let syntax = try parser.expression()
            guard parser.token.kind == .end else { throw parser.unexpected() }
            return syntax
        }

        private init(tokens: [Token]) { self.tokens = tokens }

        var token: Token { tokens[position] }

        func isNext(_ symbol: String) -> Bool { token.kind == .symbol(symbol) }

        mutating func advance() { if position < tokens.count - 1 { position += 1 } }

        mutating func take(_ symbol: String) -> Bool {
            guard isNext(symbol) else { return false }
            advance()
            return true
        }

        mutating func expect(_ symbol: String) throws(ConditionError) {
            guard take(symbol) else { throw unexpected(wanted: symbol) }
        }

        func make(_ form: Syntax.Form, at column: Int, over parts: [Syntax]) throws(ConditionError) -> Syntax {
            let depth = 1 + (parts.lazy.map(\.depth).max() ?? 0)
            if depth > maximumSyntaxDepth { throw tooDeep(at: column) }
            return Syntax(form: form, column: column, depth: depth)
        }

        mutating func expression() throws(ConditionError) -> Syntax {
            nesting += 1
            defer { nesting -= 1 }
            if nesting > maximumSyntaxDepth { throw tooDeep(at: token.column) }
            let condition = try disjunction()
            let column = token.column
            guard take("?") else { return condition }
            let yes = try disjunction()
            try expect(":")
            let no = try expression()
            return try make(.conditional(condition, yes, no), at: column, over: [condition, yes, no])
        }

        private mutating func disjunction() throws(ConditionError) -> Syntax {
            let first = try conjunction()
            guard isNext("||") else { return first }
            let column = token.column
            var parts = [first]
            while take("||") { parts.append(try conjunction()) }
            return try make(.any(parts), at: column, over: parts)
        }

        private mutating func conjunction() throws(ConditionError) -> Syntax {
            let first = try relation()
            guard isNext("&&") else { return first }
            let column = token.column
            var parts = [first]
            while take("&&") { parts.append(try relation()) }
            return try make(.all(parts), at: column, over: parts)
        }

        private mutating func relation() throws(ConditionError) -> Syntax {
            var left = try addition()
            while true {
                let column = token.column
                if case .symbol(let symbol) = token.kind, let comparison = Comparison(rawValue: symbol) {
                    advance()
                    let right = try addition()
                    left = try make(.compare(comparison, left, right), at: column, over: [left, right])
                } else if token.kind == .name("in") {
                    advance()
                    let right = try addition()
                    left = try make(.member(left, right), at: column, over: [left, right])
                } else {
                    return left
                }
            }
        }

        private mutating func addition() throws(ConditionError) -> Syntax {
            var left = try unary()
            while isNext("+") || isNext("-") {
                let column = token.column
                let isDifference = isNext("-")
                advance()
                let right = try unary()
                left = try make(.sum(left, right, isDifference: isDifference), at: column, over: [left, right])
            }
            return left
        }

        private func tooDeep(at column: Int) -> ConditionError {
            ConditionError(
                .tooDeep, column: column, "the expression is nested deeper than \(maximumSyntaxDepth) levels",
                hint: "remove brackets, or split the expression")
        }

        func unexpected(wanted: String? = nil) -> ConditionError {
            let found =
                switch token.kind {
                case .end: "the end"
                case .name(let name): "\"\(name)\""
                case .integer, .text: "a value"
                case .symbol(let symbol): "\"\(symbol)\""
                }
            return ConditionError(
                .unexpected, column: token.column, "\(found) cannot stand here",
                hint: wanted.map { "\"\($0)\" is expected" } ?? "a value or an operator is missing before it")
        }
    }
}
