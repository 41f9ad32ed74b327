internal import Canonical
public import Ledger
public import Postgres

/// Keeps the trail: seals what waits, has it signed, asks the witnesses, and stops everything when one of them knows a
/// longer history than this store.
///
/// It works under a role of its own, which may move entries and no more. Of several servers one seals at a time.
public actor TrailKeeper {
    /// How it works.
    public struct Settings: Sendable {
        /// The most entries of one batch.
        public var batch = 20_000
        /// After how many seconds without any entry one is written that says that the log is alive.
        public var heartbeatAfter: Int64 = 3600
        /// After how many seconds the heads of all cases are written down.
        public var caseHeadsAfter: Int64 = 86_400

        /// An hour without a word, a day between two snapshots.
        public init() {}
    }

    nonisolated let pool: Pool
    /// Whoever signs; nil seals without checkpoints.
    public nonisolated let signer: (any CheckpointSigner)?
    nonisolated let witnesses: [any WitnessLine]
    /// Whom the servers trust; nil where nobody has said so.
    nonisolated let policy: WitnessPolicy?
    private let sealer: Sealer
    private let origin: String
    private let settings: Settings
    let now: @Sendable () -> Timestamp
    private var edge: TileEdge?

    /// A keeper over the store of a desk. `pool` connects under the role `redress_sealer`, two connections are enough.
    /// `policy` has the keys that a verification of the store takes for good beside the signer's.
    public init(
        desk: Desk, pool: Pool, signer: (any CheckpointSigner)?, witnesses: [any WitnessLine] = [],
        policy: WitnessPolicy? = nil, settings: Settings = Settings()
    ) {
        (self.pool, self.signer, self.witnesses, self.settings) = (pool, signer, witnesses, settings)
        self.policy = policy
        (origin, now) = (desk.origin, desk.now)
        sealer = Sealer(origin: desk.origin, limit: settings.batch)
    }

    /// Seals one batch when something waits. Answers how many entries were moved, nil when another sealer was at work.
    ///
    /// - Throws: ``TrailFault``, and then nothing was moved; ``PostgresError``.
    @discardableResult public func sealBatch(isWaiting: Bool = false) async throws -> Int? {
        let due = try await pool.withConnection {
            try await $0.query("SELECT EXISTS (SELECT FROM audit.pending) AS it_is")
        }
        guard try due.first?["it_is"] ?? false else { return 0 }
        return try await seal(own: [], isWaiting: isWaiting)
    }

    /// Seals everything that waits now.
    public func sealAll() async throws {
        while let moved = try await sealBatch(isWaiting: true), moved == settings.batch {}
    }

    private func seal(own: [Sealer.Own], isWaiting: Bool) async throws -> Int? {
        guard let batch = try await sealer.seal(pool, edge: edge, own: own, isWaiting: isWaiting, now: now) else {
            return nil
        }
        edge = batch.edge
        return batch.taken
    }

    /// Writes what is due by the clock: a heartbeat after an hour of silence, the heads of the cases once a day.
    /// Nothing while the trail is stopped: a log that was closed has its last entry.
    public func writeWhatIsDue() async throws {
        guard try await status().stopReason == nil else { return }
        let row = try await pool.withConnection { connection in
            try await connection.pipeline([
                """
                SELECT (SELECT at FROM audit.log ORDER BY idx DESC LIMIT 1) AS last,
                    (SELECT at FROM audit.log WHERE type = 'audit.case_heads' AND at > \(now().adding(seconds: -settings.caseHeadsAfter))
                        LIMIT 1) AS heads
                """
            ])[0].rows.first
        }
        guard let row, let last = try row["last", as: Timestamp?.self] else { return }
        if try row["heads", as: Timestamp?.self] == nil {
            _ = try await seal(own: [.caseHeads], isWaiting: false)
        } else if last < now().adding(seconds: -settings.heartbeatAfter) {
            _ = try await seal(own: [.heartbeat], isWaiting: false)
        }
    }

    /// Seals everything, with a snapshot of the case heads when asked for, and has it signed.
    ///
    /// - Throws: ``DeskError/noSigner``, ``TrailFault``, ``PostgresError``, and what the signer throws.
    public func checkpoint(withCaseHeads: Bool = false) async throws -> SignedCheckpoint {
        try await sealAll()
        if withCaseHeads { _ = try await seal(own: [.caseHeads], isWaiting: true) }
        return try await sign()
    }

    /// Has the sealed log signed, unless its newest checkpoint is of this size already.
    @discardableResult public func sign() async throws -> SignedCheckpoint {
        guard let signer else { throw DeskError.noSigner }
        let state = try await pool.withConnection { try LogState(try await $0.pipeline([LogState.select])[0]) }
        if let known = try await StoredCheckpoint.of(size: state.size, pool) { return known }
        let last = try await signer.remembered()
        if last.size > state.size {
            // Another program may have sealed and had signed more between the two looks.
            guard try await isBehind(last.size) else { return try await sign() }
            throw try await stopped(knowing: last.size, state, by: "signer")
        }
        let proof = try await pool.withConnection {
            try await TreeStore(connection: $0).consistency(from: last.size, to: state.size)
        }
        let signed: SignedCheckpoint
        do {
            signed = try await signer.sign(Checkpoint(origin: origin, size: state.size, root: state.root), proof: proof)
        } catch SignerMemory.Refusal.shorter(let known) {
            // Another server had a larger size signed in the meantime.
            guard known > state.size, try await isBehind(known) else { return try await sign() }
            throw try await stopped(knowing: known, state, by: "signer")
        } catch SignerMemory.Refusal.notAnExtension {
            try await stop("the signer signed another history")
            throw TrailFault.otherHistory(by: "signer")
        }
        try await pool.withConnection { connection in
            _ = try await connection.execute(
                """
                INSERT INTO audit.checkpoint (size, root, note, at)
                VALUES (\(Int64(state.size)), \(state.root.bytes), \(signed.bytes), \(now())) ON CONFLICT DO NOTHING
                """)
        }
        return signed
    }

    /// Whether the log is still shorter than what somebody knows: another server may have sealed more by now.
    private func isBehind(_ known: UInt64) async throws -> Bool {
        try await pool.withConnection { try LogState(try await $0.pipeline([LogState.select])[0]) }.size < known
    }

    private func stopped(knowing known: UInt64, _ state: LogState, by who: String) async throws -> TrailFault {
        try await stop("\(who) knows \(known) entries, this store has \(state.size)")
        return .longerHistory(known: known, size: state.size, by: who)
    }

    /// Nothing more is appended until ``resume()``. The reason is for people and holds nothing personal.
    public func stop(_ reason: String) async throws {
        try await pool.withConnection { _ = try await $0.execute("SELECT audit.stop(\(reason)::text)") }
    }

    /// Puts entries that a kept export still has behind those of a log that was restored from an older backup.
    ///
    /// - Throws: ``TrailFault``, ``PostgresError``; then nothing was put back.
    func bringBack(_ leaves: [[UInt8]], from size: UInt64) async throws {
        edge = try await sealer.bringBack(pool, leaves, from: size, now: now).edge
    }

    /// Lets the desk append again, once signer and witnesses agree with the log.
    ///
    /// - Throws: what ``sign()`` and ``askWitnesses()`` throw when they do not.
    public func resume() async throws {
        _ = try await sign()
        try await askWitnesses()
        try await pool.withConnection { _ = try await $0.execute("SELECT audit.resume()") }
    }

    /// Looks, before anything is appended, whether signer and witnesses know more than this store: then it was restored from
    /// an older backup, and is stopped before a second history begins. A trail that is stopped already is left so.
    ///
    /// - Throws: ``TrailFault``, and what the signer throws.
    public func agree() async throws {
        guard try await status().stopReason == nil else { return }
        if let signer {
            let known = try await signer.remembered().size
            let state = try await pool.withConnection { try LogState(try await $0.pipeline([LogState.select])[0]) }
            if known > state.size, try await isBehind(known) {
                throw try await stopped(knowing: known, state, by: "signer")
            }
        }
        // A store from before the first checkpoint has nothing to show yet; what it has is signed for the question.
        if signer != nil, !witnesses.isEmpty, try await StoredCheckpoint.newest(pool) == nil { try await sign() }
        try await askWitnesses(always: true)
    }

    /// Closes the connections.
    public func close() async { await pool.close() }

    /// How the trail stands.
    public func status() async throws -> TrailStatus {
        try await pool.withConnection { try await TrailStatus.read($0, now: now()) }
    }
}

