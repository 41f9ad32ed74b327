import Canonical
import Casework
import Foundation
import Postgres
import Support
import Testing

/// A month of work, always the same: forty cases, played through the operations with a clock of their own.
struct ReportMonth {
    let test: TestDesk
    /// 1 January 2031.
    static let start = Timestamp(seconds: 1_924_992_000)

    static func played() async throws -> ReportMonth {
        let test = try await TestDesk.make(stocked: false, now: { start })
        try await test.publish(TestPlaybook.text(applies: #"case.scam_type != """#))
        let month = ReportMonth(test: test)
        for number in 0..<40 { try await month.play(number) }
        return month
    }

    private func at(_ moment: Timestamp) -> Desk { test.desk.at { moment } }

    private func play(_ number: Int) async throws {
        let opened = Self.start.adding(seconds: Int64(number) * 60_000)
        let agent = test.actor("agent-\(number % 3)")
        let intake = try Intake(
            channel: ["hotline", "app_chat", "telegram"][number % 3], language: number % 7 == 0 ? "en" : "ru",
            jurisdiction: number % 5 == 0 ? "UK" : "RU", scamType: ["SAFE_ACCOUNT", "PHISHING", "ROMANCE"][number % 3],
            phone: "+7928123\(4000 + number % 36)",
            payments: number % 2 == 0
                ? ["SBP:\(1000 * (number + 1)):RUB:\(opened.adding(seconds: -600).wholeSecondsText)"] : [],
            indicators: [
                "PHONE:+749500010\(10 + number % 8)",
                "URL:https://pay\(number).bank-secure\(number % 4).com/x?n=\(number)",
                "EMAIL:help\(number)@example.com",
            ], now: opened)
        let reference = try await at(opened).perform(OpenCase(intake), by: agent).reference
        let answered = opened.adding(seconds: Int64(60 + number * 5))
        _ = try await at(answered).perform(
            RecordStep(reference, step: "alone", report: .answer("yes")), by: agent)
        _ = try await at(answered).perform(
            LogContact(
                reference,
                try ContactRecord(
                    channel: "hotline", direction: "in", reached: number % 9 != 0, seconds: 300, wrapUp: "RES_ALL_DONE",
                    distressStart: number % 3, distressEnd: 0, csat: 1 + number % 5, feltSupported: 5 - number % 2)),
            by: agent)
        guard number % 4 != 3 else { return }
        // The action is due a day after the opening: every fifth is late.
        let done = opened.adding(seconds: number % 5 == 4 ? 100_000 : 40_000)
        if number % 5 == 4 { _ = try await at(done).perform(FireDeadlines(), by: test.actor("lead", [.supervisor])) }
        _ = try await at(done).perform(RecordStep(reference, step: "call_bank", report: .done), by: agent)
        if number % 4 == 0 {
            let back = try PaymentDetails(returned: "\(500 * (number + 1))")
            _ = try await at(done).perform(ChangePayment(reference, number: 1, details: back), by: agent)
        }
        let closed = done.adding(seconds: 3_600)
        _ = try await at(closed).perform(
            CloseCase(reference, outcome: number % 6 == 0 ? .lossNotReturned : nil), by: agent)
        if number % 3 == 0 {
            _ = try await at(closed.adding(seconds: 86_400)).perform(
                RecordFollowUp(reference, number: 1, wasReached: true), by: agent)
        }
    }
}

/// Files that hold what was right once.
enum Golden {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    static func compare(_ text: String, _ name: String) throws {
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["REDRESS_RECORD_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        guard text != golden else { return }
        let pairs = zip(text.split(separator: "\n"), golden.split(separator: "\n"))
        let first = pairs.first { $0 != $1 }.map { "now: \($0)\nwas: \($1)" } ?? "one is longer than the other"
        Issue.record("\(name) is not as it was recorded:\n\(first)")
    }
}
