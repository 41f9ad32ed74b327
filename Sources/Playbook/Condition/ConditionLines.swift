public import Canonical

/// The condition language as JSON, for `redress playbook eval` and for conformance tests; docs/conditions.md has the forms.
public enum ConditionLines {
    /// Checks and evaluates one expression: `{"expr": …, "types": {name: type}, "bindings": {name: value}}`.
    ///
    /// A variable with a binding surely has its value; one without has none, and is refused unless it is guarded.
    /// Gives `{"value": …, "type": …}` or `{"error": {"code": …, "column": …, "hint": …, "message": …}}`.
    public static func answer(line: JSON) -> JSON {
        do throws(ConditionError) {
            let (environment, slots) = try variables(of: line)
            guard let source = line["expr"]?.string else { throw bad("expr is missing, or is not text") }
            let expression = try CheckedExpression.check(source, in: environment)
            return ["value": expression.evaluate(slots).json, "type": json(of: expression.type)]
        } catch {
            return [
                "error": [
                    "code": .string(error.code), "column": .int(Int64(error.column)), "message": .string(error.message),
                    "hint": .string(error.hint),
                ]
            ]
        }
    }

    private static func variables(of line: JSON) throws(ConditionError) -> (Environment, [Slot]) {
        guard let members = line.object else { throw bad("a line is an object") }
        if let other = members.keys.first(where: { !["expr", "types", "bindings"].contains($0) }) {
            throw bad("the member \(other) is not known")
        }
        guard let types = (line["types"] ?? .object([:])).object,
            let bindings = (line["bindings"] ?? .object([:])).object
        else { throw bad("types and bindings are objects") }
        var variables: [Environment.Variable] = []
        var slots: [Slot] = []
        for (name, form) in types {
            guard let type = type(from: form, depth: 0) else { throw bad("the type of \(name) is not known") }
            let slot = try slot(bindings[name], type: type, name: name)
            let isCertain = if case .value = slot { true } else { false }
            variables.append(Environment.Variable(name: name, type: type, isCertain: isCertain))
            slots.append(slot)
        }
        if let name = bindings.keys.first(where: { types[$0] == nil }) { throw bad("\(name) has no type") }
        return (Environment(variables), slots)
    }

    private static func slot(_ binding: JSON?, type: ValueType, name: String) throws(ConditionError) -> Slot {
        guard let binding else { return .unset }
        if let members = binding.object, members.count == 1, let state = members["none"]?.string.flatMap(NoValue.init) {
            return .none(state)
        }
        guard let value = Value(binding, as: type) else { throw bad("\(name) is not bound to a value of its type") }
        return .value(value)
    }

    private static func bad(_ message: String) -> ConditionError {
        ConditionError(
            .badLine, column: 0, message,
            hint: "{\"expr\": \"a.x == 1\", \"types\": {\"a.x\": \"int\"}, \"bindings\": {\"a.x\": 1}}")
    }

    /// Reads `bool`, `int`, `string`, `timestamp`, `duration`, `money`, `list(T)`, `{"list": T}`, `{"enum": [code, …]}`.
    static func type(from form: JSON, depth: Int) -> ValueType? {
        if depth > 4 { return nil }
        if let members = form.object {
            guard members.count == 1 else { return nil }
            if let element = members["list"] { return list(of: type(from: element, depth: depth + 1)) }
            guard let codes = members["enum"]?.array else { return nil }
            let options = codes.compactMap(\.string)
            guard options.count == codes.count, !options.isEmpty else { return nil }
            return .choice(ChoiceType(name: "enum", options: options.map { ChoiceType.Option($0) }))
        }
        guard let name = form.string else { return nil }
        if let plain = plain[name] { return plain }
        guard name.hasPrefix("list("), name.hasSuffix(")") else { return nil }
        return list(of: type(from: .string(String(name.dropFirst(5).dropLast())), depth: depth + 1))
    }

    private static func list(of element: ValueType?) -> ValueType? {
        element.map { .list($0, maximum: maximumElements) }
    }

    /// The form that ``type(from:depth:)`` reads; the type of `[]` is `list`, because nothing is known of its elements.
    private static func json(of type: ValueType) -> JSON {
        switch type {
        case .choice(let choice): ["enum": .array(choice.options.map { .string($0.value) })]
        case .list(let element, let maximum) where maximum > 0:
            json(of: element).string.map { .string("list(\($0))") } ?? ["list": json(of: element)]
        default: .string(type.conditionName)
        }
    }

    private static let maximumElements = 100
    private static let plain: [String: ValueType] = [
        "bool": .bool, "int": .int, "string": .string, "timestamp": .timestamp, "duration": .duration, "money": .money,
    ]
}
