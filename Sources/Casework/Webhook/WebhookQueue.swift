public import Canonical
internal import Ledger
internal import Postgres

/// One message on its way to one address.
public struct WebhookDelivery: Sendable {
    /// The webhook.
    public let webhook: String
    /// The id of the message: the same however often it is sent, so that its receiver can tell repetitions.
    public let message: String
    /// Where it goes.
    public let url: String
    /// What is sent: the type of the change, when it was, and which case.
    public let body: [UInt8]
    /// Which attempt this is, from 1.
    public let attempt: Int
    fileprivate let secrets: [WebhookSecret]

    /// The headers that prove where it comes from; with two secrets while one is being changed for another.
    public func headers(at now: Timestamp) -> [(name: String, value: String)] {
        let seconds = now.seconds
        let signatures = secrets.map { $0.signature(id: message, timestamp: seconds, body: body) }
        return [
            ("webhook-id", message), ("webhook-timestamp", String(seconds)),
            ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }
}

/// What waits to be sent, for any number of servers over one store: each takes what no other has.
///
/// What was taken is on loan for a minute. A server that dies with it has not lost it: another takes it then. So a message
/// may arrive twice, and never not at all while its receiver answers within three days.
public struct WebhookQueue: Sendable {
    /// How an attempt ended.
    public enum Outcome: Sendable, Hashable {
        /// The receiver took it.
        case delivered(status: Int)
        /// The receiver did not take it, or was not reached; `trouble` is one of few words.
        case failed(status: Int?, trouble: String)
        /// The receiver wants nothing more (410).
        case gone
    }
    /// How many there are.
    public struct Numbers: Sendable, Hashable {
        /// To be sent, or sent again.
        public var waiting = 0
        /// Given up.
        public var dead = 0
        /// When the next one is due; nil when none waits.
        public var nextAt: Timestamp?

        /// Numbers.
        public init(waiting: Int = 0, dead: Int = 0, nextAt: Timestamp? = nil) {
            (self.waiting, self.dead, self.nextAt) = (waiting, dead, nextAt)
        }
    }

    /// Seconds before the second, the third … attempt; after the last of them it is given up. The schedule that Standard
    /// Webhooks recommends.
    public static let delays: [Int64] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    /// How long something is on loan, in seconds: longer than an attempt can take.
    static let loan: Int64 = 60
    /// How long delivered messages stay to be seen, in seconds.
    static let memory: Int64 = 7 * 86_400
    /// How many messages of one webhook are on their way at a time: a slow receiver must not hold up the others.
    static let atOnce = 2

    private let desk: Desk
    private let actor: Actor

    /// The queue of a store; `session` is a name that no other server has.
    public init(desk: Desk, session: String) {
        self.desk = desk
        actor = Actor(kind: .system, id: "webhooks", roles: [], session: session)
    }

    /// Makes messages of the changes that came since, up to a position; for each webhook one server does it.
    public func fill() async throws {
        let head = try await desk.sealedHead()
        while try await fillNext(upTo: head) {}
    }

