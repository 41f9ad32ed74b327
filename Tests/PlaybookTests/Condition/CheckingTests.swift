import Playbook
import Testing

@Suite struct `Checking of conditions` {
    static let mistakes: [(String, String)] = [
        ("", "unexpected-token@1"), ("1 +", "unexpected-token@4"), ("(1", "unexpected-token@3"),
        ("1 1", "unexpected-token@3"),
        ("a.in", "unexpected-token@3"), ("x ? 1", "unexpected-token@6"), ("f(1,)", "unexpected-token@5"),
        ("true ? true ? 1 : 2 : 3", "unexpected-token@13"), ("!-1", "unexpected-token@2"),
        ("a = 1", "bad-character@3"), ("true & false", "bad-character@6"), ("№", "bad-character@1"),
        ("99999999999999999999", "bad-number@1"), ("9223372036854775808", "bad-number@1"), ("0x", "bad-number@1"),
        ("12ab", "bad-number@1"), ("\"abc", "bad-text@1"), ("\"a\nb\"", "bad-text@1"), ("\"\\q\"", "bad-text@2"),
        ("\"\\uD800\"", "bad-text@2"), ("\"\\U00110000\"", "bad-text@2"), ("\"\\x4\"", "bad-text@2"),
        ("'''a''", "bad-text@1"),
        ("if", "reserved-word@1"), ("1.5", "unsupported-literal@1"), (".5", "unsupported-literal@1"),
        ("1u", "unsupported-literal@1"), ("1e3", "unsupported-literal@1"), ("b\"x\"", "unsupported-literal@1"),
        ("null", "unsupported-literal@1"), ("1 * 2", "unsupported-operator@3"), ("1 / 2", "unsupported-operator@3"),
        ("1 % 2", "unsupported-operator@3"), ("{}", "unsupported-syntax@1"), ("a.`b`", "unsupported-syntax@3"),
        (".x", "unsupported-syntax@1"), ("\"x\".y", "unsupported-syntax@1"), ("int(1)", "unsupported-function@1"),
        ("a.note.matches(\"x\")", "unsupported-function@8"), ("a.channels.map(c, c)", "unsupported-function@12"),
        ("a.amout == a.amount", "unknown-variable@1"), ("amount > 1", "unknown-variable@1"),
        ("a", "unknown-variable@1"),
        ("a.channels.exists(a, a.note == \"\")", "unknown-variable@22"), ("foo(1)", "unknown-function@1"),
        ("a.note.trim()", "unknown-function@8"),
        ("a.on_line == \"maybe\"", "unknown-option@14"), ("\"Yes\" != a.on_line", "unknown-option@1"),
        ("a.channel in [\"cash\", \"card\", \"gold\"]", "unknown-option@31"),
        ("\"gold\" in a.channels", "unknown-option@1"),
        ("a.channels == [\"cash\", \"gold\"]", "unknown-option@24"),
        ("a.channels.exists(c, c == \"gold\")", "unknown-option@27"),
        ("a.channel == (o.found ? \"cash\" : \"gold\")", "unknown-option@34"),
        ("a.on_line == a.channel", "type-mismatch@11"), ("a.on_line == a.note", "type-mismatch@11"),
        ("a.on_line == true", "type-mismatch@11"), ("true == 1", "type-mismatch@6"),
        ("a.count == \"1\"", "type-mismatch@9"),
        ("a.amount > 100", "type-mismatch@10"), ("a.on_line < \"yes\"", "type-mismatch@11"),
        ("[1] < [2]", "type-mismatch@5"),
        ("a.count && true", "type-mismatch@1"), ("!a.count", "type-mismatch@2"),
        ("o.found ? 1 : \"x\"", "type-mismatch@9"),
        ("1 ? 2 : 3", "type-mismatch@1"), ("[1, \"a\"]", "type-mismatch@5"), ("1 in 1", "type-mismatch@6"),
        ("1 in [\"a\"]", "type-mismatch@3"), ("now + now", "type-mismatch@5"),
        ("a.amount + a.amount", "type-mismatch@10"),
        ("size(1)", "type-mismatch@6"), ("a.on_line.startsWith(\"y\")", "type-mismatch@1"),
        ("-true", "type-mismatch@2"),
        ("duration(\"1s\") - now", "type-mismatch@16"), ("[1] + [\"a\"]", "type-mismatch@5"),
        ("a.count.exists(c, true)", "type-mismatch@1"), ("a.count.getHours()", "type-mismatch@1"),
        ("duration(\"1s\").getFullYear()", "type-mismatch@1"),
        ("a.count + 1 > 2", "not-constant@9"), ("-a.count", "not-constant@1"), ("a.note + \"x\"", "not-constant@8"),
        ("a.channels[0] == \"cash\"", "not-constant@11"), ("[1, 2][a.count]", "not-constant@7"),
        ("timestamp(a.note)", "not-constant@11"), ("money(\"RUB\", a.count)", "not-constant@14"),
        ("a.note.contains(case.language)", "not-constant@17"), ("now.getHours(a.note)", "not-constant@14"),
        ("9223372036854775807 + 1", "out-of-range@21"), ("-(-9223372036854775808)", "out-of-range@1"),
        ("[1][1]", "out-of-range@4"), ("[1][-1]", "out-of-range@4"),
        ("timestamp(\"9999-12-31T23:59:59Z\") + duration(\"1s\")", "out-of-range@35"),
        ("timestamp(\"2026-02-30T00:00:00Z\")", "bad-timestamp@1"), ("timestamp(\"2026-02-03\")", "bad-timestamp@1"),
        ("timestamp(\"0001-01-01T00:00:00+01:00\")", "bad-timestamp@1"),
        ("timestamp(\"2026-02-03t00:00:00Z\")", "bad-timestamp@1"),
        ("duration(\"1\")", "bad-duration@1"), ("duration(\"\")", "bad-duration@1"),
        ("duration(\"1d\")", "bad-duration@1"),
        ("duration(\"1ns\")", "bad-duration@1"), ("duration(\"300000000h\")", "bad-duration@1"),
        ("duration(\"99999999999999999999s\")", "bad-duration@1"), ("duration(\".s\")", "bad-duration@1"),
        ("money(\"rub\", 1)", "bad-money@1"), ("money(\"\", 1)", "bad-money@1"),
        ("now.getHours(\"Europe/Moscow\")", "bad-zone@14"), ("now.getHours(\"+25:00\")", "bad-zone@14"),
        ("has(now)", "wrong-arguments@5"), ("has()", "wrong-arguments@1"), ("answered(1)", "wrong-arguments@10"),
        ("size()", "wrong-arguments@1"), ("money(1)", "wrong-arguments@1"), ("money(1, \"RUB\")", "wrong-arguments@1"),
        ("a.channels.exists(c)", "wrong-arguments@12"), ("a.channels.all(a.b, true)", "wrong-arguments@16"),
        ("a.channels.all(c, c, true)", "wrong-arguments@19"), ("a.note.startsWith()", "wrong-arguments@8"),
        ("[1].exists(c, has(c))", "wrong-arguments@19"), ("now.getHours(\"UTC\", \"UTC\")", "wrong-arguments@5"),
    ]

