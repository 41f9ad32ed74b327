extension Condition {
    /// Gives each part of an expression its type, settles names, and proves that no read can find nothing.
    struct Checker {
        let environment: Environment
        var reads: Set<String> = []
        /// The names of the quantifiers around the present place.
        var locals: [(name: String, type: ValueType)] = []

        init(environment: Environment) { self.environment = environment }

        mutating func root(_ syntax: Syntax, expecting: ValueType?) throws(ConditionError) -> Typed {
            var typed = try check(syntax)
            if let expecting { typed = try expected(typed, expecting) }
            if let need = typed.needs.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
                throw unassigned(slot: need.key, column: need.value)
            }
            if typed.depth > maximumDepth {
                throw ConditionError(
                    .tooDeep, column: typed.column, "the expression is nested deeper than \(maximumDepth) levels",
                    hint: "split it: use two cases of a decision, or two steps")
            }
            if typed.cost > maximumCost {
                throw ConditionError(
                    .tooCostly, column: typed.column, "the expression may take more than \(maximumCost) steps",
                    hint: "do not nest exists and all over long lists")
            }
            return typed
        }

        mutating func check(_ syntax: Syntax) throws(ConditionError) -> Typed {
            switch syntax.form {
            case .constant(let value, let type): return Typed(node: .constant(value), type: type, column: syntax.column)
            case .name, .field: return try name(syntax)
            case .call(let name, let arguments): return try call(name, arguments, at: syntax.column)
            case .method(let receiver, let name, let arguments):
                return try method(name, of: receiver, arguments, at: syntax.column)
            case .index(let list, let index): return try element(of: list, at: index, column: syntax.column)
            case .list(let elements): return try list(elements, column: syntax.column)
            case .not(let operand): return try negation(operand, column: syntax.column)
            case .negative(let operand): return try negative(operand, column: syntax.column)
            case .all(let parts): return try conjunction(parts, column: syntax.column)
            case .any(let parts): return try disjunction(parts, column: syntax.column)
            case .compare(let comparison, let left, let right):
                return try compare(comparison, left, right, column: syntax.column)
            case .member(let element, let list): return try member(element, list, column: syntax.column)
            case .sum(let left, let right, let isDifference):
                return try sum(left, right, isDifference: isDifference, column: syntax.column)
            case .conditional(let condition, let yes, let no):
                return try conditional(condition, yes, no, column: syntax.column)
            }
        }

        /// A node over its parts; one whose parts are all constant is computed now.
        func node(_ node: Node, _ type: ValueType, column: Int, over parts: [Typed]) -> Typed {
            var typed = Typed(node: node, type: type, column: column)
            if !parts.isEmpty, parts.allSatisfy({ $0.constant != nil }) {
                typed.node = .constant(Program(node, type: type).value([]))
                return typed
            }
            for part in parts {
                typed.needs.merge(part.needs, uniquingKeysWith: min)
                typed.cost = sum(typed.cost, part.cost)
                typed.depth = max(typed.depth, part.depth + 1)
            }
            return typed
        }

        /// Bounded, so that no cost can overflow.
        func sum(_ left: Int, _ right: Int) -> Int { min(left + right, maximumCost + 1) }

        private func expected(_ typed: Typed, _ type: ValueType) throws(ConditionError) -> Typed {
            if type == .string, case .choice = typed.type { return typed }
            guard let adapted = try adapted(typed, to: type), fits(adapted.type, type) else {
                throw ConditionError(
                    .typeMismatch, column: typed.column,
                    "this is \(typed.type.conditionName), but \(type.conditionName) is needed here",
                    hint: "write an expression of type \(type.conditionName)")
            }
            return adapted
        }

        private func fits(_ type: ValueType, _ expected: ValueType) -> Bool {
            switch (type, expected) {
            case (.list(let element, let size), .list(let wanted, let maximum)):
                size <= maximum && (size == 0 || fits(element, wanted))
            default: true
            }
        }

        /// The same as an expression of `type`, its literal texts read as options; nil when it is not one.
        func adapted(_ typed: Typed, to type: ValueType) throws(ConditionError) -> Typed? {
            if type.accepts(typed.type) { return typed }
            if case .choice(let choice) = type, case .string(let text)? = typed.constant {
                try requireOption(text, of: choice, column: typed.column)
                var option = typed
                option.type = type
                return option
            }
            switch (typed.node, type) {
            case (.conditional, .choice), (.conditional, .list):
                guard typed.parts.count == 3, let yes = try adapted(typed.parts[1], to: type),
                    let no = try adapted(typed.parts[2], to: type)
                else { return nil }
                return branches(typed.parts[0], yes, no, type: yes.type, column: typed.column)
            case (_, .list(let element, _)) where !typed.parts.isEmpty:
                var parts: [Typed] = []
                for part in typed.parts {
                    guard let part = try adapted(part, to: element) else { return nil }
                    parts.append(part)
                }
                return listNode(parts, element: element, column: typed.column)
            default: return nil
            }
        }

        private func requireOption(_ text: String, of choice: ChoiceType, column: Int) throws(ConditionError) {
            // Bytes are compared: two spellings of one letter are two codes.
            if choice.options.contains(where: { $0.value.utf8.elementsEqual(text.utf8) }) { return }
            let options = choice.options.prefix(8).map { "\"\($0.value)\"" }.joined(separator: ", ")
            throw ConditionError(
                .unknownOption, column: column, "\(choice.name) has no option of this name",
                hint: "one of \(options)\(choice.options.count > 8 ? ", …" : "")")
        }

        private func unassigned(slot: Int, column: Int) -> ConditionError {
            let name = environment.variables[slot].name
            return ConditionError(
                .readBeforeAssigned, column: column, "\(name) may have no value here",
                hint: "guard it: has(\(name)) && …")
        }
    }
}
