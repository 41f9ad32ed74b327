public import Canonical
internal import Ledger
internal import Postgres

/// Sends the changes of cases to an address from now on. The secret that they are signed with is shown this once.
/// Writes `webhook.added`.
public struct AddWebhook: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "webhook.add"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let url: String
    private let kinds: [String]

    /// An address, and the kinds of changes that it wants; all of them when none is named.
    public init(url: String, kinds: [String] = []) { (self.url, self.kinds) = (url, kinds) }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/webhookAddress(_:)`` for an address that nothing may be sent to. A name is judged when it is
    ///   resolved, each time that something is sent.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let host = try demandAddress(desk.outgoing)
        for kind in kinds where !CaseChange.kinds.contains(kind) {
            throw DeskError.malformed(
                field: "kind", problem: .notOnList(suggestion: nil, allowed: CaseChange.kinds), value: kind)
        }
        let (id, secret, now) = ("w-" + Digest.hexadecimal(Digest.random(6)), WebhookSecret(), desk.now())
        let sealed = try secret.sealed(for: id, by: desk.keys)
        let wanted = Set(kinds).sorted()
        try await desk.write(
            Draft(
                type: .webhookAdded,
                data: [
                    "webhook": .string(id), "host": .string(host), "kinds": .array(wanted.map(JSON.string)),
                ]), by: actor,
            statements: [
                """
                INSERT INTO casework.webhook (webhook, url, kinds, made_at, made_by, position, secret, secret_epoch)
                SELECT \(id), \(url), \(wanted), \(now), \(actor.id), s.size - 1, \(sealed.bytes),
                    \(KeyEpoch.living(Int32(sealed.epoch)))
                FROM audit.log_state s
                """
            ])
        return [
            "id": .string(id), "url": .string(url), "kinds": .array(wanted.map(JSON.string)),
            "secret": .string(secret.text),
        ]
    }

    private func demandAddress(_ policy: AddressPolicy) throws -> String {
        do {
            let address = try EndpointAddress(url)
            if let literal = NetworkAddress(address.host) {
                if let refusal = policy.refusal(of: literal, isEncrypted: address.isEncrypted) { throw refusal }
            } else if !address.isEncrypted, policy.allowed.isEmpty {
                throw AddressPolicy.Refusal.notEncrypted
            }
            // Only letters that a code may have stand in the trail.
            return address.host.replacing("_", with: "-")
        } catch let refusal as AddressPolicy.Refusal { throw DeskError.webhookAddress(refusal) }
    }
}

/// Sends nothing more to a webhook; what waits for it is dropped and its secret destroyed. Writes `webhook.removed`.
public struct RemoveWebhook: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "webhook.remove"
    /// The right that it needs.
    public static let permission = Permission.administer
    private let webhook: String

    /// Removes the webhook with this id.
    public init(_ webhook: String) { self.webhook = webhook }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.demandWebhook(webhook)
        try await desk.write(
            Draft(type: .webhookRemoved, data: ["webhook": .string(webhook)]), by: actor,
            statements: [
                "DELETE FROM casework.webhook_delivery WHERE webhook = \(webhook)",
                "DELETE FROM casework.webhook WHERE webhook = \(webhook)",
            ])
        return ["id": .string(webhook), "removed": true]
    }
}

/// Gives a webhook a new secret, shown this once. For a day messages are signed with both, so that the receiver can change
/// it without losing one. Writes `webhook.rotated`.
public struct RotateWebhook: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "webhook.rotate"
    /// The right that it needs.
    public static let permission = Permission.administer
    /// How long the old secret still signs, in seconds.
    public static let overlap: Int64 = 86_400
    private let webhook: String

    /// A new secret for the webhook with this id.
    public init(_ webhook: String) { self.webhook = webhook }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.demandWebhook(webhook)
        let (secret, until) = (WebhookSecret(), desk.now().adding(seconds: Self.overlap))
        let sealed = try secret.sealed(for: webhook, by: desk.keys)
        try await desk.write(
            Draft(type: .webhookRotated, data: ["webhook": .string(webhook)]), by: actor,
            statements: [
                """
                UPDATE casework.webhook SET old_secret = secret, old_epoch = secret_epoch, old_until = \(until),
                    secret = \(sealed.bytes), secret_epoch = \(KeyEpoch.living(Int32(sealed.epoch))) WHERE webhook = \(webhook)
                """
            ])
        return [
            "id": .string(webhook), "secret": .string(secret.text), "old_until": .string(until.description),
        ]
    }
}

/// The webhooks, without their secrets, with what waits and what is dead. Writes `search.performed`.
public struct ListWebhooks: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "webhook.list"
    /// The right that it needs.
    public static let permission = Permission.administer

    /// Lists them.
    public init() {}

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT w.webhook, w.url, w.kinds, w.made_at, w.made_by, w.disabled_at, w.old_until, w.position,
                    (SELECT count(*) FROM casework.webhook_delivery d
                        WHERE d.webhook = w.webhook AND d.next_at IS NOT NULL) AS waiting,
                    (SELECT count(*) FROM casework.webhook_delivery d
                        WHERE d.webhook = w.webhook AND d.dead_at IS NOT NULL) AS dead
                FROM casework.webhook w ORDER BY w.made_at, w.webhook
                """)
        }
        try await desk.write(
            Draft(type: .searchPerformed, data: ["kind": "webhooks", "count": .int(Int64(rows.count))]), by: actor)
        return ["webhooks": .array(try rows.map(Self.json))]
    }

    private static func json(_ row: Row) throws -> JSON {
        func time(_ column: String) throws -> JSON? {
            try row[column, as: Timestamp?.self].map { .string($0.description) }
        }
        return .members([
            "id": .string(try row["webhook"]), "url": .string(try row["url"]),
            "kinds": .array(try row["kinds", as: [String].self].map(JSON.string)), "made_at": try time("made_at"),
            "made_by": .string(try row["made_by"]), "disabled_at": try time("disabled_at"),
            "old_until": try time("old_until"), "position": .int(try row["position"]),
            "waiting": .int(try row["waiting"]), "dead": .int(try row["dead"]),
        ])
    }
}

extension Desk {
    /// - Throws: ``DeskError/noSuchWebhook(_:)``.
    func demandWebhook(_ webhook: String) async throws {
        let rows = try await pool.withConnection { connection in
            try await connection.query("SELECT 1 AS found FROM casework.webhook WHERE webhook = \(webhook)")
        }
        if rows.isEmpty { throw DeskError.noSuchWebhook(webhook) }
    }
}
