internal import Glibc

/// The steps from nothing to a running server. Runs under the start lock, on a thread of its own because files may
/// take their time.
actor ClusterStartup {
    private let layout: ClusterLayout
    private let user: ServerUser
    private let places: ServerBinaries.Places
    private let isTemporary: Bool
    private let executor = QueueExecutor(label: "redress.postgres.cluster")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(layout: ClusterLayout, user: ServerUser, places: ServerBinaries.Places, isTemporary: Bool) {
        self.layout = layout
        self.user = user
        self.places = places
        self.isTemporary = isTemporary
    }

    /// Returns what was done, the server's process and, when it was started, the programs that did it.
    func run() async throws -> (PrivateCluster.Started, pid_t, ServerBinaries?) {
        let version = try layout.clusterVersion()
        if let version, let running = Postmaster(layout), running.isAlive {
            if !running.isReady { try await waitUntilReady() }
            return (started(false, false, version), running.pid, nil)
        }
        let binaries = try await ServerBinaries.choose(for: layout.data, clusterVersion: version, places)
        if version == nil { try await initialise(binaries) }
        try await startServer(binaries)
        guard let running = Postmaster(layout) else {
            throw ClusterError.toolFailed(tool: "pg_ctl start", lastLines: lastLinesOfLog())
        }
        return (started(version == nil, true, binaries.version), running.pid, binaries)
    }

    private func started(_ didInitialise: Bool, _ didStart: Bool, _ version: Int) -> PrivateCluster.Started {
        PrivateCluster.Started(
            didInitialise: didInitialise, didStart: didStart,
            connectionString: layout.connectionString(database: "postgres"), version: version)
    }

    // MARK: Making

    /// Made beside its place and moved there when complete, so that what is in place is always whole.
    private func initialise(_ binaries: ServerBinaries) async throws {
        Files.removeTree(layout.unfinishedData)
        rmdir(layout.data)
        try Files.makeDirectories(layout.unfinishedData, mode: 0o700)
        try user.own(layout.unfinishedData)
        var outcome = try await initdb(binaries, locale: "C.UTF-8")
        if outcome.status != 0, outcome.output.contains("locale") {
            outcome = try await initdb(binaries, locale: "C")
        }
        guard outcome.status == 0 else {
            Files.removeTree(layout.unfinishedData)
            throw ClusterError.toolFailed(tool: "initdb", lastLines: outcome.lastLines)
        }
        let configuration = layout.unfinishedData + "/postgresql.conf"
        let written = Files.read(configuration) ?? ""
        let complete = written + "\n# Written by redress at every start.\ninclude 'redress.conf'\n"
        try Files.write(configuration, complete, mode: 0o600, owner: user)
        guard rename(layout.unfinishedData, layout.data) == 0 else { throw Files.failure(layout.data) }
    }

    private func initdb(_ binaries: ServerBinaries, locale: String) async throws -> Tool.Outcome {
        var arguments = [
            binaries.path("initdb"), "-D", layout.unfinishedData, "-U", "redress", "-A", "trust", "-E", "UTF8",
            "--locale=\(locale)", "--data-checksums", "--no-instructions",
        ]
        if isTemporary { arguments.append("--no-sync") }
        return try await Tool(command: user.command(arguments)).run()
    }

    // MARK: Starting

    private func startServer(_ binaries: ServerBinaries) async throws {
        try layout.prepareSocketDirectory(for: user)
        layout.removeStaleSocket()
        if Postmaster(layout) != nil { try Postmaster.disown(layout, user: user) }
        try Files.write(layout.settings, settings, mode: 0o600, owner: user)
        try prepareLog()
        let arguments = ["start", "-D", layout.data, "-l", layout.log, "-w", "-t", "60", "-s"]
        let tool = Tool(command: user.command([binaries.path("pg_ctl")] + arguments))
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            let outcome = try await tool.run()
            if outcome.status == 0 { return }
            let lines = lastLinesOfLog()
            // Backends of a killed server end by themselves within moments.
            guard lines.contains("shared memory block"), ContinuousClock.now < deadline else {
                throw ClusterError.toolFailed(
                    tool: "pg_ctl start", lastLines: lines.isEmpty ? outcome.lastLines : lines)
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Nothing that a person typed may get into the log: no statements, no parameters, no details.
    private var settings: String {
        var lines = [
            "listen_addresses = ''",
            "port = 5432",
            "unix_socket_directories = '\(layout.socketDirectory.replacing("'", with: "''"))'",
            "unix_socket_permissions = 0700",
            "max_connections = 100",
            "shared_buffers = 128MB",
            "wal_level = replica",
            "logging_collector = off",
            "log_statement = none",
            "log_min_error_statement = panic",
            "log_min_duration_statement = -1",
            "log_parameter_max_length = 0",
            "log_parameter_max_length_on_error = 0",
            "log_error_verbosity = terse",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
        ]
        if isTemporary { lines += ["fsync = off", "full_page_writes = off"] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The log belongs to the server's user; one that has grown large is kept once.
    private func prepareLog() throws {
        if let status = Files.status(layout.log), status.st_size > 10_000_000 {
            rename(layout.log, layout.log + ".1")
        }
        let descriptor = open(layout.log, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Files.failure(layout.log) }
        close(descriptor)
        try user.own(layout.log)
    }

    /// What the server said last; its hints are left out.
    private func lastLinesOfLog() -> String {
        let lines = (Files.read(layout.log) ?? "").split(whereSeparator: \.isNewline)
        let telling = lines.filter { $0.contains("FATAL") || $0.contains("PANIC") || $0.contains("could not") }
        return (telling.isEmpty ? lines : telling).suffix(2).joined(separator: "; ")
    }

    /// Another process is just starting it, or it recovers from a crash.
    private func waitUntilReady() async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            guard let running = Postmaster(layout), running.isAlive else { break }
            if running.isReady { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ClusterError.toolFailed(tool: "postgres", lastLines: lastLinesOfLog())
    }
}
