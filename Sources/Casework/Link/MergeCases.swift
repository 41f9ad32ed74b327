public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Merges a case into another one that tells the same matter: the first is closed as `MERGED` and points to the second,
/// where the work goes on. Nothing moves: each keeps what it holds and its part of the trail, and both get an entry
/// `case.merged`. A merge can be undone; the case is open again then.
///
/// Refused when either is closed, merged or on hold. Both are locked in one order, so that of two merges that would
/// lead to each other the second finds its target closed: no chain of merges leads back.
public struct MergeCases: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.merge"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let into: CaseReference
    private let isUndone: Bool
    private let key: RequestKey?

    /// Merges `reference` into `into`, or undoes that.
    public init(_ reference: CaseReference, into: CaseReference, isUndone: Bool = false, key: RequestKey? = nil) {
        (self.reference, self.into, self.isUndone, self.key) = (reference, into, isUndone, key)
    }

    /// Does it, in the transaction that writes its entries.
    ///
    /// - Throws: ``DeskError/sameCase(reference:)``, ``DeskError/caseMerged(reference:into:)``,
    ///   ``DeskError/caseClosed(reference:)``, ``DeskError/onHold(reference:)``, ``DeskError/notMerged(reference:into:)``.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let now = desk.now()
        return try await desk.changeBoth(
            reference, into, by: actor, key: key, also: { [Hold.selectActive($0.caseNo, at: now)] },
            { pair, at in
                for file in [pair.first, pair.second] {
                    try file.demandAccess(actor)
                    if !isUndone { try file.demandMergeable() }
                    try file.demandPerson()
                }
                if isUndone { try pair.undoMerge(at: at, by: actor) } else { pair.merge(at: at, by: actor) }
                return PairChange(
                    first: draft(into, into: true), second: draft(reference, into: false),
                    answer: { pair, receipt in
                        var members = CaseSummary.members(pair.first, receipt: receipt)
                        members["into"] = CaseSummary.json(pair.second)
                        return .object(members)
                    })
            })
    }

    private func draft(_ other: CaseReference, into: Bool) -> Draft {
        Draft(
            type: .caseMerged,
            data: [
                "other_case": .string("c-\(other.caseNo)"), "into": .bool(into),
                "result": isUndone ? "undone" : "merged",
            ])
    }
}

extension CaseFile {
    fileprivate func demandMergeable() throws(DeskError) {
        try demandLiving()
        try demandOpen()
        if extra.first?.rows.isEmpty == false { throw .onHold(reference: before.reference.text) }
    }
}

extension CasePair {
    fileprivate mutating func merge(at: Timestamp, by actor: Actor) {
        let (from, into) = (first.before, second.before)
        (first.now.status, first.now.outcome) = (.closed, .merged)
        (first.now.closedAt, first.now.nextDueAt, first.now.mergedInto) = (at, nil, into.reference)
        first.statements += [
            CaseFile.dropTimers(from.caseNo),
            """
            INSERT INTO casework.closure (case_no, closure_no, closed_at, closed_by, outcome)
            SELECT \(from.caseNo), coalesce(max(closure_no), 0) + 1, \(at), \(actor.id), \(Outcome.merged.rawValue)
            FROM casework.closure WHERE case_no = \(from.caseNo)
            """, CaseLink.insert(from.caseNo, to: into.reference, .merged, at: at, by: actor),
        ]
        second.statements.append(CaseLink.insert(into.caseNo, to: from.reference, .merged, at: at, by: actor))
        // What was more urgent is as urgent where the work goes on.
        if first.before.priority < second.before.priority {
            second.now.priority = first.before.priority
            second.now.priorityReasons += first.before.priorityReasons.filter {
                !second.before.priorityReasons.contains($0)
            }
        }
    }

    fileprivate mutating func undoMerge(at: Timestamp, by actor: Actor) throws {
        let (from, into) = (first.before, second.before)
        guard from.mergedInto == into.reference else {
            throw DeskError.notMerged(reference: from.reference.text, into: into.reference.text)
        }
        first.reopen(at: at, by: actor)
        (first.now.status, first.now.mergedInto) = (.reopened, nil)
        first.restoreClocks(at: at, by: actor)
        first.statements.append(CaseLink.remove(from.caseNo, to: into.reference, .merged, at: at, by: actor))
        second.statements.append(CaseLink.remove(into.caseNo, to: from.reference, .merged, at: at, by: actor))
    }
}
