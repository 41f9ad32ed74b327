internal import Dispatch
internal import Glibc
internal import Synchronization

/// A bounded set of connections, opened when needed and handed out first come, first served.
///
/// A connection is looked at before it is handed out, and asked when it was idle for long; a broken one is replaced.
/// After the server went away, opening is retried with growing pauses for a bounded time; a server that was never
/// there fails at once. Session state (`set`, temporary tables, advisory locks) stays with the connection: undo it.
public final class Pool: Sendable {
    /// What is fixed at the start.
    public struct Settings: Sendable {
        /// A connection idle for longer is asked before it is handed out.
        public var checkAfterIdle: Duration = .seconds(30)
        /// A connection older than this is replaced.
        public var maximumAge: Duration = .seconds(3600)
        /// How long opening is retried once the server has been there.
        public var reconnectFor: Duration = .seconds(10)

        /// The defaults.
        public init() {}
    }

    /// A look at the pool.
    public struct Statistics: Sendable, Equatable {
        /// Handed out, or being opened.
        public var inUse: Int
        /// Open and free.
        public var idle: Int
        /// Callers in the queue.
        public var waiting: Int
        /// Opened since the start.
        public var opened: Int
        /// Opened in place of one that broke.
        public var reconnects: Int
        /// The limit.
        public var size: Int
    }

    let configuration: ConnectionConfiguration
    private let acquireTimeout: Duration
    let settings: Settings
    private let state: Mutex<PoolState>
    private let nextID = Atomic<UInt64>(0)
    private let timerIsSet = Atomic<Bool>(false)

    /// A pool. Nothing is opened yet.
    public init(
        configuration: ConnectionConfiguration, size: Int = 16, waitingLimit: Int = 1000,
        acquireTimeout: Duration = .seconds(5), settings: Settings = Settings()
    ) {
        self.configuration = configuration
        self.acquireTimeout = acquireTimeout
        self.settings = settings
        state = Mutex(PoolState(size: size, waitingLimit: waitingLimit))
    }

    /// Lends a connection for the time of the body.
    ///
    /// Throws `poolExhausted`, `poolTimeout`, `poolClosed`, `couldNotConnect`, and what the body throws. A connection
    /// that comes back broken or with an open transaction is closed.
    @discardableResult
    public func withConnection<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (Connection) async throws -> Result
    ) async throws -> Result {
        let lease = try await lease()
        defer { giveBack(lease) }
        return try await withTaskExecutorPreference(lease.connection.executor) { try await body(lease.connection) }
    }

    /// Runs a transaction on a connection of the pool; see `Connection.transaction`.
    @discardableResult
    public func transaction<Result>(
        _ options: TransactionOptions = .standard, isolation: isolated (any Actor)? = #isolation,
        _ body: (Transaction) async throws -> Result
    ) async throws -> Result {
        let lease = try await lease()
        defer { giveBack(lease) }
        return try await withTaskExecutorPreference(lease.connection.executor) {
            try await lease.connection.transaction(options, body)
        }
    }

    /// What the pool is doing now.
    public var statistics: Statistics {
        state.withLock {
            Statistics(
                inUse: $0.inUse, idle: $0.idle.count, waiting: $0.waiting.count, opened: $0.opened,
                reconnects: $0.reconnects, size: $0.size)
        }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Refuses new callers and those who wait, closes what is idle, and waits for what is in use.
    public func close() async {
        let (idle, waiting) = state.withLock { $0.close() }
        for waiter in waiting { waiter.resume(.refusal(PoolState.closed)) }
        for entry in idle { await entry.connection.close() }
        await withCheckedContinuation { continuation in
            let mustWait = state.withLock { state in state.awaitEmpty { continuation.resume() } }
            if !mustWait { continuation.resume() }
        }
    }
}

extension Pool {
    /// A connection that is lent.
    struct Lease {
        let connection: Connection
        let openedAt: ContinuousClock.Instant
    }

    private func lease() async throws -> Lease {
        switch try await grant() {
        case .connection(let connection, let openedAt, let idleSince):
            if await isUsable(connection, openedAt: openedAt, idleSince: idleSince) {
                return Lease(connection: connection, openedAt: openedAt)
            }
            if connection.vitals.state == .broken { state.withLock { $0.noteBroken() } }
            return try await openOrReturnPermit()
        case .permit:
            return try await openOrReturnPermit()
        case .refusal(let error):
            throw error
        }
    }

