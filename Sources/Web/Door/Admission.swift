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

/// Does `body`, and calls it off when it takes longer than `limit`.
///
/// Calling off is a request: when the work was done all the same, its answer is the answer.
func within<Result: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async throws -> Result) async throws
    -> Result
{
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        if let result = try await group.next() ?? nil { return result }
        group.cancelAll()
        do {
            if let late = try await group.next() ?? nil { return late }
        } catch is CancellationError {}
        throw Problem.timedOut
    }
}
