import Canonical
import Playbook
import Testing

@Suite struct `Properties of conditions` {
    static let environment = Conditions.environment(
        certain: ["now", "case.opened_at", "case.language", "a.on_line", "a.amount", "a.channels", "o.span"])
    static let names = environment.variables.map(\.name)

    @Test(arguments: 0..<8) func `an accepted expression has the value that CEL gives, which is never an error`(
        seed: Int
    ) throws {
        var generator = ExpressionGenerator(seed: UInt64(seed), environment: Self.environment)
        var accepted = 0
        for _ in 0..<600 {
            let type = generator.one(of: [ValueType.bool, .bool, .bool, .int, .duration, .timestamp, .money])
            let sample = generator.expression(type, depth: 5)
            let source = sample.spelling(Self.names)
            do throws(ConditionError) {
                let expression = try CheckedExpression.check(source, in: Self.environment)
                accepted += 1
                #expect(expression.type == type)
                for _ in 0..<12 {
                    let slots = generator.slots()
                    let value = expression.evaluate(slots)
                    #expect(value == sample.value(slots), "\(source) over \(slots)")
                    if case .bool(let truth) = value { #expect(expression.isTrue(slots) == truth) }
                }
            } catch {
                let isExpected = ["read-before-assigned", "too-long", "too-deep"].contains(error.code)
                #expect(isExpected, "\(source): \(error)")
            }
        }
        #expect(accepted > 100)
    }

    @Test(arguments: 0..<8) func `a refused read can really fail`(seed: Int) {
        var generator = ExpressionGenerator(seed: UInt64(seed + 100), environment: Self.environment)
        var refused = 0
        var failing = 0
        for _ in 0..<300 {
            let sample = generator.expression(.bool, depth: 3)
            guard Conditions.outcome(sample.spelling(Self.names), in: Self.environment).hasPrefix("read-before") else {
                continue
            }
            refused += 1
            if (0..<300).contains(where: { _ in sample.value(generator.slots()) == nil }) { failing += 1 }
        }
        // The rest fails for no state because of what its parts mean, such as `a.x > 1 && 2 < 1`.
        #expect(refused > 20)
        #expect(failing * 100 > refused * 85, "\(failing) of \(refused)")
    }

    @Test(arguments: 0..<6) func `any text is answered`(seed: Int) {
        var dice = ConditionDice(state: UInt64(seed + 1000))
        let pieces = [
            "a.count", "a.on_line", "\"yes\"", "now", "1", "-", "+", "!", "(", ")", "[", "]", "&&", "||", "==", "<",
            "?", ":", ",", ".",
            "has", "size(", ".exists(v,", "in", "duration(\"1s\")", "\"", "'''", "\\u", "r'", "x", "true",
            "9223372036854775808", "0x",
        ]
        for _ in 0..<4000 {
            let text = (0..<Int.random(in: 0...24, using: &dice)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &dice)]
            }
            try? evaluateEverywhere(text.joined(separator: dice.next() % 2 == 0 ? "" : " "))
        }
        for _ in 0..<4000 {
            let bytes = (0..<Int.random(in: 0...40, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
            try? evaluateEverywhere(String(decoding: bytes, as: UTF8.self))
            try? evaluateEverywhere(String(decoding: bytes.map { $0 % 95 + 32 }, as: UTF8.self))
        }
    }

    private func evaluateEverywhere(_ source: String) throws {
        let expression = try CheckedExpression.check(source, in: Conditions.all)
        _ = expression.evaluate([])
        _ = expression.evaluate(Conditions.all.variables.map { Evaluation.bindings[$0.name] ?? .unset })
    }

    private typealias Evaluation = `Evaluation of conditions`

    @Test(arguments: 0..<8) func `what coverage says of cases is so in every state`(seed: Int) throws {
        var generator = ExpressionGenerator(seed: UInt64(seed + 2000), environment: Self.environment)
        var complete = 0
        for _ in 0..<80 {
            let sources = (0..<generator.one(of: [1, 2, 3, 4])).map { _ in
                generator.expression(.bool, depth: generator.one(of: [1, 2, 3])).spelling(Self.names)
            }
            let cases = sources.compactMap { try? CheckedExpression.check($0, in: Self.environment) }
            guard case .complete(let coverage) = CaseCoverage.analyse(cases: cases, environment: Self.environment)
            else { continue }
            complete += 1
            for _ in 0..<60 {
                let slots = generator.slots()
                let found = cases.map { $0.isTrue(slots) }
                let first = found.firstIndex(of: true)
                #expect(!coverage.isTotal || first != nil, "\(sources) over \(slots)")
                if let first { #expect(!coverage.shadowed.contains(first), "\(sources) over \(slots)") }
                for duplicate in coverage.duplicates {
                    #expect(found[duplicate.index] == found[duplicate.of], "\(sources)")
                }
                #expect(
                    coverage.alwaysTrue.allSatisfy { found[$0] } && !coverage.alwaysFalse.contains { found[$0] },
                    "\(sources)")
            }
        }
        #expect(complete > 30)
    }
}
