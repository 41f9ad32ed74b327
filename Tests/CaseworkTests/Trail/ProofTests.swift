import Canonical
import Casework
import Ledger
import Postgres
import Support
import Testing

/// Checkpoints, proofs and exports of a real store, judged by the offline verifier.
@Suite struct `Proofs from the store` {
    private struct Bench {
        let test: TestDesk
        let desk: Desk
        let signer: MemorySigner
        let cora: Actor
        let reference: CaseReference

        init(phone: String = "+79281234567") async throws {
            test = try await TestDesk.make()
            signer = try MemorySigner(origin: test.desk.origin)
            var desk = test.desk
            desk.keeper = test.keeper(signer: signer)
            self.desk = desk
            cora = test.actor("cora", [.compliance])
            reference = try await test.openCase(phone: phone).reference
            for text in ["Первая.", "Вторая.", "Третья."] {
                _ = try await desk.perform(AddNote(reference, text: text), by: test.actor())
            }
        }

        func export(openings: RevealPurpose? = nil) async throws -> MemoryBundle {
            let sink = MemorySink()
            guard let openings else {
                _ = try await desk.perform(ExportTrail(), by: cora).write(into: sink)
                return await sink.bundle
            }
            let asked = try await desk.perform(RequestOpenings(purpose: openings), by: cora)
            let request = try #require(asked["request"]?.string)
            _ = try await desk.perform(
                DecideOpenings(request, approves: true), by: test.actor("carl", [.compliance]))
            _ = try await desk.perform(ExportTrail(openingsOf: request), by: cora).write(into: sink)
            return await sink.bundle
        }
    }

    @Test func `every entry of a log of several tiles is proved to somebody who has only the checkpoint`() async throws
    {
        let bench = try await Bench()
        try await bench.test.flood(1_200)
        _ = try await bench.desk.perform(ShowCheckpoint(), by: bench.cora)
        let rows = try await bench.test.query(
            "SELECT entry_id, leaf FROM audit.log WHERE idx % 97 = 0 OR idx < 3 ORDER BY idx")
        for row in rows {
            let answer = try await bench.desk.perform(
                ProveEntry(.entry(try row.decode(String.self, "entry_id"))), by: bench.cora)
            let proof = try ProofFile(parsing: Array((answer["proof"]?.string ?? "").utf8))
            try proof.verify(leaf: try row.decode([UInt8].self, "leaf"), by: bench.signer.policy)
            #expect(throws: Finding.self) { try proof.verify(leaf: Array("{}".utf8), by: bench.signer.policy) }
        }
    }

