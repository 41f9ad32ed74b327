import Canonical

extension Condition.Survey {
    /// A point for the author: `a.amount = 249999 RUB, a.on_line unknown`.
    func text(of slots: [Slot], _ axes: [Axis]) -> String {
        let texts = axes.map { axis in
            let count = environment.variables.count
            let name =
                axis.slot < count
                ? environment.variables[axis.slot].name
                : Condition.text(of: parts[axis.slot - count].node, environment)
            switch slots[axis.slot] {
            case .unset: return "\(name) not asked"
            case .none(let state): return "\(name) \(state.rawValue)"
            case .value(let value): return "\(name) = \(Condition.text(of: value))"
            }
        }
        return texts.isEmpty ? "always" : texts.joined(separator: ", ")
    }
}

extension Condition {
    /// A value for people.
    static func text(of value: Value) -> String {
        switch value {
        case .bool(let value): value ? "true" : "false"
        case .int(let value): String(value)
        case .string(let value): "\"\(value)\""
        case .timestamp(let value): value.description
        case .duration(let value): "\(value / 1_000_000)s" + (value % 1_000_000 == 0 ? "" : " \(value % 1_000_000)us")
        case .money(let value): "\(value.minor) \(value.currency)"
        case .list(let values): "[\(values.map { text(of: $0) }.joined(separator: ", "))]"
        }
    }

    /// A part of a condition nearly as it was written.
    static func text(of node: Node, _ environment: Environment) -> String {
        func text(_ node: Node) -> String { Condition.text(of: node, environment) }
        switch node {
        case .constant(let value): return Condition.text(of: value)
        case .variable(let slot): return environment.variables[slot].name
        case .local(let index): return "v\(index)"
        case .hasValue(let slot): return "has(\(environment.variables[slot].name))"
        case .hasNone(let state, let slot): return "\(state.rawValue)(\(environment.variables[slot].name))"
        case .not(let operand): return "!(\(text(operand)))"
        case .all(let parts): return parts.map(text).joined(separator: " && ")
        case .any(let parts): return "(\(parts.map(text).joined(separator: " || ")))"
        case .conditional(let one, let two, let three): return "(\(text(one)) ? \(text(two)) : \(text(three)))"
        case .compare(let comparison, let left, let right, _):
            return "\(text(left)) \(comparison.rawValue) \(text(right))"
        case .member(let element, let list, _): return "\(text(element)) in \(text(list))"
        case .list(let elements, _): return "[\(elements.map(text).joined(separator: ", "))]"
        case .textSize(let operand), .listSize(let operand): return "size(\(text(operand)))"
        case .text(let test, let one, let two): return "\(text(one)).\(test.rawValue)(\(text(two)))"
        case .part(let part, let operand, _), .durationPart(let part, let operand):
            return "(\(text(operand))).\(part.rawValue)()"
        case .sum(let one, let two, let isDifference, _): return "\(text(one)) \(isDifference ? "-" : "+") \(text(two))"
        case .quantifier(let quantifier, let list, _, let element, let body):
            return "\(text(list)).\(quantifier.rawValue)(v\(element), \(text(body)))"
        }
    }
}
