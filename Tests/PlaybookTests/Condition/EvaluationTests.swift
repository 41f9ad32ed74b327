import Canonical
import Playbook
import Testing

@Suite struct `Evaluation of conditions` {
    static let bindings: [String: Slot] = [
        "now": .value(.timestamp(Timestamp(seconds: 1_767_949_506))),  // 2026-01-09T09:05:06Z, a Friday
        "case.opened_at": .value(.timestamp(Timestamp(seconds: 1_767_949_206))), "case.language": .value(.string("ru")),
        "a.on_line": .value(.string("yes")), "a.second": .value(.string("no")), "a.channel": .value(.string("cash")),
        "a.amount": .value(.money(Money(minor: 250_000, currency: "RUB"))), "a.count": .value(.int(3)),
        "a.paid_at": .value(.timestamp(Timestamp(seconds: 1_767_945_606))), "a.note": .value(.string("Привет")),
        "a.channels": .value(.list([.string("card"), .string("cash")])), "o.found": .value(.bool(true)),
        "o.span": .value(.duration(5_400_000_000)),
    ]

    @Test(arguments: [
        "a.on_line == \"yes\" && a.amount >= money(\"RUB\", 250000)", "a.on_line != a.second", "\"yes\" == a.on_line",
        "a.amount > money(\"RUB\", 249999)", "a.amount == money(\"RUB\", 250000)", "a.amount != money(\"EUR\", 250000)",
        "!(a.amount < money(\"EUR\", 1))", "!(a.amount >= money(\"EUR\", 1))", "!(a.amount == money(\"EUR\", 250000))",
        "a.amount in [money(\"EUR\", 1), money(\"RUB\", 250000)]", "a.count in [1, 2, 3]", "!(a.count in [])",
        "a.channel in [\"cash\", \"crypto\"]", "\"cash\" in a.channels", "!(\"crypto\" in a.channels)",
        "a.channel in a.channels", "a.channels == [\"card\", \"cash\"]", "a.channels != [\"cash\", \"card\"]",
        "a.channels.exists(c, c == \"cash\")", "!a.channels.all(c, c == \"cash\")",
        "a.channels.exists_one(c, c == a.channel)",
        "a.channels.exists(i, c, i == 1 && c == \"cash\")", "size(a.channels) == 2", "a.channels.size() == 2",
        "size(a.note) == 6", "a.note.startsWith(\"При\")", "a.note.endsWith(\"вет\")", "a.note.contains(\"ив\")",
        "a.note.startsWith(\"\")", "!a.note.endsWith(\"Привет!\")", "now - a.paid_at == duration(\"1h5m\")",
        "now - a.paid_at > duration(\"1h\")", "a.paid_at + duration(\"2h\") > now",
        "duration(\"2h\") + a.paid_at > now",
        "now - duration(\"1h\") < a.paid_at + o.span", "o.span == duration(\"1.5h\")", "o.span.getMinutes() == 90",
        "o.span + duration(\"30m\") == duration(\"2h\")", "o.span - duration(\"2h\") == duration(\"-30m\")",
        "now.getFullYear() == 2026 && now.getMonth() == 0 && now.getDate() == 9 && now.getDayOfMonth() == 8",
        "now.getDayOfWeek() == 5 && now.getDayOfYear() == 8 && now.getHours() == 9 && now.getHours(\"+03:00\") == 12",
        "now.getMinutes() == 5 && now.getSeconds() == 6 && now.getMilliseconds() == 0",
        "timestamp(\"2024-12-31T23:59:59.123456Z\").getDayOfYear() == 365",
        "timestamp(\"2024-12-31T23:59:59.123456Z\").getMilliseconds() == 123",
        "timestamp(\"1969-12-31T23:59:59.9Z\").getSeconds() == 59",
        "timestamp(\"2026-01-01T01:00:00+03:00\") == timestamp(\"2025-12-31T22:00:00Z\")",
        "(o.found ? a.count : 0) == 3", "(o.found ? a.on_line : \"no\") == \"yes\"", "o.found == (1 < 2)",
        "(o.found ? a.channels : []) == a.channels", "[a.count, 4] == [3, 4]",
        "[a.on_line, \"no\"] == [\"yes\", a.second]",
        "[now].exists(t, t == now)", "false < o.found", "a.count >= 3 ? true : false",
        "'é' != 'e\\u0301'", "size('e\\u0301') == 2", "'Z' < 'a'", "'\\uFFFD' < '😬'", "\"\"\"a\"b\"\"\" == 'a\"b'",
        "true // a remark", "[1, 2,] == [1, 2]", "o . found", "r'\\' == '\\\\'", "[[1], []] == [[1], []]",
        "[] in [[1], []]", "[[\"cash\"]] == [a.channels] || true", "money(\"RUB\", -1) < a.amount",
        "-9223372036854775808 < a.count", "3 <= a.count && 4 > a.count", "money(\"RUB\", 250001) > a.amount",
        "[true, false].exists(b, b) && ![true, false].all(b, b)", "[1, 2].exists(i, n, n == 2 && i == 1)",
        "a.channels.exists(c, a.channels.all(d, d == c || d != c))", "a.channels.all(c, c in [\"card\", \"cash\"])",
        "a.channels.exists(i, c, a.channels.exists(j, d, i == 0 && j == 1 && c != d))",
        "a.channels.exists_one(i, c, i == 1)", "[[1], [1, 2]].exists(l, l.exists(n, n == 2))",
        "[money(\"RUB\", 250000)].all(m, m == a.amount)", "a.channels.all(c, !(c == \"crypto\") && c in a.channels)",
        "(a.channels.exists(c, c == \"cash\") ? [1] : [2]).all(n, n == 1)",
    ])
    func `holds`(source: String) throws {
        #expect(try Conditions.value(source, Self.bindings) == .bool(true))
    }

