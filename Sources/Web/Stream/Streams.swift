internal import Synchronization

/// The streams that are open: how many, and whether their readers still take what is written to them.
final class Streams: Sendable {
    /// `@unchecked Sendable`: used under the mutex only, and taken out before the task ends.
    private struct Open: @unchecked Sendable {
        let task: UnsafeCurrentTask
        var writingSince: ContinuousClock.Instant?
    }
    private struct State {
        var open: [UInt64: Open] = [:]
        var lastName: UInt64 = 0
    }
    private let limit: Int
    private let state = Mutex(State())
    /// How long a reader may take nothing of what is sent to him; then he is gone, or does not want it.
    static let patience: Duration = .seconds(30)

    init(limit: Int) { self.limit = limit }

    /// How many are open.
    var count: Int { state.withLock { $0.open.count } }

    /// - Throws: ``Problem/overloaded`` when there are too many.
    func demandRoom() throws { if count >= limit { throw Problem.overloaded } }

    /// Keeps a stream on the list for as long as `body` runs.
    ///
    /// - Throws: ``Problem/overloaded`` when many came in the same moment, and what `body` throws.
    func keep<Result>(_ body: (_ name: UInt64) async throws -> Result) async throws -> Result {
        let name: UInt64? = withUnsafeCurrentTask { task in
            guard let task else { return nil }
            return state.withLock { state in
                guard state.open.count < limit else { return nil }
                state.lastName += 1
                state.open[state.lastName] = Open(task: task)
                return state.lastName
            }
        }
        guard let name else { throw Problem.overloaded }
        defer { state.withLock { _ = $0.open.removeValue(forKey: name) } }
        return try await body(name)
    }

    /// Says that a stream begins to write, or has written.
    func note(_ name: UInt64, isWriting: Bool) {
        state.withLock { $0.open[name]?.writingSince = isWriting ? .now : nil }
    }

    /// Ends the streams of readers who do not read, until the task is cancelled.
    func watch() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(5))
            state.withLock { state in
                for open in state.open.values {
                    if let since = open.writingSince, .now - since > Self.patience { open.task.cancel() }
                }
            }
        }
    }
}
