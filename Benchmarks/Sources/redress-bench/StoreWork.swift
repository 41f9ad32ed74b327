import Canonical
import Casework
import Foundation
import Ledger
import Postgres

/// A store with a long log: sealed by the real sealer, proved from, and verified as `redress audit verify` does it.
struct StoreWork: Sendable {
    private let cluster: BenchCluster
    private let options: Options
    private static let database = "kept"

    init(_ cluster: BenchCluster, _ options: Options) { (self.cluster, self.options) = (cluster, options) }

    func measure(into report: inout Report) async throws {
        var desk = try await cluster.desk(Self.database, keys: KeyRing.generate(), isNew: true)
        let configuration = ConnectionConfiguration(
            try cluster.url(Self.database), role: "redress_sealer", statementTimeout: .seconds(300))
        let keeper = TrailKeeper(
            desk: desk, pool: Pool(configuration: configuration, size: 2), signer: try BenchSigner(origin: desk.origin))
        let postmaster = try await cluster.postmaster()
        try await keeper.sealAll()
        try await sealing(keeper, origin: desk.origin, postmaster, into: &report)
        desk.keeper = keeper
        _ = try await keeper.checkpoint()
        try await proving(desk, into: &report)
        try await verifying(desk, postmaster, into: &report)
        await keeper.close()
        await desk.pool.close()
    }

    /// Real leaves at their places straight into the queue, half a million at a time: what waits is sealed by the real sealer.
    private func sealing(
        _ keeper: TrailKeeper, origin: String, _ postmaster: Int32, into report: inout Report
    ) async throws {
        var (rates, costs): ([Double], [Double]) = ([], [])
        var entries = GeneratedEntries(origin: origin)
        var left = options.entries
        while left > 0 {
            let count = min(left, 500_000)
            try await fill(count, &entries)
            let (started, before) = (ContinuousClock.now, ProcessorTime.now(postmaster: postmaster))
            try await keeper.sealAll()
            rates.append(Double(count) / (ContinuousClock.now - started).inSeconds)
            let used = ProcessorTime.now(postmaster: postmaster).since(before)
            costs.append((used.own + used.server) * 1e6 / Double(count))
            left -= count
        }
        // The heads as the entries leave them.
        try await cluster.run(
            """
            INSERT INTO audit.case_head (case_no, seq, head)
            SELECT DISTINCT ON (case_no) case_no, case_seq, leaf_hash FROM audit.log
            WHERE entry_id LIKE 'e-bench-%' AND (case_seq = 20 OR idx > \(options.entries) - 20000)
            ORDER BY case_no, case_seq DESC;
            INSERT INTO audit.session_head (session, n, link)
            SELECT DISTINCT ON (session) session, session_n, session_link FROM audit.log
            WHERE entry_id LIKE 'e-bench-%' AND (session_n = 20 OR idx > \(options.entries) - 20000)
            ORDER BY session, session_n DESC
            """, in: Self.database)
        report.add("seal", "entries/s", rates)
        report.add("  the same, slowest half million, at least 20000", "entries/s", [rates.min() ?? 0])
        report.add("  processor time, program and server", "µs an entry", costs)
        report.add("  that is, on one core", "entries/s", [1e6 / costs.median])
    }

    private func fill(_ count: Int, _ entries: inout GeneratedEntries) async throws {
        let connection = try await Connection.connect(
            ConnectionConfiguration(try cluster.url(Self.database), statementTimeout: .seconds(600)))
        try await connection.simple("SET session_replication_role = replica; SET synchronous_commit = off")
        var left = count
        while left > 0 {
            let batch = (0..<min(left, 5_000)).map { _ in entries.next() }
            left -= batch.count
            _ = try await connection.query(
                """
                INSERT INTO audit.pending (entry_id, case_no, case_seq, session, session_n, session_link, type, at, leaf, leaf_hash)
                SELECT e.id, e.name, e.number, 's-' || e.name, e.number, e.link, 'case.step_recorded',
                    \(GeneratedEntries.time)::timestamptz, e.leaf, e.hash
                FROM unnest(\(batch.map(\.id))::text[], \(batch.map { Int64($0.name) })::bigint[],
                    \(batch.map { Int64($0.number) })::bigint[], \(batch.map(\.link.bytes))::bytea[],
                    \(batch.map(\.leaf))::bytea[], \(batch.map(\.hash.bytes))::bytea[]) AS e (id, name, number, link, leaf, hash)
                """)
        }
        await connection.close()
    }

    private func proving(_ desk: Desk, into report: inout Report) async throws {
        let compliance = Actor(id: "cora", roles: [.compliance], session: "bench-proofs")
        var times: [Double] = []
        for _ in 0..<200 {
            let id = "e-bench-\(Int.random(in: 1...options.entries))"
            let started = ContinuousClock.now
            _ = try await desk.perform(ProveEntry(.entry(id)), by: compliance)
            times.append((ContinuousClock.now - started).inSeconds * 1000)
        }
        report.add("prove one entry, with its own entry on the trail", "ms", times, limit: 5)
    }

    private func verifying(_ desk: Desk, _ postmaster: Int32, into report: inout Report) async throws {
        GeneratedLog.forgetPeakMemory()
        let memory = GeneratedLog.memory("VmRSS:")
        let (started, before) = (ContinuousClock.now, ProcessorTime.now(postmaster: postmaster))
        let verdict = try await desk.perform(
            VerifyStore(), by: Actor(id: "cora", roles: [.compliance], session: "bench-verify"))
        let seconds = (ContinuousClock.now - started).inSeconds
        let used = ProcessorTime.now(postmaster: postmaster).since(before)
        guard verdict["ok"]?.bool == true, let count = verdict["entries"]?.int else {
            throw BenchError("the store does not verify: \(verdict["findings"]?.array?.prefix(3) ?? [])")
        }
        report.add("verify the store, \(count) entries", "entries/s", [Double(count) / seconds])
        report.add("  processor time of the program", "µs an entry", [used.own * 1e6 / Double(count)])
        report.add("  processor time of the server", "µs an entry", [used.server * 1e6 / Double(count)])
        report.add(
            "  most memory beyond what the program had", "MiB",
            [Double(GeneratedLog.memory("VmHWM:") - memory) / 1024])
    }
}
