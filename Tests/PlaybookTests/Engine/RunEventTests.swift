import Canonical
import Playbook
import Testing

@Suite struct RunEventTests {
    static let secret = "secret-канарейка"
    static let clock = StepClock(
        anchor: Desk.monday, warn: Desk.monday.adding(seconds: 1), due: Desk.monday.adding(seconds: 2), later: nil,
        isPausable: true)

    static let kinds: [RunEvent.Kind] = [
        .started(
            inputs: [
                "a": .bool(true), "b": .int(-5), "c": .string(secret), "d": .timestamp(Desk.monday), "e": .duration(7),
                "f": .money(Money(minor: 1, currency: "RUB")), "g": .list([.string(secret)]), "h": .list([.int(1)]),
            ], language: "ru"),
        .learned(inputs: ["x": .string(secret)]), .shown("a/b", language: "en"),
        .answered("q", .value(.string(secret)), isPersonal: true, language: "ru"),
        .answered("q", .value(.string("yes")), isPersonal: false, language: "ru"),
        .answered("q", .none(.refused), isPersonal: true, language: "ru"), .itemChecked("c", item: "one", .done),
        .itemChecked("c", item: "two", .notApplicable(reason: secret)), .actionReported("a", .done),
        .actionReported("a", .cannot(reason: secret)), .skipped("a", reason: secret),
        .decided("d", recommended: 0, chosen: 1, reason: secret),
        .decided("d", recommended: nil, chosen: nil, reason: nil),
        .referred("r", to: "police", hasConsent: true, reference: secret),
        .referred("r", to: "police", hasConsent: false, reference: nil),
        .waitSatisfied("w", values: ["n": .int(1), "t": .string(secret)]), .interruptRaised("danger", number: 2),
        .corrected("q", old: .value(.string(secret)), new: .none(.unknown), isPersonal: true, reason: secret),
        .corrected("q", old: .value(.int(1)), new: .value(.int(2)), isPersonal: false, reason: secret),
        .reconfirmed("r"), .timerFired("a", .warn), .timerFired("a", .breach),
        .timerFired("a", .escalate(role: "lead")),
        .timerFired("a", .later(role: "head")), .timerFired("w", .timeout), .clockSet("a", clock),
        .timersPaused(reason: secret), .timersResumed, .activated("a"), .notApplicable("a"),
        .escalated(to: "lead", severity: .critical, "a"), .branchCalledOff("p", branch: "bank"),
        .interruptEnded("danger", number: 2), .ended(outcome: "x"), .ended(outcome: nil), .reopened,
    ]

    @Test(arguments: kinds.indices) func `every kind goes through JSON, whole and in two parts`(row: Int) throws {
        let event = RunEvent(at: Desk.monday, Self.kinds[row])
        #expect(try RunEvent(json: event.json) == event)
        let (open, personal) = event.split()
        #expect(!open.canonicalText.contains(Self.secret))
        #expect(try RunEvent(public: open, personal: personal) == event)
        #expect((personal != nil) == event.json.canonicalText.contains(Self.secret))
    }

    @Test(arguments: kinds.indices) func `an event without one of its members is refused`(row: Int) throws {
        let event = RunEvent(at: Desk.monday, Self.kinds[row])
        let members = try #require(event.json.object)
        for name in members.keys where !["reference", "warn", "recommended", "chosen", "outcome"].contains(name) {
            var rest = members
            rest[name] = nil
            if case .decided = event.kind, name == "reason" { continue }
            #expect(throws: EventError(member: name)) { try RunEvent(json: .object(rest)) }
        }
    }

    @Test func `events of another program are ignored`() throws {
        let program = try Forge.program(Forge.playbook([Forge.say("x"), Forge.ask("y")]))
        var run = Run()
        for kind in Self.kinds { run.fold(RunEvent(at: Desk.monday, kind), in: program) }
        for kind in Self.kinds { run.fold(RunEvent(at: Desk.monday, kind), in: program) }
        #expect(run.openSteps(in: program).map(\.path) == ["x"])
    }
}
