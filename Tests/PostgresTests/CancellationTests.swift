import Testing

@testable import Postgres

@Suite struct `A cancelled statement` {
    @Test func `never takes the one after it along`() async throws {
        let connection = try await TestServer.connect()
        for round in 0..<200 {
            let task = Task { try await connection.query("select pg_sleep(100)") }
            try await Task.sleep(for: .microseconds(round * 15))
            task.cancel()
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            #expect(try await connection.query("select \(round)::int8 as n")[0].decode(Int.self, "n") == round)
        }
    }

    @Test func `is not the same as one that took too long`() async throws {
        var configuration = try await TestServer.configuration()
        configuration.statementTimeout = .milliseconds(30)
        let connection = try await Connection.connect(configuration)
        let error = try await postgresError { _ = try await connection.query("select pg_sleep(10)") }
        #expect(error.isStatementTimeout)
        #expect(try await connection.query("select 1").count == 1)
    }

    @Test func `is not sent when the task was cancelled before`() async throws {
        let connection = try await TestServer.connect()
        let before = await connection.roundTrips
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try await connection.query("select 1")
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await connection.roundTrips == before)
    }

    @Test func `rolls its transaction back`() async throws {
        let connection = try await TestServer.connect()
        try await connection.simple("create temporary table t (n int8)")
        let task = Task {
            try await connection.transaction { transaction in
                try await transaction.execute("insert into t values (1)")
                _ = try await transaction.query("select pg_sleep(100)")
            }
        }
        try await Task.sleep(for: .milliseconds(30))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await connection.query("select n from t").isEmpty)
        #expect(connection.vitals.state == .idle)
    }
}
