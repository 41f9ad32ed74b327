internal import CLibpq

extension Pool {
    /// Opens a connection, with the settings of the pool or others. Once there was a server, a refusal is answered by
    /// trying again for a while.
    func open(_ own: ConnectionConfiguration? = nil) async throws -> Connection {
        let deadline = ContinuousClock.now + settings.reconnectFor
        var backoff = Backoff()
        while true {
            do {
                return try await Connection.connect(own ?? configuration)
            } catch let error as PostgresError where error.kind == .couldNotConnect {
                let pause = backoff.next()
                if !hasEverConnected || isClosed || ContinuousClock.now + pause > deadline { throw error }
                try await Task.sleep(for: pause)
            }
        }
    }

    private var hasEverConnected: Bool { statistics.opened > 0 }
}

/// Pauses that double up to a limit, each shortened at random so that many clients do not come back at once.
struct Backoff {
    private var pause: Duration
    private let limit: Duration

    init(first: Duration = .milliseconds(50), limit: Duration = .seconds(2)) {
        pause = first
        self.limit = limit
    }

    mutating func next() -> Duration {
        defer { pause = min(pause * 2, limit) }
        return pause * Double.random(in: 0.5...1)
    }
}

extension Connection {
    /// Asks the server for a sign of life.
    func isAlive() async -> Bool {
        do {
            _ = try await uncancellable { try await exchange([]) }
            return true
        } catch {
            drop()
            return false
        }
    }
}
