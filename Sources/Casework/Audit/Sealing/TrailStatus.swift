public import Canonical
internal import Ledger
internal import Postgres

/// How the trail stands, for metrics, `doctor` and `audit checkpoint`.
public struct TrailStatus: Sendable, Equatable {
    /// What a witness was asked last.
    public struct Witness: Sendable, Equatable {
        /// Its name in the policy.
        public let name: String
        /// The size of the newest checkpoint that it cosigned.
        public let size: Int64
        /// When it cosigned.
        public let cosignedAt: Timestamp?
        /// What was the matter when it was asked last; nil when it answered.
        public let trouble: String?
    }

    /// How many entries are sealed.
    public var size: Int64 = 0
    /// How many entries wait.
    public var pending: Int64 = 0
    /// How long the oldest of them has waited, in seconds.
    public var lag: Int64 = 0
    /// The size of the newest checkpoint; nil before the first.
    public var signedSize: Int64?
    /// When it was signed.
    public var signedAt: Timestamp?
    /// The witnesses that were ever asked.
    public var witnesses: [Witness] = []
    /// Why nothing more is appended; nil when all is well.
    public var stopReason: String?

    /// The stable form.
    public var json: JSON {
        .members([
            "size": .int(size), "pending": .int(pending), "lag_seconds": .int(lag),
            "signed_size": signedSize.map(JSON.int), "signed_at": signedAt.map { .string($0.description) },
            "stopped": stopReason.map(JSON.string),
            "witnesses": .array(
                witnesses.map {
                    .members([
                        "name": .string($0.name), "size": .int($0.size),
                        "behind": .int(max(0, (signedSize ?? 0) - $0.size)),
                        "cosigned_at": $0.cosignedAt.map { .string($0.description) },
                        "trouble": $0.trouble.map(JSON.string),
                    ])
                }),
        ])
    }

    /// Whether nothing is stopped and nothing waits for long.
    var isHealthy: Bool { stopReason == nil && (pending == 0 || lag < 3600 || signedSize == nil) }

    /// The same in a sentence.
    var told: String {
        if let stopReason { return "stopped: \(stopReason)" }
        let behind = witnesses.filter { $0.size < signedSize ?? 0 }.map { "\($0.name) (\($0.size))" }
        return "\(size) sealed, \(pending) waiting, signed up to \(signedSize.map(String.init) ?? "nothing")"
            + (behind.isEmpty ? "" : "; behind: \(behind.joined(separator: ", "))")
    }

    static func read(_ connection: Connection, now: Timestamp) async throws -> TrailStatus {
        let results = try await connection.pipeline([
            """
            SELECT s.size, (SELECT count(*) FROM audit.entry e WHERE NOT e.is_sealed) AS pending,
                (SELECT min(e.at) FROM audit.entry e WHERE NOT e.is_sealed) AS oldest, c.size AS signed, c.at,
                (SELECT stop_reason FROM audit.log_origin) AS stopped
            FROM audit.log_state s LEFT JOIN LATERAL (SELECT size, at FROM audit.checkpoint ORDER BY size DESC LIMIT 1) c ON true
            """,
            "SELECT witness, size, cosigned_at, trouble FROM audit.witness ORDER BY witness",
        ])
        let row = try results[0].only("audit.log_state")
        var status = TrailStatus()
        status.size = try row["size"]
        status.pending = try row["pending"]
        let oldest: Timestamp? = try row["oldest"]
        status.lag = oldest.map { max(0, (now.microseconds - $0.microseconds) / 1_000_000) } ?? 0
        status.signedSize = try row["signed"]
        status.signedAt = try row["at"]
        status.stopReason = try row["stopped"]
        status.witnesses = try results[1].rows.map {
            Witness(
                name: try $0["witness"], size: try $0["size"], cosignedAt: try $0["cosigned_at"],
                trouble: try $0["trouble"])
        }
        return status
    }
}
