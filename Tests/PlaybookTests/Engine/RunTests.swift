import Canonical
import Playbook
import Testing

@Suite struct RunTests {
    @Test func `texts are read out one after another and the run ends`() throws {
        var desk = try Desk([Forge.say("greet"), Forge.say("calm"), Forge.end("closed_ok")])
        #expect(desk.open == ["greet"])
        try desk.record("greet")
        #expect(desk.open == ["calm"])
        let last = try desk.record("calm")
        #expect(last.map(\.name) == ["shown", "ended"])
        #expect(desk.run.isEnded && desk.run.outcome == "closed_ok" && desk.run.doneCount == 2)
    }

    @Test func `a decision takes the first case that holds, in the same apply`() throws {
        var desk = try Desk([
            Forge.ask("line"),
            Forge.decide("cut", [("a.line == \"yes\"", [Forge.say("hang_up")]), (nil, [])]), Forge.end("x"),
        ])
        let events = try desk.answer("line", "yes")
        #expect(events.map(\.name) == ["answered", "decided", "activated"])
        #expect(desk.open == ["hang_up"])
    }

    @Test func `an advised decision asks the agent, and another choice needs a reason`() throws {
        let steps = [
            Forge.ask("sum", .integer(0...100)),
            Forge.decide("police", [("a.sum >= 50", [Forge.say("go")]), (nil, [Forge.say("stay")])], advise: true),
        ]
        var desk = try Desk(steps)
        try desk.answer("sum", 70)
        #expect(desk.step("police")?.recommended == 0)
        #expect(throws: Refusal.reasonNeeded("police")) { try desk.record("police", .choose(case: 1, reason: " ")) }
        try desk.record("police", .choose(case: 1, reason: "the victim insists"))
        #expect(desk.open == ["stay"])
        #expect(desk.state("go") == .dead)
    }

    @Test func `what follows an action depends on its result`() throws {
        let steps = [Forge.act("call", done: [Forge.say("good")], cannot: [Forge.escalate("lead"), Forge.say("bad")])]
        var desk = try Desk(steps)
        #expect(throws: Refusal.reasonNeeded("call")) { try desk.record("call", .cannot(reason: "")) }
        let events = try desk.record("call", .cannot(reason: "no answer"))
        #expect(events.map(\.name) == ["action_reported", "escalated", "activated"])
        #expect(desk.open == ["bad"] && desk.state("good") == .dead && desk.state("call") == .cannot)

        var other = try Desk(steps)
        try other.record("call", .notNeeded(reason: "they called us"))
        #expect(other.run.isEnded && other.state("call") == .skipped)
    }

    @Test func `a checklist is worked on item by item`() throws {
        var desk = try Desk([Forge.checklist("proof", [("shots", true), ("log", false)]), Forge.say("next")])
        #expect(throws: Refusal.itemRequired("proof", item: "shots")) { try desk.record("proof") }
        try desk.record("proof", .items(["shots": .notApplicable(reason: "no phone")]))
        #expect(desk.open == ["proof"])
        #expect(desk.step("proof")?.items == ["shots": .notApplicable(reason: "no phone")])
        try desk.record("proof")
        #expect(desk.open == ["next"])
    }

    @Test func `a checklist closes by itself when nothing is left`() throws {
        var desk = try Desk([Forge.checklist("proof", [("shots", true), ("log", false)]), Forge.say("next")])
        try desk.record("proof", .items(["shots": .done, "log": .done]))
        #expect(desk.open == ["next"])
    }

    @Test func `a referral demands the consent that it needs`() throws {
        var desk = try Desk([Forge.refer("claim"), Forge.refer("note", consent: .notNeeded)])
        #expect(throws: Refusal.consentNeeded("claim")) { try desk.record("claim") }
        let events = try desk.record("claim", .consentedDone(reference: "KUSP 12"))
        #expect(events.first?.kind == .referred("claim", to: "police", hasConsent: true, reference: "KUSP 12"))
        try desk.record("note")
        #expect(desk.run.isEnded)
    }

