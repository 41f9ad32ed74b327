import Canonical
import Casework
import Postgres
import Support
import Synchronization
import Testing

/// The part of a server that fires deadlines.
@Suite(.timeLimit(.minutes(5))) struct `The keeper of deadlines` {
    /// Counts looks at the store.
    private final class Looks: Sendable {
        private let count = Mutex(0)
        var number: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    /// A case whose action is due a day after it was opened.
    private func openCase(_ test: TestDesk) async throws -> CaseReference {
        let reference = try await test.openSmall().reference
        _ = try await test.desk.perform(
            RecordStep(reference, step: "alone", report: .answer("yes")), by: test.actor())
        return reference
    }

    private func fired(_ test: TestDesk) async throws -> [String] {
        try await test.query("SELECT convert_from(event, 'UTF8') AS event FROM casework.run_event ORDER BY seq")
            .map { try JSON(parsing: $0.decode(String.self, "event")) }
            .filter { $0["event"] == "timer_fired" }
            .map { "\($0["path"]?.string ?? "") \($0["rung"]?.string ?? "")" }
    }

    private func until(_ holds: () async throws -> Bool) async throws {
        while try await !holds() { try await Task.sleep(for: .milliseconds(50)) }
    }

    @Test func `two servers and a third after a restart fire each rung once`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.publish(TestPlaybook.text())
        for _ in 0..<6 { _ = try await openCase(test) }
        let late = Timestamp.now.adding(seconds: 2 * 86_400)
        let desks = [test.desk.at { late }, try await test.another().at { late }]
        let servers = desks.enumerated().map { number, desk in
            Task { await DeadlineKeeper(desk: desk, session: "clock-\(number)").run() }
        }
        try await until { try await fired(test).count >= 18 }
        for server in servers { server.cancel() }
        for server in servers { await server.value }
        let looks = Looks()
        let third = try await test.another().at { late }
        let again = Task { await DeadlineKeeper(desk: third, session: "clock-3", onLook: looks.add).run() }
        try await until { looks.number > 0 }
        again.cancel()
        await again.value
        #expect(
            try await fired(test).sorted()
                == (["breach", "escalate", "warn"].flatMap { rung in
                    (0..<6).map { _ in "call_bank \(rung)" }
                }).sorted())
        let doctor = try await test.desk.perform(CheckStore(), by: test.actor("cora", [.compliance]))
        #expect(doctor["ok"] == true)
    }

    @Test func `while nothing is due nothing is asked, and a clock that runs out early wakes it`() async throws {
        let clock = HandClock(.now)
        let test = try await TestDesk.make(stocked: false, now: { clock.now })
        try await test.publish(TestPlaybook.text())
        let (looks, hour) = (Looks(), Duration.seconds(3_600))
        let keeper = DeadlineKeeper(desk: test.desk, session: "clock-1", longestSleep: hour, onLook: looks.add)
        let server = Task { await keeper.run() }
        // One look at the start, and one when it began to listen.
        try await until { looks.number == 2 }
        let bell = try await test.desk.pool.listener(channels: ["redress_timer"])
        let quiet = try await openCase(test)
        _ = try await test.desk.perform(ChangeStatus(quiet, to: .waitingForVictim), by: test.actor())
        let due = try await test.openSmall().reference
        #expect(looks.number == 2)
        // The clock of this case ran out before its step opens, and no other clock runs.
        clock.pass(2 * 86_400)
        _ = try await test.desk.perform(RecordStep(due, step: "alone", report: .answer("yes")), by: test.actor())
        try await test.asSuperuser("NOTIFY redress_timer, 'the last one'")
        var heard = bell.events.makeAsyncIterator()
        #expect(await heard.next() == .notification(channel: "redress_timer", payload: ""))
        #expect(await heard.next() == .notification(channel: "redress_timer", payload: "the last one"))
        try await until { try await fired(test).contains("call_bank breach") }
        server.cancel()
        await server.value
    }
}
