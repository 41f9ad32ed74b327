import Foundation
import Testing

/// Staff, tokens and playbooks by script.
@Suite(.sharedDesk) struct OfficeTests {
    private let desk = SharedDesk.current

    @Test func `a token works until it is taken back, and its secret is shown once`() async throws {
        let issued = try await desk.ask("token", "issue", "--role", "agent", "--name", "bot.one", "--expires", "90d")
        let (id, token) = (try #require(issued["id"]?.text), try #require(issued["token"]?.text))
        let list = try await desk.run("token", "list", "--json")
        #expect(list.output.contains(id) && !list.output.contains(token))
        #expect(try await desk.run(["case", "list"], ["REDRESS_TOKEN": token]).code == 0)
        let verify = try await desk.run(["audit", "verify"], ["REDRESS_TOKEN": token])
        #expect(verify.code == 77)
        #expect(verify.message.contains("COMPLIANCE"))
        _ = try await desk.ask("token", "revoke", id)
        let refused = try await desk.run(["case", "list"], ["REDRESS_TOKEN": token])
        #expect(refused.code == 77)
        #expect(!refused.message.contains(token))
    }

    @Test func `a token may come from a file`() async throws {
        let issued = try await desk.ask("token", "issue", "--role", "agent", "--name", "file.agent")
        let file = "\(desk.state)/token"
        try #require(issued["token"]?.text).write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try await desk.run(["case", "list"], ["REDRESS_TOKEN_FILE": file]).code == 0)
        #expect(try await desk.run(["case", "list"], ["REDRESS_TOKEN_FILE": file + ".gone"]).code == 64)
    }

    @Test func `somebody who is shut out gets in no more`() async throws {
        _ = try await desk.ask("staff", "add", "vera.sokolova", "--name", "Vera Sokolova", "--role", "agent")
        #expect(try await desk.run(["case", "list"], ["REDRESS_STAFF": "vera.sokolova"]).code == 0)
        let listed = try await desk.ask("staff", "list")["staff"]?.list.first { $0["staff"] == "vera.sokolova" }
        #expect(listed?["roles"]?.list == ["AGENT"])
        _ = try await desk.ask("staff", "disable", "vera.sokolova")
        let outside = try await desk.run(["case", "list"], ["REDRESS_STAFF": "vera.sokolova"])
        #expect(outside.code == 77, "\(outside.message)")
        #expect(outside.message.contains("vera.sokolova is disabled at this desk."))
        #expect(try await desk.run("staff", "add", "vera.sokolova", "--role", "agent").code == 75)
    }

    @Test func `the shipped playbooks come in once and are unchanged the second time`() async throws {
        let first = try await desk.ask("playbook", "import", Binary.repository + "/Playbooks", "--publish")
        #expect(first["imported"] == 0)
        let results = Set((first["playbooks"]?.list ?? []).map { $0["result"] })
        #expect(results == ["unchanged"])
        // Other tests of this desk bring theirs.
        let stored = try await desk.ask("playbook", "list")["playbooks"]?.list ?? []
        let listed = stored.filter { $0["id"] != "small" }
        #expect(listed.count == first["playbooks"]?.list.count)
        #expect(listed.allSatisfy { $0["state"] == "published" && $0["digest"]?.text?.count == 64 })
    }

    @Test func `a new playbook comes in once; its version never changes`() async throws {
        let file = "\(Workshop.shared.path)/small-\(UUID().uuidString).yaml"
        try Sample.small.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try await desk.ask("playbook", "import", file, "--dry-run")["imported"] == 0)
        #expect(try await desk.ask("playbook", "import", file)["imported"] == 1)
        #expect(try await desk.ask("playbook", "import", file)["unchanged"] == 1)
        try Sample.small.replacing("Good day.", with: "Good evening.").write(
            toFile: file, atomically: true, encoding: .utf8)
        let changed = try await desk.run("playbook", "import", file)
        #expect(changed.code == 65)
        #expect(changed.message.contains("small 1.0.0 is stored with another content"))
    }
}

/// Playbook files need no database: the state directory of these tests is never made.
struct PlaybookFileTests {
    private let desk = Desk.empty()

    @Test func `the shipped playbooks have no error and their scenarios pass`() async throws {
        let lint = try await desk.ask("playbook", "lint", Binary.repository + "/Playbooks")
        #expect(lint.keys == ["findings", "errors", "warnings"])
        #expect(lint["errors"] == 0)
        let test = try await desk.ask("playbook", "test", Binary.repository + "/Playbooks")
        #expect(test["passed"] == true)
        #expect(test["playbooks"]?.list.isEmpty == false)
        #expect(!FileManager.default.fileExists(atPath: desk.state))
    }

    @Test func `a finding says where and what, and the exit code is 1`() async throws {
        let file = "\(Workshop.shared.path)/wrong.yaml"
        try Sample.small.replacing("version: 1.0.0", with: "version: one").write(
            toFile: file, atomically: true, encoding: .utf8)
        let lint = try await desk.run("playbook", "lint", file, "--json")
        #expect(lint.code == 1)
        let finding = try #require(try JSON(lint.output)["findings"]?[0])
        let contract: Set = ["code", "severity", "file", "line", "column", "path", "message", "hint"]
        #expect(contract.subtracting(finding.keys).isEmpty)
        #expect(finding["file"]?.text == file)
        #expect(finding["line"] == 3)
        #expect(try await desk.run("playbook", "test", file).code == 1)
    }

    @Test func `conditions are evaluated line by line`() async throws {
        let lines = """
            {"expr": "a.x == \\"yes\\"", "types": {"a.x": "string"}, "bindings": {"a.x": "yes"}}
            not json
            {"expr": "a.x ==", "types": {"a.x": "string"}, "bindings": {}}

            """
        let ending = try await desk.run(["playbook", "eval", "--json"], input: .text(lines))
        let answers = try ending.output.split(separator: "\n").map { try JSON(String($0)) }
        #expect(ending.code == 0)
        #expect(answers.count == 3)
        #expect(answers.first?["value"] == true)
        #expect(answers[1]["error"]?["code"] == "bad-line")
        #expect(answers[2]["error"] != nil)
    }
}

/// A playbook that is sound and small.
enum Sample {
    static let small = """
        playbook: small
        schema: playbook/1
        version: 1.0.0
        languages: [ru, en]
        title: {ru: "Маленький", en: "Small"}
        review_by: 2027-02-15
        steps:
          - say: hello
            read: guide
            text: {ru: "Добрый день.", en: "Good day."}
            sources: [S-01]
            review_by: 2027-02-15
          - end: finished

        """
}
