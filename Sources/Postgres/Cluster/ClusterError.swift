/// Why the private server could not be found, made or started. Each case is a fact; `description` is one sentence
/// with the way out.
public enum ClusterError: Error, Sendable, Equatable {
    /// No PostgreSQL server of a version that is new enough is installed.
    case noServerBinaries(minimum: Int)
    /// The cluster was made by a version that is not installed.
    case versionNotInstalled(needed: Int, installed: [Int], cluster: String)
    /// The state directory belongs to somebody else.
    case foreignDirectory(path: String, owner: UInt32)
    /// The server's user cannot reach the state directory because of this one.
    case notTraversable(path: String, user: String)
    /// A directory for sockets is there that cannot be trusted.
    case unsafeSocketDirectory(path: String)
    /// Something is there in place of the cluster that is none.
    case notACluster(path: String)
    /// A file or directory could not be made or opened.
    case fileSystem(path: String, reason: String)
    /// One of PostgreSQL's programs failed; the last lines of what it wrote.
    case toolFailed(tool: String, lastLines: String)
}

extension ClusterError: CustomStringConvertible {
    /// One sentence with the way out.
    public var description: String {
        switch self {
        case .noServerBinaries(let minimum):
            "no PostgreSQL server of version \(minimum) or later is installed; install it (Debian: "
                + "apt-get install postgresql) or give the address of a server"
        case .versionNotInstalled(let needed, let installed, let cluster):
            "the cluster in \(cluster) needs PostgreSQL \(needed), but only \(Self.list(installed)) is installed; "
                + "install postgresql-\(needed), or upgrade the cluster with pg_upgrade"
        case .foreignDirectory(let path, let owner):
            "\(path) belongs to user \(owner), not to you; run as that user or choose another state directory"
        case .notTraversable(let path, let user):
            "user \(user), who runs the server, cannot enter \(path); allow it (chmod o+x) or choose another state "
                + "directory"
        case .unsafeSocketDirectory(let path):
            "\(path) is not a directory that only the server's user can use; remove it or choose a state directory "
                + "with a shorter path"
        case .notACluster(let path):
            "\(path) is there but holds no PostgreSQL cluster; move it away or choose another state directory"
        case .fileSystem(let path, let reason):
            "\(path): \(reason)"
        case .toolFailed(let tool, let lastLines):
            "\(tool) failed: \(lastLines)"
        }
    }

    private static func list(_ versions: [Int]) -> String {
        versions.isEmpty ? "none" : versions.map(String.init).joined(separator: ", ")
    }
}
