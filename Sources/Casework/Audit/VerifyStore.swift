public import Canonical
internal import Ledger
internal import Postgres

/// Checks every leaf and every chain of the store in one consistent view, that the columns and the cases agree with them,
/// and that the sealed ones give the root of the log and of every checkpoint. Writes `audit.verified`.
///
/// While the trail is stopped it checks all the same and writes nothing.
public struct VerifyStore: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.verify"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let batch: Int64 = 5_000

    /// Checks the whole store.
    public init() {}

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let report = try await desk.pool.transaction(.readOnlySnapshot) { transaction in
            var check = StoreCheck(origin: desk.trail.origin)
            try await check.openLog(in: transaction)
            var last: Int64 = -1
            while true {
                let rows = try await transaction.query(
                    """
                    SELECT position, entry_id, case_no, case_seq, session, session_n, session_link, subject, type, at, leaf,
                        leaf_hash, is_sealed
                    FROM audit.entry WHERE position > \(last) ORDER BY position LIMIT \(batch)
                    """)
                for row in rows { check.check(row) }
                guard let row = rows.last else { break }
                last = try row["position"]
            }
            check.finishChains()
            try await check.closeLog(in: transaction)
            check.compareHeads(
                cases: try await transaction.query("SELECT case_no, seq, head FROM audit.case_head"),
                sessions: try await transaction.query("SELECT session, n, link FROM audit.session_head"),
                missing: try await transaction.query(
                    """
                    SELECT case_no FROM casework."case" c
                    WHERE NOT EXISTS (SELECT FROM audit.case_head h WHERE h.case_no = c.case_no) LIMIT 100
                    """))
            return check
        }
        let isSound = report.findings.isEmpty
        try await desk.writeUnlessStopped(
            Draft(
                type: .auditVerified,
                data: [
                    "ok": .bool(isSound), "entries": .int(report.entries),
                    "findings": .int(Int64(report.findings.count)), "size": .int(Int64(report.sealed)),
                    "codes": .array(Set(report.findings.compactMap { $0["code"]?.string }).sorted().map(JSON.string)),
                ]), by: actor)
        return [
            "ok": .bool(isSound), "entries": .int(report.entries),
            "findings": .array(report.findings.sorted { ($0["index"]?.int ?? .max) < ($1["index"]?.int ?? .max) }),
        ]
    }
}

extension TransactionOptions {
    /// One view of everything, that writes nothing.
    static let readOnlySnapshot = TransactionOptions(isolation: .repeatableRead, readOnly: true)
}
