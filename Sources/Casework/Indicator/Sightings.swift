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
    /// The newest of them.
    let references: [String]

    static func select(
        _ digests: [BlindIndexValue], _ type: IndicatorType, excluding reference: CaseReference, at: Timestamp
    )
        -> SQL
    {
        select(
            "digest = ANY (\(digests.map(\.bytes))::bytea[]) AND type = \(type.rawValue)", excluding: reference, at: at)
    }

    /// Where links to the same site were seen.
    static func select(site digests: [BlindIndexValue], excluding reference: CaseReference, at: Timestamp) -> SQL {
        select("site_digest = ANY (\(digests.map(\.bytes))::bytea[])", excluding: reference, at: at)
    }

    private static func select(_ condition: SQL, excluding reference: CaseReference, at: Timestamp) -> SQL {
        """
        SELECT count(DISTINCT case_no) AS cases,
            count(DISTINCT case_no) FILTER (WHERE added_at >= \(at.adding(days: -7))) AS this_week,
            min(added_at) AS first, max(added_at) AS last,
            coalesce((array_agg(case_no ORDER BY added_at DESC))[1:20], '{}') AS seen_in
        FROM casework.indicator WHERE \(condition) AND case_no <> \(reference.caseNo) AND NOT is_victims_own
        """
    }

    init(_ result: QueryResult) throws {
        let row = try result.only("casework.indicator")
        cases = try row["cases"]
        thisWeek = try row["this_week"]
        first = try row["first"]
        last = try row["last"]
        var references: [String] = []
        for number in try row["seen_in", as: [Int64].self] {
            guard let text = CaseReference(caseNo: number)?.text, !references.contains(text) else { continue }
            references.append(text)
        }
        self.references = references
    }
}

/// The site of a link with its digest, as the store keeps both.
struct IndicatorSite: Sendable {
    /// `example[.]com`.
    let defanged: String
    /// Under every key, the current one first.
    let digests: [BlindIndexValue]

    /// Nil for what has no site of its own.
    init?(_ value: IndicatorValue, _ index: BlindIndex) {
        guard let site = value.site else { return nil }
        defanged = site.replacing(".", with: "[.]")
        digests = index.values(of: site, column: "site")
    }
}
