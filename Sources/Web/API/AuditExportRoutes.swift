internal import Canonical
internal import Casework
internal import HTTPTypes
internal import Hummingbird

/// The trail as files that anybody can verify offline, in a tar archive.
enum AuditExportRoutes {
    private static let response = Route.Response(
        status: .ok, note: "The bundle: checkpoint, checkpoints/…, entries.jsonl, openings.jsonl",
        mediaType: "application/x-tar", tellsAnswer: true)
    /// Sealing, signing and the witnesses come before the first byte.
    private static let pace = Pace.long(.seconds(600))

    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/audit/export", operationID: "exportTrail",
            summary: "The trail as a bundle for auditors; who exports it is on the trail first",
            query: [
                Parameter(
                    name: "from", schema: .number(0...9_007_199_254_740_991), note: "The first entry, by its index."),
                Parameter(
                    name: "to", schema: .number(0...9_007_199_254_740_991), note: "The last entry, by its index."),
            ],
            pace: pace, response: response,
            work: .signed { call, actor in
                let (from, to) = (try call.number("from").map(Int64.init), try call.number("to").map(Int64.init))
                return try await export(ExportTrail(from: from, to: to), call, actor)
            }),
        Route(
            method: .post, pattern: "/v1/audit/openings/{id}/export", operationID: "exportOpenings",
            summary: "The bundle with the personal data behind the commitments, once, for whoever asked", isLook: true,
            pace: pace, response: response,
            work: .signed { call, actor in
                try await export(ExportTrail(openingsOf: call.values.first ?? ""), call, actor)
            }),
    ]

    private static func export(_ operation: ExportTrail, _ call: Call, _ actor: Actor) async throws -> Reply {
        let streams = call.house.streams
        try streams.demandRoom()
        let bundle = try await call.desk.perform(operation, by: actor)
        var reply = Reply(status: .ok, headers: [.contentType: "application/x-tar"])
        reply.headers[.contentDisposition] = "attachment; filename=\"trail.tar\""
        reply.tell(bundle.json)
        let time = call.desk.now().seconds
        reply.stream = { writer in
            try await Download.run(writer, streams) { download in
                let sink = TarSink(download, time: time)
                _ = try await bundle.write(into: sink)
                try await sink.finish()
            }
        }
        return reply
    }
}
