import Canonical
import Casework
import Foundation
import Ledger
import Postgres

/// (e) The trail: appending with and without chain and queue beside pgbench, sealing, offline verification, proofs.
struct TrailWork: Sendable {
    private let cluster: BenchCluster
    private let options: Options
    private static let database = "trail"

    init(_ cluster: BenchCluster, _ options: Options) { (self.cluster, self.options) = (cluster, options) }

    func measure(into report: inout Report) async throws {
        report.begin("e", "The trail, log of \(options.entries) entries")
        if options.runs("verify") { try verifying(into: &report) }
        if options.runs("rows") { try await AuditedWork(cluster, options).measure(into: &report) }
        if options.runs("append") {
            let desk = try await cluster.desk(Self.database, keys: KeyRing.generate(), isNew: true)
            try await appending(try await cluster.postmaster(), into: &report)
            await desk.pool.close()
        }
        if options.runs("store") { try await StoreWork(cluster, options).measure(into: &report) }
    }

    /// The same leaf, once into a table without anything, once at its place in the chain of a case and the count of a
    /// session and into the queue. A desk's own work comes on top of both.
    private func appending(_ postmaster: Int32, into report: inout Report) async throws {
        try await cluster.run(
            """
            CREATE TABLE bench_plain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL, leaf bytea NOT NULL);
            GRANT ALL ON bench_plain TO redress_app;
            CREATE FUNCTION bench_plain(n bigint) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO bench_plain (at, leaf) VALUES (now(), convert_to('{"actor":{"id":"x' || repeat('x', 283), 'UTF8'));
            END $$;
            CREATE FUNCTION bench_append(which bigint, who text) RETURNS void LANGUAGE plpgsql AS $$
            DECLARE p record;
            BEGIN
                SELECT * INTO p FROM audit.next_place(which, who);
                PERFORM audit.append('e-' || gen_random_uuid(), which, p.case_seq + 1, who, p.session_n + 1, NULL, 'case.note_added',
                    now(), convert_to('{"actor":{"id":"x' || repeat('x', 283), 'UTF8'), NULL, NULL);
            END $$;
            """, in: Self.database)
        let pgbench = Pgbench(
            url: try cluster.url(Self.database), role: "redress_app", directory: cluster.directory,
            postmaster: postmaster)
        let plain = "\\set c random(1, 20000)\nSELECT bench_plain(:c);"
        let chained = "\\set c random(1, 20000)\nSELECT bench_append(:c, 'bench-' || :client_id);"
        for clients in options.clients {
            let sides = [
                try pgbench.side("chain and queue", chained, clients: clients, seconds: options.seconds),
                try pgbench.side("plain INSERT", plain, clients: clients, seconds: options.seconds),
            ]
            let results = try await takeTurns(options.rounds, sides)
            let (other, many) = ("pgbench, plain INSERT", "\(clients) clients")
            report.add(
                "append with chain and queue, \(many)", "entries/s", ours: results[0].rates, other,
                theirs: results[1].rates)
            report.add(
                "  processor time", "µs an entry", ours: results[0].costs, other, theirs: results[1].costs,
                isLessBetter: true)
        }
    }

    /// A log of real leaves in a file, verified as an auditor would; then half of it, for the memory.
    private func verifying(into report: inout Report) throws {
        var peaks: [Double] = []
        for count in [options.entries / 8, options.entries] {
            let path = "\(cluster.directory)/entries.jsonl"
            let signer = try BenchSigner(origin: "bench.example/log")
            let checkpoint = try GeneratedLog.write(count, to: path, signer)
            GeneratedLog.forgetPeakMemory()
            let memory = GeneratedLog.memory("VmRSS:")
            var options = BundleVerifier.Options()
            (options.room, options.isRemembering) = (ChainVerifier.Room(SpillFiles()), false)
            let (started, before) = (ContinuousClock.now, ProcessorTime.now(postmaster: 0))
            let verdict = BundleVerifier(policy: WitnessPolicy(log: signer.key.verifierKey), options: options)
                .verify(GeneratedLog(path: path, checkpoint: checkpoint.bytes))
            let seconds = (ContinuousClock.now - started).inSeconds
            let used = ProcessorTime.now(postmaster: 0).since(before).own
            peaks.append(Double(GeneratedLog.memory("VmHWM:") - memory) / 1024)
            try FileManager.default.removeItem(atPath: path)
            guard verdict.isOK else {
                throw BenchError("the generated log does not verify: \(verdict.findings.list.prefix(3))")
            }
            report.add("verify offline, \(count) entries", "entries/s", [Double(count) / seconds])
            report.add("  on one core's time, at least 300000", "entries/s", [Double(count) / used])
            report.add("  most memory beyond what the program had", "MiB", [peaks[peaks.count - 1]])
        }
    }
}

/// A signer in the process of the benchmark.
final class BenchSigner: CheckpointSigner {
    let key: SigningKey
    private let origin: String

    init(origin: String) throws {
        self.origin = origin
        key = try SigningKey(name: origin, algorithm: .ed25519, seed: [UInt8](repeating: 3, count: 32))
    }

    func keys() async throws -> [VerifierKey] { [key.verifierKey] }
    func remembered() async throws -> Checkpoint { Checkpoint(origin: origin, size: 0, root: .emptyRoot) }
    func sign(_ checkpoint: Checkpoint, proof: [TreeHash]) async throws -> SignedCheckpoint {
        try SignedCheckpoint(checkpoint, signedBy: key)
    }
}
