import Foundation

/// pgbench on the same socket.
struct Pgbench: Sendable {
    let url: String
    /// The session takes on the application's role, as Redress does.
    var role: String?
    let directory: String

    /// Writes a script and answers a side that runs it; `statements` are counted for each run of the script.
    func side(_ name: String, _ script: String, clients: Int, seconds: Int, statements: Double = 1) throws -> Side {
        let file = "\(directory)/\(UUID().uuidString).sql"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        return Side(name: name) {
            try await transactions(file, ["-c", "\(clients)", "-j", "\(min(clients, 2))", "-T", "\(seconds)"])
                * statements
        }
    }

    /// Runs a script a number of times by one client.
    func run(_ script: String, times: Int) async throws {
        let file = "\(directory)/\(UUID().uuidString).sql"
        try script.write(toFile: file, atomically: true, encoding: .utf8)
        _ = try await transactions(file, ["-c", "1", "-t", "\(times)"])
    }

    private func transactions(_ file: String, _ arguments: [String]) async throws -> Double {
        var environment = ProcessInfo.processInfo.environment
        if let role { environment["PGOPTIONS"] = "-c role=\(role)" }
        let output = try await Tool.run(
            Tool.find("pgbench"), ["-n", "-M", "prepared", "-f", file] + arguments + [url], environment)
        guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
            let rate = line.split(separator: " ").dropFirst(2).first.flatMap({ Double($0) }),
            !output.contains("aborted")
        else { throw BenchError("pgbench said:\n\(output)") }
        return rate
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
    static func run(_ program: String, _ arguments: [String], _ environment: [String: String]? = nil) async throws
        -> String
    {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try runBlocking(program, arguments, environment) })
            }
        }
    }

    /// Runs it on this thread.
    static func runBlocking(_ program: String, _ arguments: [String], _ environment: [String: String]? = nil) throws
        -> String
    {
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
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError("\(program) \(arguments.joined(separator: " ")) failed:\n\(output)")
        }
        return output
    }
}
