public import Canonical
internal import Ledger
public import Playbook
internal import Postgres

/// Brings playbook files in: all or none. Writes `playbook.imported` for each new version.
///
/// A version whose digest the store has is `unchanged`; other content under a version number that is taken is refused.
/// New versions are drafts: a second person approves them (``ApprovePlaybook``), then they are published
/// (``PublishPlaybook``). Publishing in the same move is for two only: the program, which installs the library that it was
/// shipped with, and somebody who works alone, as long as nobody else here could approve. It writes `playbook.published`
/// too, with the reason `shipped` or `desk_of_one`.
public struct ImportPlaybooks: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.import"
    /// The right that it needs.
    public static let permission = Permission.importPlaybooks
    private let sources: [PlaybookSource]
    private let isDryRun: Bool
    private let publishes: Bool
    private let expected: VersionName?

    /// Imports files; `publishes` puts them in force at once, where that is allowed. `expected` is the version that the
    /// one file must hold.
    public init(
        _ sources: [PlaybookSource], isDryRun: Bool = false, publishes: Bool = false,
        expecting expected: VersionName? = nil
    ) {
        (self.sources, self.isDryRun, self.publishes, self.expected) = (sources, isDryRun, publishes, expected)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/playbookFindings(_:)``, ``DeskError/versionTaken(playbook:version:)``,
    ///   ``DeskError/noTriageLeft(playbook:version:jurisdictions:)``,
    ///   ``DeskError/secondPersonNeeded`` when publishing is somebody else's part.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let at = desk.now()
        let known = try await desk.storedVersions()
        let (loaded, findings) = Library.load(
            sources, known: known.playbooks, retired: known.retired, parameters: try await desk.parametersInForce(),
            desk: .standard, today: at.day)
        let errors = findings.filter { $0.severity == .error }
        if !errors.isEmpty { throw DeskError.playbookFindings(findings) }
        if let expected, loaded.map(\.name) != [expected] {
            throw DeskError.malformed(field: "text", problem: .form(example: "the file of \(expected)"))
        }
        var results = try loaded.map { playbook in try Import(playbook, known: known) }
        if publishes {
            try await desk.demandMayPublishAlone(results.filter(\.awaitsPublication), known, at: at, by: actor)
            for index in results.indices where results[index].awaitsPublication { results[index].isPublished = true }
        }
        let changes = results.filter { $0.isNew || $0.isPublished }
        if !isDryRun, !changes.isEmpty { try await desk.store(changes, at: at, by: actor) }
        let new = results.count(where: \.isNew)
        return [
            "playbooks": .array(results.map(\.json)), "dry_run": .bool(isDryRun),
            "imported": .int(Int64(isDryRun ? 0 : new)), "unchanged": .int(Int64(results.count - new)),
            "warnings": .array(findings.map(\.json)),
        ]
    }

    /// What becomes of one file.
    struct Import: Sendable {
        let loaded: LoadedPlaybook
        /// How far the store has it; nil for a version that is new.
        let stored: VersionState?
        /// Whether this import puts it in force.
        var isPublished = false

        init(_ loaded: LoadedPlaybook, known: StoredVersions) throws(DeskError) {
            self.loaded = loaded
            let (id, version) = (loaded.playbook.id, loaded.playbook.version.description)
            switch known.digests[loaded.name] {
            case nil: stored = nil
            case loaded.digest: stored = known.states[loaded.name]
            default: throw .versionTaken(playbook: id, version: version)
            }
        }

        var isNew: Bool { stored == nil }
        /// What is retired stays so, also when the program that ships it starts again.
        var awaitsPublication: Bool { stored != .published && stored != .retired }
        private var state: VersionState { isPublished ? .published : stored ?? .draft }

        var json: JSON {
            [
                "id": .string(loaded.playbook.id), "version": .string(loaded.playbook.version.description),
                "digest": .string(loaded.digest), "file": .string(loaded.file),
                "result": isNew ? "new" : "unchanged", "state": .string(state.rawValue),
            ]
        }
    }
}

/// The versions that the store has.
struct StoredVersions: Sendable {
    var playbooks: [LoadedPlaybook] = []
    var digests: [VersionName: String] = [:]
    var states: [VersionName: VersionState] = [:]

    /// The versions that are out of use.
    var retired: Set<Library.Key> {
        Set(states.filter { $0.value == .retired }.map { Library.Key($0.key.playbook, $0.key.version) })
    }
}

extension Desk {
    func storedVersions() async throws -> StoredVersions {
        let rows = try await pool.withConnection { connection in
            try await connection.query("SELECT state, canonical FROM casework.playbook_version")
        }
        var stored = StoredVersions()
        for row in rows {
            let loaded = try LoadedPlaybook(canonical: row["canonical"])
            stored.digests[loaded.name] = loaded.digest
            stored.states[loaded.name] = VersionState(rawValue: try row["state"])
            stored.playbooks.append(loaded)
        }
        return stored
    }

    /// Throws unless these versions may be put in force without a second person, and are fit for it.
    fileprivate func demandMayPublishAlone(
        _ imports: [ImportPlaybooks.Import], _ known: StoredVersions, at: Timestamp, by actor: Actor
    ) async throws {
        if imports.isEmpty { return }
        for permission in [Permission.publishPlaybooks, .approvePlaybooks] where !permission.isGranted(to: actor) {
            throw permission == .publishPlaybooks ? DeskError.notAllowed(permission) : DeskError.secondPersonNeeded
        }
        if actor.kind != .system, try await hasAnotherApprover(than: actor) { throw DeskError.secondPersonNeeded }
        // A version cannot be put in force unless its own scenarios pass and reach everything.
        var all = known
        all.playbooks += imports.filter(\.isNew).map(\.loaded)
        let trial = Trial(imports.map(\.loaded), known: all.playbooks)
        if !trial.passed { throw DeskError.playbookFindings(trial.errors) }
        let names = Set(imports.map(\.loaded.name))
        for item in imports {
            let callees = all.callees(of: item.loaded.playbook).subtracting(names)
            guard let callee = callees.first(where: { known.states[$0] != .published }) else { continue }
            throw DeskError.calleeNotPublished(
                playbook: item.loaded.playbook.id, version: item.loaded.playbook.version.description,
                callee: callee.description)
        }
    }

