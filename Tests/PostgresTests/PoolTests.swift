import Synchronization
import Testing

@testable import Postgres

/// A number that several tasks add to.
final class Counter: Sendable {
    private let storage = Atomic<Int>(0)

    @discardableResult
    func add(_ amount: Int) -> Int { storage.wrappingAdd(amount, ordering: .relaxed).newValue }

    var value: Int { storage.load(ordering: .relaxed) }
}

@Suite struct `A pool` {
    /// Takes a connection and keeps it until told.
    private func occupy(_ pool: Pool) async throws -> (AsyncStream<Void>.Continuation, Task<Void, any Error>) {
        let gate = AsyncStream<Void>.makeStream()
        let before = pool.statistics.inUse
        let task = Task { try await pool.withConnection { _ in for await _ in gate.stream {} } }
        while pool.statistics.inUse == before { try await Task.sleep(for: .milliseconds(1)) }
        return (gate.continuation, task)
    }

    private func untilWaiting(_ count: Int, _ pool: Pool) async throws {
        while pool.statistics.waiting < count { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test func `opens no more than it may and serves all`() async throws {
        let pool = try await TestServer.pool(size: 3)
        let served = Counter()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let row = try await pool.withConnection { try await $0.query("select \(number)::int8")[0] }
                    if try row[0, as: Int.self] == number { served.add(1) }
                }
            }
            try await group.waitForAll()
        }
        #expect(served.value == 200)
        #expect(pool.statistics.opened <= 3 && pool.statistics.inUse == 0)
        await pool.close()
    }

    @Test func `serves those who wait in their order`() async throws {
        let pool = try await TestServer.pool(size: 1)
        let (gate, holder) = try await occupy(pool)
        let (order, arrived) = AsyncStream.makeStream(of: Int.self)
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<20 {
            tasks.append(Task { try await pool.withConnection { _ in _ = arrived.yield(number) } })
            try await untilWaiting(number + 1, pool)
        }
        gate.finish()
        try await holder.value
        for task in tasks { try await task.value }
        arrived.finish()
        #expect(await order.reduce(into: []) { $0.append($1) } == Array(0..<20))
    }

    @Test func `refuses at once when too many wait, and later when it takes too long`() async throws {
        let pool = try await TestServer.pool(size: 1, waitingLimit: 1, acquireTimeout: .milliseconds(100))
        let (gate, holder) = try await occupy(pool)
        async let waiter = postgresError { try await pool.withConnection { _ in } }
        try await untilWaiting(1, pool)
        let refused = try await postgresError { try await pool.withConnection { _ in } }
        #expect(refused.kind == .poolExhausted)
        #expect(try await waiter.kind == .poolTimeout)
        gate.finish()
        try await holder.value
        try await pool.withConnection { _ in }
    }

    @Test func `forgets a waiter that was cancelled`() async throws {
        let pool = try await TestServer.pool(size: 1)
        let (gate, holder) = try await occupy(pool)
        let waiter = Task { try await pool.withConnection { _ in } }
        try await untilWaiting(1, pool)
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        #expect(pool.statistics.waiting == 0)
        gate.finish()
        try await holder.value
        try await pool.withConnection { _ in }
    }

    @Test func `does not lend a connection with an open transaction again`() async throws {
        let pool = try await TestServer.pool(size: 1)
        func process(_ connection: Connection) async throws -> Int {
            try await connection.query("select pg_backend_pid() as pid")[0].decode(Int.self, "pid")
        }
        let first = try await pool.withConnection { connection in
            try await connection.simple("begin")
            return try await process(connection)
        }
        #expect(try await pool.withConnection { try await process($0) } != first)
    }

    @Test func `replaces a connection that the server ended while it was idle`() async throws {
        let pool = try await TestServer.pool(size: 2)
        let pid = try await pool.withConnection { try await $0.query("select pg_backend_pid()")[0][0, as: Int32.self] }
        let other = try await TestServer.connect()
        _ = try await other.query("select pg_terminate_backend(\(pid)::int4, 5000)")
        let next = try await pool.withConnection { try await $0.query("select pg_backend_pid()")[0][0, as: Int32.self] }
        #expect(next != pid)
        #expect(pool.statistics.reconnects == 1)
    }

    @Test func `asks a connection that was idle for long and replaces one that is old`() async throws {
        var settings = Pool.Settings()
        settings.checkAfterIdle = .zero
        let pool = Pool(configuration: try await TestServer.configuration(), size: 1, settings: settings)
        try await pool.withConnection { _ in }
        let trips = try await pool.withConnection { await $0.roundTrips }
        #expect(trips == 1)
        settings.maximumAge = .zero
        let ageing = Pool(configuration: try await TestServer.configuration(), size: 1, settings: settings)
        try await ageing.withConnection { _ in }
        try await ageing.withConnection { _ in }
        #expect(ageing.statistics.opened == 2)
    }

    @Test func `fails fast when there never was a server`() async throws {
        let pool = Pool(configuration: ConnectionConfiguration("host=/nonexistent user=x dbname=x"), size: 1)
        // A pool that waited as if the server had been there once would time out instead, with another kind.
        let error = try await postgresError { try await pool.withConnection { _ in } }
        #expect(error.kind == .couldNotConnect)
        #expect(pool.statistics.inUse == 0)
    }

    @Test func `waits for its connections when it is closed and refuses afterwards`() async throws {
        let pool = try await TestServer.pool(size: 1)
        let (gate, holder) = try await occupy(pool)
        async let waiter = postgresError { try await pool.withConnection { _ in } }
        try await untilWaiting(1, pool)
        async let closing: Void = pool.close()
        #expect(try await waiter.kind == .poolClosed)
        gate.finish()
        try await holder.value
        await closing
        #expect(try await postgresError { try await pool.withConnection { _ in } }.kind == .poolClosed)
    }

    @Test func `survives a restart of the server`() async throws {
        let cluster = try PrivateCluster.temporary()
        let started = try await cluster.start(keepAliveWithProcess: true)
        let pool = Pool(configuration: ConnectionConfiguration(started.connectionString), size: 2)
        try await pool.withConnection { try await $0.simple("create table kept (n int8)") }
        try await cluster.stop()
        async let query = pool.withConnection { try await $0.query("select n from kept").count }
        try await Task.sleep(for: .milliseconds(200))
        _ = try await cluster.start(keepAliveWithProcess: true)
        #expect(try await query == 0)
        #expect(pool.statistics.reconnects >= 1)
        await pool.close()
    }
}
