import Canonical
import Playbook
import Testing

/// A run that moves to another version of its playbook.
@Suite struct MigrationTests {
    static let old = [
        Forge.ask("alone"), Forge.act("call", deadline: .init(due: Offset(after: Span(1, .hours)))),
        Forge.ask("reached"), Forge.end("done"),
    ]

    static func program(_ steps: [Step], version: Int = 0, inputs: [(String, String)] = []) throws -> Program {
        var playbook = Forge.playbook(inputs: inputs, steps)
        playbook.version = Version(1, version, 0)
        return try Forge.program(playbook)
    }

    /// A desk that has answered `alone` and has `call` open.
    private func halfway() throws -> Desk {
        var desk = Desk(try Self.program(Self.old))
        try desk.apply(.start(inputs: [:], language: "ru"))
        try desk.answer("alone", "yes")
        return desk
    }

    @Test func `of two cases with one condition the one that was chosen stays chosen`() throws {
        let steps = [
            Forge.ask("alone"),
            Forge.decide(
                "case",
                [
                    ("a.alone == \"yes\"", [Forge.say("one")]), ("a.alone == \"yes\"", [Forge.say("two")]),
                    (nil, [Forge.say("three")]),
                ], advise: true),
        ]
        var desk = Desk(try Forge.program(Forge.playbook(steps)))
        try desk.apply(.start(inputs: [:], language: "ru"))
        try desk.answer("alone", "yes")
        try desk.record("case", .choose(case: 1, reason: "better"))
        #expect(desk.open == ["two"])
        try desk.migrate(to: Self.program(steps + [Forge.say("last")], version: 1))
        #expect(desk.open == ["two"])
    }

    private func sort(_ steps: [Step], map: [StepPath: StepPath] = [:]) throws -> MigrationPlan {
        let desk = try halfway()
        return try desk.plan(to: Self.program(steps, version: 1), map: map)
    }

    @Test func `where only wording differs nothing moves, and the new words are shown`() throws {
        var desk = try halfway()
        let steps =
            [
                Forge.ask("alone", .choice(.yesNo), "By yourself?"),
                Forge.act("call", "Ring the bank.", deadline: Self.old[1].deadline),
            ]
            + Self.old[2...]
        let (before, timers) = (desk.fullPicture, desk.run.timers(in: desk.program))
        let new = try Self.program(steps, version: 1)
        #expect(desk.plan(to: new).sort == .textOnly)
        let events = try desk.migrate(to: new)
        #expect(events.map(\.name) == ["migrated"])
        #expect(desk.fullPicture == before && desk.run.timers(in: new) == timers)
        #expect(desk.step("call")?.wording(in: "en") == "Ring the bank.")
    }

    @Test func `new wording of a called module alone is wording alone`() throws {
        func program(_ version: Int, _ words: String, extra: [Step] = []) throws -> Program {
            var module = Forge.playbook("part", [Forge.say("hello", words)] + extra)
            module.version = Version(1, version, 0)
            let call = Step.Call(playbook: "part", version: module.version, with: [:], take: [:])
            return try Forge.program(Forge.playbook([Step(id: "part", kind: .call(call))]), [module])
        }
        let old = try program(0, "Hello.")
        #expect(try old.structureDigest == program(1, "Good day.").structureDigest)
        #expect(try old.structureDigest != program(1, "Hello.", extra: [Forge.say("more")]).structureDigest)
    }

    @Test func `steps that lie ahead may change: that is safe`() throws {
        let steps = Array(Self.old[..<2]) + [Forge.say("extra"), Forge.end("else")]
        let plan = try sort(steps)
        #expect(plan.sort == .safe && plan.reasons.map(\.code) == [.sameState])
        var desk = try halfway()
        try desk.migrate(to: try Self.program(steps, version: 1))
        #expect(desk.open == ["call"] && desk.run.answer(at: "alone", in: desk.program) == .value(.string("yes")))
        try desk.record("call")
        #expect(desk.open == ["extra"])
    }

    @Test func `a new question before where the run stands needs an answer; what was done is kept for then`() throws {
        let steps = [Self.old[0], Forge.ask("when")] + Self.old[1...]
        let plan = try sort(steps)
        #expect(plan.sort == .needsAnswers)
        #expect(plan.reasons.map { "\($0.code.rawValue) \($0.about ?? "")" } == ["closes call", "opens when"])
        var desk = try halfway()
        try desk.record("call")
        try desk.migrate(to: try Self.program(steps, version: 1))
        #expect(desk.open == ["when"])
        try desk.answer("when", "no")
        #expect(desk.open == ["reached"] && desk.state("call") == .done)
    }

