import Playbook
import Testing

@Suite struct `Coverage of cases` {
    static let environment = Conditions.environment(
        certain: ["now", "case.opened_at", "case.language", "a.on_line", "a.channel", "a.paid_at"])

    private func analyse(
        _ sources: [String], states: [String: Set<CaseCoverage.AnswerState>] = [:],
        ranges: [String: ClosedRange<Int64>] = [:]
    ) throws -> CaseCoverage {
        let cases = try sources.map { try CheckedExpression.check($0, in: Self.environment) }
        let result = CaseCoverage.analyse(
            cases: cases, environment: Self.environment, answerStates: states, ranges: ranges)
        guard case .complete(let coverage) = result else { throw TooMany() }
        return coverage
    }

    struct TooMany: Error {}

    @Test(
        arguments: [
            (["a.on_line == \"yes\"", "a.on_line == \"no\""], nil),
            (["a.on_line == \"yes\""], "a.on_line = \"no\""),
            (["a.channel in [\"card\", \"cash\"]"], "a.channel = \"crypto\""),
            (["a.channel in [\"card\", \"cash\"]", "a.channel == \"crypto\""], nil),
            (["a.on_line != a.second || !has(a.second)", "has(a.second) && a.on_line == a.second"], nil),
            (["has(a.count) && a.count > 5", "has(a.count) && a.count <= 5"], "a.count unknown"),
            (["has(a.count) && a.count > 5", "has(a.count) && a.count < 5"], "a.count = 5"),
            (
                ["has(a.count) && a.count > 5", "has(a.count)", "refused(a.count)", "unknown(a.count)"],
                "a.count not asked"
            ),
            (["has(a.count) && a.count > 5", "has(a.count)", "refused(a.count)", "!answered(a.count)"], nil),
            (
                [
                    "has(a.amount) && a.amount >= money(\"RUB\", 5)", "has(a.amount) && a.amount < money(\"RUB\", 5)",
                    "!has(a.amount)",
                ], "a.amount = 0 XTS"
            ),
            (
                ["now > a.paid_at", "now < a.paid_at"],
                "now = 1970-01-01T00:00:00.000000Z, a.paid_at = 1970-01-01T00:00:00.000000Z"
            ),
            (["now > a.paid_at", "now < a.paid_at", "a.paid_at == now"], nil),
            (["now - a.paid_at < duration(\"24h\")", "now - a.paid_at >= duration(\"24h\")"], nil),
            (["now - a.paid_at < duration(\"24h\")"], "now - a.paid_at = 86400s"),
            (["now.getHours() < 12", "now.getHours() in [12, 13, 14]", "now.getHours() > 14"], nil),
            (["case.language == \"ru\"", "case.language == \"en\""], "case.language = \"another text 1\""),
            (["case.language.startsWith(\"r\")", "!case.language.startsWith(\"r\")"], nil),
            (["size(case.language) > 0", "size(case.language) == 0"], nil),
            (
                [
                    "has(a.channels) && \"card\" in a.channels", "has(a.channels) && !(\"card\" in a.channels)",
                    "!has(a.channels)",
                ], nil
            ),
            (["true"], nil), (["false"], "always"), ([], "always"),
        ] as [([String], String?)])
    func `a decision is total, or has an example`(sources: [String], example: String?) throws {
        let coverage = try analyse(sources)
        #expect(coverage.example == example)
        #expect(coverage.isTotal == (example == nil))
    }

    @Test func `shadowed, duplicate and constant cases are told apart`() throws {
        let coverage = try analyse([
            "a.channel == \"card\"", "a.channel in [\"card\", \"cash\"]", "\"card\" == a.channel",
            "a.channel == \"cash\"",
            "a.on_line == \"yes\" && a.on_line == \"no\"", "a.on_line in [\"yes\", \"no\"]", "a.channel == \"crypto\"",
        ])
        #expect(coverage.duplicates == [.init(index: 2, of: 0)])
        #expect(coverage.shadowed == [3, 6])
        #expect(coverage.alwaysFalse == [4])
        #expect(coverage.alwaysTrue == [5])
        #expect(coverage.isTotal && coverage.points == 6)
    }

    @Test func `states and ranges narrow what is tried`() throws {
        let cases = ["has(a.count) && a.count >= 1", "refused(a.count)"]
        #expect(try !analyse(cases).isTotal)
        let states: [String: Set<CaseCoverage.AnswerState>] = ["a.count": [.answered, .refused]]
        #expect(try analyse(cases, states: states).example == "a.count = 0")
        #expect(try analyse(cases, states: states, ranges: ["a.count": 1...100]).isTotal)
        #expect(try analyse(["has(a.count) && a.count > 500"], ranges: ["a.count": 1...100]).alwaysFalse == [0])
        #expect(try analyse(["!has(a.count)"], states: ["a.count": [.unset]]).isTotal)
    }

    @Test func `more points than the limit are not tried`() {
        let listed = (0..<40).map(String.init).joined(separator: ",")
        let sources = [
            "has(a.count) && a.count in [\(listed)]",
            "has(a.amount) && a.amount in [\((0..<20).map { "money(\"RUB\",\($0 * 9))" }.joined(separator: ","))]",
        ]
        let product =
            sources + ["a.on_line == \"yes\"", "a.channel == \"card\"", "has(a.second) && a.second == \"yes\""]
        #expect(throws: TooMany.self) { try analyse(product) }
    }
}
