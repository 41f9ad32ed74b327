import Canonical
import Casework
import Ledger
import Postgres
import Support
import Testing

/// What is done by hand to kept checkpoints and cosignatures: a verification of the store knows whose keys count.
@Suite struct `What is done to the signatures that the store keeps` {
    /// A log with two checkpoints, both cosigned.
    struct Bench: Sendable {
        let test: TestDesk
        let signer: MemorySigner
        let witness: MemoryWitness
        let desk: Desk

        init() async throws {
            test = try await TestDesk.make(stocked: false)
            signer = try MemorySigner(origin: test.desk.origin)
            witness = try MemoryWitness(name: "w1", policy: signer.policy)
            var desk = test.desk
            desk.keeper = test.keeper(signer: signer, witnesses: [witness])
            self.desk = desk
            for _ in 0..<2 {
                try await test.flood(20)
                _ = try await desk.keeper?.checkpoint()
                try await desk.keeper?.askWitnesses()
            }
        }

        func verify() async throws -> JSON {
            try await desk.perform(VerifyStore(), by: test.actor("cora", [.compliance]))
        }

        /// The first of the two notes, signed by somebody else.
        func forged(size: UInt64 = 21) async throws -> String {
            let row = try await test.query("SELECT root FROM audit.checkpoint WHERE size = 21")[0]
            let root = try #require(TreeHash(try row.decode([UInt8].self, "root")))
            let thief = try SigningKey(
                name: test.desk.origin, algorithm: .ed25519, seed: [UInt8](repeating: 7, count: 32))
            let note = try SignedCheckpoint(
                Checkpoint(origin: test.desk.origin, size: size, root: root), signedBy: thief)
            return "decode('\(note.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())', 'hex')"
        }
    }

    /// What a superuser does first.
    private static let open =
        TestDesk.unguarded
        + ["log", "log_00000", "checkpoint", "cosignature"].map { "ALTER TABLE audit.\($0) DISABLE TRIGGER ALL; " }
        .joined()

    /// Puts another letter of base64 at a place of a note, counted from its end.
    private static func letter(_ column: String, fromEnd place: Int) -> String {
        """
        set_byte(\(column), octet_length(\(column)) - \(place),
            CASE get_byte(\(column), octet_length(\(column)) - \(place)) WHEN 65 THEN 66 ELSE 65 END)
        """
    }
    private static func line(fromEnd place: Int) -> String {
        "convert_from(\(letter("convert_to(line, 'UTF8')", fromEnd: place)), 'UTF8')"
    }

    // A signature of the log ends with 92 letters and a newline, a cosignature with 104; the first five hold the key's id.
    static let attacks: [(name: String, codes: Set<String>, script: @Sendable (Bench) async throws -> String)] = [
        (
            "a byte of a signature", ["SIGNATURE"],
            { _ in "UPDATE audit.checkpoint SET note = \(letter("note", fromEnd: 40)) WHERE size = 21" }
        ),
        (
            "the id of the key", ["UNTRUSTED_KEY"],
            { _ in "UPDATE audit.checkpoint SET note = \(letter("note", fromEnd: 92)) WHERE size = 41" }
        ),
        (
            "a checkpoint signed by another key", ["UNTRUSTED_KEY"],
            { "UPDATE audit.checkpoint SET note = \(try await $0.forged()) WHERE size = 21" }
        ),
        (
            "one of another size, signed by another key", ["UNTRUSTED_KEY", "ROOT", "COLUMN_MISMATCH"],
            {
                """
                UPDATE audit.checkpoint SET note = \(try await $0.forged(size: 30)), size = 30 WHERE size = 21
                """
            }
        ),
        (
            "a size", ["COLUMN_MISMATCH", "ROOT"],
            { _ in "UPDATE audit.checkpoint SET size = 22 WHERE size = 21" }
        ),
        (
            "a size, in the note as well", ["SIGNATURE", "ROOT"],
            { _ in
                """
                UPDATE audit.checkpoint SET size = 22, note = convert_to(
                    replace(convert_from(note, 'UTF8'), E'\\n21\\n', E'\\n22\\n'), 'UTF8') WHERE size = 21
                """
            }
        ),
        (
            "a root, in the note as well", ["SIGNATURE", "ROOT"],
            { _ in
                """
                UPDATE audit.checkpoint SET root = sha256('x'), note = convert_to(replace(convert_from(note, 'UTF8'),
                    encode(root, 'base64'), encode(sha256('x'), 'base64')), 'UTF8') WHERE size = 41
                """
            }
        ),
        (
            "no signature at all", ["NOTE"],
            { _ in
                """
                UPDATE audit.checkpoint SET note = substring(note FOR position('\\x0a0a'::bytea IN note) + 1)
                WHERE size = 21
                """
            }
        ),
        (
            "a byte of a cosignature", ["SIGNATURE"],
            { _ in "UPDATE audit.cosignature SET line = \(line(fromEnd: 50)) WHERE size = 21" }
        ),
        (
            "the time of a cosignature", ["SIGNATURE"],
            { _ in "UPDATE audit.cosignature SET line = \(line(fromEnd: 90)) WHERE size = 41" }
        ),
        (
            "the time of a cosignature in its row", ["COLUMN_MISMATCH"],
            { _ in "UPDATE audit.cosignature SET at = at - interval '1 day' WHERE size = 41" }
        ),
        (
            "the id of a witness's key", ["UNTRUSTED_KEY"],
            { _ in "UPDATE audit.cosignature SET line = \(line(fromEnd: 103)) WHERE size = 21" }
        ),
        (
            "a cosignature of another checkpoint", ["SIGNATURE"],
            { _ in
                """
                UPDATE audit.cosignature SET line = (SELECT o.line FROM audit.cosignature o WHERE o.size = 21)
                WHERE size = 41
                """
            }
        ),
        (
            "two lines where one belongs", ["NOTE"],
            { _ in "UPDATE audit.cosignature SET line = line || line WHERE size = 21" }
        ),
        (
            "words instead of a cosignature", ["NOTE"],
            { _ in "UPDATE audit.cosignature SET line = E'cosigned\\n' WHERE size = 21" }
        ),
        (
            "a cosignature of nothing", ["COLUMN_MISMATCH"],
            { _ in "UPDATE audit.cosignature SET size = 20 WHERE size = 21" }
        ),
        (
            "a checkpoint taken away from under its cosignature", ["COLUMN_MISMATCH"],
            { _ in "DELETE FROM audit.checkpoint WHERE size = 21" }
        ),
        (
            "the newest entries with all that was signed of them", ["ROLLBACK"],
            { _ in
                "DELETE FROM audit.log WHERE idx > 30; DELETE FROM audit.checkpoint WHERE size > 30; DELETE FROM audit.cosignature WHERE size > 30"
            }
        ),
    ]