    /// Whether somebody else here could be the second person.
    func hasAnotherApprover(than actor: Actor) async throws -> Bool {
        let roles = Permission.approvePlaybooks.roles.map(\.rawValue)
        let rows = try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT 1 AS found FROM casework.staff
                WHERE disabled_at IS NULL AND roles && \(roles) AND staff <> \(actor.id) LIMIT 1
                """)
        }
        return !rows.isEmpty
    }

    /// One transaction for all versions; an entry for each, because each is a thing of its own to an auditor.
    ///
    /// Entries outside of a case follow one another only in their session, so one look at the trail is enough for all
    /// of them, and they go out in pipelines.
    fileprivate func store(_ imports: [ImportPlaybooks.Import], at: Timestamp, by actor: Actor) async throws {
        try await retrying {
            try await pool.transaction { transaction in
                // What is shipped decides itself whom it serves; a desk must be able to start with it.
                if actor.kind != .system { try await Self.demandTriage(after: imports, at: at, in: transaction) }
                let results = try await transaction.run([AuditTrail.place(caseNo: nil, session: actor.session)])
                var place = try AuditTrail.place(results[0])
                for start in stride(from: 0, to: imports.count, by: 100) {
                    var statements: [SQL] = []
                    for item in imports[start..<min(start + 100, imports.count)] {
                        if item.isNew {
                            statements.append(try entry(.playbookImported, item, at: at, by: actor, place: &place))
                            statements.append(item.insert(at: at, by: actor))
                        }
                        if item.isPublished {
                            statements.append(try entry(.playbookPublished, item, at: at, by: actor, place: &place))
                            statements.append(item.publish(at: at, by: actor))
                        }
                    }
                    try await transaction.run(statements)
                }
                try await transaction.finish()
            }
        }
        shelf.forget()
    }

    /// Throws when what is put in force leaves some jurisdiction without a triage.
    private static func demandTriage(
        after imports: [ImportPlaybooks.Import], at: Timestamp, in transaction: Transaction
    ) async throws {
        let new = imports.filter { $0.isPublished && PlaybookShelf.isTriage($0.loaded.playbook.id) }.map {
            TriageCover.Version($0.loaded.playbook, from: at, publishedAt: at)
        }
        guard let first = new.first else { return }
        let cover = try await TriageCover(in: transaction)
        try TriageCover.demandNone(cover.lost(with: new, at: at), by: first.name)
    }

    /// Appends an entry at `place`, and moves that on.
    private func entry(
        _ type: EntryType, _ item: ImportPlaybooks.Import, at: Timestamp, by actor: Actor, place: inout EntryPlace
    ) throws -> SQL {
        var data: JSON.Members = [
            "playbook": .string(item.loaded.playbook.id),
            "playbook_version": .string(item.loaded.playbook.version.description),
            "playbook_digest": .string(item.loaded.digest),
        ]
        if type == .playbookPublished {
            data["reason_code"] = actor.kind == .system ? "shipped" : "desk_of_one"
            data["effective_from"] = .string(at.description)
        }
        let entry = try trail.prepare(Draft(type: type, data: data), caseNo: nil, by: actor, at: at, place: place)
        defer { place.sessionN += 1 }
        return AuditTrail.append(entry, caseNo: nil, session: actor.session, place: place)
    }
}

extension ImportPlaybooks.Import {
    fileprivate func insert(at: Timestamp, by actor: Actor) -> SQL {
        let playbook = loaded.playbook
        let title = JSON.object(
            JSON.Members(playbook.title.wording.map { ($0.key.code, JSON.string($0.value)) }) { first, _ in first })
        return """
            INSERT INTO casework.playbook_version (playbook, version, digest, structure_digest, text_digest, title, applies,
                steps, canonical, state, imported_at, imported_by)
            VALUES (\(playbook.id), \(playbook.version.description), \(loaded.digestBytes), \(loaded.structureDigestBytes),
                \(loaded.textDigestBytes), \(JSONB(bytes: title.canonicalBytes)), \(playbook.applies?.source),
                \(Int32(playbook.stepCount)), \(loaded.canonical), 'draft', \(at), \(actor.id))
            """
    }

    fileprivate func publish(at: Timestamp, by actor: Actor) -> SQL {
        """
        UPDATE casework.playbook_version SET state = 'published', published_at = \(at), published_by = \(actor.id),
            effective_from = \(at)
        WHERE playbook = \(loaded.playbook.id) AND version = \(loaded.playbook.version.description)
            AND state IN ('draft', 'approved')
        """
    }
}

extension LoadedPlaybook {
    var digestBytes: [UInt8] { Digest.bytes(hexadecimal: digest) }
    var structureDigestBytes: [UInt8] { Digest.bytes(hexadecimal: structureDigest) }
    var textDigestBytes: [UInt8] { Digest.bytes(hexadecimal: textDigest) }
}

extension Digest {
    static func bytes(hexadecimal text: String) -> [UInt8] {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue.map(UInt8.init) }
        return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
