public import Canonical
internal import Ledger
internal import Postgres

/// Checks every leaf and every chain of the store in one consistent view, that the columns and the cases agree with them,
/// that the sealed ones give the root of the log and of every checkpoint, and that every checkpoint and cosignature was
/// signed by a key that this house knows. Writes `audit.verified`.
///
/// While the trail is stopped it checks all the same and writes nothing.
public struct VerifyStore: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.verify"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let keysInMemory: Int

    /// Checks the whole store, with so many cases and so many sessions in memory, about 300 bytes each; of ids four times as
    /// many. What is more goes to nameless files in `TMPDIR`, and changes no finding.
    public init(keysInMemory: Int = 1 << 14) { self.keysInMemory = keysInMemory }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let keys = await HouseKeys.of(desk)
        let report = try await desk.pool.transaction(.readOnlySnapshot) { transaction in
            var check = StoreCheck(origin: desk.trail.origin, keys: keys, keysInMemory: keysInMemory)
            try await check.run(in: transaction)
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
            "ok": .bool(isSound), "entries": .int(report.entries), "checkpoints": report.signatures.json,
            "findings": .array(report.findings.sorted { ($0["index"]?.int ?? .max) < ($1["index"]?.int ?? .max) }),
        ]
    }
}

extension TransactionOptions {
    /// One view of everything, that writes nothing.
    static let readOnlySnapshot = TransactionOptions(isolation: .repeatableRead, readOnly: true)
}
