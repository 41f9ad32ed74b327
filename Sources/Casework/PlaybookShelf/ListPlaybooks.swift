public import Canonical
internal import Postgres

/// Lists the versions of the store. Playbooks are no secret, so this writes no entry.
public struct ListPlaybooks: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.list"
    /// The right that it needs.
    public static let permission = Permission.readPlaybooks

    /// Lists the versions of the store.
    public init() {}

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT \(VersionRecord.columns), steps, title
                FROM casework.playbook_version ORDER BY playbook, imported_at
                """)
        }
        return [
            "playbooks": .array(
                try rows.map { row in
                    var members = try VersionRecord(row).members
                    members["steps"] = .int(try row["steps", as: Int64.self])
                    members["title"] = try JSON(parsing: row["title", as: JSONB.self].bytes)
                    return .object(members)
                })
        ]
    }
}