extension TrailKeeper {
    /// Asks every witness to cosign the newest checkpoint; `always` also those that have cosigned it already. One that cannot be reached is noted and asked again later.
    ///
    /// - Throws: ``TrailFault/longerHistory(known:size:by:)`` when one knows more than this store has, after stopping all
    ///   appends.
    public func askWitnesses(always: Bool = false) async throws {
        guard !witnesses.isEmpty, let newest = try await StoredCheckpoint.newest(pool) else { return }
        for line in witnesses {
            do { try await ask(line, newest, always: always) } catch let fault as TrailFault { throw fault } catch let
                error
                as PostgresError
            {
                throw error
            } catch { try await note(line, trouble: "not reached") }
        }
    }

    private func ask(_ line: any WitnessLine, _ newest: SignedCheckpoint, always: Bool) async throws {
        let size = newest.checkpoint.size
        var known = try await knownSize(of: line)
        if known == size, !always { return }
        for _ in 0..<3 {
            let proof = try await pool.withConnection {
                try await TreeStore(connection: $0).consistency(from: known, to: size)
            }
            switch try await line.add(AddCheckpoint(old: known, proof: proof, checkpoint: newest.bytes)) {
            case .cosigned(let lines): return try await keep(lines, of: line, newest)
            case .conflict(let larger) where larger > size:
                guard try await isBehind(larger) else { return }
                throw try await stopped(
                    knowing: larger,
                    try await pool.withConnection { try LogState(try await $0.pipeline([LogState.select])[0]) },
                    by: "witness \(line.witness.name)")
            case .conflict(let smaller): known = smaller
            case .refused(422):
                try await stop("witness \(line.witness.name) knows another history")
                throw TrailFault.otherHistory(by: "witness \(line.witness.name)")
            case .refused(let status): return try await note(line, trouble: "refused with status \(status)")
            }
        }
        try await note(line, trouble: "its size changes while it is asked")
    }

