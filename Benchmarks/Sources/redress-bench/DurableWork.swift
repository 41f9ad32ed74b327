import Canonical
import Casework
import Foundation
import Logging
import Postgres
import Synchronization
import Web

/// Section (b): opening a case and recording a step, durable, through the operation and through HTTP, and pgbench doing
/// the same work by its fastest way.
struct DurableWork {
    private static let ours = "redress"
    private static let others = "pgbench"
    private let options: Options
    private let desk: Desk
    private let story: Story
    private let work: SameWork
    private let pgbench: Pgbench
    private let firstCase: Int64
    private let port: Int
    private let lanes: [Lane]
    private let numbers = Numbers()

    /// Makes the desk, the server and the copy for pgbench, and measures.
    static func measure(_ cluster: BenchCluster, _ options: Options, into report: inout Report) async throws {
        let bench = try await DurableWork(cluster, options)
        for clients in options.clients { try await bench.compareOpening(clients, &report) }
        for clients in options.clients { try await bench.compareSteps(clients, &report) }
    }

    private init(_ cluster: BenchCluster, _ options: Options) async throws {
        self.options = options
        let keys = KeyRing.generate()
        let first = try await cluster.desk(Self.ours, keys: keys, isNew: true)
        let anna = Actor(id: "anna", roles: [.agent], session: "s-anna")
        let learnt = try await Story.learn(first, by: anna)
        story = learnt.story
        let opened = try await first.perform(OpenCase(try Story.intake(numbers.next())), by: anna)
        let reference = try CaseReference.read(opened["ref"]?.string ?? "")
        var tokens: [String] = []
        let admin = Actor(id: "boss", roles: [.admin], session: "s-boss")
        for client in 0..<(options.clients.max() ?? 1) {
            let issued = try await first.perform(IssueToken(role: .agent, staff: "agent-\(client)"), by: admin)
            tokens.append(issued["token"]?.string ?? "")
        }
        await first.pool.close()
        work = try await SameWork.capture(opened: reference, worked: learnt.reference, cluster, Self.ours)
        (pgbench, firstCase) = try await Self.copy(cluster, work, clients: tokens.count)
        let desk = try await cluster.desk(Self.ours, keys: keys, isNew: false)
        self.desk = desk
        port = try await Self.serve(desk)
        lanes = tokens.enumerated().map { client, token in Lane(client: client, token: token) }
    }

    /// The database in which pgbench works: the same in everything, with cases for its clients.
    private static func copy(_ cluster: BenchCluster, _ work: SameWork, clients: Int) async throws -> (Pgbench, Int64) {
        try await cluster.run("CREATE DATABASE \(others) TEMPLATE \(ours)")
        try await cluster.run(work.functions, in: others)
        let rows = try await cluster.query("SELECT last_value AS n FROM casework.case_number", in: others)
        let first: Int64 = try rows[0]["n"]
        let pgbench = Pgbench(
            url: try cluster.url(others), role: "redress_app", directory: cluster.directory,
            postmaster: try await cluster.postmaster())
        try await pgbench.run(work.openScript(.function), times: clients * SameWork.casesOfClient)
        return (pgbench, SameWork.yearBase + first + 1)
    }

    private static func serve(_ desk: Desk) async throws -> Int {
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let configuration = WebConfiguration(port: 0, onListening: { told.yield($0) })
        let server = try WebServer(desk: desk, configuration: configuration, logger: logger)
        // Ends with the process.
        Task { try await server.run() }
        for await port in ports { return port }
        throw BenchError("the server did not start")
    }
}

extension DurableWork {
    private func compareOpening(_ clients: Int, _ report: inout Report) async throws {
        let sides =
            [
                side("operation") { try await openByOperation(clients) },
                side("HTTP") { try await openByHTTP(clients) },
            ]
            + (try SameWork.Way.allCases.map { way in
                try pgbench.side(way.rawValue, work.openScript(way), clients: clients, seconds: options.seconds)
            })
        if clients == options.clients.first {
            report.begin(
                "b", "Durable work a second: \"open a case\" and \"record a step\", beside pgbench doing the same")
        }
        try await compare("open a case", clients, sides, &report)
    }

