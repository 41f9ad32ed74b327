import Playbook
import Testing

@Suite struct `Guards of conditions` {
    static let accepted = [
        "has(a.count) && a.count > 1",
        "answered(a.count) && a.count > 1 && a.count < 5",
        "a.count > 1 && has(a.count)",
        "a.count > 1 && case.language == \"ru\" && has(a.count)",
        "a.count > size(a.note) && has(a.note) && has(a.count)",
        "!has(a.count) || a.count > 1",
        "a.count > 1 || !has(a.count)",
        "has(a.count) ? a.count > 1 : true",
        "!has(a.count) ? true : a.count > 1",
        "!(!has(a.count)) && a.count > 1",
        "!!has(a.count) && a.count > 1",
        "!(!has(a.count) || a.count < 2)",
        "!(has(a.count) && case.language == \"\") || a.count > 1",
        "has(a.count) && has(a.note) && (size(a.note) > 3 || a.count > 1)",
        "(has(a.count) && has(a.note)) && (a.count > 1 && a.note != \"\")",
        "(has(a.count) && a.count > 1) || (has(a.note) && a.note != \"\")",
        "(has(a.count) && a.count > 1 || has(a.count) && a.count < 0) && a.count != 7",
        "(has(a.count) ? a.count > 1 : false) && a.count < 9",
        "(!has(a.count) ? true : a.count > 1) || a.count < 9",
        "(case.language == \"ru\" ? has(a.count) : false) && a.count < 9",
        "has(a.channels) && a.channels.exists(c, c == \"cash\")",
        "has(a.channels) && has(a.channel) && a.channels.exists(c, c == a.channel)",
        "[1, 2].exists(n, has(a.count) && a.count == n)",
        "[1, 2].exists(n, n == 1 && has(a.count)) && a.count == 3",
        "([1, 2].all(n, n > 5 || !has(a.count))) || a.count == 3",
        "false && a.count > 1",
        "a.count > 1 && false",
        "true || a.count > 1",
        "refused(a.count) || unknown(a.count) || (has(a.count) && a.count > 1)",
        "has(o.found) && o.found",
        "has(a.on_line) && a.on_line == \"yes\" ? \"x\" : \"y\"",
        "has(a.count) ? a.count : 0",
        "has(a.count) && a.count in [1, 2]",
        "[has(a.count) && a.count == 1] == [true]",
    ]

    @Test(arguments: Self.accepted) func `a guarded read is accepted`(source: String) {
        #expect(Conditions.outcome(source, in: Conditions.environment()) == "ok")
    }

    @Test(arguments: [
        ("a.count > 1", 1), ("a.count == 1 || has(a.count)", 1), ("!has(a.count) && a.count > 1", 18),
        ("has(a.count) || a.count > 1", 17), ("has(a.count) ? true : a.count > 1", 23),
        ("!has(a.count) ? a.count > 1 : true", 17), ("has(a.note) && a.count > 1", 16),
        ("(has(a.count) || has(a.note)) && a.count > 1", 34), ("!(has(a.count) && a.count > 1) && a.count < 0", 35),
        ("refused(a.count) || a.count > 1", 21), ("!refused(a.count) && !unknown(a.count) && a.count > 1", 43),
        ("has(a.count) == true && a.count > 1", 25), ("[1].all(n, has(a.count)) && a.count > 1", 29),
        ("[1].exists(n, has(a.count)) || a.count > 1", 32),
        ("has(a.channels) && a.channels.exists(c, c == a.channel)", 46),
        ("(case.language == \"ru\" ? has(a.count) : true) && a.count < 9", 50), ("size(a.note) > 0", 6),
        ("a.count in [1, 2]", 1), ("1 in [a.count]", 7), ("[a.count, 1] == [1, 1]", 2),
    ])
    func `an unguarded read is refused where it stands`(source: String, column: Int) {
        #expect(Conditions.outcome(source, in: Conditions.environment()) == "read-before-assigned@\(column)")
    }

    @Test(arguments: Self.accepted) func `what is accepted here is accepted when all is certain`(source: String) {
        #expect(Conditions.outcome(source) == "ok")
    }

    @Test func `a guard counts for the answer, not for a refusal to answer`() throws {
        let environment = Conditions.environment()
        let states: [(Slot, [Bool])] = [
            (.unset, [false, false, false, false]), (.none(.unknown), [false, false, true, false]),
            (.none(.refused), [false, false, false, true]), (.value(.int(3)), [true, true, false, false]),
        ]
        for (slot, expected) in states {
            let found = try ["has", "answered", "unknown", "refused"].map {
                try Conditions.value("\($0)(a.count)", ["a.count": slot], in: environment) == .bool(true)
            }
            #expect(found == expected)
        }
    }
}
