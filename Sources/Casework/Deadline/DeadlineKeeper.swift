internal import Canonical
internal import Postgres

/// Fires deadlines on this server when they are due, and sleeps until then: while nothing is due nothing is asked.
///
/// It sleeps until the first clock that runs, at most ``longestSleep`` seconds, in case the clock of the machine was
/// moved. A clock that is set meanwhile and runs out before that wakes it: whoever sets one notifies. Any number of
/// servers may run one each; the first to have the case fires the rung.
public struct DeadlineKeeper: Sendable {
    /// The longest sleep, in seconds.
    public static let longestSleep: Int64 = 60
    /// Where earlier clocks are told.
    static let channel = "redress_timer"

    private let desk: Desk
    private let actor: Actor
    private let report: @Sendable (any Error) -> Void
    private let onLook: @Sendable () -> Void
    private let longestSleep: Duration
    private let alarm = Alarm()

    /// A keeper for this server; `session` is a name that no other server has.
    ///
    /// - Parameters:
    ///   - report: Told of each look that failed; the next one comes five seconds later.
    ///   - onLook: Called after each look at the store.
    public init(
        desk: Desk, session: String, longestSleep: Duration = .seconds(DeadlineKeeper.longestSleep),
        report: @escaping @Sendable (any Error) -> Void = { _ in }, onLook: @escaping @Sendable () -> Void = {}
    ) {
        self.desk = desk
        self.longestSleep = longestSleep
        actor = Actor(kind: .system, id: "deadlines", roles: [], session: session)
        (self.report, self.onLook) = (report, onLook)
    }

    /// Runs until the task is cancelled.
    public func run() async {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await listen() }
            tasks.addTask { await look() }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    /// Hears of earlier clocks. Without a connection for it the sleep alone is what there is.
    private func listen() async {
        while !Task.isCancelled {
            do {
                let listener = try await desk.pool.listener(channels: [Self.channel])
                // What was set before anybody listened.
                alarm.ring()
                for await _ in listener.events { alarm.ring() }
                listener.stop()
            } catch {
                try? await Task.sleep(for: .seconds(30))
            }
        }
    }

    private func look() async {
        while !Task.isCancelled {
            var pause = Duration.seconds(5)
            do { pause = Self.pause(after: try await fire(), now: desk.now(), longest: longestSleep) } catch {
                if Task.isCancelled { return }
                report(error)
            }
            onLook()
            await alarm.sleep(pause)
        }
    }

    private func fire() async throws -> JSON { try await desk.perform(FireDeadlines(), by: actor) }

    /// How long to sleep after a look that answered this.
    static func pause(after look: JSON, now: Timestamp, longest: Duration) -> Duration {
        // Whoever set a clock in the moment in which another one fired saw that one and told nobody: look once more.
        if look["fired"]?.array?.isEmpty == false { return .seconds(1) }
        guard let next = look["next_at"]?.string.flatMap({ Timestamp($0) }) else { return longest }
        let rest = Duration.microseconds(next.microseconds - now.microseconds)
        // Due and not fired: somebody has the case in this moment.
        return rest <= .zero ? .seconds(1) : min(rest + .milliseconds(1), longest)
    }
}
