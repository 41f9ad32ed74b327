internal import Synchronization

/// How many entries the sessions of this program have, so that the place of the next one need not be asked for.
///
/// What is noted here is a hope: the entry may have been rolled back, or another program may write in the same session. The
/// store refuses an entry whose place is not the next one, and then it is asked for under its lock.
final class SessionCounters: Sendable {
    private static let capacity = 10_000
    private let counts = Mutex<[String: Int64]>([:])

    /// The number of the session's last entry; nil when it is not known.
    func last(of session: String) -> Int64? { counts.withLock { $0[session] } }

    /// Notes the number that an entry was given.
    func note(_ n: Int64, of session: String) {
        counts.withLock { counts in
            if counts.count >= Self.capacity { counts = [:] }
            counts[session] = n
        }
    }
}
