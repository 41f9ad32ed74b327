internal import Glibc

/// Where everything of a private cluster lies.
struct ClusterLayout: Sendable {
    let state: String
    let socketDirectory: String

    var data: String { state + "/cluster" }
    var unfinishedData: String { state + "/cluster.new" }
    var log: String { state + "/postgres.log" }
    var startLock: String { state + "/cluster.lock" }
    var usersLock: String { state + "/cluster.users" }
    var settings: String { data + "/redress.conf" }
    var postmasterFile: String { data + "/postmaster.pid" }
    var socket: String { socketDirectory + "/.s.PGSQL.5432" }

    /// Limit of `sun_path` without its end.
    private static let longestSocketPath = 107

    /// The layout below a state directory that is there already.
    init(state: String) throws {
        guard let resolved = Files.resolved(state) else { throw Files.failure(state) }
        self.state = resolved
        let inside = resolved + "/socket"
        let isShort = (inside + "/.s.PGSQL.5432").utf8.count <= Self.longestSocketPath
        socketDirectory = isShort ? inside : Self.shortDirectory(for: resolved)
    }

    /// The major version of the cluster, or `nil` when there is none.
    func clusterVersion() throws -> Int? {
        if let text = Files.read(data + "/PG_VERSION"), let version = Int(text.singleLine) { return version }
        if Files.exists(data), !Files.names(in: data).isEmpty { throw ClusterError.notACluster(path: data) }
        return nil
    }

    /// Makes the socket directory for the server's user alone, or refuses one that somebody else may have put there.
    func prepareSocketDirectory(for user: ServerUser) throws {
        if mkdir(socketDirectory, 0o700) == 0 {
            try user.own(socketDirectory)
        } else if errno != EEXIST {
            throw Files.failure(socketDirectory)
        }
        guard let status = Files.status(socketDirectory), Files.isDirectory(status), status.st_uid == user.uid,
            status.st_mode & 0o077 == 0
        else { throw ClusterError.unsafeSocketDirectory(path: socketDirectory) }
    }

    /// A socket and its lock that a killed server left. Only to be called while none is running.
    func removeStaleSocket() {
        unlink(socket)
        unlink(socket + ".lock")
    }

    /// What libpq needs to connect.
    func connectionString(database: String) -> String {
        "host=\(Self.quoted(socketDirectory)) port=5432 user=redress dbname=\(Self.quoted(database))"
    }

    /// FNV-1a over the path: the same state directory always has the same socket.
    private static func shortDirectory(for state: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in state.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return "/tmp/redress-\(geteuid())-\(String(hash, radix: 16))"
    }

    private static func quoted(_ value: String) -> String {
        var quoted = "'"
        for character in value {
            if character == "'" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "'"
    }
}
