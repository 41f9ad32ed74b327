import Foundation
import Testing

/// The life of a playbook version and the move of running cases, at the command line.
@Suite(.sharedDesk) struct VersionTests {
    private let desk = SharedDesk.current

    private func file(_ text: String) throws -> String {
        let path = "\(Workshop.shared.path)/version-\(UUID().uuidString).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func `four eyes: one brings it in, another approves it, then it is published, retired, and cases move`()
        async throws
    {
        let second = ["REDRESS_STAFF": "boris"]
        let text =
            Sample.small.replacing("playbook: small", with: "playbook: moving")
            + "scenarios:\n  - name: all\n    expect: {visits: [hello, finished]}\n"
        _ = try await desk.ask("playbook", "import", file(text))
        let own = try await desk.run("playbook", "approve", "moving", "1.0.0")
        #expect(own.code == 77, "\(own.message)")
        let early = try await desk.run("playbook", "publish", "moving", "1.0.0")
        #expect(early.code == 75, "\(early.message)")
        #expect(try await desk.run(["playbook", "approve", "moving", "1.0.0"], second).code == 0)
        // With a second person here nobody publishes what he brings in.
        let alone = try await desk.run(
            "playbook", "import", file(text.replacing("version: 1.0.0", with: "version: 9.0.0")), "--publish")
        #expect(alone.code == 77, "\(alone.message)")
        let past = try await desk.run(
            "playbook", "publish", "moving", "1.0.0", "--effective-from", "2020-01-01T00:00:00Z")
        #expect(past.code == 65, "\(past.message)")
        #expect(try await desk.ask("playbook", "publish", "moving", "1.0.0")["state"] == "published")
        let next = text.replacing("version: 1.0.0", with: "version: 1.0.1").replacing(
            "Good day.", with: "Good morning.")
        _ = try await desk.ask("playbook", "import", file(next))
        #expect(try await desk.run(["playbook", "approve", "moving", "1.0.1"], second).code == 0)
        _ = try await desk.ask("playbook", "publish", "moving", "1.0.1")
        let moved = try await desk.ask("playbook", "migrate", "moving@1.0.0", "moving@1.0.1", "--dry-run")
        #expect(moved.keys == ["from", "to", "dry_run", "moved", "counts", "cases"])
        #expect(try await desk.run("playbook", "migrate", "moving@1.0.0", "other@1.0.0").code == 65)
        #expect(try await desk.run("playbook", "migrate", "moving", "moving@1.0.1").code == 65)
        #expect(try await desk.ask("playbook", "retire", "moving", "1.0.0")["retired_by"] == "anna")
        #expect(try await desk.ask("playbook", "show", "moving", "1.0.0")["state"] == "retired")
        #expect(try await desk.run("playbook", "show", "moving", "7.0.0").code == 66)
    }
}
