internal import CLibpq
internal import Synchronization

/// One session with a server.
///
/// libpq runs in pipeline mode and non-blocking; several connections share a thread that waits for all of their sockets.
/// Callers take turns, so no statement can come between another and its results. Statements are prepared on first use in
/// the same round trip and kept.
/// When the calling task is cancelled the server is asked to stop, and nothing else is sent on this connection before
/// that request has been passed on: it can never hit the statement after.
public actor Connection {
    nonisolated let executor: Lane
    private let configuration: ConnectionConfiguration
    private var wire: Wire?
    private var isCopying = false
    private var turn = Turn()
    var cache: StatementCache

    /// How often this connection has waited for the server.
    public internal(set) var roundTrips = 0

    /// What may be known without waiting for the actor.
    nonisolated let vitals = ConnectionVitals()

    /// Runs the actor on its lane.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init(_ configuration: ConnectionConfiguration) throws {
        self.configuration = configuration
        executor = try Lane()
        cache = StatementCache(limit: configuration.preparedStatementLimit)
    }

    /// Opens a connection. Throws `couldNotConnect`.
    public static func connect(_ configuration: ConnectionConfiguration) async throws -> Connection {
        let connection = try Connection(configuration)
        try await connection.open()
        return connection
    }

    /// Runs a statement and returns its rows.
    public func query(_ statement: SQL) async throws -> [Row] {
        try await pipeline([statement])[0].rows
    }

    /// Runs a statement and returns the number of rows it concerned.
    @discardableResult
    public func execute(_ statement: SQL) async throws -> Int {
        try await pipeline([statement])[0].affected
    }

    /// Sends several statements in one round trip, as one transaction unless one is open already.
    ///
    /// Throws the first error; then none of them took effect.
    public func pipeline(_ statements: [SQL]) async throws -> [QueryResult] {
        if statements.isEmpty { return [] }
        return try await cancellable {
            do {
                return try await self.exchange(statements)
            } catch let failure as BatchFailure where failure.mayBeRepeated {
                return try await self.exchange(statements)
            }
        }
    }

    /// Runs a script of several statements, for migrations and schemas. It has no parameters and returns no rows.
    ///
    /// Without BEGIN in it the whole script is one transaction.
    public func simple(_ script: String) async throws {
        try await cancellable { try await self.runScript(script) }
    }

    /// Whether the session can be used again.
    public var isBroken: Bool { wire.map(\.isBroken) ?? true }

    /// Ends the session, after what is at work.
    public func close() async {
        if !turn.take() { await waitForTurn() }
        drop()
        turn.pass()
    }

    /// Ends the session from within, at once.
    func drop() {
        wire = nil
        vitals.state = .broken
    }

    private func open() async throws {
        let wire = try await Wire.open(configuration)
        self.wire = wire
        vitals.socket = wire.socket
        vitals.state = .idle
    }

    /// The libpq connection, unless it is closed or in the middle of a COPY.
    func use() throws -> Wire {
        guard let wire, !wire.isBroken else {
            var error = PostgresError(.connectionLost, "the connection to the server was lost")
            error.safeToRetry = true
            throw error
        }
        if isCopying { throw PostgresError(.misuse, "the connection is in the middle of a COPY") }
        return wire
    }

    /// Whether a COPY waits for its source or its reader.
    var isInCopy: Bool { isCopying }

    /// The wire for the COPY that has begun.
    func wireOfCopy() throws -> Wire {
        guard let wire, !wire.isBroken else {
            throw PostgresError(.connectionLost, "the connection to the server was lost")
        }
        return wire
    }

    /// Keeps others out while a COPY waits for its source or its reader.
    func setCopying(_ value: Bool) {
        isCopying = value
    }

    /// Writes down for the pool what state the session was left in.
    func noteState() {
        guard let wire, !wire.isBroken else {
            vitals.state = .broken
            return
        }
        vitals.state = wire.transactionStatus == PQTRANS_IDLE ? .idle : .inTransaction
    }
}

extension Connection {
    /// Runs what waits for the server, when it is this caller's turn; a cancelled task makes the server stop it.
    func cancellable<Result>(_ work: () async throws -> Result) async throws -> Result {
        if !turn.take() { await waitForTurn() }
        defer { turn.pass() }
        try Task.checkCancellation()
        let canceller = try use().canceller
        let call = canceller.begin()
        defer {
            canceller.end()
            noteState()
        }
        do {
            return try await withTaskCancellationHandler(operation: work) { canceller.stop(call) }
        } catch let failure as BatchFailure {
            throw Self.isCancellation(failure.error) ? CancellationError() : failure.error
        } catch let error as PostgresError where Self.isCancellation(error) {
            throw CancellationError()
        }
    }

    /// Runs what must happen also for a cancelled task, such as ROLLBACK.
    func uncancellable<Result>(_ work: () async throws -> Result) async throws -> Result {
        if !turn.take() { await waitForTurn() }
        defer {
            noteState()
            turn.pass()
        }
        do {
            return try await work()
        } catch let failure as BatchFailure {
            throw failure.error
        }
    }

    /// Waits until nobody else is between a statement and its results.
    private func waitForTurn() async {
        // Whoever has it may have passed it on before this is run.
        await withUnsafeContinuation { if turn.take() { $0.resume() } else { turn.wait($0) } }
    }

    private static func isCancellation(_ error: PostgresError) -> Bool {
        error.sqlState == "57014" && Task.isCancelled
    }
}

extension Connection {
    /// Sends what libpq holds back.
    func flush(_ wire: Wire) async throws {
        while try !wire.flush() { try await wait(toSend: wire) }
    }

    /// Waits until the socket takes more. Reads meanwhile: the server stops reading when nobody takes its answers.
    func wait(toSend wire: Wire) async throws {
        let ready = try await executor.wait(wire.socket, for: [.reading, .writing])
        if ready.contains(.reading) { try wire.consume() }
    }

    /// Waits for the next result; `nil` is the end of one statement's results.
    func nextResult(_ wire: Wire) async throws -> ResultStorage? {
        while wire.isBusy { try await receive(wire) }
        return wire.takeResult()
    }

    /// Waits until something has arrived.
    func receive(_ wire: Wire) async throws {
        try await executor.wait(wire.socket, for: .reading)
        try wire.consume()
    }
}

/// Whose turn it is, first come, first served.
private struct Turn {
    private var isTaken = false
    private var waiting: [UnsafeContinuation<Void, Never>] = []

    /// Answers `false` when somebody has it; then wait for it.
    mutating func take() -> Bool {
        defer { isTaken = true }
        return !isTaken
    }

    mutating func wait(_ waiter: UnsafeContinuation<Void, Never>) { waiting.append(waiter) }

    /// Gives it to whoever waits longest.
    mutating func pass() {
        if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
}

/// What the pool must know of a connection without waiting for it.
final class ConnectionVitals: Sendable {
    enum State: Int {
        case idle, inTransaction, broken
    }

    private let storedState = Atomic<Int>(State.broken.rawValue)
    private let storedSocket = Atomic<Int>(-1)

    var state: State {
        get { State(rawValue: storedState.load(ordering: .acquiring)) ?? .broken }
        set { storedState.store(newValue.rawValue, ordering: .releasing) }
    }

    var socket: Int32 {
        get { Int32(storedSocket.load(ordering: .acquiring)) }
        set { storedSocket.store(Int(newValue), ordering: .releasing) }
    }
}
