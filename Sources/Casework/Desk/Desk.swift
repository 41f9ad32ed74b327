public import Canonical
internal import Glibc
internal import Ledger
public import Postgres

/// The desk: the store, the keys, the playbooks and the clock, and the one door through which operations go.
public struct Desk: Sendable {
    /// The connections to the store, under the application's role.
    public let pool: Pool
    /// Where the keys of personal data and of blind indexes are.
    let holder: KeyHolder
    /// The keys of personal data and of blind indexes, as they are now.
    var keys: KeyRing { holder.current }
    /// The playbook versions that cases follow.
    let shelf: PlaybookShelf
    /// What texts show of the jurisdiction and the house.
    let parameters: ParameterShelf
    /// The trail.
    let trail: AuditTrail
    /// The revision that the caller of a change looked at; nil when any will do.
    var expectedRevision: Int?
    /// What time it is. The store never asks its own clock, so that a test and the demo can live in another time.
    public var now: @Sendable () -> Timestamp
    /// The cases last worked on.
    let cases: CaseCache
    /// The keys of requests at which this program is at work.
    let claims: RequestClaims
    /// Where this desk may send something by itself.
    public var outgoing = AddressPolicy()
    /// Tokens that were refused, told to the trail in measure.
    let failures = SignInFailures()
    /// Whoever seals and signs beside this desk; nil where that is another program's business.
    public var keeper: TrailKeeper?
    /// The name of the log, which is also the name of its keys.
    public var origin: String { trail.origin }

    /// A desk over a store whose schema is current, with keys that cannot be turned.
    ///
    /// - Throws: ``PostgresError`` when the store cannot be reached.
    public init(pool: Pool, keys: KeyRing, now: @escaping @Sendable () -> Timestamp = { .now }) async throws {
        try await self.init(pool, KeyHolder(keys), now)
    }

    /// A desk over a store whose schema is current, with the key file of a directory, which is made at the first start and
    /// read again when somebody has turned the keys.
    ///
    /// - Throws: ``PostgresError`` when the store cannot be reached, ``KeyFileError`` when the file cannot be used.
    public init(pool: Pool, keyDirectory: String, now: @escaping @Sendable () -> Timestamp = { .now }) async throws {
        try await self.init(pool, try KeyHolder(directory: keyDirectory), now)
    }

    private init(_ pool: Pool, _ holder: KeyHolder, _ now: @escaping @Sendable () -> Timestamp) async throws {
        self.pool = pool
        self.holder = holder
        self.now = now
        self.shelf = PlaybookShelf()
        self.parameters = ParameterShelf()
        self.cases = CaseCache(capacity: 2_000)
        self.claims = RequestClaims(pool)
        self.trail = AuditTrail(origin: try await Desk.origin(pool, now()))
    }

    /// The same desk at another time.
    public func at(_ clock: @escaping @Sendable () -> Timestamp) -> Desk {
        var other = self
        other.now = clock
        return other
    }

    /// The same desk for a caller who looked at this revision of a case: a change of another one is refused with
    /// ``DeskError/revisionConflict(reference:expected:actual:)``.
    public func expecting(revision: Int?) -> Desk {
        var other = self
        other.expectedRevision = revision
        return other
    }

    /// Does an operation, when the actor may. A refusal is written to the trail.
    ///
    /// - Throws: ``DeskError`` when the desk refuses, ``PostgresError`` when the store fails.
    public func perform<O: Operation>(_ operation: O, by actor: Actor) async throws -> O.Answer {
        guard O.permission.isGranted(to: actor) else {
            try await write(
                Draft(
                    type: .authzDenied,
                    data: ["action": .string(O.name), "reason_code": .string(O.permission.rawValue)]),
                by: actor)
            throw DeskError.notAllowed(O.permission)
        }
        let used = keys
        do { return try await operation.perform(at: self, by: actor) } catch {
            // Nothing was committed under the old keys; with those of the file it is done once more.
            guard KeyHolder.isStale(error), try holder.reload(after: used) else { throw error }
            return try await operation.perform(at: self, by: actor)
        }
    }

    /// Writes an entry that belongs to no case, with the statements it tells of, in one transaction.
    @discardableResult func write(_ draft: Draft, by actor: Actor, statements: [SQL] = []) async throws -> LeafHash {
        try await retrying {
            try await pool.transaction { transaction in
                let results = try await transaction.run([AuditTrail.place(caseNo: nil, session: actor.session)])
                let place = try AuditTrail.place(results[0])
                let entry = try trail.prepare(draft, caseNo: nil, by: actor, at: now(), place: place)
                _ = try await transaction.finish(
                    statements + [AuditTrail.append(entry, caseNo: nil, session: actor.session, place: place)])
                return entry.hash
            }
        }
    }

    /// Writes an entry, but not while the trail is stopped: then looking is allowed, and nothing may be appended.
    func writeUnlessStopped(_ draft: Draft, by actor: Actor) async throws {
        do { try await write(draft, by: actor) } catch let error as PostgresError where error.isTrailStopped {}
    }

    /// Two writers that meet are told apart by doing the later one again; nothing of the first try remains.
    ///
    /// The same request sent twice at once meets itself at its key; on the second look the answer is there.
    func retrying<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        for _ in 0..<4 {
            do { return try await body() } catch let error as PostgresError
                where error.isRetryable || ["idempotency_pkey", "conversation_key_pkey"].contains(error.constraint)
            {
                if error.constraint == "audit_entry_late" { trail.counters.rest() }
            }
        }
        return try await body()
    }

    /// The name of the log. The first desk of a store gives it and writes the first entry, `log.opened`.
    private static func origin(_ pool: Pool, _ now: Timestamp) async throws -> String {
        for _ in 0..<3 {
            let rows = try await pool.withConnection { connection in
                try await connection.query("SELECT origin FROM audit.log_origin")
            }
            if let row = rows.first { return try row["origin"] }
            do { try await openLog(pool, now) } catch let error as PostgresError where error.isUniqueViolation {}
        }
        throw StoreFault.noRow("audit.log_origin")
    }

    private static func openLog(_ pool: Pool, _ now: Timestamp) async throws {
        let trail = AuditTrail(origin: "redress/\(Digest.hexadecimal(Digest.random(6)))/audit")
        let actor = Actor(kind: .system, id: "redress", roles: [], session: "s-genesis")
        try await pool.transaction { transaction in
            let results = try await transaction.run([
                "INSERT INTO audit.log_origin (origin, opened_at) VALUES (\(trail.origin), \(now))",
                AuditTrail.place(caseNo: nil, session: actor.session),
            ])
            let place = try AuditTrail.place(results[1])
            let entry = try trail.prepare(Draft(type: .logOpened), caseNo: nil, by: actor, at: now, place: place)
            try await transaction.finish([
                AuditTrail.append(entry, caseNo: nil, session: actor.session, place: place)
            ])
        }
    }
}

extension Timestamp {
    /// The time of the machine, to the microsecond.
    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
