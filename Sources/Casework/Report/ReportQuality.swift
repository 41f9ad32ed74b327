public import Canonical
internal import Postgres

/// How well people were served in a period: one line a measure, with what it was counted over. Writes `report.made`.
///
/// Handling time is no measure here: on urgent cases it must not be a target.
public struct ReportQuality: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "report.quality"
    /// The right that it needs.
    public static let permission = Permission.makeReports
    private let period: ReportPeriod

    /// The quality of a period.
    public init(_ period: ReportPeriod) { self.period = period }

    private struct Measure {
        let name: String
        let unit: String
        let statement: SQL
    }

    /// Does it: reads what belongs to the period by the indexes on its moments.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let measures = measures
        return try await desk.report(
            "quality", period, columns: ["measure", "value", "of", "unit"], by: actor, measures.map(\.statement)
        ) { results in
            try zip(measures, results).map { measure, result in
                let row = try result.only("report")
                return [.string(measure.name), try row.count("value"), try row.count("of"), .string(measure.unit)]
            }
        }
    }

    private var measures: [Measure] {
        [
            Measure(name: "contacts", unit: "contacts", statement: contact("count(*)", of: "count(*)")),
            Measure(
                name: "reached", unit: "contacts",
                statement: contact("count(*) FILTER (WHERE k.reached)", of: "count(*)")),
            Measure(
                name: "csat", unit: "hundredths",
                statement: contact("(sum(k.csat) * 100 / nullif(count(k.csat), 0))::bigint", of: "count(k.csat)")),
            Measure(
                name: "felt_supported", unit: "hundredths",
                statement: contact(
                    "(sum(k.felt_supported) * 100 / nullif(count(k.felt_supported), 0))::bigint",
                    of: "count(k.felt_supported)")),
            Measure(
                name: "calmer", unit: "contacts",
                statement: contact(
                    "count(*) FILTER (WHERE k.distress_end < k.distress_start)",
                    of: "count(*) FILTER (WHERE k.distress_start > 0 AND k.distress_end IS NOT NULL)")),
            Measure(name: "first_action", unit: "seconds", statement: firstAction),
            Measure(name: "first_contact", unit: "cases", statement: firstContact),
            Measure(name: "calls_kept", unit: "calls", statement: callsKept),
            Measure(name: "repeat_victims", unit: "cases", statement: repeatVictims),
        ]
    }

    private func contact(_ value: SQL, of base: SQL) -> SQL {
        """
        SELECT \(value) AS value, \(base) AS of FROM casework.contact k JOIN casework."case" c USING (case_no)
        WHERE \(period.contains("k.at"))\(period.condition)
        """
    }

    /// From opening to the first step that somebody recorded: the median of the cases opened in the period.
    private var firstAction: SQL {
        """
        SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY f.seconds) AS value, count(f.seconds) AS of
        FROM casework."case" c CROSS JOIN LATERAL (
            SELECT extract(epoch FROM min(e.at) - c.opened_at)::bigint AS seconds FROM casework.run_event e
            WHERE e.case_no = c.case_no AND e.at > c.opened_at) AS f
        WHERE \(period.contains("c.opened_at"))\(period.condition)
        """
    }

    /// Cases closed in the period that needed no second conversation.
    private var firstContact: SQL {
        """
        SELECT count(*) FILTER (WHERE (SELECT count(*) FROM casework.contact k WHERE k.case_no = c.case_no) <= 1) AS value,
            count(*) AS of
        FROM casework.closure l JOIN casework."case" c USING (case_no)
        WHERE \(period.contains("l.closed_at")) AND l.reopened_at IS NULL\(period.condition)
        """
    }

    /// Promised calls that fell into the period and were made at most ten minutes late.
    private var callsKept: SQL {
        """
        SELECT count(*) FILTER (WHERE f.done_at <= f.due_at + interval '10 minutes') AS value, count(*) AS of
        FROM casework.follow_up f JOIN casework."case" c USING (case_no)
        WHERE \(period.contains("f.due_at"))\(period.condition)
        """
    }

    /// Cases opened in the period whose phone had another case in the 90 days before.
    private var repeatVictims: SQL {
        """
        SELECT count(*) FILTER (WHERE EXISTS (
                SELECT FROM privacy.blind_index o JOIN casework."case" e ON e.case_no = o.case_no
                WHERE o.digest = b.digest AND o.field = 'phone' AND o.case_no <> b.case_no
                    AND e.opened_at < c.opened_at AND e.opened_at >= c.opened_at - interval '90 days')) AS value,
            count(*) AS of
        FROM casework."case" c JOIN privacy.blind_index b ON b.case_no = c.case_no AND b.field = 'phone'
        WHERE \(period.contains("c.opened_at"))\(period.condition)
        """
    }
}
