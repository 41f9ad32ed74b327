public import Canonical
public import Ledger
internal import Postgres

/// After a restore from an older backup: puts the entries that a kept export still has back into the log, byte for byte, so
/// that signer and witnesses agree again; then the desk goes on. What the entries tell of is not brought back: the cases
/// are as the backup has them, and the trail says what happened to them since. Writes `audit.read`.
public struct BringBack<Source: BundleSource & Sendable>: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static var name: String { "audit.bring_back" }
    /// The right that it needs.
    public static var permission: Permission { .audit }
    private let bundle: Source
    private let policy: WitnessPolicy

    /// From a full export that verifies by this policy.
    public init(_ bundle: Source, policy: WitnessPolicy) { (self.bundle, self.policy) = (bundle, policy) }

    /// Does it.
    ///
    /// - Throws: ``DeskError/signerRefused(_:)`` when the export does not verify or is not of this log's own history;
    ///   ``TrailFault`` when signer or witnesses still know more: then a newer export is needed.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        guard let keeper = desk.keeper, keeper.signer != nil else { throw DeskError.noSigner }
        guard try await keeper.status().stopReason != nil else {
            throw DeskError.signerRefused("the trail is not stopped, so nothing is missing")
        }
        let report = BundleVerifier(policy: policy).verify(bundle)
        guard report.isOK, report.summary.origin == desk.origin else {
            throw DeskError.signerRefused("the export does not verify, or is of another log")
        }
        let state = try await desk.pool.withConnection { try LogState(try await $0.pipeline([LogState.select])[0]) }
        let missing = try leaves(after: state)
        do { if !missing.isEmpty { try await keeper.bringBack(missing, from: state.size) } } catch let error
            as PostgresError
            where error.constraint == "audit_session_place" || error.constraint == "audit_case_place"
        {
            throw DeskError.signerRefused("this store was worked with after it became older, so two histories exist")
        }
        do { try await keeper.resume() } catch let error as PostgresError where error.constraint == "audit_log_closed" {
            throw DeskError.signerRefused("the log was closed: its entries are back, and nothing more is recorded")
        }
        try await desk.write(
            Draft(type: .auditRead, data: ["action": "brought_back", "entries": .int(Int64(missing.count))]), by: actor)
        return ["brought_back": .int(Int64(missing.count)), "size": .int(Int64(state.size) + Int64(missing.count))]
    }

    /// What the export has beyond the store, which must have the same beginning.
    private func leaves(after state: LogState) throws -> [[UInt8]] {
        var range = CompactRange()
        var missing: [[UInt8]] = []
        try bundle.forEachLeaf { leaf in
            if range.size < state.size { range.append(LeafHash(leaf: leaf)) } else { missing.append(leaf) }
        }
        guard range.size == state.size, range.root == state.root else {
            throw DeskError.signerRefused("the export is shorter than this store, or of another history")
        }
        return missing
    }
}