    private func compareSteps(_ clients: Int, _ report: inout Report) async throws {
        let sides =
            [
                side("operation", prepare: { try await refill(clients) }) { try await stepByOperation(clients) },
                side("HTTP", prepare: { try await refill(clients) }) { try await stepByHTTP(clients) },
            ]
            + (try SameWork.Way.allCases.map { way in
                try pgbench.side(
                    way.rawValue, work.stepScript(way, first: firstCase), clients: clients, seconds: options.seconds)
            })
            + [
                try pgbench.side(
                    "our one pipeline", work.stepAsRedress(first: firstCase), clients: clients,
                    seconds: options.seconds)
            ]
        try await compare("record a step", clients, sides, &report)
    }

    /// The baseline is the way of pgbench that was fastest in the median; the others are shown too.
    private func compare(_ what: String, _ clients: Int, _ sides: [Side], _ report: inout Report) async throws {
        if let only = options.only {
            guard let side = sides.first(where: { $0.name == only }) else {
                throw BenchError("there is no side \(only)")
            }
            let turns = try await takeTurns(options.rounds, [side])[0]
            report.add("\(what), \(only)", "1/s", turns.rates)
            report.add("  the same, processor time of the server", "µs", turns.serverCosts)
            return report.add("  the same, processor time", "µs", turns.costs)
        }
        let results = try await takeTurns(options.rounds, sides)
        let ways = 2..<(2 + SameWork.Way.allCases.count)
        let best = ways.max { results[$0].rates.median < results[$1].rates.median } ?? 2
        for (face, values) in zip(["operation", "HTTP"], results) {
            let name = "\(what), \(face), \(clients) client\(clients == 1 ? "" : "s")"
            for way in [best] + (2..<sides.count).filter({ $0 != best }) {
                report.add(
                    way == best ? name : "  the same", "1/s", ours: values.rates,
                    "pgbench, \(sides[way].name)\(way == best ? " (fastest)" : "")", theirs: results[way].rates,
                    aim: way == best && face == "HTTP" && clients == 16 ? 0.6 : nil)
            }
            report.add(
                "  the same, processor time of the server", "µs", ours: values.serverCosts,
                "pgbench, \(sides[best].name)",
                theirs: results[best].serverCosts, isLessBetter: true)
            report.add(
                "  the same, processor time", "µs", ours: values.costs, "pgbench, \(sides[best].name)",
                theirs: results[best].costs, isLessBetter: true)
        }
    }

    /// A side of ours: its rate, and what it cost this process and the server.
    private func side(
        _ name: String, prepare: @escaping () async throws -> Void = {}, _ turn: @escaping () async throws -> Double
    ) -> Side {
        Side(name: name, prepare: prepare) {
            let (start, before) = (ContinuousClock.now, ProcessorTime.now(postmaster: pgbench.postmaster))
            let rate = try await turn()
            let used = ProcessorTime.now(postmaster: pgbench.postmaster).since(before)
            let count = rate * (ContinuousClock.now - start).inSeconds
            return Turn(rate: rate, cost: (used.own + used.server) * 1e6 / count, server: used.server * 1e6 / count)
        }
    }

    private func openByOperation(_ clients: Int) async throws -> Double {
        let (desk, lanes, numbers) = (desk, lanes, numbers)
        return try await rate(clients) { client, isOver in
            var count = 0
            while !isOver() {
                _ = try await desk.perform(OpenCase(try Story.intake(numbers.next())), by: lanes[client].actor)
                count += 1
            }
            return count
        }
    }

