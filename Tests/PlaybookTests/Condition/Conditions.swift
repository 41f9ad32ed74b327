import Canonical
import Playbook

/// The variables and the shorthands of the tests of conditions.
enum Conditions {
    static let channel = ChoiceType(
        name: "Channel", options: ["card", "cash", "crypto"].map { ChoiceType.Option($0) })

    /// What is certain comes first; everything in `a.` may be missing unless its name ends with `!` in `certain`.
    static func environment(certain: Set<String> = ["now", "case.opened_at", "case.language"]) -> Environment {
        let types: [(String, ValueType)] = [
            ("now", .timestamp), ("case.opened_at", .timestamp), ("case.language", .string),
            ("a.on_line", .choice(.yesNo)), ("a.second", .choice(.yesNo)), ("a.channel", .choice(channel)),
            ("a.amount", .money), ("a.count", .int), ("a.paid_at", .timestamp), ("a.note", .string),
            ("a.channels", .list(.choice(channel), maximum: 3)), ("o.found", .bool), ("o.span", .duration),
        ]
        return Environment(
            types.map { Environment.Variable(name: $0, type: $1, isCertain: certain.contains($0)) })
    }

    static let all = environment(certain: Set(environment().variables.map(\.name)))

    /// Evaluates with the variables bound as given and all others unset.
    static func value(_ source: String, _ bindings: [String: Slot] = [:], in environment: Environment = all) throws
        -> Value
    {
        let expression = try CheckedExpression.check(source, in: environment)
        return expression.evaluate(environment.variables.map { bindings[$0.name] ?? .unset })
    }

    /// The code of the refusal and its column, as `code@column`; `ok` when there is none.
    static func outcome(_ source: String, in environment: Environment = all, expecting: ValueType? = nil) -> String {
        do {
            _ = try CheckedExpression.check(source, in: environment, expecting: expecting)
            return "ok"
        } catch {
            return "\(error.code)@\(error.column)"
        }
    }
}

/// A generator whose numbers are the same in every run.
struct ConditionDice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
