internal import Dispatch
internal import Synchronization

/// Calls off what takes too long.
///
/// All requests have equally long, so one timer serves them all. A timer for each would wait its whole time also when
/// the request was answered at once: thousands of them at a hundred requests a second.
final class Patience: Sendable {
    /// `@unchecked Sendable`: used under the mutex only, and taken out before the task ends.
    private struct Work: @unchecked Sendable {
        let task: UnsafeCurrentTask
        let until: ContinuousClock.Instant
        var isOverdue = false
    }
    private struct State {
        var works: [UInt64: Work] = [:]
        var last: UInt64 = 0
        var timerIsSet = false
    }

    private let limit: Duration
    private let state = Mutex(State())

    init(limit: Duration) { self.limit = limit }

    /// Does `body`, and calls it off when it takes longer than the limit.
    ///
    /// Calling off is a request: when the work was done all the same, its answer is the answer.
    ///
    /// - Throws: ``Problem/timedOut``, and what the body throws.
    func bear<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        // A task of its own: calling off must not end the connection that the request came on.
        async let result = withUnsafeCurrentTask { task in try await self.watch(task, body) }
        return try await result
    }

    private func watch<Result: Sendable>(
        _ task: UnsafeCurrentTask?, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard let task else { return try await body() }
        let number = add(Work(task: task, until: .now + limit))
        do {
            let result = try await body()
            _ = remove(number)
            return result
        } catch {
            let wasOverdue = remove(number)
            throw wasOverdue && error is CancellationError ? Problem.timedOut : error
        }
    }

    private func add(_ work: Work) -> UInt64 {
        let (number, mustSet) = state.withLock { state in
            state.last += 1
            state.works[state.last] = work
            defer { state.timerIsSet = true }
            return (state.last, !state.timerIsSet)
        }
        if mustSet { setTimer(for: work.until) }
        return number
    }

    /// Whether it was called off.
    private func remove(_ number: UInt64) -> Bool {
        state.withLock { $0.works.removeValue(forKey: number)?.isOverdue ?? false }
    }

    private func setTimer(for moment: ContinuousClock.Instant) {
        let (seconds, attoseconds) = (moment - .now).components
        let pause = max(0, Double(seconds) + Double(attoseconds) / 1e18)
        DispatchQueue.global().asyncAfter(deadline: .now() + pause) { [weak self] in self?.callOff() }
    }

    private func callOff() {
        let next: ContinuousClock.Instant? = state.withLock { state in
            let now = ContinuousClock.now
            for (number, work) in state.works where !work.isOverdue && work.until <= now {
                state.works[number]?.isOverdue = true
                work.task.cancel()
            }
            let next = state.works.values.filter { !$0.isOverdue }.map(\.until).min()
            state.timerIsSet = next != nil
            return next
        }
        if let next { setTimer(for: next) }
    }
}
