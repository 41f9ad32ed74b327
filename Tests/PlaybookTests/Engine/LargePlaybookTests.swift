import Canonical
import Testing

@testable import Playbook

/// The same laws over playbooks of up to 300 steps that the checker lets in, and their way through files.
@Suite struct `Random playbooks of up to 300 steps` {
    static let seeds = 0..<24
    /// Business of the random playbooks, so that their words are known.
    static let desk: DeskVocabulary = {
        var desk = DeskVocabulary.standard
        desk.outcomes = ["good", "bad", "stopped"]
        desk.roles.formUnion(["lead", "head"])
        return desk
    }()

    static func books(_ seed: Int) -> (main: Playbook, modules: [Playbook]) {
        var dice = PlaybookDice(seed: seed, menu: .init(isStrict: true))
        let (main, modules) = dice.playbook(size: 20 + seed * 12)
        return (main, modules)
    }

    @Test(arguments: seeds) func `the checker lets them in`(seed: Int) {
        let (main, modules) = Self.books(seed)
        let sources = ([main] + modules).map { PlaybookSource(file: $0.id, bytes: $0.canonicalBytes) }
        let (playbooks, findings) = Library.load(sources, desk: Self.desk)
        #expect(findings.filter { $0.severity == .error }.map(\.line).prefix(3) == [])
        #expect(playbooks.map(\.canonical) == sources.map(\.bytes))
    }

    @Test func `they have every construct, and up to 300 steps`() {
        var kinds: Set<String> = []
        var most = 0
        for seed in Self.seeds {
            let (main, modules) = Self.books(seed)
            for book in [main] + modules { kinds.formUnion(book.allSteps.map(\.step.kindKey)) }
            most = max(most, main.stepCount)
        }
        #expect(kinds.count == 12, "\(kinds)")
        #expect((290...400).contains(most), "\(most)")
    }

    @Test(arguments: seeds) func `every run ends within the bound, and is the fold of its events at every step`(
        seed: Int
    ) throws {
        let (main, modules) = Self.books(seed)
        let program = try Forge.program(main, modules)
        var session = try SessionDice(program, seed: seed)
        var copy = Run()
        var folded = 0
        for _ in 0..<20_000 where !session.desk.run.isEnded {
            try session.work()
            for event in session.desk.events[folded...] { copy.fold(event, in: program) }
            folded = session.desk.events.count
            if folded % 7 == 0 { #expect(copy == session.desk.run) }
        }
        #expect(session.desk.run.isEnded)
        #expect(session.desk.open.isEmpty)
        #expect(copy == session.desk.run)
        #expect(session.desk.events.count { $0.name == "activated" } <= program.maximumSteps)
    }

    @Test(arguments: seeds) func `they go through CACAO and come back as they were`(seed: Int) {
        let (main, modules) = Self.books(seed)
        for book in [main] + modules {
            let loaded = LoadedPlaybook(book, file: "")
            let (back, findings) = CACAOFixtures.load(CACAOFixtures.export(loaded, seed % 2 == 0 ? "ru" : "en"))
            #expect(findings.map(\.line) == [])
            #expect(back?.canonicalBytes == loaded.canonical)
        }
    }

    @Test(arguments: seeds) func `a run has one way through them in Russian and in English`(seed: Int) throws {
        let (main, modules) = Self.books(seed)
        let program = try Forge.program(main, modules)
        let runs = try (["ru", "en"] as [Language]).map { language in
            var session = try SessionDice(program, seed: seed, language: language)
            for _ in 0..<120 where !session.desk.run.isEnded { session.tryAnything() }
            return session
        }
        #expect(differences(runs[0].desk.fullPicture, runs[1].desk.fullPicture) == [])
        #expect(runs[0].desk.events.map(\.name) == runs[1].desk.events.map(\.name))
        #expect(runs[0].desk.events.map(\.path) == runs[1].desk.events.map(\.path))
    }
}
