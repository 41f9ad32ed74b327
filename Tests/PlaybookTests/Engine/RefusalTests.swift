import Canonical
import Playbook
import Testing

@Suite struct RefusalTests {
    static let start = Command.start(inputs: [:], language: "ru")

    /// A desk with one open step of each kind, side by side.
    static func desk() throws -> Desk {
        let kinds: [(String, Step)] = [
            ("q", Forge.ask("choice", .choice(.yesNo), allows: [.unknown])),
            ("n", Forge.ask("number", .integer(1...9))),
            ("c", Forge.ask("checked", .integer(0...99), check: "a.checked >= 10")),
            ("l", Forge.ask("several", .choices(PlaybookDice.banks))), ("m", Forge.ask("sum", .money(1...500))),
            ("t", Forge.ask("when", .timestamp, check: "a.when <= now")), ("d", Forge.ask("day", .date)),
            ("p", Forge.ask("phone", .phone)), ("r", Forge.ask("ref", .reference)),
            ("x", Forge.ask("words", .text(maximumLength: 3))), ("s", Forge.say("hello")), ("a", Forge.act("ring")),
            ("k", Forge.checklist("list", [("one", true), ("two", false)], excusable: false)),
            ("f", Forge.refer("claim")),
            ("w", Forge.wait("reply", event: "bank.reply", Span(1, .days))),
            ("v", Forge.decide("advice", [("1 == 1", []), (nil, [])], advise: true)),
        ]
        return try Desk([Forge.parallel("all", kinds.map { ($0.0, [$0.1]) })])
    }

    static let wrong: [(StepPath, Outcome, Refusal)] = [
        ("all/q/choice", .answer(.value(.string("maybe"))), answer("all/q/choice", .notAnOption(["yes", "no"]))),
        ("all/q/choice", .answer(.none(.refused)), answer("all/q/choice", .notAllowed(.refused))),
        ("all/q/choice", .answer(.value(.int(1))), answer("all/q/choice", .wrongType("choice"))),
        ("all/q/choice", .done, .wrongOutcome("all/q/choice", takes: ["answer"])),
        ("all/n/number", .answer(.value(.int(10))), answer("all/n/number", .outOfRange(1, 9))),
        ("all/c/checked", .answer(.value(.int(9))), .checkFailed("all/c/checked", source: "a.checked >= 10")),
        (
            "all/l/several", .answer(.value(.list([.string("x")]))),
            answer("all/l/several", .notAnOption(["sber", "vtb", "alfa"]))
        ),
        (
            "all/l/several", .answer(.value(.list([.string("vtb"), .string("vtb")]))),
            answer("all/l/several", .twice("vtb"))
        ),
        (
            "all/m/sum", .answer(.value(.money(Money(minor: 501, currency: "RUB")))),
            answer("all/m/sum", .outOfRange(1, 500))
        ),
        ("all/m/sum", .answer(.value(.money(Money(minor: 5, currency: "rub")))), answer("all/m/sum", .notAnAmount)),
        (
            "all/t/when", .answer(.value(.timestamp(Desk.monday.adding(seconds: 1)))),
            .checkFailed("all/t/when", source: "a.when <= now")
        ),
        ("all/d/day", .answer(.value(.string("2026-02-30"))), answer("all/d/day", .notADay)),
        ("all/p/phone", .answer(.value(.string("89281234567"))), answer("all/p/phone", .notAPhone)),
        ("all/r/ref", .answer(.value(.string("  "))), answer("all/r/ref", .empty)),
        ("all/x/words", .answer(.value(.string("four"))), answer("all/x/words", .tooLong(maximum: 3))),
        (
            "all/s/hello", .answer(.none(.unknown)),
            .wrongOutcome("all/s/hello", takes: ["done", "cannot", "not_needed"])
        ),
        ("all/a/ring", .notNeeded(reason: ""), .reasonNeeded("all/a/ring")),
        ("all/a/ring", .cannot(reason: " \n"), .reasonNeeded("all/a/ring")),
        ("all/k/list", .items(["three": .done]), .unknownItem("all/k/list", item: "three", items: ["one", "two"])),
        ("all/k/list", .items(["one": .notApplicable(reason: "x")]), .itemRequired("all/k/list", item: "one")),
        ("all/k/list", .items(["two": .notApplicable(reason: "")]), .reasonNeeded("all/k/list")),
        ("all/k/list", .done, .itemRequired("all/k/list", item: "one")),
        ("all/f/claim", .done, .consentNeeded("all/f/claim")),
        ("all/w/reply", .cannot(reason: "x"), .wrongOutcome("all/w/reply", takes: ["done", "came"])),
        ("all/w/reply", .came(["x": .int(1)]), .wrongValue(name: "x")),
        ("all/v/advice", .choose(case: 2, reason: nil), .unknownCase("all/v/advice", number: 2, count: 2)),
        ("all/v/advice", .choose(case: 1, reason: nil), .reasonNeeded("all/v/advice")),
        ("all/q/choise", .done, .unknownStep("all/q/choise", suggestion: "all/q/choice")),
        ("ring", .done, .unknownStep("ring", suggestion: "all/a/ring")),
        ("!fire/x", .done, .unknownStep("!fire/x", suggestion: nil)),
        ("all", .done, .wrongOutcome("all", takes: [])),
    ]

