import Testing

@testable import Postgres

@Suite struct `A listener` {
    @Test func `hears what is notified and comes back after its connection broke`() async throws {
        var configuration = try await TestServer.configuration()
        configuration.applicationName = "listener under test"
        let listener = try await Listener.start(configuration, channels: ["odd \"channel\"", "plain"])
        let connection = try await TestServer.connect()
        _ = try await connection.query("select pg_notify('odd \"channel\"', 'ж')")
        var events = listener.events.makeAsyncIterator()
        #expect(await events.next() == .notification(channel: "odd \"channel\"", payload: "ж"))
        _ = try await connection.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listener under test'")
        #expect(await events.next() == .reconnected)
        try await connection.simple("notify plain")
        #expect(await events.next() == .notification(channel: "plain", payload: ""))
        listener.stop()
        #expect(await events.next() == nil)
    }

    @Test func `fails at once when there is no server`() async throws {
        let nowhere = ConnectionConfiguration("host=/nonexistent user=x dbname=x")
        let error = try await postgresError { try await Listener.start(nowhere, channels: ["c"]) }
        #expect(error.kind == .couldNotConnect && error.safeToRetry)
    }
}
