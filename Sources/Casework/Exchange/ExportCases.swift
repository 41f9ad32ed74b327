public import Canonical
internal import Ledger
internal import Postgres

/// A page of all cases, masked, for another system: codes, times, sums, and what may be shown of people and traces. No
/// notes, no answers in words. Writes `cases.exported`.
///
/// Pages follow the number of the case, so that none is repeated or left out, whatever changes meanwhile.
public struct ExportCases: Operation {
    /// Which cases.
    public struct Filter: Sendable {
        /// Changed since then.
        public var updatedSince: Timestamp?
        /// Under these rules.
        public var jurisdiction: Jurisdiction?
        /// In this status.
        public var status: CaseStatus?
        /// After this case: the last of the page before.
        public var after: CaseReference?
        /// How many on a page.
        public var limit = 500

        /// All cases.
        public init() {}
    }

    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.export"
    /// The right that it needs.
    public static let permission = Permission.makeReports
    private let filter: Filter

    /// A page of the cases that fit.
    public init(_ filter: Filter = Filter()) { self.filter = filter }

    /// Does it; the entry tells how many cases went out.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard (1...1_000).contains(filter.limit) else {
            throw DeskError.malformed(field: "limit", problem: .range("1…1000"))
        }
        let rows = try await desk.pool.transaction(.readOnlySnapshot) { try await $0.query(statement) }
        let cases = try rows.prefix(filter.limit).map(Self.line)
        try await desk.write(
            Draft(
                type: .casesExported,
                data: JSON.members([
                    "rows": .int(Int64(cases.count)), "format": "masked",
                    "from": cases.first?["ref"].flatMap(\.string).map(JSON.string),
                ]).object ?? [:]), by: actor)
        return .members([
            "cases": .array(cases), "next": rows.count > filter.limit ? cases.last?["ref"] : nil,
        ])
    }

    private var statement: SQL {
        var conditions: SQL = "c.case_no > \(filter.after?.caseNo ?? 0)"
        if let moment = filter.updatedSince { conditions = "\(conditions) AND c.updated_at >= \(moment)" }
        if let rules = filter.jurisdiction { conditions = "\(conditions) AND c.jurisdiction = \(rules.rawValue)" }
        if let status = filter.status { conditions = "\(conditions) AND c.status = \(status.rawValue)" }
        return """
            SELECT \(Case.columns),
                (SELECT coalesce(jsonb_agg(jsonb_build_object('role', p.role, 'masked',
                        (SELECT coalesce(jsonb_object_agg(v.field, v.masked), '{}') FROM privacy.value v
                            WHERE v.case_no = p.case_no AND v.subject = p.subject)) ORDER BY p.party_no), '[]')
                    FROM casework.party p WHERE p.case_no = c.case_no) AS parties,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('rail', y.rail, 'amount_minor', y.amount_minor,
                        'currency', y.currency, 'state', y.state, 'returned_minor', y.returned_minor) ORDER BY y.payment_no), '[]')
                    FROM casework.payment y WHERE y.case_no = c.case_no) AS payments,
                (SELECT coalesce(jsonb_agg(jsonb_build_object('type', i.type, 'masked', i.masked, 'confidence', i.confidence,
                        'victims_own', i.is_victims_own) ORDER BY i.indicator_no), '[]')
                    FROM casework.indicator i WHERE i.case_no = c.case_no) AS indicators
            FROM casework."case" c WHERE \(conditions) ORDER BY c.case_no LIMIT \(filter.limit + 1)
            """
    }

    private static func line(_ row: Row) throws -> JSON {
        var members = CaseSummary.members(try Case(row))
        for name in ["parties", "payments", "indicators"] {
            members[name] = try JSON(parsing: row[name, as: JSONB.self].bytes)
        }
        return .object(members)
    }
}