    @Test(arguments: mistakes) func `a mistake has a code and a place`(source: String, outcome: String) {
        #expect(Conditions.outcome(source) == outcome)
    }

    @Test func `every code is met by a test here`() {
        let met = Set(Self.mistakes.map { String($0.1.prefix { $0 != "@" }) })
        let elsewhere: Set = ["too-long", "too-deep", "too-costly", "read-before-assigned", "bad-line"]
        #expect(met.union(elsewhere) == Set(ConditionError.Code.allCases.map(\.rawValue)))
        #expect(met.isDisjoint(with: elsewhere))
    }

    @Test func `limits are errors`() {
        #expect(Conditions.outcome(String(repeating: " ", count: 496) + "true") == "ok")
        #expect(Conditions.outcome(String(repeating: " ", count: 497) + "true") == "too-long@501")
        #expect(Conditions.outcome(String(repeating: "😬", count: 3_000_000)) == "too-long@501")
        #expect(Conditions.outcome(String(repeating: "(", count: 63) + "1" + String(repeating: ")", count: 63)) == "ok")
        #expect(
            Conditions.outcome(String(repeating: "(", count: 64) + "1" + String(repeating: ")", count: 64))
                == "too-deep@65")
        for opening in ["(", "[", "!(", "-(", "1+(", "size(", "a.x[", "[0].all(x,", "true?1:", "a.a(", "!", "-", "a."] {
            let source = String(repeating: opening, count: 500 / opening.utf8.count)
            #expect(Conditions.outcome(source) != "ok")
        }
        let nested = (0..<11).reduce("o.found") { inner, _ in "(\(inner) == o.found)" }
        #expect(Conditions.outcome(nested) == "ok")
        #expect(Conditions.outcome("(\(nested) == o.found)").hasPrefix("too-deep"))
        let loops = "[1,2,3,4,5,6,7,8,9,10]"
        #expect(Conditions.outcome("\(loops).all(x, \(loops).all(y, \(loops).all(z, x == y)))") == "ok")
        let four = "\(loops).all(x, \(loops).all(y, \(loops).all(z, \(loops).all(u, x == y))))"
        #expect(Conditions.outcome(four).hasPrefix("too-costly"))
    }

    @Test func `an expected type is required, and makes options of literals`() throws {
        let outcomes = ValueType.choice(
            ChoiceType(name: "Outcome", options: ["contained", "reported"].map { .init($0) }))
        let source = "a.on_line == \"yes\" ? \"contained\" : \"reported\""
        #expect(try CheckedExpression.check(source, in: Conditions.all, expecting: outcomes).type == outcomes)
        #expect(Conditions.outcome("o.found ? \"contained\" : \"lost\"", expecting: outcomes) == "unknown-option@25")
        #expect(Conditions.outcome(source, expecting: .string) == "ok")
        #expect(Conditions.outcome(source, expecting: .bool) == "type-mismatch@20")
        #expect(Conditions.outcome("a.channel", expecting: .string) == "ok")
        #expect(Conditions.outcome("a.channel", expecting: outcomes) == "type-mismatch@1")
        #expect(Conditions.outcome("[]", expecting: .list(.int, maximum: 2)) == "ok")
        #expect(Conditions.outcome("[1, 2, 3]", expecting: .list(.int, maximum: 2)) == "type-mismatch@1")
        #expect(Conditions.outcome("[\"cash\"]", expecting: .list(.choice(Conditions.channel), maximum: 2)) == "ok")
        #expect(
            Conditions.outcome("[\"gold\"]", expecting: .list(.choice(Conditions.channel), maximum: 2))
                == "unknown-option@2")
    }

    @Test func `the variables that are read are known`() throws {
        let source = "has(a.note) || [1].exists(now, now == 1) || unknown(a.count) || a.channel == \"cash\""
        #expect(try CheckedExpression.check(source, in: Conditions.all).reads == ["a.note", "a.count", "a.channel"])
    }
}
