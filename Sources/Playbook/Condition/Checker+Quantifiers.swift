extension Condition.Checker {
    /// `list.exists(v, …)`, `list.all(v, …)`, `list.exists_one(v, …)`, each also with an index before the element.
    mutating func quantified(
        _ quantifier: Condition.Quantifier, over receiver: Condition.Syntax, _ arguments: [Condition.Syntax],
        column: Int
    ) throws(ConditionError) -> Condition.Typed {
        let list = try check(receiver)
        guard case .list(let element, let size) = list.type else {
            throw mismatch(list, wanted: .list(.bool, maximum: 0))
        }
        guard (2...3).contains(arguments.count) else {
            let example = "a.list.\(quantifier.rawValue)(v, v == \"x\")"
            throw wrongArguments(quantifier.rawValue, column: column, hint: example)
        }
        let names = try arguments.dropLast().map { (name) throws(ConditionError) in try localName(name) }
        if names.count == 2, names[0] == names[1] {
            throw wrongArguments(quantifier.rawValue, column: arguments[1].column, hint: "two different names")
        }
        let outer = locals.count
        if names.count == 2 { locals.append((names[0], .int)) }
        locals.append((names[names.count - 1], size == 0 ? .int : element))
        defer { locals.removeLast(locals.count - outer) }
        let body = try truth(arguments[arguments.count - 1])
        return join(
            quantifier, list, body, index: names.count == 2 ? outer : nil, element: outer + names.count - 1, size: size,
            column: column)
    }

    private func localName(_ syntax: Condition.Syntax) throws(ConditionError) -> String {
        guard case .name(let name) = syntax.form else {
            throw ConditionError(
                .wrongArguments, column: syntax.column, "the name of an element is a single word", hint: "write v")
        }
        return name
    }

    private func join(
        _ quantifier: Condition.Quantifier, _ list: Condition.Typed, _ body: Condition.Typed, index: Int?,
        element: Int, size: Int, column: Int
    ) -> Condition.Typed {
        let form = Condition.Node.quantifier(quantifier, list.node, index: index, element: element, body.node)
        var typed = node(form, .bool, column: column, over: [list, body])
        let (cost, overflow) = size.multipliedReportingOverflow(by: body.cost + 1)
        typed.cost = sum(typed.cost, overflow ? Condition.maximumCost : min(max(cost, 0), Condition.maximumCost))
        // One element decides: what it proves holds. The other outcome is possible without any element.
        if quantifier == .all { typed.whenFalse = body.whenFalse } else { typed.whenTrue = body.whenTrue }
        return typed
    }
}
