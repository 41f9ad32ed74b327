public import Canonical
internal import Postgres

/// Which deadlines of steps that were due in a period were kept and which were missed, by step, the worst first. Writes
/// `report.made`.
public struct ReportDeadlines: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "report.deadlines"
    /// The right that it needs.
    public static let permission = Permission.makeReports
    private let period: ReportPeriod

    /// The deadlines of a period.
    public init(_ period: ReportPeriod) { self.period = period }

    /// Does it: reads the clocks that were due in the period by the index on that moment.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let columns = ["step", "due", "kept", "missed", "running", "kept_permille"]
        let statement = statement(at: desk.now())
        return try await desk.report("deadlines", period, columns: columns, by: actor, [statement]) { results in
            try results[0].rows.map { row in
                [try row.code("step")] + (try columns.dropFirst().map { try row.count($0) })
            }
        }
    }

    /// A clock that was broken keeps its row with the moment; one whose step ended in time is told by `deadline_kept`.
    private func statement(at now: Timestamp) -> SQL {
        """
        WITH due AS (
            SELECT d.path, d.kept_at <= d.due_at AS kept, d.kept_at > d.due_at AS missed, false AS running
            FROM casework.deadline_kept d JOIN casework."case" c USING (case_no)
            WHERE \(period.contains("d.due_at"))\(period.condition)
            UNION ALL
            SELECT t.path, false, t.fired_at IS NOT NULL OR t.at < \(now), t.fired_at IS NULL AND t.at >= \(now)
            FROM casework.timer t JOIN casework."case" c USING (case_no)
            WHERE t.rung = 'breach' AND \(period.contains("t.at"))\(period.condition)
                AND NOT t.is_paused AND NOT EXISTS (SELECT FROM casework.deadline_kept d
                    WHERE d.case_no = t.case_no AND d.run_no = t.run_no AND d.path = t.path))
        SELECT regexp_replace(path, '^.*/', '') AS step, count(*) AS due, count(*) FILTER (WHERE kept) AS kept,
            count(*) FILTER (WHERE missed) AS missed, count(*) FILTER (WHERE running) AS running,
            (count(*) FILTER (WHERE kept) * 1000 / nullif(count(*) FILTER (WHERE NOT running), 0))::bigint AS kept_permille
        FROM due GROUP BY 1 ORDER BY missed DESC, due DESC, step
        """
    }
}
