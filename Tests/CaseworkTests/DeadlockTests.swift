import Canonical
import Casework
import Postgres
import Support
import Testing

@Suite struct `When the store must end a deadlock` {
    /// Locks a case as a change of it does.
    private func lock(_ reference: CaseReference) -> String {
        "SELECT 1 AS one FROM casework.\"case\" WHERE case_no = \(reference.caseNo) FOR UPDATE;"
    }

    @Test func `a change that ended a deadlock is made again, and nobody is told of it`() async throws {
        let test = try await TestDesk.make()
        let (first, second) = (try await test.openCase().reference, try await test.openCase().reference)
        // The desk finds the deadlock after a while; the other one has so much patience that it never does.
        try await test.asSuperuser(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''5s''', current_database()); END $$")
        let desk = try await test.another()
        let other = try await Connection.connect(ConnectionConfiguration(test.url))
        try await other.simple("SET deadlock_timeout = '1h'; BEGIN; \(lock(second))")
        // A link locks the lower number first: it has the first case when it waits for the second.
        async let linked = desk.perform(LinkCases(second, first, kind: .sameScammer), by: test.actor())
        let waiting: SQL = """
            SELECT count(*) AS n FROM pg_locks l
            WHERE NOT l.granted AND pg_backend_pid() = ANY (pg_blocking_pids(l.pid))
            """
        while try await other.query(waiting)[0].decode(Int.self, "n") == 0 {
            try await Task.sleep(for: .milliseconds(20))
        }
        try await other.simple("\(lock(first)) COMMIT")
        await other.close()
        #expect(try await linked["link"]?["ref"]?.string == first.text)
        // What a connection counted is told by its end.
        await desk.pool.close()
        var deadlocks = 0
        for _ in 0..<600 where deadlocks == 0 {
            deadlocks = try await test.count(
                "SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()")
            if deadlocks == 0 { try await Task.sleep(for: .milliseconds(100)) }
        }
        #expect(deadlocks > 0, "no deadlock came about, so nothing was tried")
        #expect(try await test.isSound())
    }
}
