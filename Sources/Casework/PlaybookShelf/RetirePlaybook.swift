public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Takes a version out of use, or withdraws a draft. Writes `playbook.retired`; retiring twice changes nothing.
///
/// No new case gets it. Cases that run it go on: a retired version stays in the store for ever.
public struct RetirePlaybook: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.retire"
    /// The right that it needs.
    public static let permission = Permission.retirePlaybooks
    private let version: VersionName

    /// Retires this version.
    public init(_ version: VersionName) { self.version = version }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/playbookInUse(playbook:version:by:)`` while a published version calls it,
    ///   ``DeskError/noTriageLeft(playbook:version:jurisdictions:)`` when some jurisdiction would be left without one.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.changeVersion(version, by: actor) { record, at, transaction in
            if record.state == .retired { return nil }
            if record.state == .published { try await Self.demandUnused(record, at: at, in: transaction) }
            let open = try await transaction.query(
                """
                SELECT count(*) AS n FROM casework.run r JOIN casework."case" c USING (case_no)
                WHERE r.digest = \(record.digest) AND r.ended_at IS NULL AND c.status <> 'CLOSED'
                """)
            record.state = .retired
            (record.retiredBy, record.retiredAt) = (actor.id, at)
            return record.draft(.playbookRetired, ["open_cases": .int(try open[0].decode(Int64.self, "n"))])
        }
    }

    private static func demandUnused(_ record: VersionRecord, at: Timestamp, in transaction: Transaction) async throws {
        let rows = try await transaction.query(
            """
            SELECT canonical FROM casework.playbook_version
            WHERE state = 'published' AND digest <> \(record.digest) ORDER BY playbook, version
            """)
        for row in rows {
            let caller = try LoadedPlaybook(canonical: row["canonical"])
            if caller.playbook.calls.contains(where: { $0.name == record.name }) {
                throw DeskError.playbookInUse(
                    playbook: record.name.playbook, version: record.name.version.description,
                    by: caller.name.description)
            }
        }
        guard PlaybookShelf.isTriage(record.name.playbook) else { return }
        let cover = try await TriageCover(in: transaction)
        try TriageCover.demandNone(cover.lost(without: record.name, at: at), by: record.name)
    }
}