    @Test func `an answer that does not fit is asked again, the others stay`() throws {
        let steps = [Forge.ask("alone", .integer(0...9))] + Self.old[1...]
        let plan = try sort(steps)
        #expect(plan.sort == .needsAnswers && plan.reasons.contains { $0.code == .asksAgain && $0.about == "alone" })
        var desk = try halfway()
        try desk.record("call")
        try desk.migrate(to: try Self.program(steps, version: 1))
        #expect(desk.open == ["alone"])
        try desk.answer("alone", 3)
        #expect(desk.open == ["reached"])
    }

    @Test func `what was done and is gone, or of another kind, makes it impossible`() throws {
        #expect(try sort(Array(Self.old[1...])).sort == .impossible)
        let other = try sort([Forge.say("alone")] + Self.old[1...])
        #expect(other.reasons.contains { $0.code == .stepGone && $0.about == "alone" } && other.sort == .impossible)
        #expect(try sort([Self.old[0], Forge.end("done")]).reasons.contains { $0.code == .runEnds })
    }

    @Test func `a step that has another name is found by the map`() throws {
        let steps = [Forge.ask("by_herself"), Forge.parallel("both", [("bank", [Self.old[1]])])] + Self.old[2...]
        #expect(try sort(steps).sort == .impossible)
        let map: [StepPath: StepPath] = ["alone": "by_herself", "call": "both/bank/call"]
        #expect(try sort(steps, map: map).sort == .safe)
        var desk = try halfway()
        try desk.migrate(to: try Self.program(steps, version: 1), map: map)
        #expect(desk.open == ["both/bank/call"])
        #expect(desk.run.answer(at: "by_herself", in: desk.program) == .value(.string("yes")))
    }

    @Test func `rungs that fired stay fired, a pause stays, and a new deadline sets the clock anew`() throws {
        var desk = try halfway()
        desk.pass(minutes: 61)
        try desk.apply(.tick)
        #expect(desk.events.count { $0.name == "timer_fired" } == 1)
        let slower = Forge.act("call", deadline: .init(due: Offset(after: Span(3, .hours))))
        let new = try Self.program([Self.old[0], slower] + Self.old[2...], version: 1)
        #expect(desk.plan(to: new).reasons.map(\.code) == [.sameState, .newClock])
        try desk.migrate(to: new)
        #expect(desk.step("call")?.due == Desk.monday.adding(seconds: 3 * 3600))
        desk.pass(minutes: 600)
        try desk.apply(.tick)
        #expect(desk.events.count { $0.name == "timer_fired" } == 1)
    }

    @Test func `an input that the new version needs comes from the case, or it is impossible`() throws {
        let new = try Self.program(Self.old, version: 1, inputs: [("paid_at", "timestamp")])
        var desk = try halfway()
        #expect(desk.plan(to: new).reasons == [.init(code: .inputMissing, about: "case.paid_at")])
        let inputs = ["paid_at": Value.timestamp(Desk.monday)]
        #expect(desk.plan(to: new, inputs: inputs).sort == .safe)
        try desk.migrate(to: new, inputs: inputs)
        #expect(desk.open == ["call"])
    }

    @Test func `a side path goes on where it is, and is missed where it is gone`() throws {
        let danger = Playbook.Interrupt(
            id: "danger", label: Forge.text("Danger"), aborts: false,
            steps: [Forge.say("dial"), Forge.say("wait_there")])
        var desk = try Desk(Self.old, interrupts: [danger])
        for _ in 0..<2 { try desk.apply(.raise(interrupt: "danger")) }
        try desk.record("!danger#2/dial")
        var playbook = Forge.playbook(interrupts: [danger], Self.old + [])
        playbook.steps.insert(Forge.say("later"), at: 2)
        playbook.interrupts.insert(
            .init(id: "gone", label: Forge.text("Gone"), aborts: false, steps: [Forge.say("note")]), at: 0)
        let new = try Forge.program(playbook)
        #expect(desk.plan(to: new).sort == .safe)
        let open = desk.open
        try desk.migrate(to: new)
        #expect(desk.open == open && open.contains("!danger#2/wait_there"))
        #expect(desk.plan(to: try Self.program(Self.old, version: 2)).reasons.contains { $0.code == .interruptGone })
    }

    @Test func `after a migration a correction is what it would be in the new version`() throws {
        let steps = [
            Self.old[0], Forge.decide("way", [("a.alone == \"yes\"", [Self.old[1]]), (nil, [Forge.say("stay")])]),
            Forge.end("done"),
        ]
        var desk = try halfway()
        try desk.migrate(to: try Self.program(steps, version: 1))
        #expect(desk.open == ["call"])
        try desk.correct("alone", "no")
        #expect(desk.open == ["stay"])
    }
}

