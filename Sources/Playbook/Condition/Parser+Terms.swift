extension Condition.Parser {
    /// `!` and `-` in chains, then a term. A chain counts as one level however long it is.
    mutating func unary() throws(ConditionError) -> Condition.Syntax {
        let column = token.column
        if isNext("!") {
            var isNegated = false
            while take("!") { isNegated.toggle() }
            let operand = try term()
            // Two negations stay visible, so that `!!1` is still a negation of a number.
            let once = try make(.not(operand), at: column, over: [operand])
            return isNegated ? once : try make(.not(once), at: column, over: [once])
        }
        guard isNext("-") else { return try term() }
        var count = 0
        while take("-") { count += 1 }
        return try negated(count, column: column)
    }

    /// The last sign belongs to the number that follows, so that the least number can be written.
    private mutating func negated(_ count: Int, column: Int) throws(ConditionError) -> Condition.Syntax {
        guard case .integer(let magnitude) = token.kind else {
            let operand = try term()
            return try repeated(count, of: operand, column: column)
        }
        guard magnitude <= Int64.min.magnitude else { throw tooLargeNumber() }
        let value = magnitude == Int64.min.magnitude ? Int64.min : -Int64(magnitude)
        advance()
        let number = try make(.constant(.int(value), .int), at: column, over: [])
        return try repeated(count - 1, of: try suffixed(number), column: column)
    }

    private func repeated(_ count: Int, of operand: Condition.Syntax, column: Int) throws(ConditionError)
        -> Condition.Syntax
    {
        if count == 0 { return operand }
        let once = try make(.negative(operand), at: column, over: [operand])
        return count % 2 == 1 ? once : try make(.negative(once), at: column, over: [once])
    }

    /// A value with what follows it: fields, calls, indexes.
    private mutating func term() throws(ConditionError) -> Condition.Syntax { try suffixed(try primary()) }

    private mutating func suffixed(_ start: Condition.Syntax) throws(ConditionError) -> Condition.Syntax {
        var term = start
        while true {
            let column = token.column
            if take(".") {
                guard case .name(let name) = token.kind, !Condition.keywords.contains(name) else { throw unexpected() }
                let nameColumn = token.column
                advance()
                if take("(") {
                    let parts = try list(until: ")")
                    term = try make(.method(term, name, parts), at: nameColumn, over: [term] + parts)
                } else {
                    term = try make(.field(term, name), at: term.column, over: [term])
                }
            } else if take("[") {
                let index = try expression()
                try expect("]")
                term = try make(.index(term, index), at: column, over: [term, index])
            } else {
                return term
            }
        }
    }

    private mutating func primary() throws(ConditionError) -> Condition.Syntax {
        let column = token.column
        switch token.kind {
        case .integer(let magnitude):
            guard let value = Int64(exactly: magnitude) else { throw tooLargeNumber() }
            advance()
            return try make(.constant(.int(value), .int), at: column, over: [])
        case .text(let text):
            advance()
            return try make(.constant(.string(text), .string), at: column, over: [])
        case .name(let name): return try named(name, column: column)
        case .symbol("("):
            advance()
            let inner = try expression()
            try expect(")")
            return inner
        case .symbol("["):
            advance()
            let parts = try list(until: "]")
            return try make(.list(parts), at: column, over: parts)
        case .symbol("."):
            throw ConditionError(
                .unsupportedSyntax, column: column, "names do not begin with a point",
                hint: "write the name as it is declared: a.amount")
        case .symbol, .end: throw unexpected()
        }
    }

    private mutating func named(_ name: String, column: Int) throws(ConditionError) -> Condition.Syntax {
        switch name {
        case "true", "false":
            advance()
            return try make(.constant(.bool(name == "true"), .bool), at: column, over: [])
        case "null":
            throw ConditionError(
                .unsupportedLiteral, column: column, "there is no null",
                hint: "ask has(x), answered(x), unknown(x) or refused(x)")
        case "in": throw unexpected()
        case let word where Condition.reserved.contains(word):
            throw ConditionError(.reservedWord, column: column, "\"\(word)\" is a reserved word", hint: "rename it")
        default: advance()
        }
        guard take("(") else { return try make(.name(name), at: column, over: []) }
        let parts = try list(until: ")")
        return try make(.call(name, parts), at: column, over: parts)
    }

    /// Expressions between commas; a list may end with one comma, as in CEL.
    private mutating func list(until end: String) throws(ConditionError) -> [Condition.Syntax] {
        var parts: [Condition.Syntax] = []
        if take(end) { return parts }
        while true {
            parts.append(try expression())
            if take(end) { return parts }
            try expect(",")
            if end == "]", take(end) { return parts }
        }
    }

    private func tooLargeNumber() -> ConditionError {
        ConditionError(
            .badNumber, column: token.column, "the number is outside of 64 bits", hint: "use a number below 9.2e18")
    }
}

extension Condition {
    static let keywords: Set<String> = ["true", "false", "null", "in"]
    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]
}
