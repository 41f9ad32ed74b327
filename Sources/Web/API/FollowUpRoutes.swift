internal import Canonical
internal import Casework
internal import Hummingbird

/// The calls that are owed after the close of a case.
enum FollowUpRoutes {
    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/follow-ups", operationID: "listFollowUps",
            summary: "The calls owed after the close, the oldest first",
            query: [
                Parameter(
                    name: "until", schema: .text(limit: 40, example: "2026-12-01T00:00:00Z"),
                    note: "Those due by then; by now when absent."),
                Parameter(name: "limit", schema: .number(1...1_000)),
            ],
            response: .init(
                status: .ok, note: "The calls",
                schema: .answer([.init("follow_ups", .list(.anything()), required: true)])),
            work: .performing { call in
                let until = try call.parameter("until").map { text in
                    guard let moment = Timestamp(text) else {
                        throw Problem.badInput([
                            .init(
                                place: .parameter("until"),
                                detail: Sentence(
                                    "until must be RFC 3339, as 2026-12-01T00:00:00Z.",
                                    "until пишется по RFC 3339: 2026-12-01T00:00:00Z."))
                        ])
                    }
                    return moment
                }
                return ListFollowUps(until: until ?? call.desk.now(), limit: try call.number("limit") ?? 100)
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/follow-ups/{no}", operationID: "recordFollowUp",
            summary: "Note that a call after the close was made",
            body: .request([.init("reached", .flag(note: "Whether somebody answered; true when absent."))]),
            response: .init(status: .ok, note: "The case as it is now", schema: .named("Case")),
            work: .performing { call in
                guard let number = call.values.last.flatMap({ Int($0) }), (1...1000).contains(number) else {
                    throw Problem.badInput([
                        .init(place: .parameter("no"), detail: Sentence("no is from 1 to 1000.", "no — от 1 до 1000."))
                    ])
                }
                return RecordFollowUp(
                    try call.reference(), number: number, wasReached: call.body["reached"]?.bool ?? true)
            }),
    ]
}
