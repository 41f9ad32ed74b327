internal import Canonical
internal import Casework
internal import Hummingbird

/// Who is told of changes.
enum WebhookRoutes {
    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/webhooks", operationID: "listWebhooks",
            summary: "The webhooks, without their secrets, with what waits and what is dead",
            response: .init(status: .ok, note: "The webhooks", schema: .named("Webhooks")),
            work: .performing { _ in ListWebhooks() }),
        Route(
            method: .post, pattern: "/v1/webhooks", operationID: "addWebhook",
            summary: "Send changes of cases to an address; the secret is shown this once",
            body: .request([
                .init("url", .text(limit: 2_000, example: "https://hooks.example.org/redress"), required: true),
                .init(
                    "kinds", .list(Schema(.text(limit: 100), codes: CaseChange.kinds)), alsoKnownAs: ["kind"]),
            ]),
            response: .init(status: .created, note: "The webhook with its secret", schema: .named("Webhook")),
            work: .performing { call in
                let kinds = (call.body["kinds"]?.array ?? []).compactMap(\.string)
                return AddWebhook(url: call.body["url"]?.string ?? "", kinds: kinds)
            }),
        Route(
            method: .delete, pattern: "/v1/webhooks/{id}", operationID: "removeWebhook",
            summary: "Send nothing more; what waits is dropped",
            response: .init(status: .ok, note: "It is removed", schema: .named("Webhook")),
            work: .performing { RemoveWebhook($0.values[0]) }),
        Route(
            method: .post, pattern: "/v1/webhooks/{id}/rotate", operationID: "rotateWebhook",
            summary: "A new secret, shown this once; the old one signs beside it for a day",
            response: .init(status: .ok, note: "The new secret", schema: .named("Webhook")),
            work: .performing { RotateWebhook($0.values[0]) }),
        Route(
            method: .post, pattern: "/v1/webhooks/{id}/test", operationID: "testWebhook",
            summary: "Send a message that tells of nothing; the deliveries show how it went",
            response: .init(status: .accepted, note: "It is on its way", schema: .named("Webhook")),
            work: .performing { TestWebhook($0.values[0]) }),
        Route(
            method: .post, pattern: "/v1/webhooks/{id}/retry", operationID: "retryWebhook",
            summary: "Send what is dead again, or one message",
            body: .request([.init("message", .text(limit: 100))]),
            response: .init(status: .accepted, note: "It is on its way", schema: .named("Webhook")),
            work: .performing { RetryWebhook($0.values[0], message: $0.body["message"]?.string) }),
        Route(
            method: .get, pattern: "/v1/webhooks/{id}/deliveries", operationID: "listDeliveries",
            summary: "What became of its messages, newest first",
            query: [
                Parameter(
                    name: "state",
                    schema: Schema(.text(limit: 20), codes: ListDeliveries.State.allCases.map(\.rawValue))),
                Parameter(name: "limit", schema: .number(1...500)),
            ],
            response: .init(status: .ok, note: "The messages", schema: .named("Deliveries")),
            work: .performing(deliveries)),
    ]

    @Sendable private static func deliveries(_ call: Call) throws -> ListDeliveries {
        let state = try call.parameter("state").map { text in
            guard let state = ListDeliveries.State(rawValue: text) else {
                throw DeskError.malformed(
                    field: "state",
                    problem: .notOnList(suggestion: nil, allowed: ListDeliveries.State.allCases.map(\.rawValue)))
            }
            return state
        }
        return ListDeliveries(call.values[0], state: state, limit: try call.number("limit") ?? 100)
    }
}
