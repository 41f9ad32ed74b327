import Canonical
import Casework
import Ledger
import Postgres
import Support
import Testing

/// What happens when the store becomes older, or somebody else's history: signer and witnesses know.
@Suite struct `An older or another history` {
    private struct Bench {
        let test: TestDesk
        let signer: MemorySigner
        let witness: MemoryWitness
        var desk: Desk
        let cora: Actor

        init() async throws {
            test = try await TestDesk.make(stocked: false)
            signer = try MemorySigner(origin: test.desk.origin)
            witness = try MemoryWitness(name: "w1", policy: signer.policy)
            desk = test.desk
            desk.keeper = test.keeper(signer: signer, witnesses: [witness])
            cora = test.actor("cora", [.compliance])
            try await test.flood(300)
            try await keep()
        }

        func keep() async throws {
            _ = try await desk.keeper?.checkpoint()
            try await desk.keeper?.askWitnesses()
        }

        /// Cuts the log back to a size with everything repaired, as a backup of that moment would have it.
        func restore(to size: Int) async throws {
            var range = CompactRange()
            for row in try await test.query("SELECT leaf_hash FROM audit.log WHERE idx < \(size) ORDER BY idx") {
                range.append(try #require(LeafHash(try row.decode([UInt8].self, "leaf_hash"))))
            }
            let frontier = range.hashes.map(\.hexadecimal).joined()
            try await test.asSuperuser(
                TestDesk.unguarded + """
                    ALTER TABLE audit.log DISABLE TRIGGER ALL; ALTER TABLE audit.log_00000 DISABLE TRIGGER ALL;
                    ALTER TABLE audit.pending DISABLE TRIGGER ALL; ALTER TABLE audit.cosignature DISABLE TRIGGER ALL;
                    ALTER TABLE audit.checkpoint DISABLE TRIGGER ALL;
                    DELETE FROM audit.log WHERE idx >= \(size); DELETE FROM audit.pending;
                    DELETE FROM audit.cosignature WHERE size > \(size); DELETE FROM audit.checkpoint WHERE size > \(size);
                    UPDATE audit.witness SET size = 0;
                    UPDATE audit.log_state SET size = \(size), root = '\\x\(range.root.hexadecimal)', frontier = '\\x\(frontier)';
                    UPDATE audit.tile SET data = substring(data FOR 32 * \(size / 256)) WHERE level = 1;
                    DELETE FROM audit.session_head WHERE session NOT IN (SELECT session FROM audit.log WHERE session IS NOT NULL);
                    UPDATE audit.session_head s SET n = l.session_n, link = l.session_link FROM (
                        SELECT DISTINCT ON (session) session, session_n, session_link FROM audit.log
                        WHERE session IS NOT NULL ORDER BY session, session_n DESC) l WHERE l.session = s.session
                    """)
        }
    }

    @Test func `witnesses cosign what the signer signed, and one that is away is seen to be behind`() async throws {
        let bench = try await Bench()
        #expect(bench.witness.size == 301)
        bench.witness.isAway = true
        try await bench.test.flood(10)
        try await bench.keep()
        let shown = try await bench.desk.perform(ShowCheckpoint(isFresh: false), by: bench.cora)
        #expect(shown["witnesses"]?[0]?["behind"] == 10 && shown["witnesses"]?[0]?["trouble"] == "not reached")
        bench.witness.isAway = false
        try await bench.keep()
        let later = try await bench.desk.perform(ShowCheckpoint(isFresh: false), by: bench.cora)
        #expect(later["witnesses"]?[0]?["behind"] == 0 && later["witnesses"]?[0]?["trouble"] == nil)
        let signed = try SignedCheckpoint(parsing: Array((later["checkpoint"]?.string ?? "").utf8))
        let policy = try WitnessPolicy(
            parsing: Array(
                "log \(bench.signer.key.verifierKey.text)\nwitness w1 \(bench.witness.witness.key.text)\nquorum w1\n"
                    .utf8))
        #expect(try signed.verify(by: policy).count == 1)
    }

    @Test func `a store restored from an older backup is stopped by the signer`() async throws {
        let bench = try await Bench()
        try await bench.restore(to: 280)
        await #expect(throws: TrailFault.longerHistory(known: 301, size: 280, by: "signer")) { try await bench.keep() }
        let error = await #expect(throws: PostgresError.self) {
            _ = try await bench.desk.perform(ListStaff(), by: bench.test.actor("root", [.admin]))
        }
        #expect(Explanation(try #require(error)).code == "trail-stopped")
        // Looking is still possible, and writes nothing.
        let report = try await bench.desk.perform(VerifyStore(), by: bench.cora)
        #expect(report["entries"] == 280)
        #expect((report["findings"]?.array ?? []).map { $0["code"] } == ["ROLLBACK"])
        #expect(try await bench.desk.perform(ShowCheckpoint(), by: bench.cora)["stopped"] != nil)
        await #expect(throws: TrailFault.self) { try await bench.desk.keeper?.resume() }
    }

