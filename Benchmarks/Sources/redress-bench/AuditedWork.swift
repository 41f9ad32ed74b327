import Canonical
import Casework
import Foundation
import Postgres

/// What the trail costs beside the work: the rows of a real operation by pgbench's fastest way, once with its place in the
/// chains, its entry and its openings, once in a copy of the database without any of them and without the triggers that
/// demand them.
struct AuditedWork {
    private let cluster: BenchCluster
    private let options: Options

    init(_ cluster: BenchCluster, _ options: Options) { (self.cluster, self.options) = (cluster, options) }

    func measure(into report: inout Report) async throws {
        let keys = KeyRing.generate()
        let desk = try await cluster.desk("audited", keys: keys, isNew: true)
        let anna = Actor(id: "anna", roles: [.agent], session: "s-anna")
        let learnt = try await Story.learn(desk, by: anna)
        let opened = try await desk.perform(OpenCase(try Story.intake(1)), by: anna)
        let reference = try CaseReference.read(opened["ref"]?.string ?? "")
        await desk.pool.close()
        let work = try await SameWork.capture(opened: reference, worked: learnt.reference, cluster, "audited")
        try await cluster.run("CREATE DATABASE unaudited TEMPLATE audited")
        // The guard would refuse what comes then, which is what it is for.
        try await cluster.run("DROP EVENT TRIGGER IF EXISTS redress_guard_end", in: "unaudited")
        try await cluster.run("DROP EVENT TRIGGER IF EXISTS redress_guard_drop", in: "unaudited")
        try await cluster.run(
            """
            DO $$
            DECLARE t record;
            BEGIN
                FOR t IN SELECT tgrelid::regclass AS place, tgname FROM pg_trigger WHERE tgname LIKE '%entry_demanded'
                LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER %I', t.place, t.tgname); END LOOP;
            END $$
            """, in: "unaudited")
        let clients = options.clients.contains(16) ? 16 : options.clients[0]
        let sides = try await [("audited", work), ("unaudited", work.unaudited)].async { name, work in
            try await scripts(work, in: name, clients: clients)
        }
        for (index, what) in ["open a case", "record a step"].enumerated() {
            let results = try await takeTurns(options.rounds, sides.map { $0[index] })
            let cost = zip(results[0].costs, results[1].costs).map { $0 / $1 }
            report.add(
                "\(what), rows with the trail, \(clients) clients", "1/s", ours: results[0].rates, "without it",
                theirs: results[1].rates)
            report.add(
                "  processor time", "µs", ours: results[0].costs, "without it", theirs: results[1].costs,
                isLessBetter: true)
            report.add("  with by without", "times", cost, limit: 1.3)
        }
        try await compareProgram(keys, learnt.story, clients, &report)
    }

    /// Opening a case and recording a step through the program, once as it is and once in the copy whose trail keeps nothing:
    /// no head is locked or moved, no entry and no opening written. The program does what it does, it builds the entry too.
    private func compareProgram(_ keys: KeyRing, _ story: Story, _ clients: Int, _ report: inout Report) async throws {
        try await cluster.run(
            """
            CREATE OR REPLACE FUNCTION audit.next_place(for_case bigint, for_session text)
            RETURNS TABLE (case_seq bigint, case_head bytea, session_n bigint, session_link bytea)
            LANGUAGE sql AS $$ SELECT 0::bigint, decode(repeat('00', 32), 'hex'), 0::bigint, decode(repeat('00', 32), 'hex') $$;
            CREATE OR REPLACE FUNCTION audit.append(
                new_entry_id text, for_case bigint, new_case_seq bigint, for_session text, new_session_n bigint,
                new_subject text, new_type text, new_at timestamptz, new_leaf bytea, after_head bytea, sent timestamptz
            ) RETURNS bytea LANGUAGE sql AS $$ SELECT NULL::bytea $$;
            CREATE RULE bench_nothing AS ON INSERT TO privacy.opening DO INSTEAD NOTHING;
            """, in: "unaudited")
        let postmaster = try await cluster.postmaster()
        let numbers = Numbers()
        var openings: [Side] = []
        var steps: [Side] = []
        for name in ["audited", "unaudited"] {
            let desk = try await cluster.desk(name, keys: keys, isNew: false)
            let lanes = (0..<clients).map { Lane(client: $0, token: "") }
            openings.append(
                side(name, lanes, postmaster) { lane in
                    _ = try await desk.perform(OpenCase(try Story.intake(numbers.next())), by: lane.actor)
                })
            steps.append(
                side(name, lanes, postmaster, prepare: { try await refill(lanes, story, desk, numbers) }) { lane in
                    guard let (reference, move) = lane.next(story) else { throw BenchError("too few cases") }
                    let record = RecordStep(reference, step: move.path, report: try StepReport(move.report))
                    _ = try await desk.perform(record, by: lane.actor)
                })
        }
        for (what, sides) in [("open a case", openings), ("record a step", steps)] {
            // The first turn of each fills its caches.
            let results = try await takeTurns(options.rounds + 1, sides).map { Array($0.dropFirst()) }
            report.add(
                "\(what) through the program, \(clients) clients", "1/s", ours: results[0].rates, "without the trail",
                theirs: results[1].rates)
            report.add(
                "  processor time", "µs", ours: results[0].costs, "without the trail", theirs: results[1].costs,
                isLessBetter: true)
            report.add(
                "  with by without", "times", zip(results[0].costs, results[1].costs).map { $0 / $1 }, limit: 1.3)
        }
    }

