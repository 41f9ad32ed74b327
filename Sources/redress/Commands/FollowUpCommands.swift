import ArgumentParser
import Canonical
import Casework
import Terminal

/// `redress case follow-ups`
struct FollowUpsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow-ups",
        abstract: "The calls owed after the close: days 1, 3, 10, 30 and 90, the oldest first.",
        discussion: "Example: redress case follow-ups --days 3")
    @Option(help: "Those due within so many days too; only what is due by now when nothing is said.") var days = 0
    @Option(help: "At most so many.") var limit = 100
    @OptionGroup var options: DeskOptions

    func run() async throws {
        guard (0...3650).contains(days) else { throw DeskError.malformed(field: "days", problem: .range("0…3650")) }
        let until = Timestamp.now.adding(seconds: Int64(days) * 86_400)
        let request = RemoteRequest.get("follow-ups", query: ["until": until.description, "limit": "\(limit)"])
        try await options.perform(ListFollowUps(until: until, limit: limit), over: request) { answer in
            let calls = answer["follow_ups"]?.array ?? []
            if calls.isEmpty { return "No calls are owed." }
            var table = Table(["Case", "Call", "Day", "Due", "Scam", "With"])
            for call in calls {
                let due = call["due_at"]?.string.flatMap(Timestamp.init).map(LocalTime.text) ?? ""
                table.add([
                    call["ref"]?.string ?? "", "\(call["number"]?.int ?? 0)", call["purpose"]?.string ?? "", due,
                    call["scam_type"]?.string ?? "-", call["assignee"]?.string ?? "-",
                ])
            }
            return table.text
        }
    }
}

/// `redress case follow-up`
struct FollowUpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow-up", abstract: "Note that a call after the close was made.",
        discussion: "Example: redress case follow-up 26-000001-7 2 --not-reached")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The number of the call, from redress case follow-ups.") var number: Int
    @Flag(help: "Nobody answered; the call stays on the list.") var notReached = false
    @OptionGroup var options: DeskOptions

    func run() async throws {
        guard (1...1000).contains(number) else { throw DeskError.malformed(field: "number", problem: .range("1…1000")) }
        let reference = try argument.reference()
        try await options.perform(
            RecordFollowUp(reference, number: number, wasReached: !notReached),
            over: .case(.put, reference, "follow-ups", "\(number)", body: ["reached": .bool(!notReached)]),
            showing: CaseText.summary)
    }
}
