public import Canonical
internal import Ledger

/// Begins to watch the changes of cases, or looks at one part of them. Writes `search.performed`.
///
/// The answer says from which position on; with `isOnce` it holds a part of the changes behind it, those that the actor
/// may know of.
public struct WatchChanges: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "events.watch"
    /// The right that it needs.
    public static let permission = Permission.readCase
    private let position: Int64?
    private let isOnce: Bool

    /// Watches what comes behind a position; behind everything there is now when nil.
    public init(after position: Int64? = nil, isOnce: Bool = false) {
        (self.position, self.isOnce) = (position, isOnce)
    }

    /// Does it, in the transaction that writes its entry.
    ///
    /// - Throws: ``DeskError/positionAhead(known:)`` for a position that this store has not reached: it was restored from
    ///   an older backup, or the position is another store's.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let head = try await desk.sealedHead()
        let start = position ?? head
        guard start <= head else { throw DeskError.positionAhead(known: Int(head)) }
        guard start >= -1 else { throw DeskError.malformed(field: "after", problem: .range("-1…")) }
        var members: JSON.Members = ["position": .int(start)]
        if isOnce {
            let page = try await desk.changes(after: start, upTo: head)
            let visible = page.changes.filter { $0.isVisible(to: actor) }
            members["events"] = .array(visible.map(\.json))
            members["position"] = .int(page.reached)
            members["more"] = .bool(!page.isAtEnd)
        }
        try await desk.writeUnlessStopped(
            Draft(type: .searchPerformed, data: ["kind": "changes", "total": .int(start)]), by: actor)
        return .object(members)
    }
}
