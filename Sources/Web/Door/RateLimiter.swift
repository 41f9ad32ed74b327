internal import Synchronization

/// So many requests in so many seconds for each key, evenly refilled: the generic cell rate algorithm, which keeps one
/// moment a key.
final class RateLimiter: Sendable {
    /// What may be asked for.
    struct Policy: Sendable, Hashable {
        /// The name of the limit, as `RateLimit-Policy` gives it.
        let name: String
        /// How many requests; 0 for no limit.
        let quota: Int
        /// In how many seconds.
        let window: Int
    }
    /// What became of one request.
    struct Verdict: Sendable {
        let policy: Policy
        let isAllowed: Bool
        /// How many more requests would be let in now.
        let remaining: Int
        /// After how many seconds all of them would.
        let reset: Int
        /// After how many seconds the next one would.
        let retryAfter: Int
    }

    let policy: Policy
    private let spent = Mutex<[String: ContinuousClock.Instant]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant
    private static let capacity = 65_536

    init(_ policy: Policy, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        (self.policy, self.now) = (policy, now)
    }

    /// Counts a request of this key, unless it is refused.
    func take(_ key: String) -> Verdict { verdict(key, taking: true) }

    /// What a request of this key would get.
    func look(_ key: String) -> Verdict { verdict(key, taking: false) }

    private func verdict(_ key: String, taking: Bool) -> Verdict {
        guard policy.quota > 0 else {
            return Verdict(policy: policy, isAllowed: true, remaining: Int.max, reset: 0, retryAfter: 0)
        }
        let window = Duration.seconds(policy.window)
        let interval = window / policy.quota
        return spent.withLock { spent in
            let now = now()
            let before = max(spent[key] ?? now, now)
            let isAllowed = (before + interval) - now <= window
            let after = isAllowed && taking ? before + interval : before
            if isAllowed, taking {
                if spent.count >= Self.capacity, spent[key] == nil { spent = spent.filter { $0.value > now } }
                if spent.count < Self.capacity { spent[key] = after }
            }
            let rest = window - (after - now)
            return Verdict(
                policy: policy, isAllowed: isAllowed, remaining: max(0, Int(rest / interval)),
                reset: (after - now).wholeSeconds, retryAfter: ((before + interval) - now - window).wholeSeconds)
        }
    }
}

extension Duration {
    /// In seconds, rounded up.
    fileprivate var wholeSeconds: Int {
        self <= .zero ? 0 : Int(components.seconds) + (components.attoseconds > 0 ? 1 : 0)
    }
}