    private func fillNext(upTo head: Int64) async throws -> Bool {
        let now = desk.now()
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                WITH taken AS (
                    SELECT webhook, position, kinds, least(\(head), position + \(CaseChange.stride)) AS upto FROM casework.webhook
                    WHERE position < \(head) AND disabled_at IS NULL ORDER BY position LIMIT 1 FOR UPDATE SKIP LOCKED
                ), made AS (
                    INSERT INTO casework.webhook_delivery (webhook, message, kind, about, revision, at, next_at)
                    SELECT t.webhook, 'msg_' || substr(t.webhook, 3) || '_' || l.idx, l.type, c.case_no, c.revision, l.at, \(now)
                    FROM taken t JOIN audit.log l ON l.idx > t.position AND l.idx <= t.upto
                        JOIN casework."case" c ON c.case_no = l.case_no
                    WHERE l.type = ANY (\(CaseChange.kinds)) AND (cardinality(t.kinds) = 0 OR l.type = ANY (t.kinds))
                    ON CONFLICT DO NOTHING
                )
                UPDATE casework.webhook w SET position = t.upto FROM taken t WHERE w.webhook = t.webhook RETURNING 1 AS one
                """)
        }
        return !rows.isEmpty
    }

    /// Takes what is due, at most so many messages: of all webhooks but some, or of one.
    public func take(_ limit: Int = 16, except busy: [String] = [], only webhook: String? = nil) async throws
        -> [WebhookDelivery]
    {
        let now = desk.now()
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                WITH p AS MATERIALIZED (
                    SELECT w.webhook, w.url, w.secret, w.secret_epoch, w.old_secret, w.old_epoch, w.old_until, due.message
                    FROM casework.webhook w CROSS JOIN LATERAL (
                        SELECT x.message FROM casework.webhook_delivery x
                        WHERE x.webhook = w.webhook AND x.next_at <= \(now)
                        ORDER BY x.next_at LIMIT \(Self.atOnce) FOR UPDATE SKIP LOCKED) AS due
                    WHERE w.disabled_at IS NULL AND NOT w.webhook = ANY (\(busy))
                        AND (\(webhook)::text IS NULL OR w.webhook = \(webhook)) LIMIT \(limit)
                )
                UPDATE casework.webhook_delivery d
                SET attempts = d.attempts + 1, next_at = \(now.adding(seconds: Self.loan)) FROM p
                WHERE d.webhook = p.webhook AND d.message = p.message
                RETURNING d.webhook, d.message, d.kind, d.about, d.revision, d.at, d.attempts, p.url, p.secret, p.secret_epoch,
                    p.old_secret, p.old_epoch, p.old_until, \(KeyEpoch.destroyed)
                """)
        }
        return try rows.map { try WebhookDelivery($0, keys: desk.keys, now: now) }
    }

    /// Keeps how an attempt ended: done, to be tried again later, or given up.
    public func settle(_ delivery: WebhookDelivery, _ outcome: Outcome) async throws {
        let now = desk.now()
        var (delivered, dead, next): (Timestamp?, Timestamp?, Timestamp?)
        var (status, trouble): (Int?, String?)
        switch outcome {
        case .delivered(let code): (delivered, status) = (now, code)
        case .gone: (dead, status, trouble) = (now, 410, "gone")
        case .failed(let code, let words):
            (status, trouble) = (code, words)
            next = Self.nextAttempt(after: delivery.attempt, at: now)
            if next == nil { dead = now }
        }
        let (webhook, message, attempt) = (delivery.webhook, delivery.message, Int32(delivery.attempt))
        try await desk.pool.withConnection { connection in
            // Whoever took it when the loan was over decides; a late word changes nothing.
            _ = try await connection.execute(
                """
                UPDATE casework.webhook_delivery SET delivered_at = \(delivered), dead_at = \(dead), next_at = \(next),
                    last_status = \(status.map { Int32($0) }), last_trouble = \(trouble)
                WHERE webhook = \(webhook) AND message = \(message) AND attempts = \(attempt) AND next_at IS NOT NULL
                """)
        }
        if outcome == .gone { try await disable(webhook, at: now) }
    }

    /// When the next attempt is due, with up to a fifth added by chance so that many do not come at once; nil after the last.
    static func nextAttempt(after attempt: Int, at now: Timestamp) -> Timestamp? {
        guard attempt >= 1, attempt <= delays.count else { return nil }
        let delay = delays[attempt - 1]
        return now.adding(seconds: delay + Int64.random(in: 0...max(1, delay / 5)))
    }

    private func disable(_ webhook: String, at now: Timestamp) async throws {
        try await desk.write(
            Draft(type: .webhookDisabled, data: ["webhook": .string(webhook), "reason_code": "GONE"]), by: actor,
            statements: ["UPDATE casework.webhook SET disabled_at = \(now) WHERE webhook = \(webhook)"])
    }

    /// Forgets what was delivered long ago, and answers how many wait and are dead.
    public func tidy() async throws -> Numbers {
        let old = desk.now().adding(seconds: -Self.memory)
        let results = try await desk.pool.withConnection { connection in
            try await connection.pipeline([
                "DELETE FROM casework.webhook_delivery WHERE delivered_at < \(old)",
                """
                SELECT count(*) FILTER (WHERE d.next_at IS NOT NULL) AS waiting, count(*) FILTER (WHERE d.dead_at IS NOT NULL) AS dead,
                    min(d.next_at) FILTER (WHERE w.disabled_at IS NULL) AS next_at
                FROM casework.webhook_delivery d JOIN casework.webhook w ON w.webhook = d.webhook
                WHERE d.next_at IS NOT NULL OR d.dead_at IS NOT NULL
                """,
            ])
        }
        guard let row = results[1].rows.first else { return Numbers() }
        return Numbers(waiting: try row["waiting"], dead: try row["dead"], nextAt: try row["next_at"])
    }
}

extension WebhookDelivery {
    fileprivate init(_ row: Row, keys: KeyRing, now: Timestamp) throws {
        webhook = try row["webhook"]
        message = try row["message"]
        url = try row["url"]
        attempt = try row["attempts"]
        let keys = try keys.living(row)
        var secrets = [
            try WebhookSecret(opening: row["secret"], epoch: row["secret_epoch"], of: webhook, by: keys)
        ]
        if let until = try row["old_until", as: Timestamp?.self], until > now {
            secrets.append(
                try WebhookSecret(opening: row["old_secret"], epoch: row["old_epoch"], of: webhook, by: keys))
        }
        self.secrets = secrets
        let reference = try row["about", as: Int64?.self].flatMap { CaseReference(caseNo: $0) }
        let data: JSON = .members([
            "webhook": reference == nil ? .string(webhook) : nil, "ref": reference.map { .string($0.text) },
            "revision": try row["revision", as: Int?.self].map { .int(Int64($0)) },
        ])
        let document: JSON = [
            "type": .string(try row["kind"]), "timestamp": .string(try row["at", as: Timestamp.self].description),
            "data": data,
        ]
        body = document.canonicalBytes
    }
}
