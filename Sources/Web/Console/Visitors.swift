internal import Casework
internal import Crypto
internal import Synchronization

/// Who is signed in to the console. In memory only: a restart asks everybody for the token again.
final class Visitors: Sendable {
    /// One browser that somebody signed in with.
    struct Visitor: Sendable {
        /// The token is kept to ask for its owner again, so that taking it back shuts the console too.
        let token: String
        let signedInAt: ContinuousClock.Instant
        var seenAt: ContinuousClock.Instant
    }

    private let known = Mutex<[SHA256.Digest: Visitor]>([:])
    private let key = SymmetricKey(size: .bits256)
    private static let shift: Duration = .seconds(12 * 3600)
    private static let idle: Duration = .seconds(2 * 3600)
    private static let capacity = 10_000

    /// How many are signed in.
    var count: Int { known.withLock { $0.count } }

    /// Signs somebody in and answers the secret for the cookie.
    func signIn(token: String) -> String {
        let id = Randomness.hexadecimal(32)
        let now = ContinuousClock.now
        known.withLock { known in
            if known.count >= Self.capacity { known = known.filter { Self.isValid($0.value, now) } }
            if known.count >= Self.capacity { known.removeAll() }
            known[Self.hash(id)] = Visitor(token: token, signedInAt: now, seenAt: now)
        }
        return id
    }

    /// The visitor with this cookie, unless the shift is over or nothing was heard of him for two hours.
    func visitor(_ id: String) -> Visitor? {
        let now = ContinuousClock.now
        return known.withLock { known in
            let hash = Self.hash(id)
            guard let visitor = known[hash] else { return nil }
            guard Self.isValid(visitor, now) else {
                known[hash] = nil
                return nil
            }
            known[hash]?.seenAt = now
            return visitor
        }
    }

    /// Signs the visitor with this cookie out.
    func signOut(_ id: String) { known.withLock { $0[Self.hash(id)] = nil } }

    /// What every form of the browser with this cookie must carry: nobody else's page can know it.
    func formToken(for id: String) -> String {
        Hexadecimal.text(HMAC<SHA256>.authenticationCode(for: Array(id.utf8), using: key))
    }

    /// Whether a form came from a page of this browser; the time does not depend on where they differ.
    func isFormToken(_ text: String, for id: String) -> Bool {
        let (left, right) = (Array(text.utf8), Array(formToken(for: id).utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func hash(_ id: String) -> SHA256.Digest { SHA256.hash(data: Array(id.utf8)) }

    private static func isValid(_ visitor: Visitor, _ now: ContinuousClock.Instant) -> Bool {
        now - visitor.signedInAt < shift && now - visitor.seenAt < idle
    }
}
