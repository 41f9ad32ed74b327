extension Condition.Checker {
    mutating func call(_ name: String, _ arguments: [Condition.Syntax], at column: Int) throws(ConditionError)
        -> Condition.Typed
    {
        switch name {
        case "has", "answered":
            let slot = try stateOperand(arguments, of: name, column: column)
            var typed = Condition.Typed(node: .hasValue(slot), type: .bool, column: column)
            typed.whenTrue.slots = [slot]
            return typed
        case "unknown", "refused":
            let slot = try stateOperand(arguments, of: name, column: column)
            let state: NoValue = name == "unknown" ? .unknown : .refused
            return Condition.Typed(node: .hasNone(state, slot), type: .bool, column: column)
        case "size":
            guard arguments.count == 1 else { throw wrongArguments(name, column: column, hint: "size(x)") }
            return try size(of: arguments[0], column: column)
        case "timestamp", "duration", "money": return try literal(name, arguments, column: column)
        default: throw unknownFunction(name, column: column)
        }
    }

    mutating func method(
        _ name: String, of receiver: Condition.Syntax, _ arguments: [Condition.Syntax], at column: Int
    ) throws(ConditionError) -> Condition.Typed {
        if let quantifier = Condition.Quantifier(name: name) {
            return try quantified(quantifier, over: receiver, arguments, column: column)
        }
        if name == "size", arguments.isEmpty { return try size(of: receiver, column: column) }
        if let test = Condition.TextTest(rawValue: name) {
            return try text(test, receiver, arguments, column: column)
        }
        if let part = Condition.TimePart(rawValue: name) {
            return try timePart(part, of: receiver, arguments, column: column)
        }
        throw unknownFunction(name, column: column)
    }

    private func unknownFunction(_ name: String, column: Int) -> ConditionError {
        if Condition.unsupportedFunctions.contains(name) {
            return ConditionError(
                .unsupportedFunction, column: column, "\(name) of CEL is not part of the language",
                hint: "see the table of functions in docs/conditions.md")
        }
        return ConditionError(
            .unknownFunction, column: column, "there is no function \(name)",
            hint: "see the table of functions in docs/conditions.md")
    }

    private mutating func size(of operand: Condition.Syntax, column: Int) throws(ConditionError) -> Condition.Typed {
        let operand = try check(operand)
        switch operand.type {
        case .string: return node(.textSize(operand.node), .int, column: column, over: [operand])
        case .list: return node(.listSize(operand.node), .int, column: column, over: [operand])
        default: throw mismatch(operand, wanted: .string)
        }
    }

    private mutating func text(
        _ test: Condition.TextTest, _ receiver: Condition.Syntax, _ arguments: [Condition.Syntax], column: Int
    ) throws(ConditionError) -> Condition.Typed {
        let text = try check(receiver)
        guard text.type == .string else { throw mismatch(text, wanted: .string) }
        guard arguments.count == 1 else {
            throw wrongArguments(test.rawValue, column: column, hint: "a.text.\(test.rawValue)(\"…\")")
        }
        let sought = try check(arguments[0])
        guard sought.type == .string else { throw mismatch(sought, wanted: .string) }
        // A search for one long text in another takes time with the product of both.
        if test == .contains, sought.constant == nil { throw notConstant(sought.column) }
        return node(.text(test, text.node, sought.node), .bool, column: column, over: [text, sought])
    }

    private mutating func timePart(
        _ part: Condition.TimePart, of receiver: Condition.Syntax, _ arguments: [Condition.Syntax], column: Int
    ) throws(ConditionError) -> Condition.Typed {
        let operand = try check(receiver)
        if operand.type == .duration, part.isPartOfSpan, arguments.isEmpty {
            return node(.durationPart(part, operand.node), .int, column: column, over: [operand])
        }
        guard operand.type == .timestamp else { throw mismatch(operand, wanted: .timestamp) }
        guard arguments.count <= 1 else {
            throw wrongArguments(part.rawValue, column: column, hint: "now.\(part.rawValue)(\"+03:00\")")
        }
        var offset: Int64 = 0
        if let argument = arguments.first {
            let zone = try check(argument)
            guard zone.type == .string else { throw mismatch(zone, wanted: .string) }
            guard case .string(let name)? = zone.constant else { throw notConstant(zone.column) }
            guard let seconds = Condition.zoneOffset(name) else {
                throw ConditionError(
                    .badZone, column: zone.column, "this is not a fixed offset",
                    hint: "write \"UTC\" or an offset: \"+03:00\"; named zones change with the law")
            }
            offset = seconds
        }
        return node(.part(part, operand.node, offset: offset), .int, column: column, over: [operand])
    }
}

extension Condition {
    /// Functions and macros of CEL that are left out on purpose.
    static let unsupportedFunctions: Set<String> = [
        "matches", "map", "filter", "transformList", "transformMap", "int", "uint", "double", "string", "bytes", "bool",
        "dyn", "type",
    ]
}
