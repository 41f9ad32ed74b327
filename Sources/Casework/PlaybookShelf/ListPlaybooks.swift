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
                SELECT playbook, version, digest, state, steps, title, imported_at, imported_by, effective_from
                FROM casework.playbook_version ORDER BY playbook, imported_at
                """)
        }
        return [
            "playbooks": .array(
                try rows.map { row in
                    .members([
                        "id": .string(try row["playbook"]), "version": .string(try row["version"]),
                        "digest": .string(Digest.hexadecimal(try row["digest", as: [UInt8].self])),
                        "state": .string(try row["state"]), "steps": .int(try row["steps", as: Int64.self]),
                        "title": try JSON(parsing: row["title", as: JSONB.self].bytes),
                        "imported_at": .string(try row["imported_at", as: Timestamp.self].description),
                        "imported_by": .string(try row["imported_by"]),
                        "effective_from": try row["effective_from", as: Timestamp?.self].map {
                            .string($0.description)
                        },
                    ])
                })
        ]
    }
}
