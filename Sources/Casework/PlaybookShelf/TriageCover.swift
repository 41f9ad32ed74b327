internal import Canonical
internal import Playbook
internal import Postgres

/// Which jurisdictions have a triage, now and at every later moment at which a version comes into force.
///
/// A case whose kind of scam is not known begins with triage; in a jurisdiction without one it cannot be opened.
struct TriageCover {
    /// A published version of a triage.
    struct Version {
        let name: VersionName
        let from: Timestamp
        let publishedAt: Timestamp
        let jurisdictions: Set<Jurisdiction>

        init(_ playbook: Playbook, from: Timestamp, publishedAt: Timestamp) {
            name = VersionName(playbook: playbook.id, version: playbook.version)
            (self.from, self.publishedAt) = (from, publishedAt)
            jurisdictions = Set(Jurisdiction.allCases.filter { playbook.serves($0) })
        }
    }

    private var versions: [Version]

    /// What is published. The rows stay as they are until the commit, so two people cannot each take away one of the
    /// last two.
    init(in transaction: Transaction) async throws {
        let rows = try await transaction.query(
            """
            SELECT playbook, canonical, effective_from, published_at FROM casework.playbook_version
            WHERE state = 'published' AND playbook LIKE \(PlaybookShelf.triage + "%")
            ORDER BY playbook, version FOR SHARE
            """)
        versions = try rows.filter { PlaybookShelf.isTriage(try $0.decode(String.self, "playbook")) }.map { row in
            Version(
                try PlaybookFile.load(canonical: row["canonical"]), from: try row["effective_from"],
                publishedAt: try row["published_at"])
        }
    }

    /// The jurisdictions that lose their triage at some moment from now on when a version goes.
    func lost(without name: VersionName, at now: Timestamp) -> [Jurisdiction] {
        lost(to: versions.filter { $0.name != name }, at: now)
    }

    /// The jurisdictions that lose their triage at some moment from now on when versions come.
    func lost(with new: [Version], at now: Timestamp) -> [Jurisdiction] {
        lost(to: versions + new.filter { PlaybookShelf.isTriage($0.name.playbook) }, at: now)
    }

    private func lost(to after: [Version], at now: Timestamp) -> [Jurisdiction] {
        var moments: Set<Timestamp> = [now]
        for version in versions + after where version.from > now { moments.insert(version.from) }
        var lost: Set<Jurisdiction> = []
        for moment in moments {
            lost.formUnion(Self.served(by: versions, at: moment).subtracting(Self.served(by: after, at: moment)))
        }
        return Jurisdiction.allCases.filter(lost.contains)
    }

    /// Of each playbook the newest version in force is the one that cases get.
    private static func served(by versions: [Version], at moment: Timestamp) -> Set<Jurisdiction> {
        Dictionary(grouping: versions.filter { $0.from <= moment }, by: \.name.playbook).values
            .compactMap { $0.max { $0.isOlder(than: $1) } }
            .reduce(into: []) { $0.formUnion($1.jurisdictions) }
    }
}

extension TriageCover.Version {
    fileprivate func isOlder(than other: Self) -> Bool {
        if from != other.from { return from < other.from }
        if publishedAt != other.publishedAt { return publishedAt < other.publishedAt }
        return name.version.description < other.name.version.description
    }
}

extension TriageCover {
    /// Throws unless every jurisdiction keeps its triage.
    static func demandNone(_ lost: [Jurisdiction], by version: VersionName) throws {
        if lost.isEmpty { return }
        throw DeskError.noTriageLeft(
            playbook: version.playbook, version: version.version.description, jurisdictions: lost.map(\.rawValue))
    }
}