    @Test func `a step whose rule does not hold is left out`() throws {
        var desk = try Desk([Forge.ask("old"), Forge.say("slow").when("a.old == \"yes\""), Forge.say("last")])
        let events = try desk.answer("old", "no")
        #expect(events.map(\.name) == ["answered", "not_applicable", "activated"])
        #expect(desk.open == ["last"] && desk.state("slow") == .skipped)
    }

    @Test func `all branches of a parallel step are open at once`() throws {
        var desk = try Desk([
            Forge.parallel(
                "contain", [("bank", [Forge.act("ring"), Forge.act("write")]), ("proof", [Forge.act("save")])]),
            Forge.say("last"),
        ])
        #expect(desk.open == ["contain/bank/ring", "contain/proof/save"])
        try desk.record("contain/proof/save")
        try desk.record("contain/bank/ring")
        #expect(desk.open == ["contain/bank/write"])
        try desk.record("contain/bank/write")
        #expect(desk.open == ["last"])
    }

    @Test func `the first branch that ends calls the others off`() throws {
        var desk = try Desk([
            Forge.parallel("reach", [("phone", [Forge.act("ring")]), ("mail", [Forge.act("write")])], join: .any),
            Forge.say("last"),
        ])
        let events = try desk.record("reach/mail/write")
        #expect(events.map(\.name) == ["action_reported", "branch_called_off", "activated"])
        #expect(desk.state("reach/phone/ring") == .dead && desk.open == ["last"])
    }

    @Test func `a loop runs once for each chosen item`() throws {
        let banks = ChoiceType(name: "Bank", options: [.init("sber"), .init("vtb"), .init("alfa")])
        var desk = try Desk([
            Forge.ask("banks", .choices(banks)),
            Forge.loop("each", over: "a.banks", item: "bank", [Forge.act("ring", "Ring {{a.bank}}.")]),
            Forge.say("last"),
        ])
        try desk.answer("banks", .list([.string("alfa"), .string("sber")]))
        #expect(desk.open == ["each[1]/ring"])
        #expect(desk.step("each[1]/ring")?.wording(in: "en") == "Ring sber.")
        try desk.record("each[1]/ring")
        #expect(desk.step("each[2]/ring")?.wording(in: "en") == "Ring alfa.")
        try desk.record("each[2]/ring")
        #expect(desk.open == ["last"] && desk.state("each[3]/ring") == .dead)
    }

    @Test func `a loop over a number counts rounds, and none are none`() throws {
        let steps = [
            Forge.ask("count", .integer(0...9)), Forge.loop("each", over: "a.count", max: 2, [Forge.say("x")]),
        ]
        var none = try Desk(steps)
        try none.answer("count", 0)
        #expect(none.run.isEnded)
        var many = try Desk(steps)
        try many.answer("count", 9)
        try many.record("each[1]/x")
        try many.record("each[2]/x")
        #expect(many.run.isEnded)
    }

    @Test func `a call passes values in and takes values out`() throws {
        let module = Forge.playbook(
            "module", inputs: [("sum", "int"), ("opened_at", "timestamp")], outputs: [("ref", "a.number")],
            [
                Forge.decide("big", [("case.sum >= 10", [Forge.ask("number", .reference)]), (nil, [])]),
                Forge.end(nil, "over"),
            ])
        let main = Forge.playbook(
            inputs: [("opened_at", "timestamp")],
            [
                Forge.ask("sum", .integer(0...100)),
                Forge.call("report", "module", with: ["sum": "a.sum"], take: ["ref": "ref"]),
                Forge.decide("known", [("has(o.ref)", [Forge.say("tell", "It is {{o.ref}}.")]), (nil, [])]),
                Forge.end("x"),
            ])
        var desk = Desk(try Forge.program(main, [module]))
        try desk.apply(.start(inputs: ["opened_at": .timestamp(Desk.monday)], language: "ru"))
        try desk.answer("sum", 20)
        #expect(desk.open == ["report/number"])
        try desk.answer("report/number", "AB-1")
        #expect(desk.step("tell")?.wording(in: "en") == "It is AB-1.")
    }