    // One after the other: each has a database of its own, and connections are few.
    @Test(.serialized, arguments: attacks)
    func `is found`(
        _ attack: (name: String, codes: Set<String>, script: @Sendable (Bench) async throws -> String)
    ) async throws {
        let bench = try await Bench()
        let before = try await bench.verify()
        #expect(before["ok"] == true, "\(before)")
        #expect(before["checkpoints"] == ["kept": 2, "signed": 2, "cosignatures": 2, "unchecked": 0])
        try await bench.test.asSuperuser(Self.open + (try await attack.script(bench)))
        let after = try await bench.verify()
        let found = Set((after["findings"]?.array ?? []).compactMap { $0["code"]?.string })
        #expect(after["ok"] == false)
        #expect(attack.codes.isSubset(of: found), "\(attack.name) gave \(found.sorted())")
    }

    @Test func `signatures of keys that were changed since are known from the trail, and no further`() async throws {
        let bench = try await Bench()
        let root = bench.test.actor("root", [.admin])
        _ = try await bench.desk.perform(RotateKey(), by: root)
        let first = bench.signer.key
        _ = try await bench.desk.perform(RetireKey(first.verifierKey.text), by: root)
        try await bench.test.flood(3)
        _ = try await bench.desk.keeper?.checkpoint()
        let report = try await bench.verify()
        #expect(report["ok"] == true, "\(report)")
        #expect(report["checkpoints"] == ["kept": 4, "signed": 4, "cosignatures": 2, "unchecked": 0])
        // Somebody kept the key that was retired, and signs the truth with it.
        let row = try await bench.test.query("SELECT size, root FROM audit.checkpoint ORDER BY size DESC LIMIT 1")[0]
        let tree = try #require(TreeHash(try row.decode([UInt8].self, "root")))
        let size = try row.decode(Int64.self, "size")
        let late = try SignedCheckpoint(
            Checkpoint(origin: bench.desk.origin, size: UInt64(size), root: tree), signedBy: first)
        let note = Base64.encode(late.bytes)
        try await bench.test.asSuperuser(
            Self.open + "UPDATE audit.checkpoint SET note = decode('\(note)', 'base64') WHERE size = \(size)")
        let after = try await bench.verify()
        #expect((after["findings"]?.array ?? []).map { $0["code"] } == ["UNTRUSTED_KEY"])
    }

    @Test func `where nobody knows the keys, it says so and finds nothing`() async throws {
        let bench = try await Bench()
        let report = try await bench.test.verify()
        #expect(report["ok"] == true)
        #expect(report["checkpoints"] == ["kept": 2, "signed": 0, "cosignatures": 0, "unchecked": 4])
    }

    @Test func `a witness that is no longer asked is no finding, one with another key is`() async throws {
        let bench = try await Bench()
        var desk = bench.desk
        for (name, codes) in [("w2", [String]()), ("w1", ["UNTRUSTED_KEY", "UNTRUSTED_KEY"])] {
            let other = try MemoryWitness(name: name, policy: bench.signer.policy, seed: 11)
            desk.keeper = bench.test.keeper(signer: bench.signer, witnesses: [other])
            let report = try await desk.perform(VerifyStore(), by: bench.test.actor("cora", [.compliance]))
            #expect((report["findings"]?.array ?? []).compactMap { $0["code"]?.string } == codes)
        }
    }
}
