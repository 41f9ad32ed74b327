internal import Canonical
internal import Postgres

/// What an agent must know while the call is on: which traces of this case were in others this week.
enum CaseCampaigns {
    /// From so many other cases of a week on it is told.
    static let least = 1

    static func select(_ reference: CaseReference, at: Timestamp) -> SQL {
        let since = at.adding(days: -7)
        return """
            SELECT i.type, i.masked, i.site,
                (SELECT count(DISTINCT o.case_no) FROM casework.indicator o WHERE o.digest = i.digest AND o.type = i.type
                    AND o.added_at >= \(since) AND o.case_no <> i.case_no AND NOT o.is_victims_own) AS cases,
                (SELECT count(DISTINCT o.case_no) FROM casework.indicator o WHERE o.site_digest = i.site_digest
                    AND o.added_at >= \(since) AND o.case_no <> i.case_no AND NOT o.is_victims_own) AS site_cases
            FROM casework.indicator i WHERE i.case_no = \(reference.caseNo) AND NOT i.is_victims_own
            ORDER BY i.indicator_no
            """
    }

    /// The traces that others saw, or nil when there are none: the key is absent then.
    static func json(_ result: QueryResult) throws -> JSON? {
        let seen = try result.rows.compactMap { row -> JSON? in
            let (cases, ofSite): (Int64, Int64) = (try row["cases"], try row["site_cases"])
            guard max(cases, ofSite) >= least else { return nil }
            let site: String? = try row["site"]
            return .members([
                "type": .string(try row["type"]), "masked": .string(try row["masked"]), "cases_this_week": .int(cases),
                "site": site.map(JSON.string), "site_cases_this_week": site.map { _ in .int(ofSite) },
            ])
        }
        return seen.isEmpty ? nil : .array(seen)
    }
}
