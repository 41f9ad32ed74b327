import Canonical
import Casework
import Postgres
import Support
import Synchronization
import Testing

/// A clock that a test moves.
final class HandClock: Sendable {
    private let time: Mutex<Timestamp>
    init(_ start: Timestamp = Timestamp(seconds: 1_790_000_000)) { time = Mutex(start) }
    var now: Timestamp { time.withLock { $0 } }
    func pass(_ seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// Clocks that stand still while the case waits for somebody else, and events that it waits for.
@Suite struct `While a case waits` {
    private func due(_ guide: JSON) throws -> Timestamp {
        try #require(guide["deadlines"]?[0]?["due_at"]?.string.flatMap { Timestamp($0) })
    }

    private func isSound(_ test: TestDesk) async throws -> Bool {
        try await test.desk.perform(CheckStore(), by: test.actor("cora", [.compliance]))["ok"] == true
    }

    @Test func `its clocks stand still, and go on moved by exactly that time`() async throws {
        let clock = HandClock()
        let test = try await TestDesk.make(stocked: false, now: { clock.now })
        try await test.publish(TestPlaybook.text())
        let reference = try await test.openSmall().reference
        let guide = try await test.desk.perform(
            RecordStep(reference, step: "alone", report: .answer("yes")), by: test.actor())
        let start = try due(guide)
        clock.pass(3_600)
        let waiting = try await test.desk.perform(ChangeStatus(reference, to: .waitingForThirdParty), by: test.actor())
        #expect(waiting["next_due_at"] == nil)
        let shown = try await test.desk.perform(GuideCase(reference), by: test.actor())
        #expect(shown["deadlines"]?[0]?["state"] == "paused")
        // Five days pass: nothing fires, also when the case goes on to wait for the victim.
        clock.pass(4 * 86_400)
        _ = try await test.desk.perform(ChangeStatus(reference, to: .waitingForVictim), by: test.actor())
        clock.pass(86_400)
        let system = Actor(kind: .system, id: "deadlines", roles: [], session: "clock")
        #expect(try await test.desk.perform(FireDeadlines(), by: system)["next_at"] == nil)
        #expect(try await isSound(test))
        _ = try await test.desk.perform(ChangeStatus(reference, to: .inProgress), by: test.actor())
        let after = try await test.desk.perform(GuideCase(reference), by: test.actor())
        #expect(try due(after) == start.adding(seconds: 5 * 86_400))
        #expect(after["next_due_at"]?.string.flatMap { Timestamp($0) } == start.adding(seconds: 5 * 86_400))
        clock.pass(24 * 3_600)
        let fired = try await test.desk.perform(FireDeadlines(), by: system)
        #expect(fired["fired"]?[0]?["rungs"]?.array?.count == 3)
        #expect(try await isSound(test))
    }

    @Test func `a case that is reopened has its clocks again`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.publish(TestPlaybook.text())
        let reference = try await test.openSmall().reference
        let guide = try await test.desk.perform(
            RecordStep(reference, step: "alone", report: .answer("yes")), by: test.actor())
        _ = try await test.desk.perform(CloseCase(reference, outcome: .notFraud), by: test.actor())
        let opened = try await test.desk.perform(ChangeStatus(reference, to: .reopened), by: test.actor())
        #expect(opened["next_due_at"] == guide["next_due_at"])
        #expect(try await isSound(test))
    }

    /// A playbook that asks the bank and waits for its reply.
    private static let asking = TestPlaybook.text(
        steps: """
              - wait: bank_reply
                text: {ru: "Ждём банк.", en: "Waiting for the bank."}
                for: {event: bank.reply, sets: {o.bank_reply: BankReply, o.bank_ref: reference}}
                until: {after: 3d}
                on_timeout:
                  - do: call_again
                    text: {ru: "Позвоните.", en: "Call."}
              - decide: held
                cases:
                  - when: 'has(o.bank_reply) && o.bank_reply == "hold_placed"'
                    then:
                      - say: good_news
                        text: {ru: "Деньги придержали.", en: "The money is held."}
                  - else: []
            """,
        scenarios: """
              - name: the bank holds it
                events: {bank.reply: {o.bank_reply: hold_placed}}
                clock: {start: "2026-01-12T09:00:00Z"}
                expect: {visits: [good_news], outcome: prevented}
              - name: the bank is silent
                clock: {start: "2026-01-12T09:00:00Z", advance: 4d}
                expect: {visits: [call_again], never: [good_news]}
            """
    ).replacing("steps:\n  - wait", with: "types:\n  BankReply: [hold_placed, refused]\nsteps:\n  - wait")

    @Test func `what it waits for comes by its name, with values of the declared types`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.publish(Self.asking)
        let opened = try await test.openSmall()
        let reference = try opened.reference
        let wait = try #require(opened["open"]?[0])
        #expect(wait["awaits"]?["event"] == "bank.reply")
        let reply = wait["awaits"]?["values"]?.array?.first { $0["name"] == "o.bank_reply" }
        #expect(reply?["answer"]?["options"]?.array?.count == 2)
        for (event, values) in [
            ("bank.call", [:]), ("bank.reply", ["o.bank_reply": "maybe"]), ("bank.reply", ["o.other": "x"]),
        ] as [(String, JSON.Members)] {
            await #expect(throws: DeskError.self) {
                _ = try await test.desk.perform(
                    RecordEvent(reference, event: event, values: values), by: test.actor())
            }
        }
        let guide = try await test.desk.perform(
            RecordEvent(
                reference, event: "bank.reply", values: ["o.bank_reply": "hold_placed", "bank_ref": "A-77 канарейка"],
                key: "reply-1"), by: test.actor())
        #expect(guide.openPaths == ["good_news"])
        #expect(!(try await test.everything()).contains("канарейка"))
        #expect(try await isSound(test))
    }

    @Test func `a wait is recorded at its path too`() async throws {
        let test = try await TestDesk.make(stocked: false)
        try await test.publish(Self.asking)
        let first = try await test.openSmall().reference
        let came = try await test.desk.perform(
            RecordStep(first, step: "bank_reply", report: .came(["o.bank_reply": "hold_placed"])), by: test.actor())
        #expect(came.openPaths == ["good_news"])
        let second = try await test.openSmall().reference
        let done = try await test.desk.perform(
            RecordStep(second, step: "bank_reply", report: .done), by: test.actor())
        #expect(done["ended"] == true)
    }
}
