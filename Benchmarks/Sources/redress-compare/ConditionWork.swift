import Canonical
import Playbook

/// Conditions: each line `{"expr", "types", "bindings", "value"}` is checked and compiled once and evaluated again and again.
struct ConditionWork {
    private struct Line {
        let expression: CheckedExpression
        let slots: [Slot]
    }
    private let lines: [Line]

    /// Reads the lines, and makes sure that each condition has the value that the script expects.
    init(file: String) throws {
        lines = try Compare.bytes(file).split(separator: UInt8(ascii: "\n")).map { bytes in
            let line = try JSON(parsing: Array(bytes))
            guard let source = line["expr"]?.string, let types = line["types"]?.object,
                let bindings = line["bindings"]?.object, let expected = line["value"]?.bool
            else { throw CompareError("a line lacks something") }
            let names = types.keys
            let variables = try names.map { name in
                Environment.Variable(name: name, type: try Self.type(types[name]), isCertain: true)
            }
            let slots: [Slot] = try zip(names, variables).map { name, variable in
                guard let value = bindings[name].flatMap({ Value($0, as: variable.type) }) else {
                    throw CompareError("\(name) has no value")
                }
                return .value(value)
            }
            let expression = try CheckedExpression.check(source, in: Environment(variables), expecting: .bool)
            guard expression.isTrue(slots) == expected else { throw CompareError("\(source) is not \(expected)") }
            return Line(expression: expression, slots: slots)
        }
    }

    /// Evaluations a second of each line.
    func measure(seconds: Double) throws -> JSON {
        let rates = lines.map { line in
            var held = 0
            return Compare.rate(seconds: seconds) {
                for _ in 0..<10_000 where line.expression.isTrue(line.slots) { held += 1 }
                return 10_000
            }
        }
        return ["per_second": .array(rates.map { .int($0) })]
    }

    private static func type(_ json: JSON?) throws -> ValueType {
        if let options = json?["enum"]?.array?.compactMap(\.string) {
            return .choice(ChoiceType(name: "Set", options: options.map { .init($0) }))
        }
        switch json?.string {
        case "int": return .int
        case "bool": return .bool
        case "string": return .string
        case "list(string)": return .list(.string, maximum: 100)
        default: throw CompareError("a type is not known")
        }
    }
}
