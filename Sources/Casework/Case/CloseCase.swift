public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Closes a case. Refused while a mandatory step is open, and without an outcome.
///
/// Schedules the calls of the repeat-victim protocol: one, three, ten, thirty and ninety days on (domain.md, M11).
/// Writes `case.closed`.
public struct CloseCase: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.close"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let outcome: Outcome?
    private let expectedRevision: Int?
    private let key: RequestKey?

    /// Closes with this outcome; with that of the run when nil.
    public init(
        _ reference: CaseReference, outcome: Outcome? = nil, expectedRevision: Int? = nil, key: RequestKey? = nil
    ) {
        self.reference = reference
        self.outcome = outcome
        self.expectedRevision = expectedRevision
        self.key = key
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor, key: key) { file, at in
            try file.demandOpen()
            try file.demandRevision(expectedRevision)
            let outcome = try file.close(outcome, at: at, by: actor)
            return Change(
                answer: { file, receipt in CaseSummary.json(file, receipt: receipt) },
                entry: Draft(
                    type: .caseClosed, subject: file.subject.id,
                    data: ["outcome": .string(outcome.rawValue), "status_from": .string(file.before.status.rawValue)]))
        }.json
    }
}

extension CaseFile {
    fileprivate mutating func close(_ wanted: Outcome?, at: Timestamp, by actor: Actor) throws(DeskError) -> Outcome {
        let reference = before.reference.text
        if let record = run {
            let open = record.run.mandatoryOpen(in: record.program)
            if !open.isEmpty { throw .mandatoryOpen(reference: reference, steps: open.map(\.path.text)) }
        }
        let reached = run?.run.outcome.flatMap { Outcome(rawValue: $0.uppercased()) }
        guard let outcome = wanted ?? reached, outcome != .merged else { throw .outcomeNeeded(reference: reference) }
        // A step that is open may have mandatory ones behind it; only when there is nobody to help any more is that idle.
        let ahead = run.map { record in
            record.run.openSteps(in: record.program).filter { $0.state == .active && !$0.isReview }
        }
        if let ahead, !ahead.isEmpty, outcome != .notFraud, outcome != .lostContact {
            throw .guideUnfinished(reference: reference, steps: ahead.map(\.path.text))
        }
        (now.status, now.outcome, now.closedAt, now.nextDueAt) = (.closed, outcome, at, nil)
        statements.append(CaseFile.dropTimers(before.caseNo))
        let (caseNo, days) = (before.caseNo, [1, 3, 10, 30, 90].map { Int64($0) })
        statements.append(
            """
            INSERT INTO casework.closure (case_no, closure_no, closed_at, closed_by, outcome)
            SELECT \(caseNo), coalesce(max(closure_no), 0) + 1, \(at), \(actor.id), \(outcome.rawValue)
            FROM casework.closure WHERE case_no = \(caseNo)
            """)
        if before.isSafeToContact, outcome != .notFraud {
            statements.append(
                """
                INSERT INTO casework.follow_up (case_no, follow_up_no, due_at, purpose)
                SELECT \(caseNo), coalesce((SELECT max(follow_up_no) FROM casework.follow_up WHERE case_no = \(caseNo)), 0) + d.n,
                    \(at)::timestamptz + make_interval(days => d.day::int), 'D' || d.day
                FROM unnest(\(days)::bigint[]) WITH ORDINALITY AS d (day, n)
                """)
        }
        return outcome
    }
}
