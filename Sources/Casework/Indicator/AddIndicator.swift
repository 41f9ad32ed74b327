public import Canonical
internal import Ledger
internal import Postgres

/// Adds what identifies the scammer to a case, and says in how many other cases it was seen. Writes
/// `case.indicator_added` with a commitment to the value.
///
/// What belongs to the victim is kept, but never counted against anybody: it is no trace of a scammer.
public struct AddIndicator: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "case.indicator"
    /// The right that it needs.
    public static let permission = Permission.workOnCase
    private let reference: CaseReference
    private let text: String
    private let confidence: IndicatorConfidence
    private let isVictimsOwn: Bool
    private let key: RequestKey?

    /// An indicator as `TYPE:VALUE`.
    public init(
        _ reference: CaseReference, _ text: String, confidence: IndicatorConfidence = .medium,
        isVictimsOwn: Bool = false, key: RequestKey? = nil
    ) {
        (self.reference, self.text, self.confidence) = (reference, text, confidence)
        (self.isVictimsOwn, self.key) = (isVictimsOwn, key)
    }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        // A number without its country's code is read as one of the case's jurisdiction.
        let value = try Intake.indicator(text, in: try await desk.place(of: reference))
        let digests = BlindIndex(desk.keys).values(of: value.normalised, column: "indicator")
        guard let digest = digests.first else { throw StoreFault.unreadable("keys") }
        let seen = Sightings.select(digests, value.type, excluding: reference, at: desk.now())
        let site = IndicatorSite(value, BlindIndex(desk.keys))
        let sites = site.map { [Sightings.select(site: $0.digests, excluding: reference, at: desk.now())] } ?? []
        return try await desk.change(reference, by: actor, key: key, also: [seen] + sites) { file, at in
            try file.demandOpen()
            let sightings = try Sightings(file.extra[0])
            let ofSite = try sites.isEmpty ? nil : Sightings(file.extra[1])
            let sealed = try value.sealed(under: file.subject.key)
            file.statements.append(
                """
                INSERT INTO casework.indicator (case_no, indicator_no, type, masked, sealed, digest, key_version, confidence,
                    is_victims_own, added_at, site, site_digest)
                SELECT \(file.before.caseNo), coalesce(max(indicator_no), 0) + 1, \(value.type.rawValue), \(value.masked),
                    \(sealed), \(digest.bytes), \(Int32(digest.version)), \(confidence.rawValue), \(isVictimsOwn), \(at),
                    \(site?.defanged), \(site?.digests.first?.bytes)
                FROM casework.indicator WHERE case_no = \(file.before.caseNo)
                ON CONFLICT ON CONSTRAINT indicator_once DO UPDATE
                    SET confidence = excluded.confidence, is_victims_own = excluded.is_victims_own
                """)
            let entry = Draft(
                type: .caseIndicatorAdded, subject: file.subject.id,
                data: [
                    "indicator_type": .string(value.type.rawValue), "result": .string(confidence.rawValue),
                    "count": .int(Int64(sightings.cases)),
                ], committed: ["value": .string(value.masked)])
            let indicator = JSON.members([
                "type": .string(value.type.rawValue), "masked": .string(value.masked),
                "confidence": .string(confidence.rawValue), "victims_own": .bool(isVictimsOwn),
                "cases": .int(Int64(sightings.cases)), "cases_this_week": .int(Int64(sightings.thisWeek)),
                "first_seen": sightings.first.map { .string($0.wholeSecondsText) },
                "last_seen": sightings.last.map { .string($0.wholeSecondsText) },
                "seen_in": .array(sightings.references.map(JSON.string)),
                "site": site.map { .string($0.defanged) },
                "site_cases": ofSite.map { .int(Int64($0.cases)) },
                "site_cases_this_week": ofSite.map { .int(Int64($0.thisWeek)) },
            ])
            return Change(
                answer: { file, receipt in
                    var members = CaseSummary.members(file, receipt: receipt)
                    members["indicator"] = indicator
                    return JSON.object(members)
                }, entry: entry)
        }.json
    }
}
