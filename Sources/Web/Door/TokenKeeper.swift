internal import Casework
internal import Crypto
internal import Synchronization

/// Knows for a second who came with which token, so that not every request asks the store.
///
/// Only hashes are kept. A token that was taken back is refused at once: whoever takes one back tells all servers, and
/// what is known is forgotten. Should that not be heard, the second is the limit.
final class TokenKeeper: Sendable {
    private struct Known {
        let actor: Actor
        let until: ContinuousClock.Instant
        /// Until when the token counts as one that was good, where somebody else's guesses shut an address out.
        let goodUntil: ContinuousClock.Instant
    }
    private struct State {
        var known: [SHA256.Digest: Known] = [:]
        /// Grows whenever everything is forgotten: what was read before must not be kept after it.
        var age = 0
    }
    private let desk: Desk
    private let failures: RateLimiter
    private let provider: IdentityProvider?
    private let deafness: Outage?
    private let state = Mutex(State())
    private static let lifetime: Duration = .seconds(1)
    private static let capacity = 4_096

    init(desk: Desk, failures: RateLimiter, provider: IdentityProvider? = nil, deafness: Outage? = nil) {
        (self.desk, self.failures, self.provider, self.deafness) = (desk, failures, provider, deafness)
    }

    /// Who comes with this token from this address, in no session yet.
    ///
    /// - Throws: `DeskError.badToken`; 429 when too many tokens of the address were refused, and this one is not known
    ///   to be good.
    func actor(_ token: String, from address: String) async throws -> Actor {
        let hash = SHA256.hash(data: Array(token.utf8))
        let now = ContinuousClock.now
        let (entry, age) = state.withLock { ($0.known[hash], $0.age) }
        if let entry, entry.until > now { return entry.actor }
        if entry.map({ $0.goodUntil <= now }) ?? true {
            let verdict = failures.look(address)
            if !verdict.isAllowed { await desk.noteFailedSignIn() }
            try verdict.demand()
        }
        do {
            let actor = try await ask(token)
            keep(Known(actor: actor, until: now + Self.lifetime, goodUntil: now + .seconds(3600)), hash, age, now)
            return actor
        } catch DeskError.badToken {
            state.withLock { $0.known[hash] = nil }
            _ = failures.take(address)
            throw DeskError.badToken
        }
    }

    private func keep(_ entry: Known, _ hash: SHA256.Digest, _ age: Int, _ now: ContinuousClock.Instant) {
        state.withLock { state in
            // Forgotten in this moment: it was good, and is asked for again at the next request.
            let entry =
                state.age == age ? entry : Known(actor: entry.actor, until: now, goodUntil: entry.goodUntil)
            if state.known.count >= Self.capacity { state.known = state.known.filter { $0.value.until > now } }
            if state.known.count >= Self.capacity { state.known.removeAll() }
            state.known[hash] = entry
        }
    }

    /// What a token is counted under: nothing of it can be read from this.
    static func name(of token: String) -> String { Hexadecimal.text(SHA256.hash(data: Array(token.utf8)).prefix(16)) }

    /// Who comes: by a token of this desk, or by one of the identity provider.
    private func ask(_ token: String) async throws -> Actor {
        guard let provider, JSONWebToken.looksLike(token) else {
            return try await desk.actor(token: token, session: "s-door")
        }
        let person: IdentityProvider.Person
        do throws(TokenFault) { person = try await provider.person(token, now: desk.now()) } catch {
            throw await desk.refuseAtDoor()
        }
        return try await desk.actor(issuer: provider.settings.issuer, subject: person.subject, roles: person.roles)
    }

    /// Asks the store again for every token.
    func forget() {
        state.withLock { state in
            state.age += 1
            let now = ContinuousClock.now
            state.known = state.known.mapValues { Known(actor: $0.actor, until: now, goodUntil: $0.goodUntil) }
        }
    }

    /// Hears of tokens that were taken back through other servers and the command line, and with them of keys that were
    /// destroyed, until the task is cancelled.
    func listen() async {
        await desk.hearRevocations(report: { deafness?.note($0) }, { forget() })
    }
}