    @Test(arguments: [
        "substring(data FOR octet_length(data) - 16)", "substring(data FOR 32)", "''", "set_byte(data, 40, 7)",
    ])
    func `tiles that were cut or changed give no proof, and break nothing`(change: String) async throws {
        let bench = try await Bench()
        try await bench.test.flood(1_200)
        _ = try await bench.desk.perform(ShowCheckpoint(), by: bench.cora)
        let id = try await bench.test.query("SELECT entry_id FROM audit.log WHERE idx = 3")[0]
            .decode(String.self, "entry_id")
        _ = try await bench.desk.perform(ProveEntry(.entry(id)), by: bench.cora)
        try await bench.test.asSuperuser(
            "ALTER TABLE audit.tile DROP CONSTRAINT tile_length; UPDATE audit.tile SET data = \(change)")
        await #expect(throws: (any Error).self) {
            _ = try await bench.desk.perform(ProveEntry(.entry(id)), by: bench.cora)
        }
        _ = try? await bench.desk.perform(ReadTile(path: "tile/1/000.p/4"), by: bench.cora)
    }

    @Test func `the receipt of an answer leads to its entry, and one of an entry that is gone to a refusal`()
        async throws
    {
        let bench = try await Bench()
        let opened = try await bench.test.openCase(phone: "+79281111111")
        let receipt = try #require(opened["receipt"]?.string)
        let answer = try await bench.desk.perform(ProveEntry(.receipt(receipt)), by: bench.cora)
        #expect(answer["receipt"]?.string == receipt)
        let gone = try await bench.desk.perform(AddNote(bench.reference, text: "Её не станет."), by: bench.test.actor())
            .json["receipt"]?.string
        let last = try #require(gone)
        // Deleted from the queue before it was sealed, with every counter set back: no chain shows it, the receipt does.
        try await bench.test.asSuperuser(
            TestDesk.unguarded + """
                ALTER TABLE audit.pending DISABLE TRIGGER ALL; ALTER TABLE audit.case_head DISABLE TRIGGER ALL;
                DELETE FROM audit.pending WHERE pid = (SELECT max(pid) FROM audit.pending WHERE type = 'case.note_added')
                """)
        await #expect(throws: DeskError.self) {
            _ = try await bench.desk.perform(ProveEntry(.receipt(last)), by: bench.cora)
        }
    }

    @Test func `a case is shown to be complete, and a bundle without its last entry is not`() async throws {
        let bench = try await Bench()
        _ = try await bench.test.openCase(phone: "+79282222222")
        let json = try await bench.desk.perform(ProveCase(bench.reference), by: bench.cora)
        let bundle = try CaseBundle(parsing: json.canonicalBytes)
        let (findings, below) = bundle.verify(by: bench.signer.policy)
        #expect(findings.isEmpty, "\(findings.list)")
        #expect(below != nil && bundle.entries.count == 4)
        let cut = CaseBundle(
            caseID: bundle.caseID, checkpoint: bundle.checkpoint, entries: bundle.entries.dropLast(),
            heads: bundle.heads)
        #expect(cut.verify(by: bench.signer.policy).findings.codes == [.truncated])
    }

    @Test func `an export verifies offline, again with what came since, and with its openings`() async throws {
        let bench = try await Bench()
        let first = try await bench.export()
        let verifier = BundleVerifier(policy: bench.signer.policy)
        let report = verifier.verify(first)
        #expect(report.isOK, "\(report.findings.list)")
        _ = try await bench.desk.perform(AddNote(bench.reference, text: "Четвёртая."), by: bench.test.actor())
        let second = try await bench.export(openings: .investigation)
        let again = verifier.verify(
            second, kept: [.init(name: "kept", bytes: first.files[.checkpoint] ?? [])])
        #expect(again.isOK, "\(again.findings.list)")
        #expect(again.summary.openings > 0)
        var forged = second
        forged.files[.openings] = Array(
            String(decoding: second.files[.openings] ?? [], as: UTF8.self).replacing("Первая.", with: "Пустая.").utf8)
        #expect(verifier.verify(forged).findings.codes == [.opening])
    }

    @Test func `openings leave the store only when a second person agreed, once, for whoever asked`() async throws {
        let bench = try await Bench()
        let (cora, carl) = (bench.cora, bench.test.actor("carl", [.compliance]))
        let asked = try await bench.desk.perform(RequestOpenings(purpose: .investigation), by: cora)
        let request = try #require(asked["request"]?.string)
        func export(by actor: Actor) async throws {
            _ = try await bench.desk.perform(ExportTrail(openingsOf: request), by: actor).write(into: MemorySink())
        }
        let none = DeskError.noOpeningExport(request)
        await #expect(throws: none) { try await export(by: cora) }
        await #expect(throws: DeskError.secondPersonNeeded) {
            _ = try await bench.desk.perform(DecideOpenings(request, approves: true), by: cora)
        }
        await #expect(throws: DeskError.notAllowed(.audit)) {
            _ = try await bench.desk.perform(DecideOpenings(request, approves: true), by: bench.test.actor())
        }
        _ = try await bench.desk.perform(DecideOpenings(request, approves: true), by: carl)
        await #expect(throws: none) { try await export(by: carl) }
        await #expect(throws: none) {
            _ = try await bench.desk.perform(DecideOpenings(request, approves: false), by: carl)
        }
        try await export(by: cora)
        await #expect(throws: none) { try await export(by: cora) }
        let refused = try await bench.desk.perform(RequestOpenings(purpose: .investigation), by: cora)
        let other = try #require(refused["request"]?.string)
        _ = try await bench.desk.perform(DecideOpenings(other, approves: false), by: carl)
        await #expect(throws: DeskError.noOpeningExport(other)) {
            _ = try await bench.desk.perform(ExportTrail(openingsOf: other), by: cora).write(into: MemorySink())
        }
        let old = try await bench.desk.perform(RequestOpenings(purpose: .investigation), by: cora)
        let third = try #require(old["request"]?.string)
        let tomorrow = bench.desk.at { Timestamp.now.adding(seconds: 86_401) }
        await #expect(throws: DeskError.noOpeningExport(third)) {
            _ = try await tomorrow.perform(DecideOpenings(third, approves: true), by: carl)
        }
        for (type, count) in [
            ("audit.openings_requested", 3), ("audit.openings_approved", 1), ("audit.openings_refused", 1),
        ] {
            #expect(try await bench.test.count("SELECT count(*) AS n FROM audit.entry WHERE type = \(type)") == count)
        }
        let exported = try await bench.test.query(
            "SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit.entry WHERE type = 'audit.exported'")
        #expect(try exported[0].decode(String.self, "leaf").contains(#""approved_by":"carl""#))
    }

    @Test(arguments: [
        "SELECT sealed FROM privacy.opening",
        "SELECT * FROM privacy.exported_openings('o-1', 'cora', ARRAY['e-1'])",
        "UPDATE privacy.opening_export SET state = 'EXPORTED'",
        "DELETE FROM privacy.opening_export",
        "SELECT privacy.move_opening_export('o-1', 'APPROVED', now(), 'cora')",
        "SELECT privacy.move_opening_export('o-1', 'EXPORTED', now(), 'cora')",
        "SELECT privacy.move_opening_export('o-1', 'APPROVED', now(), 'carl')",
        "INSERT INTO privacy.opening_export VALUES ('o-2', NULL, NULL, 'INQUIRY', 'APPROVED', now(), 'cora', now(), 'carl')",
    ])
    func `the store refuses to the application`(statement: String) async throws {
        let test = try await TestDesk.make()
        _ = try await test.openCase()
        try await test.asSuperuser(
            TestDesk.withoutTriggers
                + "INSERT INTO privacy.opening_export VALUES ('o-1', NULL, NULL, 'INQUIRY', 'REQUESTED', now(), 'cora')"
        )
        await #expect(throws: PostgresError.self) {
            try await test.asSuperuser("SET ROLE redress_app; \(statement)")
        }
    }

    @Test func `exports, proofs and checkpoints are on the trail, and need their rights`() async throws {
        let bench = try await Bench()
        _ = try await bench.export()
        _ = try await bench.desk.perform(ShowCheckpoint(), by: bench.cora)
        _ = try await bench.desk.perform(ProveCase(bench.reference), by: bench.cora)
        #expect(try await bench.test.count("SELECT count(*) AS n FROM audit.entry WHERE type = 'audit.exported'") == 2)
        #expect(try await bench.test.count("SELECT count(*) AS n FROM audit.entry WHERE type = 'audit.read'") == 1)
        for role in [StaffRole.agent, .supervisor, .author, .bot, .admin] {
            let actor = bench.test.actor("x-\(role.rawValue.lowercased())", [role])
            await #expect(throws: DeskError.notAllowed(.audit)) {
                _ = try await bench.desk.perform(ExportTrail(), by: actor).write(into: MemorySink())
            }
            await #expect(throws: DeskError.notAllowed(.audit)) {
                _ = try await bench.desk.perform(ProveCase(bench.reference), by: actor)
            }
            await #expect(throws: DeskError.notAllowed(.audit)) {
                _ = try await bench.desk.perform(ReadTile(path: "tile/entries/000.p/1"), by: actor)
            }
        }
        await #expect(throws: DeskError.notAllowed(.administer)) {
            _ = try await bench.desk.perform(RotateKey(), by: bench.cora)
        }
    }

    @Test func `tiles hold what the format says`() async throws {
        let bench = try await Bench()
        try await bench.test.flood(600)
        _ = try await bench.desk.perform(ShowCheckpoint(), by: bench.cora)
        let leaves = try await bench.desk.perform(ReadTile(path: "tile/entries/001"), by: bench.cora).bytes
        let hashes = try await bench.desk.perform(ReadTile(path: "tile/0/001"), by: bench.cora).bytes
        let above = try await bench.desk.perform(ReadTile(path: "tile/1/000.p/2"), by: bench.cora).bytes
        let decoded = try #require(EntryBundle.decode(leaves))
        #expect(decoded.flatMap { LeafHash(leaf: $0).bytes } == hashes)
        var range = CompactRange()
        for leaf in decoded { range.append(LeafHash(leaf: leaf)) }
        #expect(Array(above.suffix(32)) == range.root.bytes)
        for wrong in ["tile/0/009", "tile/1/000", "tile/9/000", "tile/entries/../x", "", "tile/0/x"] {
            await #expect(throws: DeskError.self, "\(wrong)") {
                _ = try await bench.desk.perform(ReadTile(path: wrong), by: bench.cora)
            }
        }
    }
}
