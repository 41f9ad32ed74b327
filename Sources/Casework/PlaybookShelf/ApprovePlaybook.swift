public import Canonical
internal import Ledger
internal import Playbook

/// Approves a draft: a second person has read it. Writes `playbook.approved`; approving twice changes nothing.
public struct ApprovePlaybook: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "playbook.approve"
    /// The right that it needs.
    public static let permission = Permission.approvePlaybooks
    private let version: VersionName

    /// Approves this version.
    public init(_ version: VersionName) { self.version = version }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/secondPersonNeeded`` for whoever brought the version in.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.changeVersion(version, by: actor) { record, at, _ in
            if record.state == .approved { return nil }
            guard record.state == .draft else { throw DeskError.wrongState(record, needed: "draft") }
            guard record.importedBy != actor.id else { throw DeskError.secondPersonNeeded }
            record.state = .approved
            (record.approvedBy, record.approvedAt) = (actor.id, at)
            return record.draft(.playbookApproved, ["approved_by": [.string(actor.id)]])
        }
    }
}

extension DeskError {
    static func wrongState(_ record: VersionRecord, needed: String) -> DeskError {
        .playbookState(
            playbook: record.name.playbook, version: record.name.version.description, state: record.state.rawValue,
            needed: needed)
    }
}
