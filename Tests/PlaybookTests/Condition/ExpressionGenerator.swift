import Canonical
import Playbook

/// Makes random expressions and random states of the variables that they read.
struct ExpressionGenerator {
    var dice: ConditionDice
    let environment: Environment
    private var locals: [ValueType] = []

    init(seed: UInt64, environment: Environment) {
        dice = ConditionDice(state: seed)
        self.environment = environment
    }

    mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &dice) == 0 }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &dice)]
    }

    mutating func slots() -> [Slot] {
        environment.variables.map { variable in
            // Only an answer can be that there is none.
            let isAnswer = variable.name.hasPrefix("a.")
            if !variable.isCertain, chance(2) {
                return isAnswer ? one(of: [.unset, .none(.unknown), .none(.refused)]) : .unset
            }
            return .value(value(variable.type))
        }
    }

    mutating func value(_ type: ValueType) -> Value {
        switch type {
        case .bool: return .bool(chance(2))
        case .int: return .int(Int64.random(in: -1...3, using: &dice))
        case .string: return .string(one(of: ["", "a", "ab", "b", "ba"]))
        case .timestamp: return .timestamp(Timestamp(seconds: Int64.random(in: 0...3, using: &dice) * 60))
        case .duration: return .duration(Int64.random(in: -2...2, using: &dice) * 60_000_000)
        case .money:
            return .money(Money(minor: Int64.random(in: 1...3, using: &dice), currency: one(of: ["RUB", "EUR"])))
        case .choice(let choice): return .string(one(of: choice.options).value)
        case .list(let element, let maximum):
            return .list((0..<Int.random(in: 0...maximum, using: &dice)).map { _ in value(element) })
        }
    }

    mutating func expression(_ type: ValueType, depth: Int) -> RandomExpression {
        if depth <= 0 || chance(6) { return leaf(type) }
        if chance(8) {
            let parts = [expression(.bool, depth: depth - 1), expression(type, depth: depth - 1)]
            return .choose(parts[0], parts[1], expression(type, depth: depth - 1))
        }
        switch type {
        case .bool: return truth(depth: depth - 1)
        case .int:
            return .size(expression(one(of: [.string, .list(.int, maximum: 3)]), depth: depth - 1))
        case .timestamp:
            return .sum(
                expression(.timestamp, depth: depth - 1), expression(.duration, depth: depth - 1), one(of: ["+", "-"]))
        case .duration:
            let operand: ValueType = chance(2) ? .timestamp : .duration
            let symbol = operand == .timestamp ? "-" : one(of: ["+", "-"])
            return .sum(expression(operand, depth: depth - 1), expression(operand, depth: depth - 1), symbol)
        case .list(let element, _):
            return .list((0..<Int.random(in: 1...3, using: &dice)).map { _ in expression(element, depth: depth - 1) })
        case .string, .money, .choice: return leaf(type)
        }
    }

    private mutating func leaf(_ type: ValueType) -> RandomExpression {
        let known = environment.variables.indices.filter { environment.variables[$0].type == type }
        let bound = locals.indices.filter { locals[$0] == type }
        if !bound.isEmpty, chance(2) { return .local(one(of: bound)) }
        if !known.isEmpty, !chance(3) { return .variable(one(of: known)) }
        return .literal(value(type))
    }

    private mutating func truth(depth: Int) -> RandomExpression {
        switch Int.random(in: 0..<12, using: &dice) {
        case 0, 1: return .and((0..<Int.random(in: 2...3, using: &dice)).map { _ in expression(.bool, depth: depth) })
        case 2, 3: return .or((0..<Int.random(in: 2...3, using: &dice)).map { _ in expression(.bool, depth: depth) })
        case 4: return .not(expression(.bool, depth: depth))
        case 5, 6: return .has(Int.random(in: 0..<environment.variables.count, using: &dice))
        case 7:
            return .state(one(of: [.unknown, .refused]), Int.random(in: 0..<environment.variables.count, using: &dice))
        case 8:
            let type = one(of: environment.variables).type
            return .member(
                expression(type, depth: depth), .list([expression(type, depth: depth), expression(type, depth: depth)]))
        case 9:
            return .text(
                one(of: ["startsWith", "endsWith", "contains"]), expression(.string, depth: depth),
                one(of: ["a", "b", "ab"]))
        case 10:
            let list = one(of: environment.variables.filter { if case .list = $0.type { true } else { false } }).type
            guard case .list(let element, _) = list else { return .literal(.bool(true)) }
            // The elements of a literal list are texts, never options.
            let known = environment.variables.indices.filter { environment.variables[$0].type == list }
            let operand = RandomExpression.variable(one(of: known))
            locals.append(element)
            let body = expression(.bool, depth: depth)
            locals.removeLast()
            return .quantified(one(of: ["exists", "all", "exists_one", "existsOne"]), operand, locals.count, body)
        default: return comparison(depth: depth)
        }
    }

    private mutating func comparison(depth: Int) -> RandomExpression {
        let type = one(of: environment.variables).type
        var symbols = ["==", "!=", "<", "<=", ">", ">="]
        switch type {
        case .choice, .list: symbols = ["==", "!="]
        default: break
        }
        return .compare(one(of: symbols), expression(type, depth: depth), expression(type, depth: depth))
    }
}
