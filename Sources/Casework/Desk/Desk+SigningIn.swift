internal import Canonical
internal import Ledger
internal import Postgres
internal import Synchronization

/// Counts refused tokens, so that a flood of them at the door is a number on the trail and not a flood of entries.
final class SignInFailures: Sendable {
    private struct State {
        var missed: Int64 = 0
        var told: Timestamp?
    }
    private let state = Mutex(State())
    /// The session of this program's door.
    let session = "door-" + Digest.hexadecimal(Digest.random(6))

    /// How many failures an entry written now tells of; nil when the last one is less than a second old.
    func count(at now: Timestamp) -> Int64? {
        state.withLock { state in
            state.missed += 1
            if let told = state.told, now.microseconds - told.microseconds < 1_000_000 { return nil }
            defer { (state.missed, state.told) = (0, now) }
            return state.missed
        }
    }
}

extension Desk {
    /// Writes that a token was refused, at most once a second with the number of those in between: `auth.failed`. Nothing
    /// of the token is written.
    public func noteFailedSignIn() async {
        guard let attempts = failures.count(at: now()) else { return }
        let door = Actor(kind: .system, id: "door", roles: [], session: failures.session)
        // The refusal stands whether or not it can be written down.
        try? await writeUnlessStopped(
            Draft(type: .authFailed, data: ["method": "token", "attempts": .int(attempts)]), by: door)
    }

    /// Writes that somebody signed in at the console: `auth.signed_in`.
    public func noteSignIn(of actor: Actor) async throws {
        let door = Actor(kind: actor.kind, id: actor.id, roles: actor.roles, session: failures.session)
        let roles = actor.roles.map(\.rawValue).sorted().first ?? "none"
        try await writeUnlessStopped(
            Draft(type: .authSignedIn, data: ["method": "token", "role": .string(roles)]), by: door)
    }
}
