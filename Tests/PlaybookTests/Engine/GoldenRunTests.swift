import Canonical
import Foundation
import Testing

@testable import Playbook

@Suite struct `Recorded runs` {
    @Test(arguments: GoldenRun.all) func `replay to the same bytes at every event`(_ name: String) throws {
        let golden = try GoldenRun(name)
        var run = Run()
        for (number, line) in golden.lines.enumerated() {
            run.fold(line.event, in: golden.program)
            let state = run.picture(in: golden.program).canonicalBytes
            guard sha256(state) == line.state else {
                Issue.record("\(name): event \(number) (\(line.event.name) \(line.event.path?.text ?? ""))")
                break
            }
        }
        #expect(run.picture(in: golden.program).canonicalText == golden.end.canonicalText)
    }

    @Test func `are there for this version of the engine, shipped playbooks and random ones`() throws {
        let groups = GoldenRun.all.filter { $0.hasPrefix("\(Run.engineVersion)/") }
            .compactMap { $0.split(separator: "/").dropFirst().first }
        #expect(groups.count { $0 == "shipped" } >= 10)
        #expect(Set(groups.filter { $0.hasPrefix("random") }).count >= 10)
        var kinds: Set<String> = []
        for name in GoldenRun.all { kinds.formUnion(try GoldenRun(name).lines.map(\.event.name)) }
        let every: Set = [
            "started", "learned", "shown", "answered", "item_checked", "action_reported", "skipped", "decided",
            "referred", "wait_satisfied", "interrupt_raised", "corrected", "reconfirmed", "timer_fired", "clock_set",
            "timers_paused", "timers_resumed", "activated", "not_applicable", "escalated", "branch_called_off",
            "interrupt_ended", "ended", "reopened",
        ]
        #expect(every.subtracting(kinds) == [], "No recorded run has these events.")
    }

    /// Run by hand for a new version of the engine (docs/engine.md); what is recorded is never recorded anew.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["REDRESS_RECORD_RUNS"] == "\(Run.engineVersion)"))
    func `are recorded`() throws {
        for book in Shipped.library.playbooks {
            let program = try Shipped.program(book.playbook.id)
            for (number, scenario) in book.playbook.scenarios.prefix(2).enumerated() {
                let result = ScenarioRunner.run(program, scenario: scenario, calendar: .russia)
                try GoldenRun.record(
                    result.events, of: program, as: "shipped/\(book.playbook.id)-scenario-\(number + 1)")
                guard number == 0, case .started(let inputs, let language)? = result.events.first?.kind else {
                    continue
                }
                var session = try SessionDice(program, seed: number, language: language, inputs: inputs)
                for _ in 0..<60 { session.tryAnything() }
                try GoldenRun.record(session.desk.events, of: program, as: "shipped/\(book.playbook.id)-session")
            }
        }
        for seed in 1...12 {
            var dice = PlaybookDice(seed: seed)
            let (playbook, modules) = dice.playbook(size: 30)
            let program = try Forge.program(playbook, modules)
            var session = try SessionDice(program, seed: seed)
            for _ in 0..<80 { session.tryAnything() }
            try GoldenRun.record(session.desk.events, of: program, as: "random-\(seed)/session")
        }
    }
}
