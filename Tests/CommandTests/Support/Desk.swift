import Foundation
import Testing

/// The program with a state directory of its own.
struct Desk: Sendable {
    let state: String

    /// A desk whose state directory is not there yet.
    static func empty() -> Desk { Desk(state: "\(Workshop.shared.path)/\(UUID().uuidString.prefix(8))") }

    /// A desk with a cluster, a schema and the shipped playbooks, stopped: a copy of one that is made once a test run.
    static func stocked() async throws -> Desk {
        let desk = empty()
        let copy = try Child.start(
            ["cp", "-a", try await Template.shared.desk().state, desk.state], environment: ["PATH": Binary.path])
        guard await copy.ending().code == 0 else { throw CouldNotRun(program: "cp", reason: "no copy of the state") }
        return desk
    }

    /// Uses a desk and leaves no server behind, also when the test fails.
    static func use(_ desk: Desk, _ body: (Desk) async throws -> Void) async throws {
        do {
            try await body(desk)
        } catch {
            await desk.discard()
            throw error
        }
        await desk.discard()
    }

    func discard() async {
        let stop = try? await run(["db", "stop"])
        if FileManager.default.fileExists(atPath: state + "/cluster") { #expect(stop?.code == 0) }
        #expect(server == nil, "a server outlives its test")
        try? FileManager.default.removeItem(atPath: state)
    }

    /// Starts `redress` with these words.
    func start(_ words: [String], _ more: [String: String] = [:], input: Child.Input = .nothing) throws -> Child {
        guard Workshop.guardian != nil else { throw CouldNotRun(program: "/bin/sh", reason: "no guard") }
        let environment = [
            "PATH": Binary.path, "HOME": Workshop.shared.path, "LANG": "C.UTF-8", "TZ": "UTC", "TERM": "xterm",
            "REDRESS_STATE": state, "REDRESS_STAFF": "anna",
        ]
        return try Child.start(
            [Binary.redress] + words, environment: environment.merging(more) { _, new in new }, input: input)
    }

    /// Runs `redress` with these words to its end.
    func run(_ words: [String], _ more: [String: String] = [:], input: Child.Input = .nothing) async throws
        -> Child.Ending
    {
        await (try start(words, more, input: input)).ending()
    }

    func run(_ words: String...) async throws -> Child.Ending { try await run(words) }

    /// Runs a command with `--json`, expects that it succeeds, and reads its one document.
    func ask(_ words: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSON {
        let ending = try await run(words + ["--json"])
        #expect(ending.code == 0, "\(words): \(ending.message)", sourceLocation: sourceLocation)
        return try JSON(ending.output)
    }

    func ask(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSON {
        try await ask(words, sourceLocation: sourceLocation)
    }

    /// What the database answers to a script, as its superuser.
    func sql(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let ending = try await run("db", "psql", "--", "-v", "ON_ERROR_STOP=1", "-qAtc", script)
        #expect(ending.code == 0, "\(ending.message)", sourceLocation: sourceLocation)
        return ending.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// The desk that all stocked ones are copies of.
actor Template {
    static let shared = Template()
    private var making: Task<Desk, any Error>?

    func desk() async throws -> Desk {
        if let making { return try await making.value }
        let task = Task {
            let desk = Desk.empty()
            for words in [["db", "start"], ["playbook", "list"], ["db", "stop"]] {
                let ending = try await desk.run(words)
                guard ending.code == 0 else { throw CouldNotRun(program: "redress", reason: ending.message) }
            }
            return desk
        }
        making = task
        return try await task.value
    }
}