    @Test
    func
        `what a call does not give is absent afterwards, whatever was there before; an answer without a value is taken`()
        throws
    {
        let module = Forge.playbook(
            "module", outputs: [("ref", "a.number")],
            [
                Forge.ask("has_one"),
                Forge.decide(
                    "given",
                    [("a.has_one == \"yes\"", [Forge.ask("number", .reference, allows: [.refused])]), (nil, [])]
                ),
            ])
        let program = try Forge.program(
            Forge.playbook([
                Forge.call("first", "module", take: ["ref": "ref"]),
                Forge.call("second", "module", take: ["ref": "ref"]),
                Forge.decide(
                    "known",
                    [
                        ("has(o.ref)", [Forge.say("tell")]), ("refused(o.ref)", [Forge.say("silent")]),
                        (nil, [Forge.say("ask")]),
                    ]),
                Forge.end("x"),
            ]), [module])
        func open(after second: [(StepPath, Answer)]) throws -> [String] {
            var desk = Desk(program)
            try desk.apply(.start(inputs: [:], language: "ru"))
            try desk.answer("first/has_one", "yes")
            try desk.answer("first/number", "AB-1")
            for (path, answer) in second { try desk.record(path, .answer(answer)) }
            return desk.open
        }
        #expect(try open(after: [("second/has_one", .value(.string("no")))]) == ["ask"])
        #expect(
            try open(after: [("second/has_one", .value(.string("yes"))), ("second/number", .none(.refused))])
                == ["silent"])
        #expect(
            try open(after: [("second/has_one", .value(.string("yes"))), ("second/number", .value(.string("CD-2")))])
                == ["tell"])
    }

    @Test func `an event ends a wait and brings values`() throws {
        var desk = try Desk([
            Forge.wait(
                "reply", event: "bank.reply", sets: [("held", "YesNo")], Span(3, .days), timeout: [Forge.say("silent")]),
            Forge.decide("good", [("has(o.held) && o.held == \"yes\"", [Forge.say("held")]), (nil, [])]),
        ])
        #expect(desk.state("reply") == .waiting)
        #expect(throws: Refusal.nothingAwaits(event: "rain", awaited: ["bank.reply"])) {
            try desk.apply(.event("rain", [:]))
        }
        #expect(throws: Refusal.wrongValue(name: "held")) {
            try desk.apply(.event("bank.reply", ["held": .string("maybe")]))
        }
        try desk.apply(.event("bank.reply", ["o.held": .string("yes")]))
        #expect(desk.open == ["held"] && desk.state("silent") == .dead)
    }

    @Test func `a wait ends by time`() throws {
        var desk = try Desk([
            Forge.wait("reply", event: "bank.reply", Span(3, .businessDays), timeout: [Forge.say("silent")])
        ])
        desk.pass(minutes: 3 * 24 * 60 - 1)
        #expect(try desk.apply(.tick).isEmpty)
        desk.pass(minutes: 1)
        #expect(try desk.apply(.tick).map(\.name) == ["timer_fired", "activated"])
        #expect(desk.open == ["silent"])
    }

    @Test func `an interrupt runs beside the flow, and again under its number`() throws {
        let danger = Playbook.Interrupt(id: "danger", label: Forge.text("Danger"), steps: [Forge.say("call_112")])
        var desk = try Desk([Forge.say("greet"), Forge.end("x")], interrupts: [danger])
        #expect(desk.run.interrupts(in: desk.program).map(\.id) == ["danger"])
        try desk.apply(.raise(interrupt: "danger"))
        #expect(desk.open == ["!danger/call_112", "greet"])
        try desk.apply(.raise(interrupt: "danger"))
        #expect(desk.open == ["!danger/call_112", "!danger#2/call_112", "greet"])
        try desk.record("greet")
        #expect(!desk.run.isEnded)
        try desk.record("!danger#2/call_112")
        try desk.record("!danger/call_112")
        #expect(desk.run.isEnded && desk.run.outcome == "x")
    }

    @Test func `whoever is in danger when the plan is worked through finds the side path still`() throws {
        let danger = Playbook.Interrupt(
            id: "danger", label: Forge.text("Danger"), steps: [Forge.say("call_112"), Forge.ask("safe")])
        var desk = try Desk([Forge.ask("heard"), Forge.end("x")], interrupts: [danger])
        try desk.answer("heard", "yes")
        #expect(desk.run.isEnded)
        #expect(desk.run.interrupts(in: desk.program).map(\.id) == ["danger"])
        let events = try desk.apply(.raise(interrupt: "danger"))
        #expect(events.contains { $0.name == "reopened" })
        #expect(desk.open == ["!danger/call_112"] && !desk.run.isEnded)
        try desk.record("!danger/call_112")
        // A correction meanwhile lets everything follow again, the side path too.
        try desk.correct("heard", "no")
        #expect(desk.open == ["!danger/safe"] && desk.state("!danger/call_112") == .done)
        try desk.answer("!danger/safe", "yes")
        #expect(desk.run.isEnded && desk.run.outcome == "x")
        try desk.apply(.raise(interrupt: "danger"))
        #expect(desk.open == ["!danger#2/call_112"])
        var again = Run()
        for event in desk.events { again.fold(event, in: desk.program) }
        #expect(again == desk.run)
    }

    @Test func `an aborting interrupt ends the run when it is over`() throws {
        let gone = Playbook.Interrupt(
            id: "gone", label: Forge.text("Gone"), aborts: true, steps: [Forge.say("note"), Forge.end("lost", "over")])
        var desk = try Desk([Forge.say("greet"), Forge.end("x")], interrupts: [gone])
        try desk.apply(.raise(interrupt: "gone"))
        try desk.record("!gone/note")
        #expect(desk.run.outcome == "lost" && desk.open.isEmpty && desk.state("greet") == .dead)
        #expect(throws: Refusal.runEnded) { try desk.apply(.raise(interrupt: "gone")) }
    }

    @Test func `an aborting end ends everything from inside`() throws {
        var desk = try Desk([
            Forge.parallel("p", [("a", [Forge.say("x"), Forge.end("stop", aborts: true)]), ("b", [Forge.say("y")])]),
            Forge.say("last"),
        ])
        try desk.record("p/a/x")
        #expect(desk.run.outcome == "stop" && desk.state("p/b/y") == .dead && desk.state("last") == .dead)
    }

    @Test func `mandatory open steps are named`() throws {
        var desk = try Desk([Forge.parallel("p", [("a", [Forge.say("x").required()]), ("b", [Forge.say("y")])])])
        #expect(desk.run.mandatoryOpen(in: desk.program).map(\.path) == ["p/a/x"])
        try desk.record("p/a/x")
        #expect(desk.run.mandatoryOpen(in: desk.program).isEmpty)
    }

    @Test func `texts show values, and what the caller knows better`() throws {
        var desk = try Desk([
            Forge.ask("sum", .money(1...100_000_000)),
            Forge.say("tell", "{{a.sum}} of {{case.reference}} and {{a.nothing}} {{"),
        ])
        try desk.answer("sum", .money(Money(minor: 100_000_000, currency: "RUB")))
        let words = desk.step("tell")?.wording(in: "en", extra: ["case.reference": "R-1"])
        #expect(words == "1\u{A0}000\u{A0}000.00\u{A0}RUB of R-1 and … {{")
    }
}
