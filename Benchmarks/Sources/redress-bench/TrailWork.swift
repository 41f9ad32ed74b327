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
        try verifying(into: &report)
        let postmaster = try await cluster.postmaster()
        try await AuditedWork(cluster, options).measure(into: &report)
        let desk = try await cluster.desk(Self.database, keys: KeyRing.generate(), isNew: true)
        try await appending(postmaster, into: &report)
        let keeper = try keeper(of: desk)
        try await keeper.sealAll()
        try await sealing(keeper, postmaster, into: &report)
        try await proving(desk, keeper, into: &report)
        await keeper.close()
        await desk.pool.close()
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

    private func keeper(of desk: Desk) throws -> TrailKeeper {
        let configuration = ConnectionConfiguration(
            try cluster.url(Self.database), role: "redress_sealer", statementTimeout: .seconds(300))
        return TrailKeeper(
            desk: desk, pool: Pool(configuration: configuration, size: 2), signer: try BenchSigner(origin: desk.origin))
    }

    /// Leaves of the usual length straight into the queue: what waits is sealed by the real sealer.
    private func sealing(_ keeper: TrailKeeper, _ postmaster: Int32, into report: inout Report) async throws {
        var (rates, costs): ([Double], [Double]) = ([], [])
        var left = options.entries
        while left > 0 {
            let count = min(left, 500_000)
            try await cluster.run(
                """
                SET session_replication_role = replica;
                INSERT INTO audit.pending (entry_id, session, session_n, session_link, type, at, leaf, leaf_hash)
                SELECT 'e-bench-' || n, 'bench-queue', n, sha256('x'), 'search.performed', now(), leaf,
                    sha256('\\x00'::bytea || leaf)
                FROM (SELECT n, convert_to(format('{"actor":{"id":"bench","kind":"system"},"data":{"count":%s,"kind":"cases"},"id":"e-bench-%s","pad":"%s"}',
                        n, n, repeat('x', 180)), 'UTF8') AS leaf
                    FROM generate_series(\(options.entries - left + 1), \(options.entries - left + count)) n) made
                """, in: Self.database)
            let (started, before) = (ContinuousClock.now, ProcessorTime.now(postmaster: postmaster))
            try await keeper.sealAll()
            rates.append(Double(count) / (ContinuousClock.now - started).inSeconds)
            let used = ProcessorTime.now(postmaster: postmaster).since(before)
            costs.append((used.own + used.server) * 1e6 / Double(count))
            left -= count
        }
        report.add("seal", "entries/s", rates)
        report.add("  the same, slowest half million, at least 20000", "entries/s", [rates.min() ?? 0])
        report.add("  processor time, program and server", "µs an entry", costs)
        report.add("  that is, on one core", "entries/s", [1e6 / costs.median])
    }

    private func proving(_ desk: Desk, _ keeper: TrailKeeper, into report: inout Report) async throws {
        var desk = desk
        desk.keeper = keeper
        _ = try await keeper.checkpoint()
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

/// A log in a file, of a thousand cases at a time with twenty entries each, and as many sessions.
struct GeneratedLog: BundleSource {
    let path: String
    let checkpoint: [UInt8]

    static func write(_ count: Int, to path: String, _ signer: BenchSigner) throws -> SignedCheckpoint {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else {
            throw BenchError("\(path) cannot be written")
        }
        let origin = signer.key.verifierKey.name
        var heads = [LeafHash](repeating: .zero, count: 1_000)
        var range = CompactRange()
        var piece: [UInt8] = []
        for index in 0..<count {
            // Entry 0 opens the log; then 20,000 entries go to a thousand cases in turns, and then to a thousand others.
            let (place, turn) = ((index - 1) % 1_000, (index - 1) / 1_000)
            let (name, number) = (turn / 20 * 1_000 + place, turn % 20 + 1)
            let text =
                index == 0
                ? #"{"actor":{"id":"redress","kind":"system"},"id":"e-0","log":"\#(origin)","ts":"2026-03-02T08:00:26.369000Z","type":"log.opened","v":1}"#
                : #"{"actor":{"id":"u-\#(place)","kind":"staff","n":\#(number),"session":"s-\#(name)"},"case":{"id":"c-\#(name)","prev":"\#((number == 1 ? .zero : heads[place]).base64)","seq":\#(number)},"data":{"playbook":"safe-account","playbook_version":"1.0.0","step":"m0_open_safety/greet"},"id":"e-\#(index)","log":"\#(origin)","ts":"2026-03-02T08:00:26.369000Z","type":"case.step_recorded","v":1}"#
            let leaf = Array(text.utf8)
            let hash = LeafHash(leaf: leaf)
            if index > 0 { heads[place] = hash }
            range.append(hash)
            piece += leaf
            piece.append(0x0A)
            if piece.count > 1 << 20 {
                try file.write(contentsOf: piece)
                piece.removeAll(keepingCapacity: true)
            }
        }
        try file.write(contentsOf: piece)
        try file.close()
        return try SignedCheckpoint(
            Checkpoint(origin: origin, size: UInt64(count), root: range.root), signedBy: signer.key)
    }

    /// How much memory the process has (`VmRSS:`), or the most that it had (`VmHWM:`), in kilobytes.
    static func memory(_ which: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(which) } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }

    /// From now on the most memory is counted anew.
    static func forgetPeakMemory() { try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs")) }

    func olderCheckpoints() -> [String] { [] }

    func open(_ file: BundleFile) throws -> (any BundleStream)? {
        switch file {
        case .entries: FileHandle(forReadingAtPath: path).map { Pieces(handle: $0, rest: nil) }
        case .checkpoint: Pieces(handle: nil, rest: checkpoint)
        default: nil
        }
    }

    private struct Pieces: BundleStream {
        let handle: FileHandle?
        var rest: [UInt8]?

        mutating func next() throws -> [UInt8]? {
            if let handle {
                guard let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty else { return nil }
                return Array(piece)
            }
            defer { rest = nil }
            return rest
        }
    }
}
