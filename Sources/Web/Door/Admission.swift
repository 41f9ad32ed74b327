internal import Synchronization

/// Counts who is inside and sends the excess away at once: bounded work is what keeps answers quick under load.
final class Admission: Sendable {
    private let limit: Int
    private let inside = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// How many requests are being worked on.
    var count: Int { inside.load(ordering: .relaxed) }

    /// Does `body` when there is room.
    ///
    /// - Throws: ``Problem/overloaded`` when there is none.
    func admit<Result>(_ body: () async throws -> Result) async throws -> Result {
        defer { inside.subtract(1, ordering: .relaxed) }
        guard inside.add(1, ordering: .relaxed).newValue <= limit else { throw Problem.overloaded }
        return try await body()
    }
}