    private func knownSize(of line: any WitnessLine) async throws -> UInt64 {
        let rows = try await pool.withConnection {
            try await $0.query("SELECT size FROM audit.witness WHERE witness = \(line.witness.name)")
        }
        return UInt64(try rows.first?["size", as: Int64.self] ?? 0)
    }

    private func keep(_ lines: String, of line: any WitnessLine, _ newest: SignedCheckpoint) async throws {
        let text = newest.checkpoint.text
        let note = try? SignedNote(parsing: Array((text + "\n" + lines).utf8))
        let own = note?.signatures.first { line.witness.key.isNamed(by: $0) }
        guard let own, let seconds = Cosignature.time(of: own, over: text, by: line.witness.key) else {
            return try await self.note(line, trouble: "its cosignature does not verify")
        }
        let at = Timestamp(microseconds: seconds * 1_000_000)
        let (size, name) = (Int64(newest.checkpoint.size), line.witness.name)
        try await pool.withConnection { connection in
            _ = try await connection.pipeline([
                """
                INSERT INTO audit.cosignature (size, witness, at, line) VALUES (\(size), \(name), \(at), \(own.line))
                ON CONFLICT DO NOTHING
                """,
                """
                INSERT INTO audit.witness (witness, size, cosigned_at, asked_at) VALUES (\(name), \(size), \(at), \(now()))
                ON CONFLICT (witness) DO UPDATE SET size = excluded.size, cosigned_at = excluded.cosigned_at,
                    asked_at = excluded.asked_at, trouble = NULL
                """,
            ])
        }
    }

    private func note(_ line: any WitnessLine, trouble: String) async throws {
        try await pool.withConnection { connection in
            _ = try await connection.execute(
                """
                INSERT INTO audit.witness (witness, asked_at, trouble) VALUES (\(line.witness.name), \(now()), \(trouble))
                ON CONFLICT (witness) DO UPDATE SET asked_at = excluded.asked_at, trouble = excluded.trouble
                """)
        }
    }
}
