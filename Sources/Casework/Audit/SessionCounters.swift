internal import Synchronization

/// How many entries the sessions of this program have, so that the place of the next one need not be asked for.
///
/// What is noted here is a hope: the entry may have been rolled back, or another program may write in the same session. The
/// store refuses an entry whose place is not the next one, and then it is asked for under its lock.
final class SessionCounters: Sendable {
    private struct State {
        var counts: [String: Int64] = [:]
        var restsUntil: ContinuousClock.Instant?
    }
    private static let capacity = 10_000
    private let state = Mutex(State())

    /// The number of the session's last entry; nil when it is not known, or nobody should set out for a guessed place.
    func last(of session: String) -> Int64? {
        state.withLock { state in
            if let end = state.restsUntil {
                if ContinuousClock.now < end { return nil }
                state.restsUntil = nil
            }
            return state.counts[session]
        }
    }

    /// Notes the number that an entry was given.
    func note(_ n: Int64, of session: String) {
        state.withLock { state in
            if state.counts.count >= Self.capacity { state.counts = [:] }
            state.counts[session] = n
        }
    }

    /// Lets everybody ask for his place for a minute: an entry came late, because there is too much to do or because the
    /// clocks of the program and of the store differ. Else each would be sent twice.
    func rest() { state.withLock { $0.restsUntil = .now + .seconds(60) } }
}
