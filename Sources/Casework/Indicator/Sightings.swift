internal import Canonical
internal import Postgres

/// In which other cases an indicator was seen.
struct Sightings: Sendable {
    /// In how many.
    let cases: Int
    /// In how many of the last seven days.
    let thisWeek: Int
    /// When first and last.
    let first: Timestamp?
    let last: Timestamp?

    static func select(
        _ digests: [BlindIndexValue], _ type: IndicatorType, excluding reference: CaseReference, at: Timestamp
    )
        -> SQL
    {
        """
        SELECT count(*) AS cases, count(*) FILTER (WHERE added_at >= \(at.adding(days: -7))) AS this_week,
            min(added_at) AS first, max(added_at) AS last
        FROM casework.indicator WHERE digest = ANY (\(digests.map(\.bytes))::bytea[]) AND type = \(type.rawValue)
            AND case_no <> \(reference.caseNo) AND NOT is_victims_own
        """
    }

    init(_ result: QueryResult) throws {
        let row = try result.only("casework.indicator")
        cases = try row["cases"]
        thisWeek = try row["this_week"]
        first = try row["first"]
        last = try row["last"]
    }
}
