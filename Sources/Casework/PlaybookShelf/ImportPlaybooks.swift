public import Canonical
internal import Ledger
public import Playbook
internal import Postgres

/// Brings playbook files in: all or none. Writes `playbook.imported` for each new version, and `playbook.published`.
///
/// A version whose digest the store has is `unchanged`; other content under a version number that is taken is refused.
public struct ImportPlaybooks: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.import"
    /// The right that it needs.
    public static let permission = Permission.importPlaybooks
    private let sources: [PlaybookSource]
    private let isDryRun: Bool
    private let publishes: Bool

    /// Imports files; `publishes` puts new versions in force at once, which needs the right to publish too.
    public init(_ sources: [PlaybookSource], isDryRun: Bool = false, publishes: Bool = false) {
        (self.sources, self.isDryRun, self.publishes) = (sources, isDryRun, publishes)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        if publishes, !Permission.publishPlaybooks.isGranted(to: actor) {
            throw DeskError.notAllowed(.publishPlaybooks)
        }
        let at = desk.now()
        let known = try await desk.storedVersions()
        let (loaded, findings) = Library.load(
            sources, known: known.playbooks, parameters: try await desk.parametersInForce(), desk: .standard,
            today: at.day)
        let errors = findings.filter { $0.severity == .error }
        if !errors.isEmpty { throw DeskError.playbookFindings(findings) }
        let results = try loaded.map { playbook in try Import(playbook, known: known) }
        let new = results.filter { $0.state == .new }
        // A version cannot be put in force unless its own scenarios pass and reach everything.
        let trial = publishes ? Trial(new.map(\.loaded), known: known.playbooks + loaded) : Trial([])
        if !trial.passed { throw DeskError.playbookFindings(trial.errors) }
        if !isDryRun, !new.isEmpty { try await desk.store(new, publishes: publishes, at: at, by: actor) }
        return [
            "playbooks": .array(results.map(\.json)), "dry_run": .bool(isDryRun),
            "imported": .int(Int64(isDryRun ? 0 : new.count)),
            "unchanged": .int(Int64(results.count - new.count)),
            "warnings": .array(findings.map(\.json)),
        ]
    }

    /// What becomes of one file.
    struct Import: Sendable {
        enum State: String, Sendable {
            case new
            case unchanged
        }
        let loaded: LoadedPlaybook
        let state: State

        init(_ loaded: LoadedPlaybook, known: StoredVersions) throws(DeskError) {
            self.loaded = loaded
            let (id, version) = (loaded.playbook.id, loaded.playbook.version.description)
            switch known.digests["\(id) \(version)"] {
            case nil: state = .new
            case loaded.digest: state = .unchanged
            default: throw .versionTaken(playbook: id, version: version)
            }
        }

        var json: JSON {
            [
                "id": .string(loaded.playbook.id), "version": .string(loaded.playbook.version.description),
                "digest": .string(loaded.digest), "file": .string(loaded.file), "result": .string(state.rawValue),
            ]
        }
    }
}

/// The versions that the store has.
struct StoredVersions: Sendable {
    var playbooks: [LoadedPlaybook] = []
    /// Digest by id and version.
    var digests: [String: String] = [:]
}

extension Desk {
    func storedVersions() async throws -> StoredVersions {
        let rows = try await pool.withConnection { connection in
            try await connection.query("SELECT playbook, version, digest, canonical FROM casework.playbook_version")
        }
        var stored = StoredVersions()
        for row in rows {
            let digest = Digest.hexadecimal(try row["digest", as: [UInt8].self])
            stored.digests["\(try row["playbook", as: String.self]) \(try row["version", as: String.self])"] = digest
            stored.playbooks.append(try LoadedPlaybook(canonical: row["canonical"]))
        }
        return stored
    }

    /// One transaction for all versions; an entry for each, because each is a thing of its own to an auditor.
    ///
    /// Entries outside of a case follow one another only in their session, so one look at the trail is enough for all
    /// of them, and they go out in pipelines.
    func store(_ imports: [ImportPlaybooks.Import], publishes: Bool, at: Timestamp, by actor: Actor) async throws {
        try await retrying {
            try await pool.transaction { transaction in
                let results = try await transaction.run([AuditTrail.place(caseNo: nil, session: actor.session)])
                var place = try AuditTrail.place(results[0])
                for start in stride(from: 0, to: imports.count, by: 100) {
                    var statements: [SQL] = []
                    for item in imports[start..<min(start + 100, imports.count)] {
                        statements.append(try entry(.playbookImported, item, at: at, by: actor, place: &place))
                        statements.append(item.insert(publishes: publishes, at: at, by: actor))
                        guard publishes else { continue }
                        statements.append(try entry(.playbookPublished, item, at: at, by: actor, place: &place))
                    }
                    try await transaction.run(statements)
                }
                try await transaction.finish()
            }
        }
        shelf.forget()
    }

    /// Appends an entry at `place`, and moves that on.
    private func entry(
        _ type: EntryType, _ item: ImportPlaybooks.Import, at: Timestamp, by actor: Actor, place: inout EntryPlace
    ) throws -> SQL {
        let draft = Draft(
            type: type,
            data: [
                "playbook": .string(item.loaded.playbook.id),
                "version": .string(item.loaded.playbook.version.description), "digest": .string(item.loaded.digest),
            ])
        let entry = try trail.prepare(draft, caseNo: nil, by: actor, at: at, place: place)
        defer { place.sessionN += 1 }
        return AuditTrail.append(entry, caseNo: nil, session: actor.session, place: place)
    }
}

extension ImportPlaybooks.Import {
    func insert(publishes: Bool, at: Timestamp, by actor: Actor) -> SQL {
        let playbook = loaded.playbook
        let title = JSON.object(
            Dictionary(playbook.title.wording.map { ($0.key.code, JSON.string($0.value)) }) { first, _ in first })
        let published = publishes ? at : nil
        return """
            INSERT INTO casework.playbook_version (playbook, version, digest, structure_digest, text_digest, title, applies,
                steps, canonical, state, imported_at, imported_by, published_at, published_by, effective_from)
            VALUES (\(playbook.id), \(playbook.version.description), \(loaded.digestBytes), \(loaded.structureDigestBytes),
                \(loaded.textDigestBytes), \(JSONB(bytes: title.canonicalBytes)), \(playbook.applies?.source),
                \(Int32(playbook.stepCount)), \(loaded.canonical), \(publishes ? "published" : "draft"), \(at),
                \(actor.id), \(published), \(publishes ? actor.id : nil), \(published))
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
