public import Canonical
internal import Playbook
internal import Postgres

/// Shows one version: how far it has come, by whom, and its content in the canonical form. Playbooks are no secret, so
/// this writes no entry.
public struct ShowPlaybook: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.show"
    /// The right that it needs.
    public static let permission = Permission.readPlaybooks
    private let version: VersionName

    /// Shows this version.
    public init(_ version: VersionName) { self.version = version }

    /// Reads it.
    ///
    /// - Throws: ``DeskError/noSuchPlaybook(_:)``
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT \(VersionRecord.columns), canonical FROM casework.playbook_version
                WHERE playbook = \(version.playbook) AND version = \(version.version.description)
                """)
        }
        guard let row = rows.first else { throw DeskError.noSuchPlaybook(version.description) }
        var members = try VersionRecord(row).members
        members["content"] = try JSON(parsing: row.decode([UInt8].self, "canonical"))
        return .object(members)
    }
}
