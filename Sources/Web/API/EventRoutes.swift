internal import Canonical
internal import Casework
internal import HTTPTypes
internal import Hummingbird

/// The stream of changes.
enum EventRoutes {
    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/events", operationID: "watchChanges",
            summary:
                "Changes of the cases that one may read, as server-sent events; reference, kind and revision only",
            query: [
                Parameter(
                    name: "after", schema: .number(-1...9_007_199_254_740_991),
                    note: "The position to begin behind, -1 for the beginning; Last-Event-ID goes before it."),
                Parameter(
                    name: "seconds", schema: .number(1...86_400),
                    note: "When to end it; after an hour when absent, and never later than the server says."),
            ],
            headers: [
                Parameter(
                    name: "Last-Event-ID", schema: .number(-1...9_007_199_254_740_991),
                    note: "The id of the last event that was received.")
            ],
            response: .init(
                status: .ok,
                note: "A stream of events, each of this form; ids are positions in the log and only grow",
                schema: .named("Event"), mediaType: "text/event-stream"),
            work: .signed(watch)),
        Route(
            method: .get, pattern: "/v1/changes", operationID: "listChanges",
            summary: "One part of the same changes, for programs that come by from time to time",
            query: [
                Parameter(
                    name: "after", schema: .number(-1...9_007_199_254_740_991),
                    note: "The position that the last part reached; the beginning when absent.")
            ],
            response: .init(status: .ok, note: "At most 500 of them, oldest first", schema: .named("Changes")),
            work: .performing(list)),
    ]

    @Sendable private static func list(_ call: Call) throws -> WatchChanges {
        let after = try call.number("after").map(Int64.init) ?? -1
        return WatchChanges(after: after, isOnce: true)
    }

    private static let lastEventID = HTTPField.Name("Last-Event-ID")

    @Sendable private static func watch(_ call: Call, _ actor: Actor) async throws -> Reply {
        let position = try lastSeen(call) ?? call.number("after").map(Int64.init)
        let house = call.house
        try house.streams.demandRoom()
        let answer = try await call.desk.perform(WatchChanges(after: position), by: actor)
        guard let token = try? Door.token(call.head.headerFields), let start = answer["position"]?.int else {
            throw Problem.noToken
        }
        var reply = Reply(status: .ok, headers: [.contentType: "text/event-stream"])
        if let buffering = HTTPField.Name("X-Accel-Buffering") { reply.headers[buffering] = "no" }
        let longest = house.configuration.streamLifetime
        let wanted = try call.number("seconds").map { Duration.seconds($0) } ?? longest
        let stream = EventStream(
            house: house, token: token, address: call.address, start: start, lifetime: min(wanted, longest))
        reply.stream = { writer in try await stream.write(&writer) }
        return reply
    }

    private static func lastSeen(_ call: Call) throws -> Int64? {
        guard let lastEventID, let text = call.head.headerFields[lastEventID], !text.isEmpty else { return nil }
        guard let position = Int64(text) else {
            throw Problem.badInput([
                .init(place: .header("Last-Event-ID"), detail: "Last-Event-ID must be an id that was sent here.")
            ])
        }
        return position
    }
}
