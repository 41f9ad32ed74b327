public import Canonical
internal import Ledger
internal import Postgres

/// The keys by number, and how much is sealed or indexed under each; never the keys. Writes `search.performed`.
public struct ListKeys: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "privacy.key.list"
    /// The right that it needs.
    public static let permission = Permission.administer

    /// Lists them.
    public init() {}

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        _ = try desk.holder.reload()
        let results = try await desk.pool.withConnection { connection in
            try await connection.pipeline([
                "SELECT kek_epoch::bigint AS number, count(*) AS n FROM privacy.subject_key GROUP BY 1",
                """
                SELECT key_version::bigint AS number, count(*) AS n FROM (SELECT key_version FROM privacy.blind_index
                    UNION ALL SELECT key_version FROM casework.conversation_key
                    UNION ALL SELECT number_key_version FROM casework.referral WHERE number_key_version IS NOT NULL
                    UNION ALL SELECT key_version FROM casework.indicator) AS used GROUP BY 1
                """,
            ])
        }
        try await desk.write(Draft(type: .searchPerformed, data: ["kind": "keys"]), by: actor)
        let keys = desk.keys
        return [
            "keys": .array(
                try Self.list("kek", keys.epochs, current: keys.currentEpoch, results[0].rows)
                    + Self.list("bik", keys.indexVersions, current: keys.currentIndexVersion, results[1].rows))
        ]
    }

    private static func list(_ key: String, _ numbers: [Int], current: Int, _ rows: [Row]) throws -> [JSON] {
        var counts: [Int: Int64] = [:]
        for row in rows { counts[try row["number"]] = try row["n"] }
        return Set(numbers + counts.keys).sorted().map { number in
            [
                "key": .string(key), "epoch": .int(Int64(number)), "current": .bool(number == current),
                "held": .bool(numbers.contains(number)), "in_use": .int(counts[number] ?? 0),
            ]
        }
    }
}
