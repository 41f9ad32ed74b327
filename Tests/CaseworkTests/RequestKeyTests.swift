import Canonical
import Postgres
import Support
import Synchronization
import Testing

@testable import Casework

/// Keys of requests whose operation does not keep them in its own transaction: imports, staff, holds.
@Suite(.timeLimit(.minutes(10))) struct `A request with a key` {
    private let key = RequestKey("march", request: ["file": "a"])

    /// Something that is waited for; whoever waits can be called off.
    private final class Gate: Sendable {
        private let (events, opener) = AsyncStream<Void>.makeStream()

        func open() { opener.finish() }

        func pass() async throws {
            for await _ in events {}
            try Task.checkCancellation()
        }
    }

    /// Counts how often the work was done.
    private final class Tally: Sendable {
        private let count = Atomic<Int>(0)
        var total: Int { count.load(ordering: .relaxed) }

        func work() -> JSON { ["opened": .int(Int64(count.add(1, ordering: .relaxed).newValue))] }
    }

    /// Ends the sessions that have the locks of requests, as the end of their program does.
    private func endSessions(_ test: TestDesk) async throws {
        let mine = "application_name = '\(RequestClaims.sessionName)' AND datname = current_database()"
        try await test.asSuperuser("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \(mine)")
        let locks: SQL = """
            SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        while try await test.count(locks) > 0 { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test func `has its key for as long as it is at work, however long, on every server`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let (desk, other, anna) = (test.desk, try await test.another(), test.actor())
        let (begun, gate, tally) = (Gate(), Gate(), Tally())
        async let told = desk.once(key, by: anna) {
            begun.open()
            try await gate.pass()
            return tally.work()
        }
        try await begun.pass()
        let later = desk.now().adding(days: 2)
        for asked in [desk, other, desk.at { later }, other.at { later }] {
            await #expect(throws: DeskError.keyBusy) { try await asked.once(key, by: anna) { tally.work() } }
            await #expect(throws: DeskError.keyUsedForAnotherRequest) {
                try await asked.once(RequestKey("march", request: ["file": "b"]), by: anna) { tally.work() }
            }
        }
        // Keys belong to who comes with them.
        #expect(try await other.once(key, by: test.actor("boris")) { ["opened": 0] } == ["opened": 0])
        gate.open()
        #expect(try await told == ["opened": 1])
        for asked in [desk, other] {
            #expect(try await asked.once(key, by: anna) { tally.work() } == ["opened": 1])
        }
        #expect(tally.total == 1)
    }

    @Test func `whose server died in the middle is done by whoever comes next, at once`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let (dying, other, anna) = (try await test.another(), test.desk, test.actor())
        let (begun, gate, tally) = (Gate(), Gate(), Tally())
        let lost = Task {
            try await dying.once(key, by: anna) {
                begun.open()
                try await gate.pass()
                return tally.work()
            }
        }
        try await begun.pass()
        try await endSessions(test)
        await #expect(throws: DeskError.keyUsedForAnotherRequest) {
            try await other.once(RequestKey("march", request: ["file": "b"]), by: anna) { tally.work() }
        }
        #expect(try await other.once(key, by: anna) { tally.work() } == ["opened": 1])
        // A server that lives after all has called off what it was doing, for nobody may do it twice.
        await #expect(throws: CancellationError.self) { try await lost.value }
        #expect(try await dying.once(key, by: anna) { tally.work() } == ["opened": 1])
        #expect(tally.total == 1)
    }

    @Test func `that ends when somebody else has its key changes nothing of the other's answer`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let (slow, other, anna) = (try await test.another(), test.desk, test.actor())
        let tally = Tally()
        // It does not hear that it is called off.
        let answer = try await slow.once(key, by: anna) {
            try await Task { try await endSessions(test) }.value
            _ = try await other.once(key, by: anna) { tally.work() }
            return ["opened": 9]
        }
        #expect(answer == ["opened": 9])
        for asked in [slow, other] {
            #expect(try await asked.once(key, by: anna) { tally.work() } == ["opened": 1])
        }
    }

    @Test func `sent sixteen times at once to two servers is done once`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let (desks, anna) = ([test.desk, try await test.another()], test.actor())
        let tally = Tally()
        let answers = try await withThrowingTaskGroup(of: JSON.self) { group in
            for number in 0..<16 {
                group.addTask {
                    while true {
                        do { return try await desks[number % 2].once(key, by: anna) { tally.work() } } catch DeskError
                            .keyBusy
                        { try await Task.sleep(for: .milliseconds(5)) }
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == Array(repeating: ["opened": 1], count: 16) && tally.total == 1)
    }

    @Test func `that failed leaves its key free, and the end of an idle session is not noticed`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let (desk, anna, tally) = (test.desk, test.actor(), Tally())
        await #expect(throws: DeskError.noSigner) { try await desk.once(key, by: anna) { throw DeskError.noSigner } }
        #expect(try await test.count("SELECT count(*) AS n FROM casework.idempotency") == 0)
        try await endSessions(test)
        #expect(try await desk.once(key, by: anna) { tally.work() } == ["opened": 1])
        // Other tests have their sealers at work in other databases of the cluster.
        let left = try await test.count(
            """
            SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
        #expect(left == 0)
    }

    @Test func `that was called off when it was done has its answer kept, for a day from then`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let (desk, anna, tally) = (test.desk, test.actor(), Tally())
        let begin = desk.now()
        let time = Mutex(begin)
        let clocked = desk.at { time.withLock { $0 } }
        let first = try await Task {
            try await clocked.once(key, by: anna) {
                withUnsafeCurrentTask { $0?.cancel() }
                time.withLock { $0 = begin.adding(seconds: 3_600) }
                return tally.work()
            }
        }.value
        #expect(first == ["opened": 1])
        #expect(try await desk.once(key, by: anna) { tally.work() } == first)
        let kept = try await test.query("SELECT at FROM casework.idempotency")
        #expect(try kept[0].decode(Timestamp.self, "at") == begin.adding(seconds: 3_600))
    }
}
