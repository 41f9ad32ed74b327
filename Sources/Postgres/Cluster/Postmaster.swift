internal import Glibc

/// What `postmaster.pid` says, checked against the process that it names.
struct Postmaster: Sendable {
    let pid: pid_t
    /// Whether the server takes connections.
    let isReady: Bool
    /// Whether the process is there and is a server of this data directory, not a stranger with a recycled number.
    let isAlive: Bool

    /// `nil` when there is no such file.
    init?(_ layout: ClusterLayout) {
        guard let text = Files.read(layout.postmasterFile) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let pid = pid_t(first), pid > 0 else { return nil }
        self.pid = pid
        isReady = lines.count > 7 && lines[7].hasPrefix("ready")
        isAlive = Self.isServer(pid, of: layout.data)
    }

    private static func isServer(_ pid: pid_t, of data: String) -> Bool {
        if kill(pid, 0) != 0, errno == ESRCH { return false }
        guard let arguments = Files.read("/proc/\(pid)/cmdline"), !arguments.isEmpty else { return false }
        let words = arguments.split(separator: "\0")
        guard let program = words.first, program.hasSuffix("postgres") else { return false }
        return words.contains { $0 == data || $0 == "-D\(data)" }
    }

    /// Makes PostgreSQL ignore a number that now belongs to a stranger: a number that cannot exist takes its place.
    /// The file stays, because by the rest of it PostgreSQL sees whether backends of the old server still live.
    static func disown(_ layout: ClusterLayout, user: ServerUser) throws {
        guard let text = Files.read(layout.postmasterFile) else { return }
        let rest = text.drop { $0 != "\n" }
        try Files.write(layout.postmasterFile, "2147483646" + rest, mode: 0o600, owner: user)
    }
}
