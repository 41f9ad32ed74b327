import Canonical
import Casework
import Foundation
import Ledger
import Playbook
import PlaybookFiles

/// Section (c): what needs no store. There is nothing of the same kind to run beside it; the rates stand alone.
enum EngineWork {
    /// Measures all of it.
    static func measure(_ options: Options, into report: inout Report) throws {
        report.begin("c", "The engine and the ledger, one thread")
        let rounds = options.rounds
        let sources = PlaybookFiles.all.map { PlaybookSource(file: $0.name, bytes: Array($0.text.utf8)) }
        report.add(
            "lint of the shipped library (\(sources.count) files)", "ms",
            try milliseconds(rounds, 5) { _ = Library.load(sources) })
        let library = Library(Library.load(sources).playbooks)
        guard let loaded = library.playbooks.first(where: { $0.playbook.id == "safe-account" }) else {
            throw BenchError("there is no safe-account")
        }
        report.add(
            "safe-account: load the stored form", "ms",
            try milliseconds(rounds, 20) { _ = try PlaybookFile.load(canonical: loaded.canonical) })
        report.add(
            "safe-account: link with what it calls", "ms",
            try milliseconds(rounds, 20) { _ = try Program(loaded.playbook) { library[$0, $1]?.playbook } })
        let program = try Program(loaded.playbook) { library[$0, $1]?.playbook }
        let walk = try RunWalker(program)
        report.add(
            "safe-account: a step (apply and fold), \(walk.steps) steps a run", "1/s",
            try rates(rounds, 20 * walk.steps) {
                for _ in 0..<20 { _ = try RunWalker(program) }
            })
        let events = try RunWalker(program, events: 1_000).events
        report.add(
            "replay of a run of \(events.count) events", "ms",
            try milliseconds(rounds, 20) {
                var run = Run()
                for event in events { run.fold(event, in: program) }
            })
        try conditions(rounds, &report)
        try leaves(rounds, &report)
    }

    private static func conditions(_ rounds: Int, _ report: inout Report) throws {
        let environment = Environment([
            .init(name: "a.amount", type: .money, isCertain: true),
            .init(name: "a.taken", type: .bool, isCertain: true),
            .init(name: "case.scam_type", type: .string, isCertain: true),
        ])
        let text = "a.taken && a.amount >= money(\"RUB\", 1500000) && case.scam_type == \"SAFE_ACCOUNT\""
        let condition = try CheckedExpression.check(text, in: environment, expecting: .bool)
        let slots: [Slot] = [
            .value(.money(Money(minor: 15_000_000, currency: "RUB"))), .value(.bool(true)),
            .value(.string("SAFE_ACCOUNT")),
        ]
        guard condition.isTrue(slots) else { throw BenchError("\(condition.source) is false") }
        var count = 0
        report.add(
            "a condition: \(condition.source)", "1/s",
            try rates(rounds, 200_000) {
                for _ in 0..<200_000 where condition.isTrue(slots) { count += 1 }
            })
        guard count == rounds * 200_000 else { throw BenchError("a condition changed its mind") }
    }

    private static func leaves(_ rounds: Int, _ report: inout Report) throws {
        let actor = Leaf.Actor(kind: "staff", id: "anna", session: "s-1", n: 7)
        guard let previous = LeafHash([UInt8](repeating: 7, count: 32)) else { throw BenchError("no hash") }
        var sum = 0
        report.add(
            "an audit leaf: build, check, canonical bytes, hash", "1/s",
            try rates(rounds, 5_000) {
                for number in 0..<5_000 {
                    let leaf = try Leaf(
                        log: "redress/bench/audit", id: "e-\(number)", ts: .now, type: .caseStepRecorded, actor: actor,
                        case: Leaf.CasePlace(id: "c-260000000001", seq: Int64(number + 2), prev: previous),
                        data: ["step": "m1/amount", "result": "answered", "run_seq": .int(Int64(number)), "events": 2])
                    sum += Int(leaf.hash.bytes.first ?? 0)
                }
            })
        if sum < 0 { throw BenchError("no sum") }
    }

    private static func milliseconds(_ rounds: Int, _ times: Int, _ body: () throws -> Void) throws -> [Double] {
        try rates(rounds, times) { for _ in 0..<times { try body() } }.map { 1_000 / $0 }
    }

    private static func rates(_ rounds: Int, _ count: Int, _ body: () throws -> Void) throws -> [Double] {
        try (0..<rounds).map { _ in
            let start = ContinuousClock.now
            try body()
            return Double(count) / (ContinuousClock.now - start).inSeconds
        }
    }
}

/// Works through a run as an agent would, without a store.
struct RunWalker {
    private(set) var events: [RunEvent] = []
    private(set) var steps = 0
    private var run = Run()
    private let program: Program
    private var time = Timestamp.now

    /// Goes to the end of the playbook, or until there are so many events: the next ones come from side paths.
    init(_ program: Program, events limit: Int = .max) throws {
        self.program = program
        let known: [String: Value] = [
            "scam_type": .string("SAFE_ACCOUNT"), "opened_at": .timestamp(time), "language": .string("ru"),
            "jurisdiction": .string("RU"), "channel": .string("HOTLINE"), "reference": .string("26-000001-0"),
        ]
        try perform(.start(inputs: known, language: "ru"))
        if limit < .max { try wander(limit) } else { try finish(.max) }
    }

    /// A side path is entered before each step, and worked through.
    private mutating func wander(_ limit: Int) throws {
        while events.count < limit, !run.isEnded {
            let before = events.count
            if let side = run.interrupts(in: program).last { try perform(.raise(interrupt: side.id)) }
            try finish(limit)
            if events.count == before { break }
        }
        events = Array(events.prefix(limit))
    }

    private mutating func finish(_ limit: Int) throws {
        while events.count < limit, !run.isEnded, let open = run.openSteps(in: program).first(where: Self.isWorkable) {
            try perform(try command(for: open))
            steps += 1
        }
    }

    private mutating func perform(_ command: Command) throws {
        time = time.adding(seconds: 1)
        let new = try run.apply(command, at: time, in: program, calendar: .russia)
        for event in new { run.fold(event, in: program) }
        events += new
    }

    private static func isWorkable(_ open: OpenStep) -> Bool { if case .wait = open.step.kind { false } else { true } }

    private func command(for open: OpenStep) throws -> Command {
        let path = open.path
        switch open.step.kind {
        case .ask:
            guard let type = open.answerType else { throw BenchError("no type") }
            var least: Int64?
            if case .integer(let bounds) = type { least = bounds.lowerBound }
            let json = Story.answer(type.name, open.options.map(\.value), least: least, at: path.text)
            let answer = try AnswerReader.answer(json, as: type, now: time).get()
            return .record(path, .answer(answer), language: "ru")
        case .checklist(let list):
            let items = Dictionary(list.items.map { ($0.id, ItemOutcome.done) }) { first, _ in first }
            return .record(path, .items(items), language: "ru")
        case .decide: return .record(path, .choose(case: open.recommended ?? 0, reason: nil), language: "ru")
        case .refer: return .record(path, .consentedDone(reference: nil), language: "ru")
        default: return .record(path, .done, language: "ru")
        }
    }
}
