import Canonical
import Playbook

/// Conditions: the text itself with every variable there and with none, its lines as the cases of one decision, and the
/// whole as a line of `redress playbook eval`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if bytes.first == UInt8(ascii: "{"), let line = try? JSON(parsing: bytes) {
        _ = ConditionLines.answer(line: line)
        return 0
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let certain = try? CheckedExpression.check(text, in: Variables.certain) {
        evaluate(certain)
    }
    if let guarded = try? CheckedExpression.check(text, in: Variables.uncertain) {
        evaluate(guarded)
        precondition(
            (try? CheckedExpression.check(text, in: Variables.certain)) != nil, "refused because more is known")
    }
    let cases = text.split(separator: "\n").compactMap {
        try? CheckedExpression.check(String($0), in: Variables.uncertain, expecting: .bool)
    }
    guard (1...4).contains(cases.count) else { return 0 }
    if case .complete(let coverage) = CaseCoverage.analyse(cases: cases, environment: Variables.uncertain) {
        // What is proved of a decision holds in the states that are tried here.
        for slots in Variables.states {
            let truths = cases.map { $0.isTrue(slots) }
            precondition(!coverage.isTotal || truths.contains(true), "total, and no case holds")
            for index in coverage.alwaysTrue { precondition(truths[index], "always true, and false") }
            for index in coverage.alwaysFalse { precondition(!truths[index], "always false, and true") }
            for same in coverage.duplicates { precondition(truths[same.index] == truths[same.of], "not the same") }
        }
    }
    return 0
}

private func evaluate(_ expression: CheckedExpression) {
    for slots in Variables.states {
        let value = expression.evaluate(slots)
        guard case .bool(let truth) = value else { continue }
        precondition(expression.isTrue(slots) == truth, "two values of one condition")
    }
}

/// Variables of every type, and states of them.
enum Variables {
    private static let channel = ChoiceType(name: "Channel", options: ["card", "cash", "crypto"].map { .init($0) })
    private static let types: [(name: String, type: ValueType)] = [
        ("now", .timestamp), ("case.opened_at", .timestamp), ("case.language", .string),
        ("a.on_line", .choice(.yesNo)), ("a.second", .choice(.yesNo)), ("a.channel", .choice(channel)),
        ("a.amount", .money), ("a.count", .int), ("a.paid_at", .timestamp), ("a.note", .string),
        ("a.channels", .list(.choice(channel), maximum: 3)), ("o.found", .bool), ("o.span", .duration),
    ]
    static let certain = environment { _ in true }
    static let uncertain = environment { !$0.hasPrefix("a.") && !$0.hasPrefix("o.") }

    private static func environment(_ isCertain: (String) -> Bool) -> Environment {
        Environment(types.map { .init(name: $0.name, type: $0.type, isCertain: isCertain($0.name)) })
    }

    /// What is certain in both is always there.
    static let states: [[Slot]] = [
        values(1), values(2), values(3),
        sometimes { name in .none(name.count % 2 == 0 ? .unknown : .refused) }, sometimes { _ in .unset },
        types.indices.map { $0 % 2 == 0 || $0 < 3 ? values(2)[$0] : .unset },
    ]

    /// Answers and outputs may be missing; only an answer can say that there is no value.
    private static func sometimes(_ missing: (String) -> Slot) -> [Slot] {
        zip(types, values(1)).map { variable, value in
            if variable.name.hasPrefix("a.") { return missing(variable.name) }
            return variable.name.hasPrefix("o.") ? .unset : value
        }
    }

    private static func values(_ number: Int) -> [Slot] { types.map { .value(value(of: $0.type, number)) } }

    private static func value(of type: ValueType, _ number: Int) -> Value {
        switch type {
        case .bool: .bool(number == 1)
        case .int: .int([0, 7, Int64.min, Int64.max][number])
        case .string: .string(["", "ru", "Ж😬", "card"][number])
        case .choice(let choice): .string(choice.options[number % choice.options.count].value)
        case .money: .money(Money(minor: [0, 250_000, -1, .max][number], currency: number == 2 ? "EUR" : "RUB"))
        case .timestamp: .timestamp(Timestamp(seconds: [0, 1_772_442_000, -62_135_596_800, 253_402_300_799][number]))
        case .duration: .duration([0, 3_600_000_000, .min, .max][number])
        case .list(let element, _): .list((0..<number).map { value(of: element, $0) })
        }
    }
}
