import Canonical
import Playbook

/// The engine: a playbook is linked once and worked through again and again, each question answered `yes`.
struct StepWork {
    private let program: Program
    private let start = Timestamp(seconds: 1_772_442_000)

    /// Reads, checks and links the playbook.
    init(file: String) throws {
        let source = PlaybookSource(file: file, bytes: try Compare.bytes(file))
        let (playbooks, findings) = Library.load([source])
        guard let loaded = playbooks.first, !findings.contains(where: { $0.severity == .error }) else {
            throw CompareError(findings.map(\.line).joined(separator: "\n"))
        }
        program = try Program(loaded.playbook) { _, _ in nil }
    }

    /// Steps a second of whole runs, of the next step from the middle of a run, and replayed events a second.
    func measure(seconds: Double) throws -> JSON {
        var (events, steps) = ([RunEvent](), 0)
        var half = Run()
        try walk { run, new in
            events += new
            steps += 1
            if steps == 20 { half = run }
        }
        let whole = try Compare.rate(seconds: seconds) {
            var count = 0
            for _ in 0..<20 { try walk { _, _ in count += 1 } }
            return count
        }
        guard let open = half.openSteps(in: program).first else { throw CompareError("the run is too short") }
        let command = Self.command(for: open)
        let now = start.adding(seconds: 3600)
        let next = try Compare.rate(seconds: seconds) {
            for _ in 0..<1000 {
                var run = half
                _ = try run.perform(command, at: now, in: program, calendar: .weekdaysOnly)
            }
            return 1000
        }
        let replayed = Compare.rate(seconds: seconds) {
            for _ in 0..<20 {
                var run = Run()
                for event in events { run.fold(event, in: program) }
            }
            return 20 * events.count
        }
        return [
            "steps": .int(Int64(steps)), "events": .int(Int64(events.count)), "steps_per_second": .int(whole),
            "next_per_second": .int(next), "replayed_events_per_second": .int(replayed),
        ]
    }

    /// Works through a run: asks what is open, records it, until the run is over.
    private func walk(_ note: (Run, [RunEvent]) -> Void) throws {
        var run = Run()
        var now = start
        note(run, try run.perform(.start(inputs: [:], language: "en"), at: now, in: program, calendar: .weekdaysOnly))
        while let open = run.openSteps(in: program).first {
            now = now.adding(seconds: 1)
            note(run, try run.perform(Self.command(for: open), at: now, in: program, calendar: .weekdaysOnly))
        }
        guard run.isEnded else { throw CompareError("the run does not end") }
    }

    private static func command(for open: OpenStep) -> Command {
        guard case .ask = open.step.kind else { return .record(open.path, .done, language: "en") }
        return .record(open.path, .answer(.value(.string("yes"))), language: "en")
    }
}
