internal import Dispatch
internal import Synchronization

/// How long a request may take.
enum Pace: Sendable {
    /// As long as the server's limit says.
    case usual
    /// As long as something comes or is done within the server's limit, and so long at most: files.
    case moving(atMost: Duration)
    /// So long: work of which nothing is heard until it is done.
    case long(Duration)

    /// What a file may take on its way, up or down.
    static let file = Pace.moving(atMost: .seconds(3_600))
}

/// Calls off what takes too long.
///
/// Few timers serve all requests. A timer for each would wait its whole time also when the request was answered at once:
/// thousands of them at a hundred requests a second.
final class Patience: Sendable {
    /// `@unchecked Sendable`: used under the mutex only, and taken out before the task ends.
    private struct Work: @unchecked Sendable {
        let task: UnsafeCurrentTask
        var until: ContinuousClock.Instant
        /// What ``until`` may become at most.
        let latest: ContinuousClock.Instant
        var isOverdue = false
    }
    private struct State {
        var works: [UInt64: Work] = [:]
        var last: UInt64 = 0
        /// When the next timer goes off.
        var timer: ContinuousClock.Instant?
    }
    /// A request that is being borne with, for saying that it goes on.
    struct Progress: Sendable {
        fileprivate let patience: Patience?
        fileprivate let number: UInt64

        /// Of a request that nobody calls off.
        static let unwatched = Progress(patience: nil, number: 0)

        /// Something came or was done: the limit begins anew, where the request is one of those.
        func note() { patience?.extend(number) }
    }

    private let limit: Duration
    private let state = Mutex(State())

    init(limit: Duration) { self.limit = limit }

    /// Does `body`, and calls it off when it takes longer than its pace allows.
    ///
    /// Calling off is a request: when the work was done all the same, its answer is the answer.
    ///
    /// - Throws: ``Problem/timedOut``, and what the body throws.
    func bear<Result: Sendable>(
        _ pace: Pace = .usual, _ body: @escaping @Sendable (Progress) async throws -> Result
    ) async throws -> Result {
        // A task of its own: calling off must not end the connection that the request came on.
        async let result = withUnsafeCurrentTask { task in try await self.watch(task, pace, body) }
        return try await result
    }

    private func watch<Result: Sendable>(
        _ task: UnsafeCurrentTask?, _ pace: Pace, _ body: @Sendable (Progress) async throws -> Result
    ) async throws -> Result {
        guard let task else { return try await body(.unwatched) }
        let number = add(task, pace)
        do {
            let result = try await body(Progress(patience: self, number: number))
            _ = remove(number)
            return result
        } catch {
            let wasOverdue = remove(number)
            throw wasOverdue && error is CancellationError ? Problem.timedOut : error
        }
    }

    private func add(_ task: UnsafeCurrentTask, _ pace: Pace) -> UInt64 {
        let now = ContinuousClock.now
        let (until, latest) =
            switch pace {
            case .usual: (now + limit, now + limit)
            case .moving(let longest): (now + min(limit, longest), now + longest)
            case .long(let longest): (now + longest, now + longest)
            }
        let (number, mustSet) = state.withLock { state in
            state.last += 1
            state.works[state.last] = Work(task: task, until: until, latest: latest)
            return (state.last, Self.wind(&state, to: until))
        }
        if mustSet { setTimer(for: until) }
        return number
    }

    private func extend(_ number: UInt64) {
        let until = ContinuousClock.now + limit
        // The timer that is set goes off too early for it, and is set anew then.
        state.withLock { state in
            guard let work = state.works[number], !work.isOverdue, work.until < work.latest else { return }
            state.works[number]?.until = max(work.until, min(until, work.latest))
        }
    }

    /// Whether it was called off.
    private func remove(_ number: UInt64) -> Bool {
        state.withLock { $0.works.removeValue(forKey: number)?.isOverdue ?? false }
    }

    /// Whether a timer must be set for this moment: not where an earlier one goes off.
    private static func wind(_ state: inout State, to moment: ContinuousClock.Instant) -> Bool {
        if let timer = state.timer, timer <= moment { return false }
        state.timer = moment
        return true
    }

    private func setTimer(for moment: ContinuousClock.Instant) {
        let (seconds, attoseconds) = (moment - .now).components
        let pause = max(0, Double(seconds) + Double(attoseconds) / 1e18)
        DispatchQueue.global().asyncAfter(deadline: .now() + pause) { [weak self] in self?.callOff(moment) }
    }

    /// - Parameter moment: for which the timer was set.
    private func callOff(_ moment: ContinuousClock.Instant) {
        let next: ContinuousClock.Instant? = state.withLock { state in
            let now = ContinuousClock.now
            for (number, work) in state.works where !work.isOverdue && work.until <= now {
                state.works[number]?.isOverdue = true
                work.task.cancel()
            }
            if state.timer == moment { state.timer = nil }
            let next = state.works.values.filter { !$0.isOverdue }.map(\.until).min()
            return next.flatMap { Self.wind(&state, to: $0) ? $0 : nil }
        }
        if let next { setTimer(for: next) }
    }
}
