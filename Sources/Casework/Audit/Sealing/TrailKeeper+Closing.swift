internal import Canonical
internal import Ledger
internal import Postgres

extension TrailKeeper {
    /// Writes the last entry of the log and stops all appends, in one transaction: whoever is appending ends first, whoever
    /// comes later is refused. Answers whether it did: a log that is closed already, or stopped, gets no further entry.
    func closeLog(_ trail: AuditTrail, with draft: Draft, by actor: Actor) async throws -> Bool {
        let at = now()
        return try await pool.transaction { transaction in
            let opening = try await transaction.run(["SELECT audit.begin_close(\(actor.session)) AS session_n"])
            guard let n = try opening[0].only("audit.begin_close")["session_n", as: Int64?.self] else { return false }
            let place = EntryPlace(caseSeq: nil, caseHead: nil, sessionN: n)
            let entry = try trail.prepare(draft, caseNo: nil, by: actor, at: at, place: place)
            try await transaction.finish([
                """
                SELECT audit.close(\(entry.leaf.id), \(actor.session), \(n + 1), \(entry.leaf.ts), \(entry.bytes))
                """
            ])
            return true
        }
    }
}