    @Test func `a signer restored with the store is no help: the witness knows more, and everything stops`()
        async throws
    {
        let bench = try await Bench()
        try await bench.restore(to: 280)
        var desk = bench.test.desk
        let forgetful = try MemorySigner(origin: desk.origin)
        desk.keeper = bench.test.keeper(signer: forgetful, witnesses: [bench.witness])
        _ = try await desk.keeper?.checkpoint()
        await #expect(throws: TrailFault.longerHistory(known: 301, size: 280, by: "witness w1")) {
            try await desk.keeper?.askWitnesses()
        }
        await #expect(throws: PostgresError.self) {
            _ = try await desk.perform(ListStaff(), by: bench.test.actor("root", [.admin]))
        }
    }

    @Test func `a fork that has grown longer than what was signed is refused`() async throws {
        let bench = try await Bench()
        try await bench.restore(to: 280)
        try await bench.test.flood(60)
        await #expect(throws: TrailFault.otherHistory(by: "signer")) { try await bench.keep() }
        // And by the witness, when the signer was made to forget.
        var desk = bench.test.desk
        desk.keeper = bench.test.keeper(signer: try MemorySigner(origin: desk.origin), witnesses: [bench.witness])
        _ = try await desk.keeper?.checkpoint()
        await #expect(throws: TrailFault.otherHistory(by: "witness w1")) { try await desk.keeper?.askWitnesses() }
    }

    @Test func `the missing entries come back from an export, byte for byte, and the desk goes on`() async throws {
        let bench = try await Bench()
        let sink = MemorySink()
        _ = try await bench.desk.perform(ExportTrail(), by: bench.cora).write(into: sink)
        try await bench.restore(to: 280)
        await #expect(throws: TrailFault.self) { try await bench.keep() }
        let files = await sink.files
        let bundle = await sink.bundle
        let answer = try await bench.desk.perform(
            BringBack(bundle, policy: bench.signer.policy), by: bench.test.actor("cora", [.compliance]))
        #expect(answer["brought_back"] == .int(Int64((files["entries.jsonl"] ?? []).count { $0 == 0x0A } - 280)))
        _ = try await bench.desk.perform(ListStaff(), by: bench.test.actor("root", [.admin]))
        try await bench.keep()
        #expect(try await bench.test.verify()["ok"] == true)
        #expect(try await bench.test.root() == (try await bench.test.stateRoot()))
    }

    @Test func `a store that is given up is closed as it is, and never written to again`() async throws {
        let bench = try await Bench()
        try await bench.test.asSuperuser(
            "INSERT INTO casework.staff VALUES ('olga', 'Olga', ARRAY['ADMIN'], now())")
        try await bench.test.flood(40)
        let sink = MemorySink()
        _ = try await bench.desk.perform(ExportTrail(), by: bench.cora).write(into: sink)
        try await bench.restore(to: 320)
        let root = bench.test.actor("root", [.admin])
        let closed = try await bench.desk.perform(CloseLog(approvedBy: "olga"), by: root)
        #expect(closed["size"] == 301, "the newest checkpoint that this store has")
        #expect(try await bench.test.count("SELECT count(*) AS n FROM audit.entry") == 320)
        await #expect(throws: (any Error).self) { try await bench.desk.keeper?.resume() }
        // Not even with all that is missing: what was ended stays ended.
        let (bundle, policy) = (await sink.bundle, bench.signer.policy)
        await #expect(throws: DeskError.self) {
            _ = try await bench.desk.perform(BringBack(bundle, policy: policy), by: bench.cora)
        }
        await #expect(throws: PostgresError.self) { _ = try await bench.desk.perform(ListStaff(), by: root) }
    }

    @Test func `an export of another history brings nothing back`() async throws {
        let bench = try await Bench()
        let sink = MemorySink()
        _ = try await bench.desk.perform(ExportTrail(), by: bench.cora).write(into: sink)
        try await bench.restore(to: 280)
        await #expect(throws: TrailFault.self) { try await bench.keep() }
        var bundle = await sink.bundle
        bundle.files[.entries] = Array(
            String(decoding: bundle.files[.entries] ?? [], as: UTF8.self).replacing(
                "\"count\":299", with: "\"count\":298"
            ).utf8)
        await #expect(throws: DeskError.self) {
            _ = try await bench.desk.perform(BringBack(bundle, policy: bench.signer.policy), by: bench.cora)
        }
        #expect(try await bench.test.count("SELECT size AS n FROM audit.log_state") == 280)
    }
}
