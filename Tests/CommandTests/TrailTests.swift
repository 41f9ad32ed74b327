import Foundation
import Testing

/// The trail from the command line: checkpoints, exports, proofs, a witness beside it, and the way back after a restore.
struct TrailTests {
    private static var path: String { "\(Workshop.shared.path)/\(UUID().uuidString)" }
    private static let python = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "LedgerTests/Fixtures/audit_verify.py").path

    /// What somebody does to an export without the key, on the lines of `entries.jsonl` and the checkpoint.
    private static let attacks: [(name: String, change: @Sendable (inout [String], inout String) -> Void)] = [
        ("nothing", { _, _ in }),
        ("edit a payload", { lines, _ in lines[3].replace("\"type\":\"", with: "\"type\":\"x") }),
        ("delete an entry", { lines, _ in lines.remove(at: 5) }),
        ("swap two entries", { lines, _ in lines.swapAt(4, 5) }),
        ("repeat the last entry", { lines, _ in lines.append(lines[lines.count - 1]) }),
        ("cut the tail", { lines, _ in lines.removeLast(2) }),
        ("put a space in", { lines, _ in lines[2].replace(",\"id\"", with: ", \"id\"") }),
        (
            "an older size under the same signature",
            { _, checkpoint in checkpoint.replace("\n", with: "\n0", maxReplacements: 1) }
        ),
        (
            "another root",
            { _, checkpoint in
                var parts = checkpoint.components(separatedBy: "\n")
                parts[2] = (parts[2].first == "A" ? "B" : "A") + parts[2].dropFirst()
                checkpoint = parts.joined(separator: "\n")
            }
        ),
        ("no signature of the log", { _, checkpoint in checkpoint.replace("— redress/", with: "— other/") }),
    ]

    @Test func `an export gets the same verdict from the independent verifier, whole and attacked`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let call = try await Call.open(desk)
            try await call.begin()
            let (out, policy) = (Self.path, Self.path)
            try await desk.run("audit", "key", "policy").output.write(toFile: policy, atomically: true, encoding: .utf8)
            #expect(try await desk.run("audit", "export", "--out", out).code == 0)
            let entries = try String(contentsOfFile: out + "/entries.jsonl", encoding: .utf8)
            let checkpoint = try String(contentsOfFile: out + "/checkpoint", encoding: .utf8)
            for attack in Self.attacks {
                var lines = entries.split(separator: "\n").map(String.init)
                var note = checkpoint
                attack.change(&lines, &note)
                try lines.map { $0 + "\n" }.joined().write(
                    toFile: out + "/entries.jsonl", atomically: true, encoding: .utf8)
                try note.write(toFile: out + "/checkpoint", atomically: true, encoding: .utf8)
                let ours = try await desk.run("audit", "verify", "--bundle", out, "--policy", policy, "--json")
                let theirs = try await Self.python(["full", out], policy)
                let report = try JSON(ours.output)
                #expect(report["counts"] == theirs["counts"], "\(attack.name): \(ours.output) \(theirs)")
                #expect((ours.code == 0) == (attack.name == "nothing"), "\(attack.name)")
            }
        }
    }

    @Test func `a case and an entry are proved to somebody who has the policy file only`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let call = try await Call.open(desk)
            try await call.begin()
            let (out, policy, proof) = (Self.path, Self.path, Self.path)
            try await desk.run("audit", "key", "policy").output.write(toFile: policy, atomically: true, encoding: .utf8)
            #expect(try await desk.run("audit", "export", "--case", call.reference, "--out", out).code == 0)
            let report = try await desk.ask("audit", "verify", "--bundle", out, "--policy", policy)
            #expect(report["ok"] == true && report["complete_below_index"] != nil)
            #expect(try await Self.python(["case", out + "/case.json"], policy)["ok"] == true)
            let noted = try await desk.ask("case", "note", call.reference, "Соседка рядом.")
            let receipt = try #require(noted["receipt"]?.text)
            #expect(try await desk.run("audit", "prove", "--receipt", receipt, "--out", proof).code == 0)
            #expect(try await Self.python(["proof", proof + ".tlog-proof", proof + ".leaf"], policy)["ok"] == true)
            #expect(try await desk.ask("audit", "verify", "--bundle", proof, "--policy", policy)["ok"] == true)
            let another = (receipt.first == "A" ? "B" : "A") + String(receipt.dropFirst())
            #expect(try await desk.run("audit", "prove", "--receipt", another).code != 0)
        }
    }

    @Test func `a witness cosigns, and stops a desk whose store has become older`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            _ = try await Call.open(desk)
            let (policy, trusted, state) = (Self.path, Self.path, Self.path)
            try await desk.run("audit", "key", "policy").output.write(toFile: policy, atomically: true, encoding: .utf8)
            let words = ["witness", "--policy", policy, "--state", state, "--name", "compliance", "--port", "0"]
            let witness = try desk.start(words + ["--exit-with-parent"])
            #expect(await eventually { witness.said.contains("http://") })
            let line = try #require(witness.said.split(separator: "\n").first { $0.hasPrefix("witness ") })
            let log = try String(contentsOfFile: policy, encoding: .utf8).split(separator: "\n")[0]
            try "\(log)\n\(line)\nquorum compliance\n".write(toFile: trusted, atomically: true, encoding: .utf8)
            let environment = ["REDRESS_WITNESSES": trusted]
            let backup = Self.path
            #expect(try await desk.run("db", "stop").code == 0)
            #expect(try await Self.copy(desk.state + "/cluster", backup))
            let (signer, out) = (Self.path, Self.path)
            let names = try FileManager.default.contentsOfDirectory(atPath: desk.state)
            let signerPlace = desk.state + "/" + (try #require(names.first { $0.hasPrefix("signer-") }))
            #expect(try await Self.copy(signerPlace, signer))
            _ = try await Call.open(desk, ["--phone", "+79283333333"])
            let shown = try await desk.run(["audit", "checkpoint"], environment)
            #expect(shown.output.contains("\n— compliance "), "\(shown.output)\(shown.message)")
            #expect(try await desk.run(["audit", "export", "--out", out], environment).code == 0)
            let offline = try await desk.run("audit", "verify", "--bundle", out, "--policy", trusted, "--json")
            #expect(offline.code == 0, "\(offline.output)")

            // The store and the signer's memory become older together; the witness does not.
            #expect(try await desk.run("db", "stop").code == 0)
            try FileManager.default.removeItem(atPath: desk.state + "/cluster")
            try FileManager.default.removeItem(atPath: signerPlace)
            #expect(try await Self.copy(backup, desk.state + "/cluster"))
            #expect(try await Self.copy(signer, signerPlace))
            let refused = try await desk.run(["audit", "checkpoint"], environment)
            #expect(refused.code == 75 && refused.message.contains("witness compliance"), "\(refused.message)")
            let open = [
                "case", "open", "--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--scam",
                "SAFE_ACCOUNT",
            ]
            let stopped = try await desk.run(open + ["--phone", "+79284444444"])
            #expect(stopped.code == 75 && stopped.message.contains("longer history"), "\(stopped.message)")

            // The documented way forward: the kept export has what is missing.
            let back = try await desk.run(["audit", "bring-back", "--bundle", out, "--policy", trusted], environment)
            #expect(back.code == 0, "\(back.message)")
            #expect(try await desk.run(open + ["--phone", "+79284444444"]).code == 0)
            #expect(try await desk.run(["audit", "checkpoint"], environment).code == 0)
            #expect(try await desk.run("audit", "verify").code == 0)
            witness.send(SIGTERM)
            #expect(await witness.ending().code == 0)
        }
    }

    private static func copy(_ from: String, _ to: String) async throws -> Bool {
        try await Child.start(["cp", "-a", from, to], environment: ["PATH": Binary.path]).ending().code == 0
    }

    private static func python(_ words: [String], _ policy: String) async throws -> JSON {
        let ending = try await Child.start(
            ["python3", python, "--policy", policy] + words, environment: ["PATH": Binary.path]
        ).ending()
        return try JSON(ending.output)
    }
}
