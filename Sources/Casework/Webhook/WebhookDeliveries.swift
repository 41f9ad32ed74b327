public import Canonical
internal import Ledger
internal import Postgres

/// Sends a message that tells of nothing to a webhook, by the way that all go. Writes `webhook.tested`.
public struct TestWebhook: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "webhook.test"
    /// The right that it needs.
    public static let permission = Permission.administer
    /// The type of the message.
    public static let kind = "webhook.test"
    private let webhook: String

    /// Tests the webhook with this id.
    public init(_ webhook: String) { self.webhook = webhook }

    /// Does it, in the transaction that writes its entry. The message is sent by a server; the deliveries tell how it went.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.demandWebhook(webhook)
        let (message, now) = ("msg_" + Digest.hexadecimal(Digest.random(12)), desk.now())
        try await desk.write(
            Draft(type: .webhookTested, data: ["webhook": .string(webhook), "message": .string(message)]), by: actor,
            statements: [
                """
                INSERT INTO casework.webhook_delivery (webhook, message, kind, at, next_at)
                VALUES (\(webhook), \(message), \(Self.kind), \(now), \(now))
                """,
                "SELECT pg_notify('redress_webhook', '')",
            ])
        return ["id": .string(webhook), "message": .string(message)]
    }
}

/// Sends dead letters again, all of a webhook or one message, and wakes a webhook that its receiver had turned off.
/// Writes `webhook.retried`.
public struct RetryWebhook: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "webhook.retry"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let webhook: String
    private let message: String?

    /// What of the webhook with this id: all that is dead, or one message, dead or waiting.
    public init(_ webhook: String, message: String? = nil) { (self.webhook, self.message) = (webhook, message) }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.demandWebhook(webhook)
        let now = desk.now()
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT message FROM casework.webhook_delivery WHERE webhook = \(webhook)
                    AND (message = \(message) OR (\(message)::text IS NULL AND dead_at IS NOT NULL)) ORDER BY message
                """)
        }
        let messages: [String] = try rows.map { try $0["message"] }
        if message != nil, messages.isEmpty { throw DeskError.noSuchDelivery(message ?? "") }
        try await desk.write(
            Draft(
                type: .webhookRetried,
                data: ["webhook": .string(webhook), "count": .int(Int64(messages.count))]), by: actor,
            statements: [
                """
                UPDATE casework.webhook_delivery SET attempts = 0, next_at = \(now), dead_at = NULL, delivered_at = NULL
                WHERE webhook = \(webhook) AND message = ANY (\(messages))
                """,
                "UPDATE casework.webhook SET disabled_at = NULL WHERE webhook = \(webhook)",
                "SELECT pg_notify('redress_webhook', '')",
            ])
        return ["id": .string(webhook), "retried": .int(Int64(messages.count))]
    }
}

/// What became of a webhook's messages, newest first; delivered ones are kept for a week. Of which case they tell is not
/// shown: administrators see nothing of cases. Writes `search.performed`.
public struct ListDeliveries: Operation {
    /// Which of them.
    public enum State: String, Sendable, CaseIterable {
        /// It will be tried, or tried again.
        case waiting
        /// It arrived.
        case delivered
        /// It was given up.
        case dead
    }
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "webhook.deliveries"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let webhook: String
    private let state: State?
    private let limit: Int

    /// Those of the webhook with this id, in this state when one is named.
    public init(_ webhook: String, state: State? = nil, limit: Int = 100) {
        (self.webhook, self.state, self.limit) = (webhook, state, limit)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.demandWebhook(webhook)
        guard (1...500).contains(limit) else { throw DeskError.malformed(field: "limit", problem: .range("1…500")) }
        let condition: SQL =
            switch state {
            case .waiting: "next_at IS NOT NULL"
            case .delivered: "delivered_at IS NOT NULL"
            case .dead: "dead_at IS NOT NULL"
            case nil: "true"
            }
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT message, kind, at, attempts, next_at, delivered_at, dead_at, last_status, last_trouble
                FROM casework.webhook_delivery WHERE webhook = \(webhook) AND \(condition)
                ORDER BY at DESC, message LIMIT \(limit)
                """)
        }
        try await desk.write(
            Draft(type: .searchPerformed, data: ["kind": "deliveries", "count": .int(Int64(rows.count))]), by: actor)
        return ["deliveries": .array(try rows.map(Self.json))]
    }

    private static func json(_ row: Row) throws -> JSON {
        func time(_ column: String) throws -> JSON? {
            try row[column, as: Timestamp?.self].map { .string($0.description) }
        }
        let (dead, delivered) = (try time("dead_at"), try time("delivered_at"))
        let state: State = dead != nil ? .dead : delivered != nil ? .delivered : .waiting
        return .members([
            "message": .string(try row["message"]), "kind": .string(try row["kind"]),
            "at": try time("at"),
            "state": .string(state.rawValue), "attempts": .int(try row["attempts"]), "next_at": try time("next_at"),
            "delivered_at": delivered, "dead_at": dead,
            "last_status": try row["last_status", as: Int?.self].map { .int(Int64($0)) },
            "last_trouble": try row["last_trouble", as: String?.self].map(JSON.string),
        ])
    }
}
