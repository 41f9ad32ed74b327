extension Condition.Checker {
    private typealias Facts = Condition.Facts

    mutating func truth(_ syntax: Condition.Syntax) throws(ConditionError) -> Condition.Typed {
        var typed = try check(syntax)
        guard typed.type == .bool else { throw mismatch(typed, wanted: .bool) }
        if case .bool(let value)? = typed.constant {
            typed.whenTrue = value ? .none : .impossible
            typed.whenFalse = value ? .impossible : .none
        }
        return typed
    }

    func mismatch(_ typed: Condition.Typed, wanted: ValueType) -> ConditionError {
        ConditionError(
            .typeMismatch, column: typed.column,
            "this is \(typed.type.conditionName), but \(wanted.conditionName) is needed here",
            hint: "write an expression of type \(wanted.conditionName)")
    }

    mutating func negation(_ operand: Condition.Syntax, column: Int) throws(ConditionError) -> Condition.Typed {
        let inner = try truth(operand)
        var typed = node(.not(inner.node), .bool, column: column, over: [inner])
        // Negation adds no level: `!has(x)` is as flat as `has(x)`.
        typed.depth = inner.depth
        typed.whenTrue = inner.whenFalse
        typed.whenFalse = inner.whenTrue
        return typed
    }

    mutating func conjunction(_ parts: [Condition.Syntax], column: Int) throws(ConditionError) -> Condition.Typed {
        let (parts, needs) = ordered(try truths(parts), by: \.whenTrue)
        var typed = node(.all(parts.map(\.node)), .bool, column: column, over: parts)
        typed.needs = needs
        typed.whenTrue = parts.reduce(Facts.none) { $0.both($1.whenTrue) }
        typed.whenFalse = parts.reduce(Facts.impossible) { $0.either($1.whenFalse) }
        return typed
    }

    mutating func disjunction(_ parts: [Condition.Syntax], column: Int) throws(ConditionError) -> Condition.Typed {
        let (parts, needs) = ordered(try truths(parts), by: \.whenFalse)
        var typed = node(.any(parts.map(\.node)), .bool, column: column, over: parts)
        typed.needs = needs
        typed.whenTrue = parts.reduce(Facts.impossible) { $0.either($1.whenTrue) }
        typed.whenFalse = parts.reduce(Facts.none) { $0.both($1.whenFalse) }
        return typed
    }

    mutating func conditional(
        _ condition: Condition.Syntax, _ yes: Condition.Syntax, _ no: Condition.Syntax, column: Int
    ) throws(ConditionError) -> Condition.Typed {
        let condition = try truth(condition)
        let first = try check(yes)
        let second = try check(no)
        guard let type = first.type.joined(with: second.type), let yes = try adapted(first, to: type),
            let no = try adapted(second, to: type)
        else {
            throw ConditionError(
                .typeMismatch, column: column,
                "one branch is \(first.type.conditionName), the other \(second.type.conditionName)",
                hint: "give both branches the same type")
        }
        return branches(condition, yes, no, type: type, column: column)
    }

    func branches(
        _ condition: Condition.Typed, _ yes: Condition.Typed, _ no: Condition.Typed, type: ValueType, column: Int
    ) -> Condition.Typed {
        let parts = [condition, withFacts(yes), withFacts(no)]
        var typed = node(
            .conditional(condition.node, yes.node, no.node), type, column: column, over: parts)
        typed.parts = parts
        typed.needs = condition.needs
        typed.needs.merge(remaining(yes.needs, given: condition.whenTrue), uniquingKeysWith: min)
        typed.needs.merge(remaining(no.needs, given: condition.whenFalse), uniquingKeysWith: min)
        typed.whenTrue = condition.whenTrue.both(parts[1].whenTrue)
            .either(condition.whenFalse.both(parts[2].whenTrue))
        typed.whenFalse = condition.whenTrue.both(parts[1].whenFalse)
            .either(condition.whenFalse.both(parts[2].whenFalse))
        return typed
    }

    private func withFacts(_ typed: Condition.Typed) -> Condition.Typed {
        guard case .bool(let value)? = typed.constant else { return typed }
        var typed = typed
        typed.whenTrue = value ? .none : .impossible
        typed.whenFalse = value ? .impossible : .none
        return typed
    }

    private mutating func truths(_ parts: [Condition.Syntax]) throws(ConditionError) -> [Condition.Typed] {
        var typed: [Condition.Typed] = []
        for part in parts { typed.append(try truth(part)) }
        return typed
    }

    private func remaining(_ needs: [Int: Int], given facts: Condition.Facts) -> [Int: Int] {
        facts.isImpossible ? [:] : needs.filter { !facts.slots.contains($0.key) }
    }

    /// Puts guards before what they guard, wherever they are written: in CEL `&&` and `||` do not depend on the order.
    /// Parts that need no other part keep their order. Also gives what must hold before the first of them.
    private func ordered(_ parts: [Condition.Typed], by facts: KeyPath<Condition.Typed, Condition.Facts>)
        -> ([Condition.Typed], needs: [Int: Int])
    {
        var waiting = parts
        var order: [Condition.Typed] = []
        var known = Facts.none
        var needs: [Int: Int] = [:]
        while !waiting.isEmpty {
            let index = waiting.firstIndex { remaining($0.needs, given: known).isEmpty } ?? 0
            let next = waiting.remove(at: index)
            let unmet = remaining(next.needs, given: known)
            needs.merge(unmet, uniquingKeysWith: min)
            known.slots.formUnion(unmet.keys)
            known = known.both(next[keyPath: facts])
            order.append(next)
        }
        return (order, needs)
    }
}
