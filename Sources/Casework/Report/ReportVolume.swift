public import Canonical
internal import Postgres

/// How many cases were opened, by day, channel, kind of scam, jurisdiction, language or priority. Writes `report.made`.
public struct ReportVolume: Operation {
    /// By what the cases are counted.
    public enum Grouping: String, Sendable, Hashable, CaseIterable {
        /// The day of opening, UTC.
        case day
        /// The channel of intake.
        case channel
        /// The kind of scam; `-` while triage looks for it.
        case scamType = "scam_type"
        /// Whose rules apply.
        case jurisdiction
        /// The victim's language.
        case language
        /// How urgent they are now.
        case priority

        /// Reads the name of a grouping.
        ///
        /// - Throws: ``CodeError`` with the nearest one.
        public static func parse(_ text: String) throws(CodeError) -> Grouping {
            if let known = Grouping(rawValue: text.lowercased().replacing("-", with: "_")) { return known }
            let allowed = allCases.map(\.rawValue)
            throw CodeError(
                list: "by", value: text,
                suggestion: CodeText.nearest(to: text.uppercased(), among: allowed.map { $0.uppercased() })?
                    .lowercased(),
                allowed: allowed)
        }

        fileprivate var expression: SQL {
            switch self {
            case .day: "to_char(c.opened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
            case .channel: "c.channel"
            case .scamType: "c.scam_type"
            case .jurisdiction: "c.jurisdiction"
            case .language: "c.language"
            case .priority: "'P' || c.priority"
            }
        }
    }
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "report.volume"
    /// The right that it needs.
    public static let permission = Permission.makeReports
    private let period: ReportPeriod
    private let grouping: Grouping

    /// The volume of a period.
    public init(_ period: ReportPeriod, by grouping: Grouping = .day) {
        (self.period, self.grouping) = (period, grouping)
    }

    /// Does it: reads the cases opened in the period by the index on that moment.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let columns = [grouping.rawValue, "opened", "still_open", "closed", "urgent", "with_payment"]
        return try await desk.report(
            "volume", period, columns: columns, filters: [grouping.rawValue], by: actor, [statement]
        ) { results in
            try results[0].rows.map { row in
                [try row.code("key")] + (try columns.dropFirst().map { try row.count($0) })
            }
        }
    }

    private var statement: SQL {
        """
        SELECT \(grouping.expression) AS key, count(*) AS opened,
            count(*) FILTER (WHERE c.status <> 'CLOSED') AS still_open,
            count(*) FILTER (WHERE c.status = 'CLOSED') AS closed, count(*) FILTER (WHERE c.priority = 0) AS urgent,
            count(*) FILTER (WHERE EXISTS (SELECT FROM casework.payment p WHERE p.case_no = c.case_no)) AS with_payment
        FROM casework."case" c WHERE \(period.contains("c.opened_at"))\(period.condition)
        GROUP BY 1 ORDER BY 1
        """
    }
}