/// Laws over random playbooks, random changes of them and random sessions.
@Suite struct MigrationLawTests {
    /// Another version of a playbook: a step more, a step less, other words or another order, wherever it may stand.
    static func changed(_ playbook: Playbook, _ dice: inout Dice, number: Int) -> Playbook {
        var other = playbook
        other.version = Version(1, number, 0)
        let place = dice.below(playbook.steps.count)
        switch dice.below(4) {
        case 0: other.steps.insert(Forge.ask("fresh\(number)"), at: place)
        case 1: other.steps.insert(Forge.say("told\(number)"), at: place)
        case 2 where playbook.steps.count > 2: other.steps.remove(at: place)
        default: other.title = Forge.text("Other words")
        }
        return other
    }

    @Test(arguments: RunLawTests.seeds)
    func `the fold of the events is the run at every prefix, also across migrations`(seed: Int) throws {
        var maker = PlaybookDice(seed: seed, menu: .init())
        let (playbook, modules) = maker.playbook()
        var dice = Dice(seed: seed + 7)
        var session = try SessionDice(try Forge.program(playbook, modules), seed: seed)
        var (copy, program, folded) = (Run(), session.desk.program, 0)
        func catchUp() throws {
            for event in session.desk.events[folded...] {
                let parts = event.split()
                #expect(!parts.public.canonicalText.contains(SessionDice.canary))
                let read = try RunEvent(public: parts.public, personal: parts.personal)
                #expect(read == event)
                copy.fold(read, from: program, to: session.desk.program)
                if case .migrated = event.kind { program = session.desk.program }
            }
            folded = session.desk.events.count
            #expect(copy == session.desk.run)
        }
        try catchUp()
        for number in 1...4 {
            for _ in 0..<12 {
                try session.happen()
                try catchUp()
            }
            // A change that breaks what is read elsewhere is none that could be imported.
            guard let new = try? Forge.program(Self.changed(playbook, &dice, number: number), modules) else { continue }
            let plan = session.desk.plan(to: new)
            let (before, open) = (session.desk.picture, session.desk.open)
            try session.desk.migrate(to: new, reason: SessionDice.canary)
            try catchUp()
            switch plan.sort {
            case .textOnly: #expect(differences(session.desk.picture, before) == [])
            case .safe: #expect(session.desk.open == open, "\(plan.reasons)")
            case .needsAnswers, .impossible: break
            }
        }
        for step in session.desk.run.steps(in: session.desk.program) {
            _ = session.desk.run.why(step.path, in: session.desk.program)
        }
        try session.finish()
        #expect(session.desk.run.isEnded)
    }

    @Test(arguments: RunLawTests.seeds)
    func `a migration there and back leaves every answer and what is live`(seed: Int) throws {
        var maker = PlaybookDice(seed: seed, menu: .init())
        let (playbook, modules) = maker.playbook()
        let old = try Forge.program(playbook, modules)
        var longer = playbook
        longer.version = Version(1, 1, 0)
        longer.steps.insert(Forge.say("told"), at: 0)
        let new = try Forge.program(longer, modules)
        var session = try SessionDice(old, seed: seed)
        for _ in 0..<30 { try session.happen() }
        let before = session.desk.picture
        try session.desk.migrate(to: new)
        try session.desk.migrate(to: old)
        #expect(differences(session.desk.picture, before) == [])
    }
}

extension Desk {
    /// The move of this run to another program.
    func migration(
        to new: Program, map: [StepPath: StepPath] = [:], inputs: [String: Value] = [:], reason: String = ""
    ) -> Migration {
        func name(_ program: Program) -> Migration.Version {
            .init(
                playbook: program.playbook.id, version: program.playbook.version.description,
                digest: program.structureDigest)
        }
        return Migration(from: name(program), to: name(new), map: map, inputs: inputs, reason: reason)
    }

    func plan(to new: Program, map: [StepPath: StepPath] = [:], inputs: [String: Value] = [:]) -> MigrationPlan {
        run.plan(
            migration(to: new, map: map, inputs: inputs), at: now, from: program, to: new, calendar: calendar)
    }

    @discardableResult
    mutating func migrate(
        to new: Program, map: [StepPath: StepPath] = [:], inputs: [String: Value] = [:], reason: String = ""
    ) throws(Refusal) -> [RunEvent] {
        let migration = migration(to: new, map: map, inputs: inputs, reason: reason)
        let caused = try run.migrate(migration, at: now, from: program, to: new, calendar: calendar)
        events += caused
        program = new
        return caused
    }
}
