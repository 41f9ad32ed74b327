internal import CLibpq
internal import Synchronization

/// A transaction inside the body of `Connection.transaction` or `Pool.transaction`.
///
/// BEGIN is not sent on its own: it goes in front of the first batch. `finish` sends the last statements together with
/// COMMIT, and alone when they are all there is: what comes in one batch is one transaction for the server. An operation
/// that reads, computes and writes therefore costs exactly two round trips:
///
///     try await pool.transaction { transaction in
///         let found = try await transaction.run([readCase, readRun])     // BEGIN and both reads
///         try await transaction.finish([writeRun, writeEvent])           // both writes and COMMIT
///     }
///
/// Without `finish`, COMMIT is sent after the body, or ROLLBACK when it throws.
public final class Transaction: Sendable {
    private enum Phase {
        /// Nothing has been sent.
        case new
        case open
        case finished
    }

    private let connection: Connection
    private let options: TransactionOptions
    private let phase = Mutex(Phase.new)

    init(_ connection: Connection, _ options: TransactionOptions) {
        self.connection = connection
        self.options = options
    }

    /// Runs a statement and returns its rows.
    public func query(_ statement: SQL) async throws -> [Row] {
        try await run([statement])[0].rows
    }

    /// Runs a statement and returns the number of rows it concerned.
    @discardableResult
    public func execute(_ statement: SQL) async throws -> Int {
        try await run([statement])[0].affected
    }

    /// Sends several statements in one round trip.
    ///
    /// Throws the first error; the transaction can then only be rolled back.
    @discardableResult
    public func run(_ statements: [SQL]) async throws -> [QueryResult] {
        if statements.isEmpty { return [] }
        return try await connection.run(statements, opening: try enter(.open))
    }

    /// Sends the last statements and COMMIT in one round trip. Nothing can be sent afterwards.
    ///
    /// Throws the first error; then the whole transaction is rolled back. Throws `commitOutcomeUnknown` when the
    /// connection broke so late that it may have been written.
    @discardableResult
    public func finish(_ statements: [SQL] = []) async throws -> [QueryResult] {
        let opening = try enter(.finished)
        if !opening.isEmpty, options == .standard { return try await connection.finishAtOnce(statements) }
        return try await connection.finish(statements, opening: opening)
    }

    /// Runs a script of several statements; it costs a round trip more when it is the first.
    public func simple(_ script: String) async throws {
        try await begin()
        try await connection.simple(script)
    }

    /// Sends rows with COPY; see `Connection.copyIn`.
    @discardableResult
    public func copyIn<Chunks: AsyncSequence & Sendable>(_ statement: SQL, from chunks: Chunks) async throws -> Int
    where Chunks.Element == [UInt8] {
        try await begin()
        return try await connection.copyIn(statement, from: chunks)
    }

    /// Receives rows with COPY; see `Connection.copyOut`.
    @discardableResult
    public func copyOut(_ statement: SQL, to receive: @Sendable ([UInt8]) async throws -> Void) async throws -> Int {
        try await begin()
        return try await connection.copyOut(statement, to: receive)
    }

    /// Sends BEGIN alone, for what cannot go into a pipeline.
    private func begin() async throws {
        let opening = try enter(.open)
        if !opening.isEmpty { _ = try await connection.run([], opening: opening) }
    }

    /// COMMIT after a body that did not finish itself.
    func commitUnlessFinished() async throws {
        let mustCommit = phase.withLock { phase in
            defer { phase = .finished }
            return phase == .open
        }
        if mustCommit { _ = try await connection.finish([], opening: []) }
    }

    /// ROLLBACK after a body that threw. A connection that cannot even do that is closed.
    func rollBack() async {
        let wasSent = phase.withLock { phase in
            defer { phase = .finished }
            return phase != .new
        }
        if wasSent { await connection.rollBack() }
    }

    /// Moves on and returns what must be sent first.
    private func enter(_ next: Phase) throws -> [SQL] {
        try phase.withLock { phase in
            defer { if phase != .finished { phase = next } }
            switch phase {
            case .new: return options.opening
            case .open: return []
            case .finished: throw PostgresError(.misuse, "the transaction is finished already")
            }
        }
    }
}