    private func openOrReturnPermit() async throws -> Lease {
        do {
            let connection = try await open()
            state.withLock { $0.noteOpened() }
            return Lease(connection: connection, openedAt: .now)
        } catch {
            returnPermit()
            throw error
        }
    }

    private func returnPermit() {
        let (next, closers) = state.withLock { ($0.releasePermit(), $0.takeClosers()) }
        next?.resume(.permit)
        for resume in closers { resume() }
    }

    private func giveBack(_ lease: Lease) {
        let now = ContinuousClock.now
        if lease.connection.vitals.state != .idle || now - lease.openedAt > settings.maximumAge {
            return discard(lease.connection)
        }
        let returned = PoolState.Idle(connection: lease.connection, openedAt: lease.openedAt, since: now)
        let (next, closers) = state.withLock { ($0.release(returned), $0.takeClosers()) }
        next?.resume(.connection(lease.connection, openedAt: lease.openedAt, idleSince: now))
        for resume in closers { resume() }
    }

    /// Drops a connection: without an owner it closes itself.
    private func discard(_ connection: Connection) {
        if connection.vitals.state == .broken { state.withLock { $0.noteBroken() } }
        returnPermit()
    }

    /// Looks whether the server has hung up; asks it when the connection was idle for long.
    private func isUsable(
        _ connection: Connection, openedAt: ContinuousClock.Instant, idleSince: ContinuousClock.Instant
    ) async -> Bool {
        let now = ContinuousClock.now
        if now - openedAt > settings.maximumAge { return false }
        if now - idleSince > settings.checkAfterIdle { return await connection.isAlive() }
        var descriptor = pollfd(fd: connection.vitals.socket, events: Int16(POLLIN), revents: 0)
        // Something to read while nothing was asked: a farewell, or a notice that has to be taken off.
        if poll(&descriptor, 1, 0) > 0 { return await connection.isAlive() }
        return true
    }
}

extension Pool {
    /// A connection or the right to open one, in the order of arrival.
    private func grant() async throws -> PoolState.Grant {
        try Task.checkCancellation()
        if let grant = try state.withLock({ try $0.acquire() }) { return grant }
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in wait(id, continuation) }
        } onCancel: {
            let waiter = state.withLock { $0.removeWaiter(id) }
            waiter?.resume(.refusal(CancellationError()))
        }
    }

    private func wait(_ id: UInt64, _ continuation: CheckedContinuation<PoolState.Grant, Never>) {
        let deadline = ContinuousClock.now + acquireTimeout
        let waiter = PoolState.Waiter(id: id, deadline: deadline) { continuation.resume(returning: $0) }
        let immediate: PoolState.Grant? = state.withLock { state in
            // The handler may have run already; the flag is set before it runs.
            if Task.isCancelled { return .refusal(CancellationError()) }
            do {
                if let grant = try state.acquire() { return grant }
            } catch {
                return .refusal(error)
            }
            state.enqueue(waiter)
            return nil
        }
        if let immediate { return continuation.resume(returning: immediate) }
        setTimer(for: deadline)
    }

    /// One timer for all: the first in the queue is the first to be overdue.
    private func setTimer(for deadline: ContinuousClock.Instant) {
        if timerIsSet.exchange(true, ordering: .acquiringAndReleasing) { return }
        let (seconds, attoseconds) = (deadline - .now).components
        let pause = max(0, Double(seconds) + Double(attoseconds) / 1e18)
        DispatchQueue.global().asyncAfter(deadline: .now() + pause) { [weak self] in self?.refuseOverdue() }
    }

    private func refuseOverdue() {
        timerIsSet.store(false, ordering: .releasing)
        let (overdue, next) = state.withLock { ($0.removeOverdue(at: .now), $0.waiting.first?.deadline) }
        let error = PostgresError(.poolTimeout, "no database connection became free within \(acquireTimeout)")
        for waiter in overdue { waiter.resume(.refusal(error)) }
        if let next { setTimer(for: next) }
    }
}
