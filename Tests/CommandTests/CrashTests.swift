import Foundation
import FoundationNetworking
import Testing

/// Sealer, signer and server are killed at random points under load. `REDRESS_CRASH_ROUNDS` says how often; `make crash`
/// does two hundred.
struct CrashTests {
    private static let rounds = Int(ProcessInfo.processInfo.environment["REDRESS_CRASH_ROUNDS"] ?? "") ?? 3

    @Test func `whatever is killed, no acknowledged entry is missing and no history is forked`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let load = Load(reference: try await Call.open(desk).reference, token: try await Self.token(desk))
            var kept: [String] = []
            var server = try Server(desk, "up")
            var address = try await server.address()
            for round in 0..<Self.rounds {
                let work = Task { [address] in await load.run(at: address) }
                try await Task.sleep(for: .milliseconds(Int.random(in: 50...1_500)))
                switch round % 3 {
                case 0: for process in desk.signers { kill(process, SIGKILL) }
                case 1: for process in await desk.sealers { kill(process, SIGKILL) }
                default: server.child.send(SIGKILL)
                }
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...300)))
                load.stop()
                await work.value
                if round % 3 == 2 {
                    _ = await server.child.ending()
                    server = try Server(desk, "up")
                    address = try await server.address()
                }
                kept.append(try await checkpoint(desk, round))
            }
            try await judge(desk, load, kept)
            _ = await server.end(SIGTERM)
        }
    }

    private static func token(_ desk: Desk) async throws -> String {
        try #require(
            try await desk.ask("token", "issue", "--role", "supervisor", "--name", "crash-load")["token"]?.text)
    }

    /// A checkpoint that the auditor keeps; after a crash it may take a moment until everything is up again.
    private func checkpoint(_ desk: Desk, _ round: Int) async throws -> String {
        let path = "\(Workshop.shared.path)/\(UUID().uuidString)"
        var last = ""
        let isThere = await eventually {
            guard let ending = try? await desk.run("audit", "checkpoint") else { return false }
            last = ending.output + ending.message
            guard ending.code == 0 else { return false }
            return (try? ending.output.write(toFile: path, atomically: true, encoding: .utf8)) != nil
        }
        #expect(isThere, "round \(round): \(last)")
        return path
    }

    private func judge(_ desk: Desk, _ load: Load, _ kept: [String]) async throws {
        let receipts = load.receipts
        #expect(!receipts.isEmpty)
        let known = Set(
            try await desk.sql("SELECT replace(encode(leaf_hash, 'base64'), E'\\n', '') FROM audit.entry").split(
                separator: "\n"
            )
            .map(String.init))
        #expect(receipts.subtracting(known) == [])
        let verify = try await desk.run("audit", "verify", "--json")
        #expect(verify.code == 0, "\(verify.output)")
        let (out, policy) = (
            "\(Workshop.shared.path)/\(UUID().uuidString)", "\(Workshop.shared.path)/\(UUID().uuidString)"
        )
        try await desk.run("audit", "key", "policy").output.write(toFile: policy, atomically: true, encoding: .utf8)
        #expect(try await desk.run("audit", "export", "--out", out).code == 0)
        let offline = try await desk.run(
            ["audit", "verify", "--bundle", out, "--policy", policy, "--json"] + kept.flatMap { ["--trusted", $0] })
        #expect(offline.code == 0, "\(offline.output)\(offline.message)")
    }
}

/// People who write notes, and what they were told.
final class Load: Sendable {
    private let reference: String
    private let token: String
    private let state = Locked(State())

    private struct State {
        var isStopped = false
        var receipts: Set<String> = []
    }

    init(reference: String, token: String) { (self.reference, self.token) = (reference, token) }

    /// The receipts of all notes that were acknowledged.
    var receipts: Set<String> { state.with { $0.receipts } }

    func stop() { state.with { $0.isStopped = true } }

    func run(at address: String) async {
        state.with { $0.isStopped = false }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { while !self.state.with({ $0.isStopped }) { await self.note(at: address) } }
            }
        }
    }

    private func note(at address: String) async {
        guard let url = URL(string: "\(address)/v1/cases/\(reference)/notes") else { return }
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = "POST"
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(#"{"text":"Перезвонила, всё спокойно."}"#.utf8)
        guard let (data, response) = try? await URLSession.shared.data(for: request),
            let status = (response as? HTTPURLResponse)?.statusCode, (200..<300).contains(status),
            let receipt = (try? JSON(String(decoding: data, as: UTF8.self)))?["receipt"]?.text
        else {
            try? await Task.sleep(for: .milliseconds(20))
            return
        }
        state.with { _ = $0.receipts.insert(receipt) }
    }
}

/// A value under a lock.
final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    // Touched only while `lock` is held.
    private var value: Value

    init(_ value: Value) { self.value = value }

    func with<Result>(_ body: (inout Value) -> Result) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return body(&value)
    }
}

extension Desk {
    /// The signers of this state directory.
    var signers: [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            guard let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return words.dropFirst().first == "audit" && words.contains("signer")
                && words.contains { $0.hasPrefix(state) }
        }
    }

    /// The server processes that seal in this moment or will in the next.
    var sealers: [pid_t] {
        get async {
            let script = "SELECT pid FROM pg_stat_activity WHERE application_name = 'redress sealer'"
            let ending = try? await run("db", "psql", "--", "-qAtc", script)
            return (ending?.output ?? "").split(separator: "\n").compactMap { pid_t($0) }
        }
    }
}
