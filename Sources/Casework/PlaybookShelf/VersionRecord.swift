internal import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// How far a playbook version has come.
enum VersionState: String, Sendable {
    /// Brought in; nobody uses it.
    case draft
    /// A second person read it.
    case approved
    /// New cases are given it from `effective_from` on.
    case published
    /// No new case is given it; cases that run it go on.
    case retired
}

/// One version as the store has it, without its content.
struct VersionRecord: Sendable {
    let name: VersionName
    let digest: [UInt8]
    let structureDigest: [UInt8]
    let textDigest: [UInt8]
    var state: VersionState
    let importedBy: String
    let importedAt: Timestamp
    var approvedBy: String?
    var approvedAt: Timestamp?
    var publishedBy: String?
    var publishedAt: Timestamp?
    var effectiveFrom: Timestamp?
    var retiredBy: String?
    var retiredAt: Timestamp?

    static let columns: SQL = """
        playbook, version, digest, structure_digest, text_digest, state, imported_by, imported_at, approved_by, approved_at, \
        published_by, published_at, effective_from, retired_by, retired_at
        """

    init(_ row: Row) throws {
        name = try VersionName(row["playbook"], row["version"])
        (digest, structureDigest, textDigest) = (try row["digest"], try row["structure_digest"], try row["text_digest"])
        guard let state = VersionState(rawValue: try row["state"]) else { throw StoreFault.unreadable("state") }
        self.state = state
        (importedBy, importedAt) = (try row["imported_by"], try row["imported_at"])
        (approvedBy, approvedAt) = (try row["approved_by"], try row["approved_at"])
        (publishedBy, publishedAt) = (try row["published_by"], try row["published_at"])
        effectiveFrom = try row["effective_from"]
        (retiredBy, retiredAt) = (try row["retired_by"], try row["retired_at"])
    }

    /// The stable form.
    var members: JSON.Members {
        JSON.members([
            "id": .string(name.playbook), "version": .string(name.version.description),
            "digest": .string(Digest.hexadecimal(digest)),
            "structure_digest": .string(Digest.hexadecimal(structureDigest)),
            "text_digest": .string(Digest.hexadecimal(textDigest)), "state": .string(state.rawValue),
            "imported_by": .string(importedBy), "imported_at": .string(importedAt.description),
            "approved_by": approvedBy.map(JSON.string), "approved_at": approvedAt.map { .string($0.description) },
            "published_by": publishedBy.map(JSON.string), "published_at": publishedAt.map { .string($0.description) },
            "effective_from": effectiveFrom.map { .string($0.description) },
            "retired_by": retiredBy.map(JSON.string), "retired_at": retiredAt.map { .string($0.description) },
        ]).object ?? [:]
    }

    /// What the entry of a step of its life says.
    func draft(_ type: EntryType, _ more: JSON.Members = [:]) -> Draft {
        Draft(
            type: type,
            data: more.merging([
                "playbook": .string(name.playbook), "playbook_version": .string(name.version.description),
                "playbook_digest": .string(Digest.hexadecimal(digest)),
            ]) { own, _ in own })
    }
}

extension VersionRecord {
    static func select(_ name: VersionName) -> SQL {
        """
        SELECT \(columns) FROM casework.playbook_version
        WHERE playbook = \(name.playbook) AND version = \(name.version.description)
        """
    }

    /// The statement that stores how far the version has come.
    var update: SQL {
        """
        UPDATE casework.playbook_version SET state = \(state.rawValue), approved_by = \(approvedBy),
            approved_at = \(approvedAt), published_by = \(publishedBy), published_at = \(publishedAt),
            effective_from = \(effectiveFrom), retired_by = \(retiredBy), retired_at = \(retiredAt)
        WHERE playbook = \(name.playbook) AND version = \(name.version.description)
        """
    }
}

extension Desk {
    /// Changes how far one version has come, under its lock, and writes its entry; answers the version, and whether it is
    /// `changed` or was there already (`unchanged`, without an entry).
    ///
    /// - Throws: ``DeskError/noSuchPlaybook(_:)``, and what `body` throws.
    func changeVersion(
        _ name: VersionName, by actor: Actor,
        _ body: @Sendable (inout VersionRecord, Timestamp, Transaction) async throws -> Draft?
    ) async throws -> JSON {
        let answer = try await retrying {
            try await pool.transaction { transaction in
                let results = try await transaction.run([
                    AuditTrail.place(caseNo: nil, session: actor.session),
                    "\(VersionRecord.select(name)) FOR UPDATE",
                ])
                guard let row = results[1].rows.first else { throw DeskError.noSuchPlaybook(name.description) }
                var record = try VersionRecord(row)
                let at = now()
                guard let draft = try await body(&record, at, transaction) else {
                    return record.members.merging(["result": "unchanged"]) { own, _ in own }
                }
                let place = try AuditTrail.place(results[0])
                let entry = try trail.prepare(draft, caseNo: nil, by: actor, at: at, place: place)
                _ = try await transaction.finish([
                    record.update, AuditTrail.append(entry, caseNo: nil, session: actor.session, place: place),
                ])
                let news: JSON.Members = ["result": "changed", "receipt": .string(entry.hash.base64)]
                return record.members.merging(news) { own, _ in own }
            }
        }
        shelf.forget()
        return .object(answer)
    }
}
