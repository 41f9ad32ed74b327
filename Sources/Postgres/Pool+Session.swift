internal import Glibc

extension Pool {
    /// Opens a connection with the settings of the pool that is none of its own: for what a session holds for as long as it
    /// lives, such as advisory locks. It ends with whoever holds it.
    ///
    /// The server ends it for nothing but the end of the other side, and then soon: should that be a machine without a
    /// word, within half a minute.
    ///
    /// - Parameters:
    ///   - name: What `pg_stat_activity` shows.
    ///   - lockTimeout: The longest wait for a lock.
    /// - Throws: `couldNotConnect`, once there was a server after trying again for as long as the pool does.
    public func session(named name: String, lockTimeout: Duration) async throws -> Connection {
        var own = configuration
        own.applicationName = name
        own.lockTimeout = lockTimeout
        own.settings = [
            "idle_session_timeout": "0", "tcp_keepalives_idle": "15", "tcp_keepalives_interval": "5",
            "tcp_keepalives_count": "3",
        ]
        return try await open(own)
    }
}

extension Connection {
    /// Whether the session is there, as far as is known without asking the server.
    public func isThere() async -> Bool {
        var descriptor = pollfd(fd: vitals.socket, events: Int16(POLLIN), revents: 0)
        // Something to read while nothing was asked: a farewell, or a notice that has to be taken off.
        if poll(&descriptor, 1, 0) > 0 { return await isAlive() }
        return !isBroken
    }
}