    private static func answer(_ path: StepPath, _ reason: WrongAnswer) -> Refusal {
        .wrongAnswer(path, reason: reason)
    }

    @Test(arguments: wrong.indices) func `what does not fit is refused, and changes nothing`(row: Int) throws {
        var desk = try Self.desk()
        let (path, outcome, refusal) = Self.wrong[row]
        let before = desk.run
        #expect(throws: refusal) { try desk.record(path, outcome) }
        #expect(throws: refusal) {
            try desk.run.perform(
                .record(path, outcome, language: "ru"), at: desk.now, in: desk.program, calendar: .weekdaysOnly)
        }
        #expect(desk.run == before)
    }

    @Test func `the same outcome twice is refused`() throws {
        var desk = try Self.desk()
        try desk.record("all/s/hello")
        #expect(throws: Refusal.notOpen("all/s/hello", state: .done)) { try desk.record("all/s/hello") }
        try desk.answer("all/n/number", 5)
        #expect(throws: Refusal.notOpen("all/n/number", state: .done)) { try desk.answer("all/n/number", 5) }
    }

    @Test func `a step that is not reached is not open`() throws {
        var desk = try Desk([Forge.say("one"), Forge.say("two")])
        #expect(throws: Refusal.notOpen("two", state: .pending)) { try desk.record("two") }
        #expect(throws: Refusal.notOpen("two", state: .pending)) {
            try Desk([Forge.say("one"), Forge.say("two")]).run.apply(
                .record("two", .done, language: "ru"), at: desk.now, in: desk.program, calendar: .weekdaysOnly)
        }
    }

    @Test func `the whole run has its refusals`() throws {
        let program = try Forge.program(
            Forge.playbook(inputs: [("language", "string"), ("paid_at", "timestamp?")], [Forge.say("x")]))
        var desk = Desk(program)
        #expect(throws: Refusal.notStarted) { try desk.record("x") }
        #expect(throws: Refusal.notStarted) { try desk.apply(.tick) }
        #expect(throws: Refusal.inputMissing(name: "language")) { try desk.apply(Self.start) }
        #expect(throws: Refusal.wrongInput(name: "language")) {
            try desk.apply(.start(inputs: ["language": .int(1)], language: "ru"))
        }
        try desk.apply(.start(inputs: ["language": .string("ru")], language: "ru"))
        #expect(throws: Refusal.alreadyStarted) { try desk.apply(Self.start) }
        #expect(throws: Refusal.unknownInterrupt("fire", interrupts: [])) { try desk.apply(.raise(interrupt: "fire")) }
        #expect(throws: Refusal.notPaused) { try desk.apply(.resume) }
        try desk.apply(.pause(reason: "bank"))
        #expect(throws: Refusal.alreadyPaused) { try desk.apply(.pause(reason: "bank")) }
        #expect(throws: Refusal.wrongInput(name: "paid_at")) { try desk.apply(.learn(inputs: ["paid_at": .int(1)])) }
        #expect(throws: Refusal.wrongOutcome("x", takes: ["done", "cannot", "not_needed"])) {
            try desk.correct("x", "yes")
        }
        try desk.record("x")
        #expect(throws: Refusal.notOpen("x", state: .done)) { try desk.record("x") }
        #expect(throws: Refusal.runEnded) { try desk.apply(.pause(reason: "bank")) }
    }

    @Test func `a correction needs an answer and a reason, and keeps the rules of the question`() throws {
        var desk = try Desk([Forge.ask("n", .integer(1...9), check: "a.n != 5"), Forge.ask("m")])
        #expect(throws: Refusal.notOpen("n", state: .active)) { try desk.correct("n", .int(2)) }
        try desk.answer("n", 1)
        #expect(throws: Refusal.reasonNeeded("n")) { try desk.apply(.correct("n", .value(.int(2)), reason: " ")) }
        #expect(throws: Refusal.wrongAnswer("n", reason: .outOfRange(1, 9))) { try desk.correct("n", .int(10)) }
        #expect(throws: Refusal.checkFailed("n", source: "a.n != 5")) { try desk.correct("n", .int(5)) }
        #expect(throws: Refusal.notOpen("m", state: .active)) { try desk.correct("m", "no") }
    }
}
