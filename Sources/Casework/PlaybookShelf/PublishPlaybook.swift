public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Puts an approved version in force, now or from a later moment on. Writes `playbook.published`.
///
/// Cases that are opened from that moment on get it; cases that run keep theirs. Publishing twice changes nothing.
public struct PublishPlaybook: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.publish"
    /// The right that it needs.
    public static let permission = Permission.publishPlaybooks
    private let version: VersionName
    private let effectiveFrom: Timestamp?

    /// Publishes this version; from now on when no moment is given.
    public init(_ version: VersionName, effectiveFrom: Timestamp? = nil) {
        (self.version, self.effectiveFrom) = (version, effectiveFrom)
    }

    /// Publishes this version from a moment as people write it, RFC 3339.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)`` for what is no moment.
    public init(_ version: VersionName, effectiveFrom text: String?) throws(DeskError) {
        let moment = text.flatMap { Timestamp($0) }
        if let text, moment == nil {
            throw .malformed(field: "effective_from", problem: .form(example: "2026-12-01T00:00:00+03:00"), value: text)
        }
        self.init(version, effectiveFrom: moment)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/playbookFindings(_:)`` unless its scenarios pass and reach everything,
    ///   ``DeskError/calleeNotPublished(playbook:version:callee:)`` unless what it calls is in force by then,
    ///   ``DeskError/noTriageLeft(playbook:version:jurisdictions:)`` for a triage that takes the place of one which
    ///   served more, and ``DeskError/playbookState(playbook:version:state:needed:)`` for a draft.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let stored = try await desk.storedVersions()
        return try await desk.changeVersion(version, by: actor) { record, at, transaction in
            if record.state == .published, effectiveFrom == nil || effectiveFrom == record.effectiveFrom { return nil }
            guard record.state == .approved else { throw DeskError.wrongState(record, needed: "approved") }
            let from = effectiveFrom ?? at
            guard from >= at else { throw DeskError.malformed(field: "effective_from", problem: .inThePast) }
            guard let loaded = stored.playbooks.first(where: { $0.digestBytes == record.digest }) else {
                throw StoreFault.noRow("casework.playbook_version")
            }
            let trial = Trial([loaded], known: stored.playbooks)
            if !trial.passed { throw DeskError.playbookFindings(trial.errors) }
            try await stored.demandCallees(of: loaded.playbook, inForceAt: from, in: transaction)
            if PlaybookShelf.isTriage(loaded.playbook.id) {
                let new = TriageCover.Version(loaded.playbook, from: from, publishedAt: at)
                let cover = try await TriageCover(in: transaction)
                try TriageCover.demandNone(cover.lost(with: [new], at: at), by: new.name)
            }
            record.state = .published
            (record.publishedBy, record.publishedAt, record.effectiveFrom) = (actor.id, at, from)
            return record.draft(
                .playbookPublished,
                JSON.members([
                    "effective_from": .string(from.description),
                    "approved_by": record.approvedBy.map { [.string($0)] },
                ]).object ?? [:])
        }
    }
}

extension StoredVersions {
    /// What a playbook calls, directly or not, by name.
    func callees(of playbook: Playbook) -> Set<VersionName> {
        let byName = Dictionary(playbooks.map { ($0.name, $0.playbook) }) { first, _ in first }
        var found: Set<VersionName> = []
        var waiting = playbook.calls.map(\.name)
        while let name = waiting.popLast() {
            guard found.insert(name).inserted else { continue }
            waiting += byName[name]?.calls.map(\.name) ?? []
        }
        return found
    }

    /// Throws unless everything that the playbook calls is published by that moment; it stays so until the commit.
    fileprivate func demandCallees(of playbook: Playbook, inForceAt moment: Timestamp, in transaction: Transaction)
        async throws
    {
        for callee in callees(of: playbook).sorted(by: { $0.description < $1.description }) {
            let rows = try await transaction.query("\(VersionRecord.select(callee)) FOR SHARE")
            let record = try rows.first.map(VersionRecord.init)
            guard record?.state == .published, let from = record?.effectiveFrom, from <= moment else {
                throw DeskError.calleeNotPublished(
                    playbook: playbook.id, version: playbook.version.description, callee: callee.description)
            }
        }
    }
}

extension LoadedPlaybook {
    var name: VersionName { VersionName(playbook: playbook.id, version: playbook.version) }
}

extension Step.Call {
    var name: VersionName { VersionName(playbook: playbook, version: version) }
}
