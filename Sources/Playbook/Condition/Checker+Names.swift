extension Condition.Checker {
    mutating func name(_ syntax: Condition.Syntax) throws(ConditionError) -> Condition.Typed {
        let name = try dottedName(syntax)
        if let index = locals.lastIndex(where: { $0.name == name }) {
            return Condition.Typed(node: .local(index), type: locals[index].type, column: syntax.column)
        }
        let slot = try self.slot(name, column: syntax.column)
        let variable = environment.variables[slot]
        var typed = Condition.Typed(node: .variable(slot), type: variable.type, column: syntax.column)
        if !variable.isCertain { typed.needs = [slot: syntax.column] }
        return typed
    }

    /// The variable whose state `has`, `answered`, `unknown` and `refused` ask for.
    mutating func stateOperand(_ arguments: [Condition.Syntax], of function: String, column: Int)
        throws(ConditionError) -> Int
    {
        guard arguments.count == 1, let argument = arguments.first else {
            throw wrongArguments(function, column: column, hint: "\(function)(a.amount)")
        }
        switch argument.form {
        case .field: break
        case .name where function != "has": break
        default: throw wrongArguments(function, column: argument.column, hint: "\(function)(a.amount)")
        }
        let name = try dottedName(argument)
        if locals.contains(where: { $0.name == name }) {
            throw wrongArguments(function, column: argument.column, hint: "\(function)(a.amount)")
        }
        return try slot(name, column: argument.column)
    }

    func wrongArguments(_ function: String, column: Int, hint: String) -> ConditionError {
        ConditionError(
            .wrongArguments, column: column, "\(function) does not take these arguments", hint: "write \(hint)")
    }

    /// `a.b.c` of nested fields; refused when the root is a name of a quantifier or anything but a name.
    private func dottedName(_ syntax: Condition.Syntax) throws(ConditionError) -> String {
        var fields: [String] = []
        var rest = syntax
        while case .field(let inner, let field) = rest.form {
            fields.append(field)
            rest = inner
        }
        guard case .name(let root) = rest.form else {
            throw ConditionError(
                .unsupportedSyntax, column: syntax.column, "only variables have fields", hint: "write a.name")
        }
        if !fields.isEmpty, locals.contains(where: { $0.name == root }) {
            throw ConditionError(
                .unknownVariable, column: syntax.column, "\(root) is an element here and has no fields",
                hint: "give the element another name")
        }
        return ([root] + fields.reversed()).joined(separator: ".")
    }

    private mutating func slot(_ name: String, column: Int) throws(ConditionError) -> Int {
        guard let slot = environment.slot(of: name) else {
            throw ConditionError(
                .unknownVariable, column: column, "there is no variable \(name)", hint: suggestion(for: name))
        }
        reads.insert(name)
        return slot
    }

    /// A known name that differs by few letters, or what there is under the same root.
    private func suggestion(for name: String) -> String {
        let wanted = Array(name.utf8)
        var best: (name: String, distance: Int)?
        for variable in environment.variables {
            let distance = Condition.distance(wanted, Array(variable.name.utf8), limit: 2)
            if distance <= 2, distance < (best?.distance ?? 3) { best = (variable.name, distance) }
        }
        if let best { return "perhaps \(best.name)" }
        let known = environment.variables.prefix(5).map(\.name).joined(separator: ", ")
        return known.isEmpty ? "no variables are known here" : "known are \(known) and what else is declared"
    }
}

extension Condition {
    /// How many letters must be changed to make one name of the other; more than `limit` when it is more.
    static func distance(_ one: [UInt8], _ two: [UInt8], limit: Int) -> Int {
        if abs(one.count - two.count) > limit { return limit + 1 }
        var row = Array(0...two.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in two.indices {
                let replaced = diagonal + (letter == two[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[two.count]
    }
}
