import Canonical
import Playbook

/// A random well-typed expression, its spelling, and its value by the rules of CEL: nil stands for an error of CEL.
///
/// Written for clarity only, and without a line of the code that it checks.
indirect enum RandomExpression {
    case literal(Value)
    case variable(Int)
    case local(Int)
    case has(Int)
    case state(NoValue, Int)
    case not(RandomExpression)
    case and([RandomExpression])
    case or([RandomExpression])
    case choose(RandomExpression, RandomExpression, RandomExpression)
    case compare(String, RandomExpression, RandomExpression)
    case member(RandomExpression, RandomExpression)
    case list([RandomExpression])
    case size(RandomExpression)
    case text(String, RandomExpression, String)
    case sum(RandomExpression, RandomExpression, String)
    case quantified(String, RandomExpression, Int, RandomExpression)

    func spelling(_ names: [String]) -> String {
        func text(_ sample: RandomExpression) -> String { sample.spelling(names) }
        switch self {
        case .literal(let value): return RandomExpression.spelling(of: value)
        case .variable(let slot): return names[slot]
        case .local(let index): return "v\(index)"
        case .has(let slot):
            // Only what has a point in its name is a field.
            return slot % 2 == 0 && names[slot].contains(".") ? "has(\(names[slot]))" : "answered(\(names[slot]))"
        case .state(let state, let slot): return "\(state)(\(names[slot]))"
        case .not(let operand): return "!(\(text(operand)))"
        case .and(let parts): return "(" + parts.map(text).joined(separator: "&&") + ")"
        case .or(let parts): return "(" + parts.map(text).joined(separator: "||") + ")"
        case .choose(let one, let two, let three): return "(\(text(one))?\(text(two)):\(text(three)))"
        case .compare(let symbol, let one, let two), .sum(let one, let two, let symbol):
            return "(\(text(one)) \(symbol) \(text(two)))"
        case .member(let one, let list): return "(\(text(one)) in \(text(list)))"
        case .list(let elements): return "[" + elements.map(text).joined(separator: ",") + "]"
        case .size(let operand): return "size(\(text(operand)))"
        case .text(let test, let operand, let sought): return "\(text(operand)).\(test)('\(sought)')"
        case .quantified(let name, let list, let local, let body):
            return "\(text(list)).\(name)(v\(local),\(text(body)))"
        }
    }

    private static func spelling(of value: Value) -> String {
        switch value {
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .string(let value): "'\(value)'"
        case .timestamp(let value): "timestamp('\(value)')"
        case .duration(let value): "duration('\(value / 1_000_000)s')"
        case .money(let value): "money('\(value.currency)',\(value.minor))"
        case .list(let values): "[" + values.map(spelling).joined(separator: ",") + "]"
        }
    }

    func value(_ slots: [Slot], _ locals: [Int: Value] = [:]) -> Value? {
        switch self {
        case .literal(let value): return value
        case .variable(let slot): if case .value(let value) = slots[slot] { return value } else { return nil }
        case .local(let index): return locals[index]
        case .has(let slot): if case .value = slots[slot] { return .bool(true) } else { return .bool(false) }
        case .state(let state, let slot): return .bool(slots[slot] == .none(state))
        case .not(let operand): return operand.truth(slots, locals).map { .bool(!$0) }
        case .and(let parts):
            let found = parts.map { $0.truth(slots, locals) }
            return found.contains(false) ? .bool(false) : found.contains(nil) ? nil : .bool(true)
        case .or(let parts):
            let found = parts.map { $0.truth(slots, locals) }
            return found.contains(true) ? .bool(true) : found.contains(nil) ? nil : .bool(false)
        case .choose(let one, let two, let three):
            return one.truth(slots, locals).flatMap { ($0 ? two : three).value(slots, locals) }
        case .compare(let symbol, let one, let two):
            guard let left = one.value(slots, locals), let right = two.value(slots, locals) else { return nil }
            return .bool(RandomExpression.compare(symbol, left, right))
        case .member(let one, let list):
            guard let sought = one.value(slots, locals), case .list(let values)? = list.value(slots, locals) else {
                return nil
            }
            return .bool(values.contains { RandomExpression.compare("==", $0, sought) })
        case .list(let elements):
            let values = elements.compactMap { $0.value(slots, locals) }
            return values.count == elements.count ? .list(values) : nil
        default: return function(slots, locals)
        }
    }

    private func truth(_ slots: [Slot], _ locals: [Int: Value]) -> Bool? {
        if case .bool(let value)? = value(slots, locals) { value } else { nil }
    }

    private func function(_ slots: [Slot], _ locals: [Int: Value]) -> Value? {
        switch self {
        case .size(let operand):
            switch operand.value(slots, locals) {
            case .string(let text)?: return .int(Int64(Array(text.unicodeScalars).count))
            case .list(let values)?: return .int(Int64(values.count))
            default: return nil
            }
        case .text(let test, let operand, let sought):
            guard case .string(let text)? = operand.value(slots, locals) else { return nil }
            return .bool(
                test == "startsWith"
                    ? text.hasPrefix(sought) : test == "endsWith" ? text.hasSuffix(sought) : text.contains(sought))
        case .sum(let one, let two, let symbol):
            guard let left = one.value(slots, locals), let right = two.value(slots, locals) else { return nil }
            return RandomExpression.sum(left, right, symbol == "-" ? -1 : 1)
        case .quantified(let name, let list, let local, let body):
            guard case .list(let values)? = list.value(slots, locals) else { return nil }
            let found = values.map { body.truth(slots, locals.merging([local: $0]) { $1 }) }
            let count = found.count { $0 == true }
            if name == "exists" { return count > 0 ? .bool(true) : found.contains(nil) ? nil : .bool(false) }
            if name == "all" { return found.contains(false) ? .bool(false) : found.contains(nil) ? nil : .bool(true) }
            return found.contains(nil) ? nil : .bool(count == 1)
        default: return nil
        }
    }

    /// The test's moments and spans are small enough not to reach the ends of their ranges.
    private static func sum(_ left: Value, _ right: Value, _ sign: Int64) -> Value? {
        switch (left, right) {
        case (.timestamp(let one), .duration(let two)):
            .timestamp(Timestamp(microseconds: one.microseconds + sign * two))
        case (.timestamp(let one), .timestamp(let two)): .duration(one.microseconds - two.microseconds)
        case (.duration(let one), .duration(let two)): .duration(one + sign * two)
        default: nil
        }
    }

    private static func compare(_ symbol: String, _ left: Value, _ right: Value) -> Bool {
        if symbol == "==" { return left == right }
        if symbol == "!=" { return left != right }
        let order: Int
        switch (left, right) {
        case (.bool(let one), .bool(let two)): order = (one ? 1 : 0) - (two ? 1 : 0)
        case (.int(let one), .int(let two)), (.duration(let one), .duration(let two)):
            order = one < two ? -1 : one == two ? 0 : 1
        case (.timestamp(let one), .timestamp(let two)): order = one < two ? -1 : one == two ? 0 : 1
        case (.string(let one), .string(let two)): order = one < two ? -1 : one == two ? 0 : 1
        case (.money(let one), .money(let two)):
            if one.currency != two.currency { return false }
            order = one.minor < two.minor ? -1 : one.minor == two.minor ? 0 : 1
        default: return false
        }
        return symbol == "<" ? order < 0 : symbol == "<=" ? order <= 0 : symbol == ">" ? order > 0 : order >= 0
    }
}
