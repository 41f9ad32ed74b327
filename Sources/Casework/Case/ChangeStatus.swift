public import Canonical
internal import Ledger
internal import Postgres

/// Moves a case to another status, except closed: that is ``CloseCase``. Writes `case.status_changed`.
///
/// While a case waits for the victim or for a third party, clocks that may stand still do; when it goes on they are moved
/// by exactly that time.
public struct ChangeStatus: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.status"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let status: CaseStatus
    private let expectedRevision: Int?
    private let key: RequestKey?

    /// Moves the case; `expectedRevision` refuses when somebody changed the case since.
    public init(_ reference: CaseReference, to status: CaseStatus, expectedRevision: Int? = nil, key: RequestKey? = nil)
    {
        self.reference = reference
        self.status = status
        self.expectedRevision = expectedRevision
        self.key = key
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandRevision(expectedRevision)
            let from = file.before.status
            guard status != .closed, from.canBecome(status) else {
                throw DeskError.statusNotReachable(
                    from: from.rawValue, to: status.rawValue,
                    allowed: from.next.filter { $0 != .closed }.map(\.rawValue))
            }
            if from == .closed { file.reopen(at: at, by: actor) }
            file.now.status = status
            if from == .closed { file.restoreClocks(at: at, by: actor) }
            return Change(
                answer: { file, receipt in CaseSummary.json(file, receipt: receipt) },
                entry: Draft(
                    type: from == .closed ? .caseReopened : .caseStatusChanged,
                    data: ["status_from": .string(from.rawValue), "status_to": .string(status.rawValue)]))
        }.json
    }
}

extension CaseFile {
    /// Throws when the case was changed since the caller looked at it.
    func demandRevision(_ expected: Int?) throws(DeskError) {
        guard let expected, expected != before.revision else { return }
        throw .revisionConflict(reference: before.reference.text, expected: expected, actual: before.revision)
    }

    mutating func reopen(at: Timestamp, by actor: Actor) {
        now.closedAt = nil
        now.outcome = nil
        statements.append(
            """
            UPDATE casework.closure SET reopened_at = \(at), reopened_by = \(actor.id)
            WHERE case_no = \(before.caseNo) AND reopened_at IS NULL
            """)
    }
}