    private func openByHTTP(_ clients: Int) async throws -> Double {
        let (lanes, numbers, port) = (lanes, numbers, port)
        return try await HTTPLoad(clients: clients, seconds: options.seconds) {
            try lanes[$0].connection(port)
        } next: { _ in
            .init(path: "/v1/cases", body: Story.body(numbers.next()), status: "201")
        }.rate()
    }

    private func stepByOperation(_ clients: Int) async throws -> Double {
        let (desk, lanes, story) = (desk, lanes, story)
        return try await rate(clients) { client, isOver in
            var count = 0
            while !isOver(), let (reference, move) = lanes[client].next(story) {
                let record = RecordStep(reference, step: move.path, report: try StepReport(move.report))
                _ = try await desk.perform(record, by: lanes[client].actor)
                count += 1
            }
            return count
        }
    }

    private func stepByHTTP(_ clients: Int) async throws -> Double {
        let (lanes, story, port) = (lanes, story, port)
        return try await HTTPLoad(clients: clients, seconds: options.seconds) {
            try lanes[$0].connection(port)
        } next: {
            guard let (reference, move) = lanes[$0].next(story) else { return nil }
            return .init(path: "/v1/cases/\(reference.text)/results", body: move.body, status: "200")
        }.rate()
    }

    /// Opens cases outside of the measured time, so that nobody runs dry in it. Up to 4,000 steps a second are provided for.
    private func refill(_ clients: Int) async throws {
        let steps = 4_000 * options.seconds / clients
        let wanted = steps / story.moves.count + 2
        let (desk, lanes, numbers) = (desk, lanes, numbers)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<16 {
                group.addTask {
                    for lane in lanes.prefix(clients) where lane.client % 16 == worker || clients < 16 {
                        while lane.count < wanted {
                            let opened = try await desk.perform(
                                OpenCase(try Story.intake(numbers.next())), by: lane.actor(worker))
                            lane.add(try CaseReference.read(opened["ref"]?.string ?? ""))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func rate(
        _ clients: Int, _ body: @escaping @Sendable (Int, @Sendable () -> Bool) async throws -> Int
    ) async throws -> Double {
        let start = ContinuousClock.now
        let end = start + .seconds(options.seconds)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<clients { group.addTask { try await body(client) { ContinuousClock.now >= end } } }
            return try await group.reduce(0, +)
        }
        return Double(count) / (ContinuousClock.now - start).inSeconds
    }
}

/// Numbers for cases: a phone of its own for each.
final class Numbers: Sendable {
    private let last = Atomic<Int>(0)

    /// The next one.
    func next() -> Int { last.add(1, ordering: .relaxed).newValue }
}

/// One client: who it is, and the cases that it will work on.
final class Lane: Sendable {
    let client: Int
    let actor: Actor
    private let token: String
    private let state = Mutex(State())

    private struct State {
        var cases: [CaseReference] = []
        var move = 0
    }

    init(client: Int, token: String) {
        (self.client, self.token) = (client, token)
        actor = Actor(id: "agent-\(client)", roles: [.agent], session: "s-lane-\(client)")
    }

    /// How many cases are left.
    var count: Int { state.withLock { $0.cases.count } }

    /// The same agent at another place of work, to open cases side by side.
    func actor(_ worker: Int) -> Actor {
        Actor(id: actor.id, roles: actor.roles, session: "s-lane-\(client)-\(worker)")
    }

    /// Takes a case in.
    func add(_ reference: CaseReference) { state.withLock { $0.cases.insert(reference, at: 0) } }

    /// The next move in the case at work, or the first of the next case; nil when there is none.
    func next(_ story: Story) -> (CaseReference, Story.Move)? {
        state.withLock { state in
            guard let reference = state.cases.last else { return nil }
            let move = story.moves[state.move]
            state.move += 1
            if state.move == story.moves.count {
                state.move = 0
                state.cases.removeLast()
            }
            return (reference, move)
        }
    }

    /// A connection of its own to the server.
    func connection(_ port: Int) throws -> HTTPClient { try HTTPClient(port: port, token: token) }
}
