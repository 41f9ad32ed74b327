internal import Canonical
internal import Casework
internal import Hummingbird
internal import Postgres

/// What the server tells about itself.
enum ServiceRoutes {
    static let all: [Route] = [
        Route(
            method: .get, pattern: "/health/live", operationID: "live", summary: "Whether the program runs",
            response: .init(status: .ok, note: "It runs", schema: .named("Health")),
            work: .open { _ in Reply(["status": "live"]) }),
        Route(
            method: .get, pattern: "/health/ready", operationID: "ready",
            summary: "Whether the store can be worked with",
            response: .init(status: .ok, note: "Ready", schema: .named("Health")),
            otherResponses: [.init(status: .serviceUnavailable, note: "Not ready", schema: .named("Health"))],
            work: .open(ready)),
        Route(
            method: .get, pattern: "/metrics", operationID: "metrics", summary: "Numbers for Prometheus",
            response: .init(
                status: .ok, note: "Text exposition format 0.0.4", schema: .text(), mediaType: "text/plain"),
            work: .open(metrics)),
        Route(
            method: .get, pattern: "/openapi.json", operationID: "document", summary: "This document",
            response: .init(status: .ok, note: "OpenAPI 3.1", schema: .anything()), work: .open(document)),
    ]

    @Sendable private static func ready(_ call: Call) async throws -> Reply {
        if await call.house.configuration.isReady() { return Reply(["status": "ready"]) }
        var reply = Reply(["status": "not ready"], status: .serviceUnavailable)
        reply.headers[.retryAfter] = "5"
        return reply
    }

    @Sendable private static func metrics(_ call: Call) async throws -> Reply {
        let pool = call.desk.pool.statistics
        let trail = call.house.configuration.trail()
        let text = call.house.exposition.text(
            gauges: [
                ("redress_pool_connections_in_use", "Connections to the store that are lent.", pool.inUse),
                ("redress_pool_connections_idle", "Connections to the store that are free.", pool.idle),
                ("redress_pool_waiting", "Requests that wait for a connection.", pool.waiting),
                ("redress_pool_size", "Connections to the store there may be.", pool.size),
                ("redress_pool_opened", "Connections opened since the start.", pool.opened),
                ("redress_pool_reconnects", "Connections opened again after a loss.", pool.reconnects),
                ("redress_streams", "Streams of changes that are open.", call.house.streams.count),
                (
                    "redress_webhook_waiting", "Messages to webhooks that wait to be sent, or sent again.",
                    call.house.courier.numbers.waiting
                ),
                (
                    "redress_webhook_dead", "Messages to webhooks that were given up.",
                    call.house.courier.numbers.dead
                ),
                ("redress_console_visitors", "People signed in to the console.", call.house.visitors.count),
            ] + (trail.map(TrailGauges.plain) ?? []), labelled: trail.map(TrailGauges.witnesses) ?? [],
            version: call.house.configuration.version)
        return Reply(text: text, type: "text/plain; version=0.0.4; charset=utf-8")
    }

    @Sendable private static func document(_ call: Call) async throws -> Reply {
        Reply(OpenAPI.document(of: WebServer.routes, version: call.house.configuration.version))
    }
}
