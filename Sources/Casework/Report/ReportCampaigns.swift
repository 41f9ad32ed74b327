public import Canonical
internal import Ledger
internal import Postgres

/// The same trace of a scammer in several cases of a window: who is at work this week. Writes `report.made`, or
/// `indicators.exported` when the values go out.
///
/// Links to one site are one campaign, however they differ. What belongs to a victim is never in it: not what was marked
/// so in any case, and no phone that is the phone of a person of any case. Names, addresses and documents are not traces
/// that a list may carry, and a BIC is a bank's.
public struct ReportCampaigns: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "report.campaigns"
    /// The right that it needs.
    public static let permission = Permission.makeReports
    private let period: ReportPeriod
    private let least: Int
    private let showsValues: Bool
    private let limit = 500

    /// The campaigns of a period with at least so many cases each; `showsValues` gives the traces unmasked, for export.
    ///
    /// - Throws: ``DeskError/malformed(field:problem:value:)``
    public init(_ period: ReportPeriod, least: Int = 3, showsValues: Bool = false) throws {
        guard (2...10_000).contains(least) else { throw DeskError.malformed(field: "min", problem: .range("2…10000")) }
        (self.period, self.least, self.showsValues) = (period, least, showsValues)
    }

    /// Does it: reads the traces of the window by the index on their moment.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let campaigns = try await desk.pool.transaction(.readOnlySnapshot) { transaction in
            let groups = try await transaction.query(groups)
            let samples = try await transaction.query(samples(try groups.map { try $0["key"] }))
            var values: [[UInt8]: IndicatorSample] = [:]
            for row in samples { values[try row["key"]] = try IndicatorSample(row, keys: desk.keys) }
            let found = try groups.compactMap { row in try values[row["key"]].map { try Campaign(row, $0) } }
            let index = BlindIndex(desk.keys)
            let phones = found.compactMap(\.sample.phone).flatMap { index.values(of: $0, column: "phone").map(\.bytes) }
            let known = try await transaction.query(
                "SELECT DISTINCT digest FROM privacy.blind_index WHERE digest = ANY (\(phones)::bytea[]) AND field = 'phone'"
            )
            let victims = Set(try known.map { try $0["digest", as: [UInt8].self] })
            return found.filter { campaign in
                campaign.sample.phone.map { index.values(of: $0, column: "phone") }?
                    .contains { victims.contains($0.bytes) } != true
            }
        }
        var columns = ["type", "trace", "cases", "first_seen", "last_seen", "confidence", "scam_types", "refs"]
        if showsValues { columns.insert("value", at: 2) }
        let rows = campaigns.prefix(limit).map { $0.row(columns) }
        try await desk.noteReport(
            "campaigns", period, rows: rows.count, filters: ["min:\(least)"], exported: showsValues, by: actor)
        return ReportTable(name: "campaigns", period: period, columns: columns, rows: rows).json
    }

    private static let left = ["PERSON_NAME_USED", "ADDRESS", "VEHICLE", "VOICE_SAMPLE_REF", "DOC_IMAGE_REF", "BIC"]

    private var groups: SQL {
        """
        WITH seen AS (
            SELECT coalesce(i.site_digest, i.digest) AS key, CASE WHEN i.site_digest IS NULL THEN i.type ELSE 'DOMAIN' END AS type,
                i.digest, i.case_no, i.added_at, c.scam_type,
                CASE i.confidence WHEN 'HIGH' THEN 3 WHEN 'MED' THEN 2 ELSE 1 END AS sure
            FROM casework.indicator i JOIN casework."case" c USING (case_no)
            WHERE \(period.contains("i.added_at")) AND NOT i.is_victims_own AND i.type <> ALL (\(Self.left)::text[])\(period.condition)
                AND NOT EXISTS (SELECT FROM casework.indicator o WHERE o.digest = i.digest AND o.is_victims_own))
        SELECT key, type, count(DISTINCT case_no) AS cases, min(added_at) AS first, max(added_at) AS last, max(sure)::integer AS sure,
            (array_agg(DISTINCT case_no ORDER BY case_no DESC))[1:20] AS refs,
            coalesce(array_agg(DISTINCT scam_type ORDER BY scam_type) FILTER (WHERE scam_type IS NOT NULL), '{}') AS scam_types
        FROM seen GROUP BY key, type HAVING count(DISTINCT case_no) >= \(Int64(least))
        ORDER BY cases DESC, last DESC, key LIMIT \(limit + 100)
        """
    }

    /// One sealed value of each, of a person who was not erased if there is one.
    private func samples(_ keys: [[UInt8]]) -> SQL {
        """
        SELECT DISTINCT ON (key) coalesce(i.site_digest, i.digest) AS key, i.type, i.masked, i.site, i.sealed, p.subject, k.wrapped, k.version,
            \(KeyEpoch.destroyed)
        FROM casework.indicator i JOIN casework.party p ON p.case_no = i.case_no AND p.party_no = 1
            LEFT JOIN privacy.subject_key k ON k.case_no = p.case_no AND k.subject = p.subject
        WHERE coalesce(i.site_digest, i.digest) = ANY (\(keys)::bytea[]) AND \(period.contains("i.added_at"))
        ORDER BY key, (i.sealed IS NULL OR k.wrapped IS NULL), i.added_at DESC
        """
    }
}
