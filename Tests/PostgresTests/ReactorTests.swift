import Glibc
import Synchronization
import Testing

@testable import Postgres

/// Counts across threads.
private final class Arrivals: Sendable {
    private let counted = Atomic(0)

    var count: Int { counted.load(ordering: .sequentiallyConsistent) }

    func note() { counted.add(1, ordering: .sequentiallyConsistent) }
}

@Suite struct `Connections that share a thread` {
    /// More than there are threads, so that some must share one.
    private static let connections = 3 * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) + 1

    @Test func `do not wait for one whose work blocks`() async throws {
        let pool = try await TestServer.pool(size: Self.connections)
        let arrived = Arrivals()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<Self.connections {
                group.addTask {
                    try await pool.withConnection { connection in
                        let before: Int = try await connection.query("select \(Int64(number))::int8 as n")[0]["n"]
                        arrived.note()
                        // Nobody leaves before everybody is here: with threads that were held up this would not end.
                        while arrived.count < Self.connections { usleep(1000) }
                        let after: Int = try await connection.query("select \(Int64(before))::int8 as n")[0]["n"]
                        return after
                    }
                }
            }
            let sum = try await group.reduce(0, +)
            #expect(sum == (0..<Self.connections).reduce(0, +))
        }
        await pool.close()
    }

    @Test func `go on while others work for long, again and again`() async throws {
        let pool = try await TestServer.pool(size: Self.connections)
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<Self.connections {
                group.addTask {
                    try await pool.withConnection { connection in
                        for round in 0..<20 {
                            let n: Int = try await connection.query("select \(Int64(round))::int8 as n")[0]["n"]
                            #expect(n == round)
                            if (round + number) % 5 == 0 { usleep(80_000) }
                        }
                        return 20
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(counts == 20 * Self.connections)
        await pool.close()
    }

    @Test func `take turns when many callers have one of them`() async throws {
        let connection = try await TestServer.connect()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<40 {
                group.addTask {
                    for round in 0..<10 {
                        let number = Int64(caller * 100 + round)
                        // As much as no socket holds at once, so that there is waiting between sending and receiving.
                        let results = try await connection.pipeline([
                            "select \(number)::int8 as n", "select repeat('x', 300000) as t",
                            "select \(number)::int8 as n",
                        ])
                        #expect(try results[0].rows[0]["n"] == number && results[2].rows[0]["n"] == number)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `end after the statement that is at work`() async throws {
        let connection = try await TestServer.connect()
        let before = await connection.roundTrips
        let task = Task {
            try await connection.query("select 7::int8 as seven, pg_sleep(0.3)::text")[0]["seven", as: Int.self]
        }
        while await connection.roundTrips == before { await Task.yield() }
        await connection.close()
        #expect(try await task.value == 7)
        let error = try await postgresError { _ = try await connection.query("select 1") }
        #expect(error.kind == .connectionLost)
    }
}
