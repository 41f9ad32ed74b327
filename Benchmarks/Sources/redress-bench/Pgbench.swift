import Foundation
import Synchronization

/// pgbench on the same socket.
struct Pgbench: Sendable {
    let url: String
    /// The session takes on the application's role, as Redress does.
    var role: String?
    let directory: String
    /// The server's first process, whose processor time counts.
    var postmaster: Int32 = 0

    /// Writes a script and answers a side that runs it; `statements` are counted for each run of the script.
    ///
    /// The first second is left out: it plans every statement on new connections, and ours have done that already.
    func side(_ name: String, _ script: String, clients: Int, seconds: Int, statements: Double = 1) throws -> Side {
        let file = "\(directory)/\(UUID().uuidString).sql"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        let arguments = ["-c", "\(clients)", "-j", "\(min(clients, 2))", "-T", "\(seconds + 1)", "-P", "1"]
        return Side(name: name) {
            let (output, used) = try await measure(file, arguments)
            let duration = Double(seconds + 1)
            guard let first = Self.number(after: "progress: 1.0 s, ", in: output),
                let all = Self.number(after: "number of transactions actually processed: ", in: output)
            else { throw BenchError("pgbench said:\n\(output)") }
            return Turn(
                rate: (all - first) / (duration - 1) * statements,
                cost: (used.own + used.server) * 1e6 / (all - first) / statements,
                server: used.server * 1e6 / (all - first) / statements)
        }
    }

    /// Runs a script and answers what pgbench printed and the processor time of all but its first second.
    private func measure(_ file: String, _ arguments: [String]) async throws -> (String, ProcessorTime) {
        let before = ProcessorTime.now(postmaster: postmaster)
        let atFirstSecond = Mutex<ProcessorTime?>(nil)
        let output = try await run(file, arguments) { process in
            Thread.sleep(forTimeInterval: 1)
            let used = ProcessorTime.now(postmaster: postmaster).since(before)
            atFirstSecond.withLock {
                $0 = ProcessorTime(own: ProcessorTime.of(process), server: used.server)
            }
        }
        guard let start = atFirstSecond.withLock({ $0 }) else { throw BenchError("pgbench ended too soon") }
        let all = ProcessorTime.now(postmaster: postmaster).since(before)
        return (output, ProcessorTime(own: all.children, server: all.server).since(start))
    }

    private static func number(after words: String, in output: String) -> Double? {
        guard let place = output.range(of: words) else { return nil }
        return Double(output[place.upperBound...].prefix { $0.isNumber || $0 == "." })
    }

    /// Runs a script a number of times by one client.
    func run(_ script: String, times: Int) async throws {
        let file = "\(directory)/\(UUID().uuidString).sql"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        _ = try await run(file, ["-c", "1", "-t", "\(times)"])
    }

    private func run(
        _ file: String, _ arguments: [String], whileRunning: @escaping @Sendable (Int32) -> Void = { _ in }
    ) async throws -> String {
        var environment = ProcessInfo.processInfo.environment
        if let role { environment["PGOPTIONS"] = "-c role=\(role)" }
        let output = try await Tool.run(
            Tool.find("pgbench"), ["-n", "-M", "prepared", "-f", file] + arguments + [url], environment,
            whileRunning: whileRunning)
        guard !output.contains("aborted") else { throw BenchError("pgbench said:\n\(output)") }
        return output
    }
}

/// Other programs.
enum Tool {
    /// Where a program of PostgreSQL is.
    static func find(_ name: String) throws -> String {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let versions = (15...30).reversed().map { "/usr/lib/postgresql/\($0)/bin" }
        guard let found = (versions + path).map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile)
        else {
            throw BenchError("\(name) is not installed")
        }
        return found
    }

    /// Runs it and answers what it printed. Throws when it fails.
    static func run(
        _ program: String, _ arguments: [String], _ environment: [String: String]? = nil,
        whileRunning: @escaping @Sendable (Int32) -> Void = { _ in }
    ) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result { try runBlocking(program, arguments, environment, whileRunning: whileRunning) })
            }
        }
    }

    /// Runs it on this thread.
    static func runBlocking(
        _ program: String, _ arguments: [String], _ environment: [String: String]? = nil,
        whileRunning: (Int32) -> Void = { _ in }
    ) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        if let environment { process.environment = environment }
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        process.standardInput = FileHandle.nullDevice
        // Threads of the runtime block all signals and a child inherits that; pgbench would never hear its alarm.
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        whileRunning(process.processIdentifier)
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError("\(program) \(arguments.joined(separator: " ")) failed:\n\(output)")
        }
        return output
    }
}
