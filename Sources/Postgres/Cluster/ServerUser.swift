internal import Glibc

/// The user who runs the server. PostgreSQL refuses to run as root.
struct ServerUser: Sendable, Equatable {
    let uid: uid_t
    let gid: gid_t
    let name: String

    /// The user of this process, or for root: the owner of the cluster, else `postgres`, else `nobody`.
    static func choose(cluster: String) throws -> ServerUser {
        if geteuid() != 0 { return ServerUser(uid: geteuid(), gid: getegid(), name: "you") }
        if let status = Files.status(cluster), status.st_uid != 0 {
            if let entry = getpwuid(status.st_uid) { return ServerUser(entry.pointee) }
        }
        for name in ["postgres", "nobody"] {
            if let entry = getpwnam(name) { return ServerUser(entry.pointee) }
        }
        throw ClusterError.fileSystem(path: "/etc/passwd", reason: "there is neither a user postgres nor nobody")
    }

    private init(_ entry: passwd) {
        uid = entry.pw_uid
        gid = entry.pw_gid
        name = String(cString: entry.pw_name)
    }

    private init(uid: uid_t, gid: gid_t, name: String) {
        self.uid = uid
        self.gid = gid
        self.name = name
    }

    /// Whether the server runs under another user than this process.
    var isOther: Bool { uid != geteuid() }

    /// The command that runs a program as this user.
    func command(_ arguments: [String]) -> [String] {
        if !isOther { return arguments }
        let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first(where: Files.isExecutable)
        if let setpriv {
            return [setpriv, "--reuid=\(uid)", "--regid=\(gid)", "--init-groups", "--"] + arguments
        }
        return ["runuser", "-u", name, "--"] + arguments
    }

    /// Gives a file or directory to this user.
    func own(_ path: String) throws {
        if isOther, lchown(path, uid, gid) != 0 { throw Files.failure(path) }
    }

    /// Throws for the first directory on the way that this user cannot enter.
    func checkCanEnter(_ path: String) throws {
        if !isOther { return }
        if let parent = Files.parent(of: path) { try checkCanEnter(parent) }
        var status = stat()
        guard stat(path, &status) == 0 else { throw Files.failure(path) }
        if !mayEnter(status) { throw ClusterError.notTraversable(path: path, user: name) }
    }

    private func mayEnter(_ status: stat) -> Bool {
        if status.st_uid == uid { return status.st_mode & S_IXUSR != 0 }
        if groups.contains(status.st_gid) { return status.st_mode & S_IXGRP != 0 }
        return status.st_mode & S_IXOTH != 0
    }

    private var groups: [gid_t] {
        var count: Int32 = 64
        var groups = [gid_t](repeating: 0, count: Int(count))
        return getgrouplist(name, gid, &groups, &count) < 0 ? [gid] : Array(groups.prefix(Int(count)))
    }
}
