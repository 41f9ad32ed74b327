public import Canonical
internal import Postgres

/// How the cases closed in a period ended, and what came back of the money. Writes `report.made`.
///
/// A case counts at its last closing; one that was reopened since does not count. The line with the currency `-` tells of
/// all cases of an outcome, the others of their payments in one currency.
public struct ReportOutcomes: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "report.outcomes"
    /// The right that it needs.
    public static let permission = Permission.makeReports
    private let period: ReportPeriod

    /// The outcomes of a period.
    public init(_ period: ReportPeriod) { self.period = period }

    /// Does it: reads the closings of the period by the index on that moment.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let columns = [
            "outcome", "currency", "cases", "permille", "median_seconds", "payments", "sent_minor", "returned_minor",
            "returned_permille",
        ]
        return try await desk.report("outcomes", period, columns: columns, by: actor, [statement]) { results in
            try results[0].rows.map { row in
                [try row.code("outcome"), try row.code("currency")]
                    + (try columns.dropFirst(2).map { try row.count($0) })
            }
        }
    }

    private var statement: SQL {
        """
        WITH closed AS (
            SELECT c.case_no, k.outcome, extract(epoch FROM k.closed_at - c.opened_at)::bigint AS seconds
            FROM casework.closure k JOIN casework."case" c USING (case_no)
            WHERE \(period.contains("k.closed_at")) AND k.reopened_at IS NULL\(period.condition))
        SELECT outcome, '-' AS currency, count(*) AS cases,
            (count(*) * 1000 / sum(count(*)) OVER ())::bigint AS permille,
            percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds) AS median_seconds, NULL::bigint AS payments,
            NULL::bigint AS sent_minor, NULL::bigint AS returned_minor, NULL::bigint AS returned_permille
        FROM closed GROUP BY outcome
        UNION ALL
        SELECT outcome, p.currency, count(DISTINCT case_no), NULL, NULL, count(*), sum(p.amount_minor)::bigint,
            sum(p.returned_minor)::bigint, (sum(p.returned_minor) * 1000 / nullif(sum(p.amount_minor), 0))::bigint
        FROM closed JOIN casework.payment p USING (case_no) GROUP BY outcome, p.currency
        ORDER BY outcome, currency
        """
    }
}
