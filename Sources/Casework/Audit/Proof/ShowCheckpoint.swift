public import Canonical
internal import Ledger
internal import Postgres

/// The newest checkpoint with its cosignatures, and how the trail stands. Where this desk keeps its trail, everything that
/// waits is sealed and signed first. Reading it is on the trail: `audit.read`.
public struct ShowCheckpoint: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "audit.checkpoint"
    /// The right that it needs.
    public static let permission = Permission.audit
    private let isFresh: Bool

    /// `isFresh` seals and signs what waits and asks the witnesses first.
    public init(isFresh: Bool = true) { self.isFresh = isFresh }

    /// Does it. While the trail is stopped it shows what there is and writes nothing.
    ///
    /// - Throws: ``DeskError/noSigner`` when nothing was ever signed.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        try await desk.writeUnlessStopped(Draft(type: .auditRead, data: ["action": "checkpoint"]), by: actor)
        let before = try await desk.pool.withConnection { try await TrailStatus.read($0, now: desk.now()) }
        if isFresh, before.stopReason == nil, let keeper = desk.keeper, keeper.signer != nil {
            _ = try await keeper.checkpoint()
            try await keeper.askWitnesses()
        }
        let newest = try await StoredCheckpoint.newest(desk.pool)
        let status = try await desk.pool.withConnection { try await TrailStatus.read($0, now: desk.now()) }
        var answer = status.json.object ?? [:]
        if newest == nil, status.stopReason == nil { throw DeskError.noSigner }
        answer["checkpoint"] = newest.map { .string($0.note.description) }
        return .object(answer)
    }
}
