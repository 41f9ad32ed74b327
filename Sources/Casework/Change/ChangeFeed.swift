internal import Canonical
internal import Postgres
internal import Synchronization

/// The changes of cases as they come, for everybody on this server: one connection listens, however many watch.
///
/// The newest are kept in memory, a bounded number of them; whoever is further behind reads from the store, page by page.
/// So no watcher has a buffer of his own, and a slow one costs nothing but his own delay.
public final class ChangeFeed: Sendable {
    /// What it does, and what can fail for a while.
    public enum Part: Sendable, Hashable {
        /// Reading the log.
        case reading
        /// Hearing at once that the log grew; without it every look comes after some seconds.
        case hearing
    }
    private struct State {
        /// The position up to which the feed has looked; nil before the first look.
        var head: Int64?
        /// Everything behind this position is in `recent`.
        var floor: Int64 = -1
        var recent: [CaseChange] = []
        var waiting: [UInt64: Alarm] = [:]
        var lastName: UInt64 = 0
        var isEnded = false
    }
    private let desk: Desk
    private let capacity: Int
    private let report: @Sendable (Part, (any Error)?) -> Void
    private let state = Mutex(State())
    private let alarm = Alarm()

    /// Where the sealer tells that the log grew, and others that a webhook has something to do.
    static let channels = ["redress_log", "redress_webhook"]
    /// How long it may take until something is seen of which nobody was told.
    private static let longestSleep: Duration = .seconds(5)

    /// A feed over the store of a desk, with so many changes in memory.
    ///
    /// - Parameter report: Told after each try how it ended: with an error, or well.
    public init(
        desk: Desk, capacity: Int = 4_096, report: @escaping @Sendable (Part, (any Error)?) -> Void = { _, _ in }
    ) {
        (self.desk, self.capacity, self.report) = (desk, capacity, report)
    }

    /// Whether it was ended.
    public var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Ends it: nobody who waits waits any longer.
    public func end() {
        state.withLock { $0.isEnded = true }
        wakeAll()
        alarm.ring()
    }

    /// Looks and listens until it is ended or the task is cancelled.
    public func run() async {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await self.listen() }
            tasks.addTask { await self.look() }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    /// A part of the feed behind a position: from memory when it is there, else from the store.
    public func page(after position: Int64) async throws -> ChangePage {
        let kept: ChangePage? = state.withLock { state in
            guard let head = state.head, position >= state.floor, position <= head else { return nil }
            let first = state.recent.firstIndex { $0.position > position } ?? state.recent.endIndex
            return ChangePage(changes: Array(state.recent[first...]), reached: head, isAtEnd: true)
        }
        if let kept { return kept }
        return try await desk.changes(after: position, upTo: try await desk.sealedHead())
    }

    /// Waits until there is something behind a position, until somebody rings, or for so long.
    public func wait(behind position: Int64, atMost pause: Duration) async {
        let bell = Alarm()
        let name: UInt64? = state.withLock { state in
            guard !state.isEnded, state.head ?? -1 <= position else { return nil }
            state.lastName += 1
            state.waiting[state.lastName] = bell
            return state.lastName
        }
        guard let name else { return }
        await bell.sleep(pause)
        state.withLock { _ = $0.waiting.removeValue(forKey: name) }
    }

    private func wakeAll() {
        for bell in state.withLock({ Array($0.waiting.values) }) { bell.ring() }
    }

    /// Hears that the log grew. Without a connection for it the sleep alone is what there is.
    private func listen() async {
        while !Task.isCancelled, !isEnded {
            do {
                let listener = try await desk.pool.listener(channels: Self.channels)
                report(.hearing, nil)
                alarm.ring()
                for await event in listener.events {
                    if case .notification(channel: "redress_webhook", payload: _) = event { wakeAll() }
                    alarm.ring()
                    if isEnded { break }
                }
                listener.stop()
            } catch {
                tell(.hearing, error)
                try? await Task.sleep(for: .seconds(2))
            }
        }
    }

    private func look() async {
        while !Task.isCancelled, !isEnded {
            do {
                try await lookOnce()
                report(.reading, nil)
            } catch {
                // What was missed is found with the next look.
                tell(.reading, error)
            }
            await alarm.sleep(Self.longestSleep)
        }
    }

    private func tell(_ part: Part, _ error: any Error) { if !Task.isCancelled, !isEnded { report(part, error) } }

    private func lookOnce() async throws {
        let head = try await desk.sealedHead()
        guard let known = state.withLock({ $0.head }), known <= head else {
            // The first look, or the store was put back to an older state: begin here.
            state.withLock { ($0.head, $0.floor, $0.recent) = (head, head, []) }
            return wakeAll()
        }
        var reached = known
        while reached < head {
            let page = try await desk.changes(after: reached, upTo: head)
            reached = page.reached
            state.withLock { state in
                state.recent += page.changes
                state.head = reached
                let excess = state.recent.count - capacity
                guard excess > 0 else { return }
                state.floor = state.recent[excess - 1].position
                state.recent.removeFirst(excess)
            }
        }
        if reached > known { wakeAll() }
    }
}