extension Connection {
    /// Runs a transaction: committed when the body returns, rolled back when it throws.
    ///
    /// Throws what the body throws, `transactionRolledBackAtCommit` when the body swallowed the error of a statement,
    /// and `commitOutcomeUnknown` when the connection broke during COMMIT.
    @discardableResult
    public func transaction<Result>(
        _ options: TransactionOptions = .standard, isolation: isolated (any Actor)? = #isolation,
        _ body: (Transaction) async throws -> Result
    ) async throws -> Result {
        let transaction = Transaction(self, options)
        do {
            let result = try await body(transaction)
            try await transaction.commitUnlessFinished()
            return result
        } catch {
            await transaction.rollBack()
            throw error
        }
    }

    fileprivate static let commit: SQL = "commit"
    fileprivate static let rollback: SQL = "rollback"

    /// One batch of a transaction, BEGIN in front of it when it is the first.
    fileprivate func run(_ statements: [SQL], opening: [SQL]) async throws -> [QueryResult] {
        let results = try await cancellable { try await self.exchange(opening + statements, opening: opening) }
        return Array(results.dropFirst(opening.count))
    }

    /// The last batch of a transaction and COMMIT.
    fileprivate func finish(_ statements: [SQL], opening: [SQL]) async throws -> [QueryResult] {
        let batch = opening + statements + [Self.commit]
        let results = try await cancellable {
            try self.refuseToCommitNothing(opening)
            do {
                return try await self.exchange(batch, opening: opening)
            } catch let failure as BatchFailure {
                throw Self.judge(failure, commitAt: batch.count - 1)
            }
        }
        if results.last?.isCommit != true { throw Self.rolledBack }
        return Array(results.dropFirst(opening.count).dropLast())
    }

    /// The only batch of a transaction. The server commits at its end.
    fileprivate func finishAtOnce(_ statements: [SQL]) async throws -> [QueryResult] {
        if statements.isEmpty { return [] }
        // A transaction that somebody began by hand takes it in, as it would take a BEGIN.
        if transactionIsOpen { return try await finish(statements, opening: TransactionOptions.standard.opening) }
        return try await cancellable {
            do {
                return try await self.exchange(statements)
            } catch let failure as BatchFailure where failure.mayBeRepeated {
                return try await self.exchange(statements)
            } catch let failure as BatchFailure {
                throw Self.judge(failure, commitAt: statements.count)
            }
        }
    }

    private var transactionIsOpen: Bool { (try? use().transactionStatus) != PQTRANS_IDLE }

    /// ROLLBACK, also for a cancelled task. Without an open transaction nothing is sent.
    fileprivate func rollBack() async {
        do {
            try await uncancellable {
                if try use().transactionStatus != PQTRANS_IDLE { _ = try await exchange([Self.rollback]) }
            }
        } catch {
            drop()
        }
    }

    /// Sends a batch; when a plan was stale in the first one, nothing was done yet and it is sent once more.
    private func exchange(_ batch: [SQL], opening: [SQL]) async throws -> [QueryResult] {
        do {
            return try await exchange(batch)
        } catch let failure as BatchFailure where failure.error.isStalePlan && !opening.isEmpty {
            _ = try await exchange([Self.rollback])
            return try await exchange(batch)
        }
    }

    /// The server would answer COMMIT outside of a transaction with a mere warning.
    private func refuseToCommitNothing(_ opening: [SQL]) throws {
        if opening.isEmpty, try use().transactionStatus == PQTRANS_IDLE { throw Self.rolledBack }
    }

    /// A connection that broke before COMMIT was reached leaves nothing behind, which the server says by naming the
    /// statement it stopped at; otherwise nobody knows.
    private static func judge(_ failure: BatchFailure, commitAt: Int) -> BatchFailure {
        var failure = failure
        let error = failure.error
        let isKnown = error.safeToRetry || (error.sqlState != nil && failure.index < commitAt)
        if error.kind == .connectionLost && !isKnown {
            failure.error.kind = .commitOutcomeUnknown
            failure.error.message = "the connection was lost during COMMIT; whether it was written is not known"
        }
        return failure
    }

    private static let rolledBack = PostgresError(
        .transactionRolledBackAtCommit,
        "the transaction was rolled back at COMMIT because a statement in it had failed")
}
