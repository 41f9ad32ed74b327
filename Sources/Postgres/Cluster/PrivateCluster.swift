internal import Glibc
internal import Synchronization

/// A PostgreSQL server of one's own in a state directory: made on first use, reachable through a Unix socket only.
///
/// Any number of processes may start it at the same time. With `keepAliveWithProcess` it stops when the last process
/// that started it this way is gone, whatever ended it; otherwise it runs on until `stop`.
public final class PrivateCluster: Sendable {
    /// What `start` did.
    public struct Started: Sendable, Equatable {
        /// The cluster was made just now.
        public let didInitialise: Bool
        /// The server was started just now; otherwise it was running.
        public let didStart: Bool
        /// How to connect to the database `postgres`.
        public let connectionString: String
        /// The major version of the server.
        public let version: Int
    }

    /// How a server ends.
    public enum StopMode: String, Sendable {
        /// Waits for the clients to leave.
        case smart
        /// Ends the sessions and writes everything to disk.
        case fast
        /// As in a crash; the next start recovers.
        case immediate
    }

    /// What `keepAliveWithProcess` holds until the process ends.
    struct Hold {
        var lock: FileLock?
        var keeper: Int32?
    }

    /// The directory under which everything lies.
    public let stateDirectory: String
    let places: ServerBinaries.Places
    let isTemporary: Bool
    let hold = Mutex(Hold())

    /// A cluster in a state directory, which need not exist yet.
    public convenience init(stateDirectory: String) {
        self.init(stateDirectory: stateDirectory, places: .init())
    }

    /// A cluster for a test or a trial: it writes faster than is safe, and keeping it alive with the process also
    /// removes its directory in the end.
    public static func temporary() throws -> PrivateCluster {
        var template = Array("/tmp/redress-cluster-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Files.failure("/tmp") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(path, 0o711)
        return PrivateCluster(stateDirectory: path, isTemporary: true)
    }

    init(stateDirectory: String, places: ServerBinaries.Places = .init(), isTemporary: Bool = false) {
        self.stateDirectory = Self.absolute(stateDirectory)
        self.places = places
        self.isTemporary = isTemporary
    }

    /// Makes the cluster when there is none and starts the server when it is not running.
    ///
    /// Throws `ClusterError`; a cluster that was half made is removed by the next start.
    public func start(keepAliveWithProcess: Bool) async throws -> Started {
        do {
            return try await startLocked(keepAliveWithProcess)
        } catch {
            if isTemporary, await !isRunning() { Files.removeTree(stateDirectory) }
            throw error
        }
    }

    private func startLocked(_ keepAliveWithProcess: Bool) async throws -> Started {
        try prepareStateDirectory()
        let layout = try ClusterLayout(state: stateDirectory)
        let user = try ServerUser.choose(cluster: layout.data)
        try user.checkCanEnter(layout.state)
        // Taken before the server is looked at: a keeper that is stopping it holds this one exclusively.
        if keepAliveWithProcess { try await holdUsersLock(layout) }
        let lock = try await FileLock(layout.startLock, .exclusive)
        defer { withExtendedLifetime(lock) {} }
        let startup = ClusterStartup(layout: layout, user: user, places: places, isTemporary: isTemporary)
        let (started, pid, binaries) = try await startup.run()
        if keepAliveWithProcess, started.didStart, let binaries {
            let control = user.command([binaries.path("pg_ctl")])
            let keeper = try Keeper.start(
                layout, pid: pid, control: control, removing: isTemporary ? layout.state : nil)
            replaceKeeper(keeper)
        }
        return started
    }

    /// Whether the server runs and takes connections.
    public func isRunning() async -> Bool {
        guard let layout = try? ClusterLayout(state: stateDirectory) else { return false }
        return Postmaster(layout).map { $0.isAlive && $0.isReady } ?? false
    }

    /// Stops the server and waits for its end. Without one nothing happens.
    public func stop(mode: StopMode = .fast) async throws {
        let layout = try ClusterLayout(state: stateDirectory)
        let lock = try await FileLock(layout.startLock, .exclusive)
        defer { withExtendedLifetime(lock) {} }
        guard let postmaster = Postmaster(layout), postmaster.isAlive else { return }
        let user = try ServerUser.choose(cluster: layout.data)
        let binaries = try await ServerBinaries.choose(
            for: layout.data, clusterVersion: try layout.clusterVersion(), places)
        let arguments = ["stop", "-D", layout.data, "-m", mode.rawValue, "-w", "-t", "60"]
        try await Tool(command: user.command([binaries.path("pg_ctl")] + arguments)).runSuccessfully(as: "pg_ctl stop")
        releaseHold()
    }

    /// How to connect to a database of this cluster. Throws when the state directory does not exist.
    public func connectionString(database: String = "postgres") throws -> String {
        try ClusterLayout(state: stateDirectory).connectionString(database: database)
    }

    private static func absolute(_ path: String) -> String {
        var path = path
        if !path.hasPrefix("/"), let directory = getcwd(nil, 0) {
            path = String(cString: directory) + "/" + path
            free(directory)
        }
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        return path
    }
}

extension PrivateCluster {
    /// Makes the state directory, or checks that it is this user's. As root it must let the server's user through.
    private func prepareStateDirectory() throws {
        try Files.makeDirectories(stateDirectory, mode: geteuid() == 0 ? 0o711 : 0o700)
        var status = stat()
        guard stat(stateDirectory, &status) == 0 else { throw Files.failure(stateDirectory) }
        guard Files.isDirectory(status) else {
            throw ClusterError.fileSystem(path: stateDirectory, reason: "is not a directory")
        }
        if geteuid() != 0, status.st_uid != geteuid() {
            throw ClusterError.foreignDirectory(path: stateDirectory, owner: status.st_uid)
        }
        // Names in it stay hidden; only passing through is allowed.
        if geteuid() == 0, status.st_uid == 0, status.st_mode & S_IXOTH == 0 {
            chmod(stateDirectory, status.st_mode & 0o7777 | S_IXGRP | S_IXOTH)
        }
    }

    private func holdUsersLock(_ layout: ClusterLayout) async throws {
        if hold.withLock({ $0.lock != nil }) { return }
        let lock = try await FileLock(layout.usersLock, .shared)
        hold.withLock { $0.lock = lock }
    }

    private func replaceKeeper(_ keeper: Int32?) {
        let old = hold.withLock { hold in
            defer { hold.keeper = keeper }
            return hold.keeper
        }
        if let old { Keeper.dismiss(old) }
    }

    /// After `stop` the keeper has nothing left to do, unless it has a directory to remove.
    private func releaseHold() {
        if isTemporary { return }
        hold.withLock { $0.lock = nil }
        replaceKeeper(nil)
    }
}
