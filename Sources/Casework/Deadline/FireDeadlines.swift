public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Fires the clocks that are due: warns, breaks, escalates, each rung exactly once, on however many servers this runs.
///
/// A case that somebody works on in this moment is left for the next look; the events of the run, not this loop, say
/// what has fired. Writes `case.deadline_fired` for each case in which something did.
public struct FireDeadlines: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "deadlines.fire"
    /// The right that it needs.
    public static let permission = Permission.workOnAllCases
    private let limit: Int

    /// Looks at no more than so many cases.
    public init(limit: Int = 100) { self.limit = limit }

    /// Does it, in one transaction a case that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let now = desk.now()
        let first = try await next(desk)
        guard let first, first <= now else { return Self.answer(lookedAt: 0, fired: [], next: first) }
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT case_no FROM casework.timer WHERE fired_at IS NULL AND NOT is_paused AND at <= \(now)
                GROUP BY case_no ORDER BY min(at) LIMIT \(limit)
                """)
        }
        var fired: [JSON] = []
        for row in rows {
            guard let reference = CaseReference(caseNo: try row["case_no"]) else { continue }
            do { fired.append(try await fire(reference, desk, actor)) } catch is Skipped {}
        }
        return Self.answer(lookedAt: rows.count, fired: fired, next: try await next(desk))
    }

    /// When the first clock runs out, of all cases: one read of the end of an index that holds nothing but running clocks.
    private func next(_ desk: Desk) async throws -> Timestamp? {
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query(
                "SELECT at FROM casework.timer WHERE fired_at IS NULL AND NOT is_paused ORDER BY at LIMIT 1")
        }
        return try rows.first?["at"]
    }

    private static func answer(lookedAt: Int, fired: [JSON], next: Timestamp?) -> JSON {
        .members([
            "looked_at": .int(Int64(lookedAt)), "fired": .array(fired),
            "next_at": next.map { .string($0.description) },
        ])
    }

    private func fire(_ reference: CaseReference, _ desk: Desk, _ actor: Actor) async throws -> JSON {
        try await desk.change(reference, by: actor, skippingLocked: true) { file, at in
            guard let record = file.run, !file.before.isClosed else {
                file.statements.append(CaseFile.dropTimers(file.before.caseNo))
                return Self.change([], at: at)
            }
            let before = record.run.timers(in: record.program).filter { !$0.hasFired && !$0.isPaused && $0.at <= at }
            // Another server was quicker: nothing to write, and no entry for nothing.
            guard !before.isEmpty else { throw Skipped() }
            try file.step(.tick, at: at, by: actor)
            return Self.change(before, at: at)
        }.json
    }

    private static func change(_ timers: [RunTimer], at: Timestamp) -> Change<JSON> {
        let rungs = timers.map { JSON.string("\($0.path.text) \($0.rung)") }
        let first = timers.first
        return Change(
            answer: { file, _ in ["ref": .string(file.now.reference.text), "rungs": .array(rungs)] },
            entry: Draft(
                type: .caseDeadlineFired,
                data: JSON.members([
                    "count": .int(Int64(timers.count)), "step": first.map { .string($0.path.auditCode) },
                    "deadline": first.map { .string($0.rung.description) },
                    "late_seconds": first.map { .int(max(0, at.seconds - $0.at.seconds)) },
                    "escalated_to": timers.compactMap(\.rung.role).first.map(JSON.string),
                ]).object ?? [:]))
    }
}

extension CaseFile {
    /// The clocks of a run that the case no longer follows stand still for good.
    static func dropTimers(_ caseNo: Int64, run: Int) -> SQL {
        "DELETE FROM casework.timer WHERE case_no = \(caseNo) AND run_no = \(Int16(run)) AND fired_at IS NULL"
    }

    /// The clocks of a closed case stand still for good.
    static func dropTimers(_ caseNo: Int64) -> SQL {
        "DELETE FROM casework.timer WHERE case_no = \(caseNo) AND fired_at IS NULL"
    }
}
