import Glibc
import Testing

@testable import Postgres

@Suite(.serialized) struct `A private cluster` {
    private func directory() throws -> String {
        var template = Array("/tmp/redress-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Files.failure("/tmp") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(path, 0o755)
        return path
    }

    private func until(_ limit: Duration = .seconds(10), _ condition: () async -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    @Test func `is made once when two start it at the same time, and recovers from what a crash leaves`() async throws {
        let base = try directory()
        defer { Files.removeTree(base) }
        let state = base + "/a 'quoted' directory"
        let (first, second) = (PrivateCluster(stateDirectory: state), PrivateCluster(stateDirectory: state))
        async let one = first.start(keepAliveWithProcess: true)
        async let two = second.start(keepAliveWithProcess: true)
        let started = try await [one, two]
        #expect(started.filter(\.didInitialise).count == 1)
        #expect(started.filter(\.didStart).count == 1)
        #expect(started[0].connectionString == started[1].connectionString)
        #expect(await first.isRunning())
        let connection = try await Connection.connect(ConnectionConfiguration(started[0].connectionString))
        let row = try await connection.query(
            """
            select current_setting('data_checksums') a, current_setting('listen_addresses') b, current_setting('server_encoding') c,
                   current_setting('log_statement') d, current_setting('log_error_verbosity') e, current_user::text f
            """)[0]
        #expect(try (0..<6).map { try row[$0, as: String.self] } == ["on", "", "UTF8", "none", "terse", "redress"])
        await connection.close()
        try await crashAndRecover(first)
        try await stayOutOfTheTerminal(first)
        try await first.stop()
        #expect(await !first.isRunning())
        try await second.stop()
    }

    /// SIGKILL, and the number in postmaster.pid now belongs to a stranger: this process.
    private func crashAndRecover(_ cluster: PrivateCluster) async throws {
        let layout = try ClusterLayout(state: cluster.stateDirectory)
        let user = try ServerUser.choose(cluster: layout.data)
        let postmaster = try #require(Postmaster(layout))
        kill(postmaster.pid, SIGKILL)
        #expect(try await until { await !cluster.isRunning() })
        let left = try #require(Files.read(layout.postmasterFile))
        try Files.write(
            layout.postmasterFile, "\(getpid())" + left.drop { $0 != "\n" }, mode: 0o600, owner: user)
        #expect(await !cluster.isRunning())
        let again = try await cluster.start(keepAliveWithProcess: true)
        #expect(again.didStart && !again.didInitialise)
    }

    private func stayOutOfTheTerminal(_ cluster: PrivateCluster) async throws {
        let postmaster = try #require(Postmaster(try ClusterLayout(state: cluster.stateDirectory)))
        #expect(getsid(postmaster.pid) != getsid(0))
        #expect(getpgid(postmaster.pid) != getpgrp())
    }

    @Test func `stops when the process that holds its keeper is killed, but not before others are done`() async throws {
        let base = try directory()
        defer { Files.removeTree(base) }
        let cluster = PrivateCluster(stateDirectory: base, isTemporary: true)
        _ = try await cluster.start(keepAliveWithProcess: false)
        let layout = try ClusterLayout(state: cluster.stateDirectory)
        let user = try ServerUser.choose(cluster: layout.data)
        let postmaster = try #require(Postmaster(layout))
        let binaries = try #require(await ServerBinaries.installed().first)
        let pipe = try Keeper.start(layout, pid: postmaster.pid, control: user.command([binaries.path("pg_ctl")]))
        // The parent whose death matters: it holds the only other end.
        let parent = try Tool(command: ["sleep", "1000"]).start(input: nil, output: pipe)
        close(pipe)
        var other: FileLock? = try await FileLock(layout.usersLock, .shared)
        kill(parent, SIGKILL)
        waitpid(parent, nil, 0)
        try await Task.sleep(for: .milliseconds(300))
        #expect(await cluster.isRunning())
        withExtendedLifetime(other) {}
        other = nil
        #expect(try await until { await !cluster.isRunning() })
    }

    @Test func `puts its socket elsewhere when the path is too long`() async throws {
        let base = try directory()
        defer { Files.removeTree(base) }
        let state = base + "/" + String(repeating: "long", count: 25)
        let cluster = PrivateCluster(stateDirectory: state, isTemporary: true)
        let started = try await cluster.start(keepAliveWithProcess: true)
        let layout = try ClusterLayout(state: state)
        #expect(layout.socketDirectory.hasPrefix("/tmp/redress-"))
        let connection = try await Connection.connect(ConnectionConfiguration(started.connectionString))
        #expect(try await connection.query("select 1").count == 1)
        try await cluster.stop()
        Files.removeTree(layout.socketDirectory)
        // Somebody else may have put a directory there.
        mkdir(layout.socketDirectory, 0o777)
        chmod(layout.socketDirectory, 0o777)
        defer { Files.removeTree(layout.socketDirectory) }
        await #expect(throws: ClusterError.unsafeSocketDirectory(path: layout.socketDirectory)) {
            try await cluster.start(keepAliveWithProcess: true)
        }
    }

    @Test func `says what is missing`() async throws {
        let base = try directory()
        defer { Files.removeTree(base) }
        let nothing = ServerBinaries.Places(versioned: [base], searchesPath: false)
        let without = PrivateCluster(stateDirectory: base + "/state", places: nothing)
        await #expect(throws: ClusterError.noServerBinaries(minimum: 15)) {
            try await without.start(keepAliveWithProcess: false)
        }
        let state = base + "/old"
        try Files.makeDirectories(state + "/cluster", mode: 0o755)
        let user = try ServerUser.choose(cluster: state)
        try Files.write(state + "/cluster/PG_VERSION", "9\n", mode: 0o644, owner: user)
        let error = await #expect(throws: ClusterError.self) {
            try await PrivateCluster(stateDirectory: state).start(keepAliveWithProcess: false)
        }
        #expect(error?.description.contains("needs PostgreSQL 9") ?? false)
        unlink(state + "/cluster/PG_VERSION")
        try Files.write(state + "/cluster/notes.txt", "mine", mode: 0o644, owner: user)
        await #expect(throws: ClusterError.notACluster(path: state + "/cluster")) {
            try await PrivateCluster(stateDirectory: state).start(keepAliveWithProcess: false)
        }
    }

    @Test func `names the directory that is in the way`() async throws {
        let base = try directory()
        defer {
            chmod(base, 0o700)
            Files.removeTree(base)
        }
        if geteuid() == 0 {
            chmod(base, 0o700)
            let error = await #expect(throws: ClusterError.self) {
                try await PrivateCluster(stateDirectory: base + "/state").start(keepAliveWithProcess: false)
            }
            #expect(error?.description.contains("cannot enter \(base);") ?? false)
        } else {
            await #expect(throws: ClusterError.foreignDirectory(path: "/usr", owner: 0)) {
                try await PrivateCluster(stateDirectory: "/usr").start(keepAliveWithProcess: false)
            }
        }
        try Files.write(base + "/file", "", mode: 0o644, owner: try ServerUser.choose(cluster: base))
        let file = await #expect(throws: ClusterError.self) {
            try await PrivateCluster(stateDirectory: base + "/file").start(keepAliveWithProcess: false)
        }
        #expect(file?.description == "\(base)/file: is not a directory")
    }

    @Test func `passes on the last words of initdb`() async throws {
        let base = try directory()
        defer { Files.removeTree(base) }
        let binaries = base + "/99/bin"
        try Files.makeDirectories(binaries, mode: 0o755)
        let user = try ServerUser.choose(cluster: base)
        for program in ["initdb", "pg_ctl", "postgres"] {
            try Files.write(
                "\(binaries)/\(program)", "#!/bin/sh\necho 'initdb: error: No space left on device' >&2\nexit 1\n",
                mode: 0o755, owner: user)
            chmod("\(binaries)/\(program)", 0o755)
        }
        let places = ServerBinaries.Places(versioned: [base], searchesPath: false)
        let cluster = PrivateCluster(stateDirectory: base + "/state", places: places)
        await #expect(
            throws: ClusterError.toolFailed(tool: "initdb", lastLines: "initdb: error: No space left on device")
        ) { try await cluster.start(keepAliveWithProcess: false) }
        #expect(!Files.exists(base + "/state/cluster.new"))
    }
}
