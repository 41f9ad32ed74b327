import Canonical
import Playbook
import Testing

@Suite struct CorrectionTests {
    static let fork = [
        Forge.ask("line"),
        Forge.decide(
            "cut",
            [
                ("a.line == \"yes\"", [Forge.say("hang_up", verbatim: true), Forge.ask("who")]),
                (nil, [Forge.say("calm")]),
            ]),
        Forge.ask("sum", .integer(0...100)), Forge.say("last"),
    ]

    @Test func `what is no longer live is superseded, what is live now opens, and the rest is held`() throws {
        var desk = try Desk(Self.fork)
        try desk.answer("line", "yes")
        try desk.record("hang_up")
        try desk.answer("who", "yes")
        try desk.answer("sum", 5)
        let effect = try desk.run.preview(
            correcting: "line", to: .value(.string("no")), at: desk.now, in: desk.program, calendar: .weekdaysOnly)
        #expect(effect.opened == ["calm"] && effect.superseded == ["hang_up", "who"] && effect.held == ["sum"])
        #expect(effect.kept == ["line"] && effect.askAgain.isEmpty)

        let events = try desk.correct("line", "no")
        #expect(events.map(\.name) == ["corrected", "decided", "activated"])
        #expect(desk.open == ["calm"])
        #expect(desk.state("who") == .superseded && desk.state("sum") == .pending)
        try desk.record("calm")
        #expect(desk.open == ["last"])
        #expect(desk.run.answer(at: "sum", in: desk.program) == .value(.int(5)))
    }

    @Test func `an effect in the world becomes a review task until somebody looks`() throws {
        var desk = try Desk(Self.fork)
        try desk.answer("line", "yes")
        try desk.record("hang_up")
        try desk.correct("line", "no")
        #expect(desk.reviews == ["hang_up"] && desk.state("hang_up") == .superseded)
        try desk.apply(.confirm("hang_up"))
        #expect(desk.reviews.isEmpty)
        #expect(throws: Refusal.nothingToConfirm("hang_up")) { try desk.apply(.confirm("hang_up")) }
    }

    @Test(arguments: [Step.OnRedo.keep, .askAgain, .review])
    func `a step whose values changed follows its rule`(rule: Step.OnRedo) throws {
        var desk = try Desk([
            Forge.ask("bank", .integer(1...9)),
            Forge.ask("number", .integer(0...9), "At bank {{a.bank}}?", onRedo: rule),
            Forge.say("last"),
        ])
        try desk.answer("bank", 1)
        try desk.answer("number", 5)
        try desk.record("last")
        try desk.correct("bank", .int(2))
        switch rule {
        case .keep: #expect(desk.run.isEnded && desk.reviews.isEmpty)
        case .askAgain: #expect(desk.open == ["number"] && !desk.run.isEnded && desk.state("last") == .pending)
        case .review: #expect(desk.reviews == ["number"] && desk.state("number") == .review && desk.run.isEnded)
        }
    }

    @Test func `a referral made on old data is looked at even when it is kept`() throws {
        var desk = try Desk([
            Forge.ask("sum", .integer(0...9)), Forge.refer("claim", needs: ["a.sum"]), Forge.say("last"),
        ])
        try desk.answer("sum", 1)
        try desk.record("claim", .consentedDone(reference: nil))
        try desk.correct("sum", .int(2))
        #expect(desk.reviews == ["claim"] && desk.open == ["last"])
        try desk.apply(.confirm("claim"))
        #expect(desk.reviews.isEmpty && desk.state("claim") == .done)
        // What was looked at once is known: only other values need another look.
        try desk.correct("sum", .int(1))
        #expect(desk.reviews.isEmpty)
        try desk.correct("sum", .int(3))
        #expect(desk.reviews == ["claim"])
    }

    @Test func `the same answer is no correction`() throws {
        var desk = try Desk(Self.fork)
        try desk.answer("line", "yes")
        #expect(try desk.correct("line", "yes").isEmpty)
    }

    @Test func `a correction after the end opens the run again`() throws {
        var desk = try Desk([
            Forge.ask("safe"), Forge.decide("more", [("a.safe == \"no\"", [Forge.say("help")]), (nil, [])]),
            Forge.end("x"),
        ])
        try desk.answer("safe", "yes")
        #expect(desk.run.isEnded)
        let events = try desk.correct("safe", "no")
        #expect(events.map(\.name) == ["corrected", "decided", "activated", "reopened"])
        #expect(desk.open == ["help"])
        #expect(try desk.record("help").map(\.name) == ["shown", "ended"])
    }

    @Test func `an escalation is told once, whatever is corrected`() throws {
        var desk = try Desk([
            Forge.ask("bad"), Forge.decide("tell", [("a.bad == \"yes\"", [Forge.escalate("lead")]), (nil, [])]),
            Forge.say("last"),
        ])
        try desk.answer("bad", "yes")
        try desk.correct("bad", "no")
        try desk.correct("bad", "yes")
        #expect(desk.events.count { $0.name == "escalated" } == 1)
    }

    @Test func `clocks that count from a corrected moment are set anew, and fired rungs stay fired`() throws {
        let due = Deadline(due: Offset(after: Span(60, .minutes), from: "a.paid"))
        var desk = try Desk([Forge.ask("paid", .timestamp), Forge.act("ring").due(due)])
        try desk.answer("paid", .timestamp(desk.now))
        desk.pass(minutes: 60)
        #expect(try desk.apply(.tick).map(\.name) == ["timer_fired"])
        let later = desk.now.adding(seconds: 3600)
        #expect(try desk.correct("paid", .timestamp(later)).map(\.name) == ["corrected", "clock_set"])
        #expect(desk.step("ring")?.due == later.adding(seconds: 3600))
        desk.pass(minutes: 1000)
        #expect(try desk.apply(.tick).isEmpty)
    }

    @Test func `why names the answers that led to a step, and the case that shut another out`() throws {
        var desk = try Desk(Self.fork)
        try desk.answer("line", "yes")
        let open = try #require(desk.run.why("hang_up", in: desk.program))
        #expect(open.reasons.map(\.kind) == [.took(case: 0, condition: "a.line == \"yes\"")])
        let fact = try #require(open.reasons[0].facts.first)
        #expect(fact.variable == "a.line" && fact.value == .value(.string("yes")) && fact.from == "line")
        #expect(open.excludedBy == nil)
        let dead = try #require(desk.run.why("calm", in: desk.program))
        #expect(dead.state == .dead)
        #expect(dead.excludedBy?.kind == .tookOther(case: 0, condition: "a.line == \"yes\"", own: nil))
        #expect(dead.excludedBy?.path == "cut")
    }
}
