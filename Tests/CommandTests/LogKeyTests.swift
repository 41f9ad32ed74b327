import Foundation
import Testing

/// The keys of the log from the command line: a second one, the end of the first, the end of the log.
struct LogKeyTests {
    private static var path: String { "\(Workshop.shared.path)/\(UUID().uuidString)" }
    private static let python = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "LedgerTests/Fixtures/audit_verify.py").path

    @Test func `two keys sign together, and the first is retired when everybody has the new policy`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            _ = try await Call.open(desk)
            let first = try await policy(desk)
            let kept = Self.path
            try await desk.run("audit", "checkpoint").output.write(toFile: kept, atomically: true, encoding: .utf8)
            let added = try #require(try await desk.ask("audit", "key", "rotate")["added"]?.text)
            let both = try await policy(desk)
            #expect(try keys(both).count == 2 && keys(both).last == added)
            let between = try await export(desk)
            for policy in [first, both] { try await expect(between, policy, ["--trusted", kept], []) }

            let old = try #require(try keys(first).first)
            #expect(try await desk.run("audit", "key", "retire", old).code == 0)
            let unknown = try await desk.run("audit", "key", "retire", old)
            #expect(unknown.code == 65, "\(unknown.code) \(unknown.message)")
            let last = try await desk.run("audit", "key", "retire", added)
            #expect(last.code != 0 && last.message.contains("last key"), "\(last.message)")
            _ = try await Call.open(desk, ["--phone", "+79283333333"])
            let new = try await policy(desk)
            #expect(try keys(new) == [added])
            let after = try await export(desk)
            try await expect(after, new, [], [])
            try await expect(after, both, ["--trusted", kept], [])
            try await expect(after, first, [], ["UNTRUSTED_KEY"])
            try await expect(after, new, ["--trusted", kept], ["UNTRUSTED_KEY"])
            #expect(try await desk.run("audit", "verify").code == 0)
            let types = try await desk.sql("SELECT type FROM audit.entry WHERE type LIKE '%key%' ORDER BY position")
            #expect(types == "log.key_added\nkey.destroyed")
        }
    }

    @Test func `a closed log takes nothing more, and is verified offline to its last entry`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            _ = try await Call.open(desk)
            let policy = try await policy(desk)
            for approver in ["anna", "nobody"] {
                let refused = try await desk.run("audit", "key", "close", "--approved-by", approver)
                #expect(refused.code == 77, "\(approver): \(refused.code) \(refused.message)")
            }
            _ = try await desk.ask("staff", "add", "olga", "--name", "Olga", "--role", "admin")
            let closed = try await desk.run("audit", "key", "close", "--approved-by", "olga")
            #expect(closed.code == 0 && closed.output.contains("\n— redress/"), "\(closed.message)")
            let refused = try await desk.run(
                "case", "open", "--channel", "hotline", "--language", "ru", "--jurisdiction", "RU", "--scam",
                "SAFE_ACCOUNT", "--phone", "+79284444444")
            #expect(refused.code == 75, "\(refused.message)")
            #expect(try await desk.run("audit", "key", "rotate").code != 0)
            #expect(try await desk.run("audit", "verify").code == 0)
            let shown = try await desk.run("audit", "checkpoint")
            #expect(shown.output == closed.output, "\(shown.message)")
            let out = try await export(desk)
            try await expect(out, policy, [], [])
            let last = try String(contentsOfFile: out + "/entries.jsonl", encoding: .utf8).split(separator: "\n").last
            #expect(last?.contains(#""type":"log.closed""#) == true)
            #expect(try String(contentsOfFile: out + "/checkpoint", encoding: .utf8) == closed.output)
        }
    }

    private func policy(_ desk: Desk) async throws -> String {
        let path = Self.path
        try await desk.run("audit", "key", "policy").output.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func keys(_ policy: String) throws -> [String] {
        try String(contentsOfFile: policy, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("log ") }
            .map { String($0.dropFirst(4)) }
    }

    private func export(_ desk: Desk) async throws -> String {
        let out = Self.path
        let ending = try await desk.run("audit", "export", "--out", out)
        #expect(ending.code == 0, "\(ending.message)")
        return out
    }

    /// Both programs find these codes and no others.
    private func expect(_ bundle: String, _ policy: String, _ more: [String], _ codes: Set<String>) async throws {
        let desk = Desk.empty()
        let ours = try await desk.run(["audit", "verify", "--bundle", bundle, "--policy", policy, "--json"] + more)
        #expect((ours.code == 0) == codes.isEmpty, "\(ours.output)\(ours.message)")
        let theirs = try await Child.start(
            ["python3", Self.python, "--policy", policy, "full", bundle] + more, environment: ["PATH": Binary.path]
        ).ending()
        for text in [ours.output, theirs.output] {
            guard case .object(let counts)? = try JSON(text)["counts"] else {
                throw CouldNotRun(program: "verify", reason: text)
            }
            #expect(Set(counts.keys) == codes, "\(text)")
        }
    }
}
