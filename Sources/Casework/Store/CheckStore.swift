public import Canonical
internal import Ledger
internal import Playbook
internal import Postgres

/// Checks the store against itself: every run replayed and compared with what the queue shows, every leaf and chain, the
/// clock. Writes `audit.verified` through the check of the trail.
public struct CheckStore: Operation {
    /// The stable name, for scripts and for refusals on the trail.
    public static let name = "doctor"
    /// The right that it needs.
    public static let permission = Permission.audit

    private let clock: @Sendable () -> Timestamp

    /// Checks everything. `clock` is that of this machine, with which the store's is compared; the desk's own may be in
    /// another time.
    public init(clock: @escaping @Sendable () -> Timestamp = { .now }) { self.clock = clock }

    /// Does it, in the transaction that writes its entry.
    public func perform(at desk: Desk, by actor: Actor) async throws -> JSON {
        let trail = try await VerifyStore().perform(at: desk, by: actor)
        let replay = try await replay(desk)
        let skew = try await clockSkew(desk)
        let standing = try await desk.pool.withConnection { try await TrailStatus.read($0, now: desk.now()) }
        let guarded = try await TrailGuard.look(desk)
        let files = try await AttachmentCheck.look(desk)
        let keys = try await KeyCheck.look(desk)
        let checks: [JSON] = [
            check("schema", true, "schema \(Migrator().known) is current"),
            check(
                "trail", trail["ok"]?.bool == true,
                "\(trail["entries"]?.int ?? 0) entries, \(trail["findings"]?.array?.count ?? 0) findings, "
                    + "\(trail["checkpoints"]?["signed"]?.int ?? 0) of "
                    + "\(trail["checkpoints"]?["kept"]?.int ?? 0) checkpoints bear a known signature"
            ),
            check("guard", guarded.isOK, guarded.told),
            check("sealing", standing.isHealthy, standing.told),
            check(
                "replay", replay.wrong.isEmpty,
                replay.wrong.isEmpty
                    ? "\(replay.count) cases replay to what is shown"
                    : "these cases show something else than their events say: \(replay.wrong.prefix(20).joined(separator: "; "))"
            ),
            check("attachments", files.isOK, files.told),
            check("keys", keys.isOK, keys.told),
            check("clock", abs(skew) < 2_000_000, "the store's clock differs by \(skew / 1000) ms"),
        ]
        return ["ok": .bool(checks.allSatisfy { $0["ok"]?.bool == true }), "checks": .array(checks)]
    }

    private func check(_ name: String, _ isOK: Bool, _ told: String) -> JSON {
        ["name": .string(name), "ok": .bool(isOK), "told": .string(told)]
    }

    /// Microseconds by which the store's clock is ahead, the way of the question and the answer not counted.
    private func clockSkew(_ desk: Desk) async throws -> Int64 {
        let asked = clock().microseconds
        let rows = try await desk.pool.withConnection { connection in
            try await connection.query("SELECT clock_timestamp() AS at")
        }
        guard let row = rows.first else { throw StoreFault.noRow("clock_timestamp") }
        let told = try row["at", as: Timestamp.self].microseconds
        return told < asked ? told - asked : max(0, told - clock().microseconds)
    }

    private func replay(_ desk: Desk) async throws -> (count: Int, wrong: [String]) {
        try await desk.pool.transaction(.readOnlySnapshot) { transaction in
            var wrong: [String] = []
            var count = 0
            var last: Int64 = 0
            while true {
                let rows = try await transaction.query(
                    "SELECT \(Case.columns) FROM casework.\"case\" WHERE case_no > \(last) ORDER BY case_no LIMIT 200")
                for row in rows {
                    let current = try Case(row)
                    count += 1
                    if let fault = try await fault(of: current, desk, transaction) {
                        wrong.append("\(current.reference): \(fault)")
                    }
                    last = current.caseNo
                }
                if rows.isEmpty { return (count, wrong) }
            }
        }
    }

    /// What of the stored summary differs from the fold of the events; nil when nothing does.
    private func fault(of current: Case, _ desk: Desk, _ transaction: Transaction) async throws -> String? {
        let caseNo = current.caseNo
        let results = try await transaction.run([
            Party.select(caseNo), RunRecord.select(caseNo), RunRecord.selectEvents(caseNo),
            RunRecord.selectTimers(caseNo),
        ])
        guard let subject = try Party.victimSubject(results[0].rows, keys: desk.keys) else {
            return "no key of the victim"
        }
        let records = try await desk.runs(
            of: current, runs: results[1].rows, events: results[2].rows, timers: results[3].rows, subject: subject,
            in: transaction)
        guard let record = records.last else { return "no run" }
        if records.map(\.seq).reduce(0, +) != results[2].rows.count { return "the number of events" }
        // Where words were erased that a condition had asked for, the run cannot lead to the same place again.
        if subject.isErased {
            let isSealed = try results[2].rows.contains { try $0["personal", as: [UInt8]?.self] != nil }
            return isSealed ? "personal halves of an erased person" : nil
        }
        let open = record.run.openSteps(in: record.program)
        if current.openSteps != open.count { return "open steps" }
        if current.mandatoryOpen != record.run.mandatoryOpen(in: record.program).count { return "mandatory steps" }
        if current.doneSteps != records.map(\.run.doneCount).reduce(0, +) { return "done steps" }
        if !current.isClosed, current.nextDueAt != record.nextDue { return "the next clock" }
        if current.isClosed { return nil }
        let known = Set(record.storedTimers)
        return record.currentTimers.allSatisfy(known.contains) ? nil : "the clocks"
    }
}
