/// Decides who gets which connection. Knows nothing of sockets or clocks: it is told and returns what to do.
struct PoolState {
    /// What somebody who waits is given.
    enum Grant {
        /// A connection that is open and has been idle since then.
        case connection(Connection, openedAt: ContinuousClock.Instant, idleSince: ContinuousClock.Instant)
        /// The right to open one.
        case permit
        /// The right to nothing.
        case refusal(any Error)
    }

    /// Somebody who waits, first come first served.
    struct Waiter {
        let id: UInt64
        let deadline: ContinuousClock.Instant
        let resume: @Sendable (Grant) -> Void
    }

    struct Idle {
        let connection: Connection
        let openedAt: ContinuousClock.Instant
        let since: ContinuousClock.Instant
    }

    let size: Int
    let waitingLimit: Int
    private(set) var idle: [Idle] = []
    private(set) var waiting: [Waiter] = []
    /// Connections in use and permits to open one.
    private(set) var inUse = 0
    private(set) var isClosed = false
    private(set) var opened = 0
    private(set) var reconnects = 0
    /// Connections that broke and were not replaced yet.
    private var broken = 0
    private var closers: [@Sendable () -> Void] = []

    init(size: Int, waitingLimit: Int) {
        self.size = max(1, size)
        self.waitingLimit = max(0, waitingLimit)
    }

    /// A grant that can be given at once, or `nil` when the caller has to wait.
    mutating func acquire() throws -> Grant? {
        if isClosed { throw Self.closed }
        if let last = idle.popLast() {
            inUse += 1
            return .connection(last.connection, openedAt: last.openedAt, idleSince: last.since)
        }
        if inUse < size {
            inUse += 1
            return .permit
        }
        if waiting.count >= waitingLimit {
            throw PostgresError(.poolExhausted, "all \(size) connections are in use and \(waiting.count) callers wait")
        }
        return nil
    }

    mutating func noteBroken() {
        broken += 1
    }

    mutating func noteOpened() {
        opened += 1
        if broken > 0 {
            broken -= 1
            reconnects += 1
        }
    }

    mutating func enqueue(_ waiter: Waiter) {
        waiting.append(waiter)
    }

    /// Takes a connection back. Returns the waiter that gets it, if any.
    mutating func release(_ returned: Idle) -> Waiter? {
        if isClosed {
            inUse -= 1
            return nil
        }
        if !waiting.isEmpty { return waiting.removeFirst() }
        inUse -= 1
        idle.append(returned)
        return nil
    }

    /// Takes back the right to a connection that is gone. Returns the waiter that gets the right, if any.
    mutating func releasePermit() -> Waiter? {
        if !isClosed, !waiting.isEmpty { return waiting.removeFirst() }
        inUse -= 1
        return nil
    }

    mutating func removeWaiter(_ id: UInt64) -> Waiter? {
        guard let place = waiting.firstIndex(where: { $0.id == id }) else { return nil }
        return waiting.remove(at: place)
    }

    /// Those who have waited too long. All wait equally long, so they stand at the front.
    mutating func removeOverdue(at now: ContinuousClock.Instant) -> [Waiter] {
        let overdue = waiting.prefix { $0.deadline <= now }
        waiting.removeFirst(overdue.count)
        return Array(overdue)
    }

    /// Refuses everybody from now on. Returns what was idle and who waits.
    mutating func close() -> ([Idle], [Waiter]) {
        defer {
            isClosed = true
            idle = []
            waiting = []
        }
        return (idle, waiting)
    }

    /// Registers somebody who waits for the last connection to come back; `false` when there is none out.
    mutating func awaitEmpty(_ resume: @escaping @Sendable () -> Void) -> Bool {
        if inUse == 0 { return false }
        closers.append(resume)
        return true
    }

    /// Those to be told that the last connection came back.
    mutating func takeClosers() -> [@Sendable () -> Void] {
        guard isClosed, inUse == 0 else { return [] }
        defer { closers = [] }
        return closers
    }

    static let closed = PostgresError(.poolClosed, "the connection pool is closed")
}