    @Test func `a text that looks the same and has other code points is another one`() throws {
        let environment = Environment([
            .init(name: "a.note", type: .string, isCertain: true),
            .init(name: "a.texts", type: .list(.string, maximum: 3), isCertain: true),
        ])
        // The sign for kelvin, which Swift takes for a K.
        let kelvin: [String: Slot] = [
            "a.note": .value(.string("\u{212A}")), "a.texts": .value(.list([.string("\u{212A}")])),
        ]
        for source in [
            "a.note == \"K\"", "\"K\" == a.note", "a.note in [\"K\", \"L\"]", "\"K\" in a.texts",
            "a.texts.exists(c, c == \"K\")", "['K'].exists(c, c == a.note)",
        ] {
            #expect(try Conditions.value(source, kelvin, in: environment) == .bool(false), "\(source)")
        }
        for source in ["a.note != \"K\"", "a.note == '\\u212A'", "a.texts.all(c, c == '\\u212A' && c != \"K\")"] {
            #expect(try Conditions.value(source, kelvin, in: environment) == .bool(true), "\(source)")
        }
    }

    @Test func `values other than truths come out with their type`() throws {
        #expect(try Conditions.value("a.count", Self.bindings) == .int(3))
        #expect(try Conditions.value("now - a.paid_at", Self.bindings) == .duration(3_900_000_000))
        #expect(
            try Conditions.value("[a.channel, \"card\"]", Self.bindings) == .list([.string("cash"), .string("card")]))
        #expect(try Conditions.value("[now]", Self.bindings) == .list([.timestamp(Timestamp(seconds: 1_767_949_506))]))
        #expect(
            try Conditions.value("o.found ? a.amount : money(\"RUB\", 0)", Self.bindings)
                == .money(Money(minor: 250_000, currency: "RUB")))
    }

    @Test func `moments and spans stop at the ends of their ranges`() throws {
        var bindings = Self.bindings
        for extreme in [Int64.min, .max] {
            bindings["now"] = .value(.timestamp(Timestamp(microseconds: extreme)))
            bindings["o.span"] = .value(.duration(extreme))
            let last = try Conditions.value("now + o.span", bindings)
            let end = extreme < 0 ? "0001-01-01T00:00:00.000000Z" : "9999-12-31T23:59:59.999999Z"
            #expect(last == .timestamp(try #require(Timestamp(end))))
            let span = try Conditions.value("now - a.paid_at", bindings)
            #expect(span == .duration(extreme < 0 ? -9_223_372_036_854_775 : 9_223_372_036_854_775))
            #expect(try Conditions.value("now.getFullYear(\"-23:59\") >= 0", bindings) == .bool(true))
            #expect(try Conditions.value("o.span.getHours() != 0", bindings) == .bool(true))
        }
    }

    @Test func `broken promises give a value all the same`() throws {
        let sources = [
            "a.on_line == \"yes\"", "a.amount", "a.count", "a.note", "a.channels", "now", "o.span", "o.found",
            "a.channels.all(c, c == \"cash\")", "a.channel in a.channels", "[a.note, a.note]", "a.on_line != \"yes\"",
        ]
        let wrong: [Slot] = [.unset, .none(.refused), .value(.bool(true)), .value(.int(1)), .value(.list([.int(1)]))]
        for source in sources {
            let expression = try CheckedExpression.check(source, in: Conditions.all)
            _ = expression.evaluate([])
            for slot in wrong {
                _ = expression.evaluate(Array(repeating: slot, count: Conditions.all.variables.count))
                _ = expression.isTrue(Array(repeating: slot, count: 4))
            }
        }
        #expect(try CheckedExpression.check("a.count", in: Conditions.all).isTrue([]) == false)
    }
}
