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
    /// - Throws: ``DeskError/playbookInUse(playbook:version:by:)`` while a published version calls it, or when some
    ///   jurisdiction would be left without a triage, which every case without a kind of scam needs.
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
        func inUse(by user: String) -> DeskError {
            .playbookInUse(playbook: record.name.playbook, version: record.name.version.description, by: user)
        }
        for row in rows {
            let caller = try LoadedPlaybook(canonical: row["canonical"])
            if caller.playbook.calls.contains(where: { $0.name == record.name }) {
                throw inUse(by: caller.name.description)
            }
        }
        let left = try await jurisdictionsLeftWithoutTriage(by: record, at: at, in: transaction)
        if !left.isEmpty {
            throw inUse(by: "every case in \(left.joined(separator: ", ")) whose kind of scam is not known")
        }
    }

    /// The jurisdictions that have a triage now and would have none without this version. Of each playbook the newest
    /// version in force is the one that cases get.
    private static func jurisdictionsLeftWithoutTriage(
        by record: VersionRecord, at: Timestamp, in transaction: Transaction
    ) async throws -> [String] {
        guard PlaybookShelf.isTriage(record.name.playbook) else { return [] }
        let rows = try await transaction.query(
            """
            SELECT playbook, digest, canonical FROM casework.playbook_version
            WHERE state = 'published' AND effective_from <= \(at) AND playbook LIKE \(PlaybookShelf.triage + "%")
            ORDER BY playbook, effective_from DESC, published_at DESC, version DESC
            """)
        var (now, then) = ([String: Playbook](), [String: Playbook]())
        for row in rows {
            let id = try row.decode(String.self, "playbook")
            guard PlaybookShelf.isTriage(id) else { continue }
            let playbook = try PlaybookFile.load(canonical: row["canonical"])
            if now[id] == nil { now[id] = playbook }
            if then[id] == nil, try row.decode([UInt8].self, "digest") != record.digest { then[id] = playbook }
        }
        return Jurisdiction.allCases.filter { jurisdiction in
            now.values.contains { $0.serves(jurisdiction) } && !then.values.contains { $0.serves(jurisdiction) }
        }.map(\.rawValue)
    }
}
