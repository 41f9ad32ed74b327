import Canonical
import Playbook
import Testing

@Suite struct ClockTests {
    static let ladder = Deadline(
        due: Offset(after: Span(60, .minutes)), warn: Span(40, .minutes), escalateTo: "lead",
        escalateLater: .init(after: Span(90, .minutes), to: "head"), isPausable: true)

    private func rungs(_ events: [RunEvent]) -> [String] {
        events.compactMap { if case .timerFired(_, let rung) = $0.kind { "\(rung)" } else { nil } }
    }

    @Test func `the ladder fires rung by rung`() throws {
        var desk = try Desk([Forge.act("ring").due(Self.ladder)])
        #expect(desk.step("ring")?.due == desk.now.adding(seconds: 3600))
        #expect(desk.step("ring")?.deadlineState(at: desk.now) == .running)
        desk.pass(minutes: 40)
        #expect(desk.step("ring")?.deadlineState(at: desk.now) == .warned)
        #expect(rungs(try desk.apply(.tick)) == ["warn"])
        desk.pass(minutes: 20)
        let breach = try desk.apply(.tick)
        #expect(breach.map(\.name) == ["timer_fired", "timer_fired", "escalated"])
        #expect(breach.last?.kind == .escalated(to: "lead", severity: .high, "ring"))
        #expect(desk.step("ring")?.deadlineState(at: desk.now) == .breached)
        desk.pass(minutes: 30)
        #expect(rungs(try desk.apply(.tick)) == ["later"])
        #expect(desk.run.nextTimer(in: desk.program) == nil)
    }

    @Test func `a long sleep fires every rung once, in order`() throws {
        var desk = try Desk([Forge.act("ring").due(Self.ladder)])
        desk.pass(minutes: 10_000)
        #expect(rungs(try desk.apply(.tick)) == ["warn", "breach", "escalate", "later"])
        #expect(try desk.apply(.tick).isEmpty)
    }

    @Test func `a step that is done has no clock any more`() throws {
        var desk = try Desk([Forge.act("ring").due(Self.ladder), Forge.say("x")])
        try desk.record("ring")
        desk.pass(minutes: 10_000)
        #expect(try desk.apply(.tick).isEmpty)
    }

    @Test(arguments: [1, 45, 59, 600, 100_000]) func `a pause moves a pausable clock by exactly its length`(
        minutes: Int64
    ) throws {
        var desk = try Desk([Forge.act("ring").due(Self.ladder)])
        let due = try #require(desk.step("ring")?.due)
        desk.pass(minutes: 30)
        try desk.apply(.pause(reason: "bank"))
        #expect(desk.step("ring")?.deadlineState(at: desk.now) == .paused)
        desk.pass(minutes: minutes)
        #expect(try desk.apply(.tick).isEmpty)
        try desk.apply(.resume)
        #expect(desk.step("ring")?.due == due.adding(seconds: minutes * 60))
        #expect(desk.run.nextTimer(in: desk.program)?.at == Desk.monday.adding(seconds: (40 + minutes) * 60))
    }

    @Test func `a pause after a rung fired does not move that rung`() throws {
        var desk = try Desk([Forge.act("ring").due(Self.ladder)])
        desk.pass(minutes: 70)
        try desk.apply(.tick)
        try desk.apply(.pause(reason: "bank"))
        desk.pass(minutes: 30)
        try desk.apply(.resume)
        #expect(desk.step("ring")?.due == Desk.monday.adding(seconds: 3600))
        #expect(desk.run.nextTimer(in: desk.program)?.at == Desk.monday.adding(seconds: 120 * 60))
    }

    @Test func `a rung that was due before a pause fires during it`() throws {
        var desk = try Desk([Forge.act("ring").due(Self.ladder)])
        desk.pass(minutes: 50)
        try desk.apply(.pause(reason: "bank"))
        #expect(rungs(try desk.apply(.tick)) == ["warn"])
    }

    @Test func `a clock of the law does not stand still`() throws {
        var law = Self.ladder
        law.isPausable = false
        var desk = try Desk([Forge.act("ring").due(law)])
        try desk.apply(.pause(reason: "bank"))
        desk.pass(minutes: 60)
        #expect(rungs(try desk.apply(.tick)) == ["warn", "breach", "escalate"])
    }

    @Test func `a clock that counts from something unknown runs when that is learned`() throws {
        let due = Deadline(due: Offset(after: Span(24, .hours), from: "case.paid_at"))
        var desk = try Desk([Forge.act("ring").due(due)], inputs: [("paid_at", "timestamp?")])
        #expect(desk.step("ring")?.due == nil && desk.step("ring")?.deadlineState(at: desk.now) == DeadlineState.none)
        let paid = desk.now.adding(seconds: -3600)
        #expect(try desk.apply(.learn(inputs: ["paid_at": .timestamp(paid)])).map(\.name) == ["learned", "clock_set"])
        #expect(desk.step("ring")?.due == paid.adding(seconds: 86_400))
        #expect(try desk.apply(.learn(inputs: ["paid_at": .timestamp(paid)])).isEmpty)
    }

    @Test func `a clock counts from the moment when another step was done`() throws {
        let due = Deadline(due: Offset(after: Span(2, .businessDays), from: "claim.done_at"))
        var desk = try Desk([Forge.act("claim"), Forge.say("talk"), Forge.act("check").due(due)])
        desk.pass(minutes: 5)
        try desk.record("claim")
        desk.pass(minutes: 60)
        try desk.record("talk")
        #expect(desk.step("check")?.due == Desk.monday.adding(seconds: 2 * 86_400 + 300))
    }

    @Test func `a step in a round counts from the step of its own round`() throws {
        let due = Deadline(due: Offset(after: Span(1, .hours), from: "claim.done_at"))
        var desk = try Desk([
            Forge.ask("n", .integer(0...3)),
            Forge.loop("each", over: "a.n", [Forge.act("claim"), Forge.act("check").due(due)]),
        ])
        try desk.answer("n", 2)
        try desk.record("each[1]/claim")
        try desk.record("each[1]/check")
        desk.pass(minutes: 30)
        try desk.record("each[2]/claim")
        #expect(desk.step("each[2]/check")?.due == Desk.monday.adding(seconds: 5400))
    }
}