    /// Opens cases outside of the measured time. Up to 4,000 steps a second are provided for.
    private func refill(_ lanes: [Lane], _ story: Story, _ desk: Desk, _ numbers: Numbers) async throws {
        let wanted = 4_000 * options.seconds / lanes.count / story.moves.count + 2
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in lanes {
                group.addTask {
                    while lane.count < wanted {
                        let opened = try await desk.perform(
                            OpenCase(try Story.intake(numbers.next())), by: lane.actor)
                        lane.add(try CaseReference.read(opened["ref"]?.string ?? ""))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Does something in each lane for as long as a turn takes.
    private func side(
        _ name: String, _ lanes: [Lane], _ postmaster: Int32, prepare: @escaping () async throws -> Void = {},
        _ work: @escaping @Sendable (Lane) async throws -> Void
    ) -> Side {
        let seconds = options.seconds
        return Side(name: name, prepare: prepare) {
            let (start, before) = (ContinuousClock.now, ProcessorTime.now(postmaster: postmaster))
            let end = start + .seconds(seconds)
            let count = try await withThrowingTaskGroup(of: Int.self) { group in
                for lane in lanes {
                    group.addTask {
                        var count = 0
                        while ContinuousClock.now < end {
                            try await work(lane)
                            count += 1
                        }
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
            let used = ProcessorTime.now(postmaster: postmaster).since(before)
            return Turn(
                rate: Double(count) / (ContinuousClock.now - start).inSeconds,
                cost: (used.own + used.server) * 1e6 / Double(count), server: used.server * 1e6 / Double(count))
        }
    }

    private func scripts(_ work: SameWork, in database: String, clients: Int) async throws -> [Side] {
        try await cluster.run(work.functions, in: database)
        let pgbench = Pgbench(
            url: try cluster.url(database), role: "redress_app", directory: cluster.directory,
            postmaster: try await cluster.postmaster())
        let rows = try await cluster.query("SELECT last_value AS n FROM casework.case_number", in: database)
        let first = SameWork.yearBase + (try rows[0]["n", as: Int64.self]) + 1
        try await pgbench.run(work.openScript(.function), times: clients * SameWork.casesOfClient)
        return [
            try pgbench.side("open", work.openScript(.function), clients: clients, seconds: options.seconds),
            try pgbench.side(
                "step", work.stepScript(.function, first: first), clients: clients, seconds: options.seconds),
        ]
    }
}

extension SameWork {
    /// The same without anything of the trail.
    var unaudited: SameWork {
        func plain(_ statements: [Statement]) -> [Statement] {
            statements.filter { !$0.text.contains("audit.") && !$0.text.contains("privacy.opening") }
        }
        return SameWork(open: plain(open), step: plain(step))
    }
}

extension Array {
    /// What each gives, one after the other.
    fileprivate func async<Result>(_ body: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
