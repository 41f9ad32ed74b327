import Canonical
import Playbook
import Testing

/// Laws, over random valid playbooks and random sessions.
@Suite struct RunLawTests {
    static let seeds = 0..<60

    static func program(_ seed: Int, _ menu: PlaybookDice.Menu = .init()) throws -> Program {
        var dice = PlaybookDice(seed: seed, menu: menu)
        let (playbook, modules) = dice.playbook()
        return try Forge.program(playbook, modules)
    }

    @Test(arguments: seeds) func `every run ends within the bound, and nothing is left open`(seed: Int) throws {
        let program = try Self.program(seed)
        var session = try SessionDice(program, seed: seed)
        try session.finish()
        #expect(session.desk.run.isEnded)
        #expect(session.desk.open.isEmpty)
        #expect(session.desk.events.count { $0.name == "activated" } <= program.maximumSteps)
        #expect(session.recorded.count <= program.maximumSteps)
    }

    @Test(arguments: seeds) func `the fold of the events is the run, at every prefix, and goes through JSON`(seed: Int)
        throws
    {
        let program = try Self.program(seed)
        var session = try SessionDice(program, seed: seed)
        var copy = Run()
        var inPlace = Run()
        var folded = 0
        func catchUp() throws {
            for event in session.desk.events[folded...] {
                #expect(try RunEvent(json: event.json) == event)
                let parts = event.split()
                #expect(try RunEvent(public: parts.public, personal: parts.personal) == event)
                #expect(!parts.public.canonicalText.contains(SessionDice.canary))
                copy.fold(try RunEvent(json: event.json), in: program)
            }
            folded = session.desk.events.count
            #expect(copy == session.desk.run)
        }
        try catchUp()
        _ = try inPlace.perform(
            .start(
                inputs: ["opened_at": .timestamp(Desk.monday), "note": .string(SessionDice.canary)], language: "ru"),
            at: Desk.monday, in: program, calendar: .weekdaysOnly)
        #expect(inPlace == copy)
        for _ in 0..<60 {
            try session.happen()
            try catchUp()
        }
    }

    @Test(arguments: seeds) func `perform in place is apply and fold`(seed: Int) throws {
        let program = try Self.program(seed)
        var session = try SessionDice(program, seed: seed)
        for _ in 0..<20 {
            var inPlace = session.desk.run
            guard let (path, answer) = session.correction() else {
                try session.happen()
                continue
            }
            let command = Command.correct(path, answer, reason: "x")
            let events = try session.desk.run.apply(command, at: session.desk.now, in: program, calendar: .weekdaysOnly)
            #expect(try inPlace.perform(command, at: session.desk.now, in: program, calendar: .weekdaysOnly) == events)
            try session.desk.apply(command)
            #expect(inPlace == session.desk.run)
            try session.happen()
        }
    }

    @Test(arguments: seeds) func `a correction there and back restores what is live`(seed: Int) throws {
        let program = try Self.program(seed)
        var session = try SessionDice(program, seed: seed)
        for _ in 0..<25 {
            try session.happen()
            guard let (path, answer) = session.correction(),
                let old = session.desk.run.answer(at: path, in: program), old != answer
            else { continue }
            let before = session.desk.fullPicture
            try session.desk.apply(.correct(path, answer, reason: "there"))
            try session.desk.apply(.correct(path, old, reason: "back"))
            #expect(differences(session.desk.fullPicture, before) == [])
        }
    }

    @Test(arguments: seeds) func `a correction is a fresh run with the corrected answer`(seed: Int) throws {
        let program = try Self.program(
            seed, .init(hasClocks: false, hasWaits: false, hasInterrupts: false, redo: [.keep, .review]))
        var session = try SessionDice(program, seed: seed)
        for _ in 0..<session.dice.below(30) + 5 where !session.desk.run.isEnded { try session.work() }
        guard let (path, answer) = session.correction() else { return }
        try session.desk.apply(.correct(path, answer, reason: "x"))

        var fresh = try SessionDice(program, seed: seed).desk
        var waiting: [(path: StepPath, outcome: Outcome, at: Timestamp)] = []
        for entry in session.recorded {
            waiting.append(entry.path == path ? (path, .answer(answer), entry.at) : entry)
            fresh.now = entry.at
            while let index = waiting.firstIndex(where: { fresh.state($0.path) == .active }) {
                let next = waiting.remove(at: index)
                try fresh.record(next.path, next.outcome)
            }
        }
        #expect(differences(session.desk.picture, fresh.picture) == [])
    }

    @Test(arguments: seeds) func `branches of a parallel step commute, and the language changes nothing`(seed: Int)
        throws
    {
        let menu = PlaybookDice.Menu(
            hasAnyJoins: false, hasClocks: false, hasWaits: false, hasInterrupts: false, hasAborts: false)
        let program = try Self.program(seed, menu)
        var first = try SessionDice(program, seed: 1)
        try first.finish()
        let outcomes = Dictionary(first.recorded.map { ($0.path, $0.outcome) }) { one, _ in one }
        for order in 2..<5 {
            var other = try SessionDice(program, seed: order, language: "en")
            while !other.desk.run.isEnded {
                let step = other.dice.pick(other.desk.run.openSteps(in: program))
                try other.record(step.path, try #require(outcomes[step.path]))
            }
            #expect(differences(other.desk.picture, first.desk.picture) == [])
        }
    }

    @Test(arguments: seeds) func `every rung fires once under random ticks and clock jumps`(seed: Int) throws {
        let program = try Self.program(seed)
        var session = try SessionDice(program, seed: seed)
        for _ in 0..<80 {
            if session.dice.oneIn(3) { try session.happen() }
            session.desk.pass(minutes: Int64(session.dice.below(4000)) - 1000)
            try session.desk.apply(.tick)
            #expect(
                try session.desk.run.apply(.tick, at: session.desk.now, in: program, calendar: .weekdaysOnly).isEmpty)
        }
        var fired: Set<String> = []
        for event in session.desk.events {
            guard case .timerFired(let path, let rung) = event.kind, rung != .timeout else { continue }
            #expect(fired.insert("\(path) \(rung)").inserted)
        }
    }

    @Test(arguments: seeds) func `preview says what the correction does`(seed: Int) throws {
        let program = try Self.program(seed)
        var session = try SessionDice(program, seed: seed)
        for _ in 0..<30 { try session.happen() }
        guard let (path, answer) = session.correction() else { return }
        let effect = try session.desk.run.preview(
            correcting: path, to: answer, at: session.desk.now, in: program, calendar: .weekdaysOnly)
        let before = Set(session.desk.open)
        try session.desk.apply(.correct(path, answer, reason: "x"))
        #expect(Set(effect.review.map(\.text)) == Set(session.desk.reviews))
        #expect(Set((effect.opened + effect.askAgain).map(\.text)) == Set(session.desk.open).subtracting(before))
        #expect(effect.isEnded == session.desk.run.isEnded)
    }

    @Test(arguments: seeds) func `events of another program are taken or ignored, and never break anything`(seed: Int)
        throws
    {
        var session = try SessionDice(try Self.program(seed), seed: seed)
        for _ in 0..<60 { try session.happen() }
        let other = try Self.program(seed + 1)
        var run = Run()
        for event in session.desk.events.shuffled(using: &session.dice) + session.desk.events {
            run.fold(event, in: other)
            _ = run.openSteps(in: other).map { $0.wording(in: "en") }
        }
        for step in run.steps(in: other) { _ = run.why(step.path, in: other) }
        _ = run.timers(in: other)
    }
}
