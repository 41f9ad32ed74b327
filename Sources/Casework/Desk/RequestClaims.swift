internal import Postgres

/// The keys of requests at which this program is at work.
///
/// Each is an advisory lock of one session, and PostgreSQL frees it when that session ends, however it ends. So nobody takes
/// the place of a request that is at work, however long, and nobody waits for one whose program is dead. What is kept of a
/// request goes over that very session: who has lost the lock writes nothing.
///
/// Should the session end while the program lives, the requests at work are called off: their keys are anybody's.
actor RequestClaims {
    /// A request that is at work, for calling it off.
    ///
    /// `@unchecked Sendable`: used by the actor only, and given back before the task ends.
    struct Caller: @unchecked Sendable {
        let task: UnsafeCurrentTask?
    }
    private struct Work {
        let caller: Caller
        var session: Connection?
    }
    /// What the session is called in `pg_stat_activity`.
    static let sessionName = "redress requests"
    /// How long it may take until the end of the session is seen.
    private static let glance: Duration = .seconds(1)

    private let pool: Pool
    private var opening: Task<Connection, any Error>?
    private var current: Connection?
    private var held: [Int64: Work] = [:]
    private var watcher: Task<Void, Never>?

    init(_ pool: Pool) { self.pool = pool }

    /// Takes a lock without waiting for it; nil when somebody has it, here or in another program.
    ///
    /// - Returns: The session that has the lock, for what is to be written about the request.
    /// - Throws: ``PostgresError``.
    func take(_ number: Int64, for caller: Caller) async throws -> Connection? {
        guard held[number] == nil else { return nil }
        held[number] = Work(caller: caller)
        do {
            guard let session = try await lock(number) else {
                held[number] = nil
                return nil
            }
            held[number]?.session = session
            watch()
            return session
        } catch {
            held[number] = nil
            throw error
        }
    }

    /// Writes the last words about a request, and frees its lock.
    ///
    /// - Throws: ``PostgresError``: the words are not written, the lock is free all the same.
    func giveBack(_ number: Int64, after words: [SQL] = []) async throws {
        defer { held[number] = nil }
        guard let session = held[number]?.session else { return }
        let unlock: SQL = "SELECT pg_advisory_unlock(\(number))"
        do { _ = try await session.pipeline(words + [unlock]) } catch {
            if (try? await session.execute(unlock)) == nil { await lose(session) }
            throw error
        }
    }

    private func lock(_ number: Int64) async throws -> Connection? {
        let session = try await opened()
        do { return try await lock(number, session) } catch let error as PostgresError where error.isConnectionLost {
            // It was ended while nobody needed it, or this is the moment.
            await lose(session)
            return try await lock(number, try await opened())
        }
    }

    private func lock(_ number: Int64, _ session: Connection) async throws -> Connection? {
        let rows = try await session.query("SELECT pg_try_advisory_lock(\(number)) AS is_mine")
        return try rows.first?["is_mine"] ?? false ? session : nil
    }

    private func opened() async throws -> Connection {
        let pool = pool
        let task = opening ?? Task { try await pool.session(named: Self.sessionName, lockTimeout: .seconds(1)) }
        opening = task
        do {
            let session = try await task.value
            if opening == task { current = session }
            return session
        } catch {
            if opening == task { opening = nil }
            throw error
        }
    }

    /// Calls off what is at work under the locks of a session that is no more.
    private func lose(_ session: Connection) async {
        if current === session { (current, opening) = (nil, nil) }
        for work in held.values where work.session === session { work.caller.task?.cancel() }
        await session.close()
    }

    /// Looks after the session for as long as something is at work.
    private func watch() {
        guard watcher == nil else { return }
        watcher = Task {
            while isNeeded() {
                if let current, await !current.isThere() { await lose(current) }
                try? await Task.sleep(for: Self.glance)
            }
        }
    }

    private func isNeeded() -> Bool {
        if held.isEmpty { watcher = nil }
        return !held.isEmpty
    }
}
