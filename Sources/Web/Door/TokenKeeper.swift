internal import Casework
internal import Crypto
internal import Synchronization

/// Knows for a few seconds who came with which token, so that not every request asks the store.
///
/// Only hashes are kept. A token that was taken back is refused after ``lifetime`` at the latest, and at once when it
/// was taken back through this server.
final class TokenKeeper: Sendable {
    private struct Known {
        let actor: Actor
        let until: ContinuousClock.Instant
    }
    private let desk: Desk
    private let known = Mutex<[SHA256.Digest: Known]>([:])
    private static let lifetime: Duration = .seconds(5)
    private static let capacity = 4_096

    init(desk: Desk) { self.desk = desk }

    /// Who comes with this token, in no session yet.
    ///
    /// - Throws: `DeskError.badToken`.
    func actor(_ token: String) async throws -> Actor {
        let hash = SHA256.hash(data: Array(token.utf8))
        let now = ContinuousClock.now
        if let entry = known.withLock({ $0[hash] }), entry.until > now { return entry.actor }
        let actor = try await desk.actor(token: token, session: "s-door")
        known.withLock { known in
            if known.count >= Self.capacity { known = known.filter { $0.value.until > now } }
            if known.count >= Self.capacity { known.removeAll() }
            known[hash] = Known(actor: actor, until: now + Self.lifetime)
        }
        return actor
    }

    /// Asks the store again for every token.
    func forget() { known.withLock { $0.removeAll() } }
}
