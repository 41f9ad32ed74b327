extension Condition {
    /// Finds what can make a difference to some conditions: variables, literals that they are compared with, and parts
    /// that are too rich to be enumerated and are taken as variables of their own.
    struct Survey {
        let environment: Environment
        /// The parts taken as variables, in the order of their slots after those of the environment.
        private(set) var parts: [(node: Node, type: ValueType)] = []
        /// The slots that matter, each with the literals that it is compared with.
        private(set) var literals: [Int: [Value]] = [:]
        /// Slots that are compared with each other.
        private(set) var links: [(Int, Int)] = []

        init(environment: Environment) { self.environment = environment }

        func type(of slot: Int) -> ValueType {
            let count = environment.variables.count
            return slot < count ? environment.variables[slot].type : parts[slot - count].type
        }

        /// The same condition with its rich parts replaced by variables.
        mutating func simplified(_ node: Node) -> Node {
            switch node {
            case .constant, .local: return node
            case .variable(let slot), .hasValue(let slot), .hasNone(_, let slot):
                use(slot)
                return node
            case .not(let operand): return .not(simplified(operand))
            case .all(let parts): return .all(parts.map { simplified($0) })
            case .any(let parts): return .any(parts.map { simplified($0) })
            case .conditional(let condition, let yes, let no):
                return .conditional(simplified(condition), simplified(yes), simplified(no))
            case .compare(let comparison, let left, let right, let representation):
                return compared(comparison, left, right, representation) ?? part(node, .bool)
            case .member(let element, let list, let representation):
                guard let values = elements(of: list) else { return part(node, .bool) }
                return .any(values.map { simplified(.compare(.equal, element, $0, representation)) })
            default: return part(node, .bool)
            }
        }

        /// A comparison of variables and literals, or nil when it is anything else.
        private mutating func compared(
            _ comparison: Comparison, _ left: Node, _ right: Node, _ representation: Representation
        ) -> Node? {
            switch representation {
            case .truth: return .compare(comparison, simplified(left), simplified(right), representation)
            case .list: return nil
            case .text: if !comparison.isEquality { return nil }
            case .number, .money: break
            }
            guard isTerm(left), isTerm(right) else { return nil }
            let (one, two) = (term(left), term(right))
            switch (one, two) {
            case (.variable(let slot), .constant(let value)), (.constant(let value), .variable(let slot)):
                use(slot, with: value)
            case (.variable(let slot), .variable(let other)):
                use(slot)
                use(other)
                links.append((slot, other))
            default: break
            }
            return .compare(comparison, one, two, representation)
        }

        private func isTerm(_ node: Node) -> Bool {
            switch node {
            case .constant, .variable: true
            case .sum, .part, .durationPart, .textSize, .listSize: true
            default: false
            }
        }

        private mutating func term(_ node: Node) -> Node {
            switch node {
            case .sum(_, _, _, let kind): part(node, kind == .momentAndSpan ? .timestamp : .duration)
            case .part, .durationPart, .textSize, .listSize: part(node, .int)
            default: node
            }
        }

        /// The variable that stands for a part; the same for the same part, spelled with the same code points.
        private mutating func part(_ node: Node, _ type: ValueType) -> Node {
            let first = environment.variables.count
            let spelling = Condition.text(of: node, environment).utf8
            let known = parts.firstIndex {
                $0.node == node && Condition.text(of: $0.node, environment).utf8.elementsEqual(spelling)
            }
            if let known { return .variable(first + known) }
            parts.append((node, type))
            use(first + parts.count - 1)
            return .variable(first + parts.count - 1)
        }

        private mutating func use(_ slot: Int, with literal: Value? = nil) {
            var known = literals[slot] ?? []
            if let literal, !known.contains(where: { isSame($0, literal) }) { known.append(literal) }
            literals[slot] = known
        }

        private func elements(of list: Node) -> [Node]? {
            switch list {
            case .constant(.list(let values)): values.map { .constant($0) }
            case .list(let elements, _): elements
            default: nil
            }
        }
    }
}
