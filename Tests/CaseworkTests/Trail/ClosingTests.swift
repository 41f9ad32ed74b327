import Canonical
import Casework
import Ledger
import Postgres
import Support
import Testing

/// The last entry of a log is its last, whoever is writing in that moment.
@Suite struct `The end of a log` {
    private let root: Actor

    init() { root = Actor(kind: .staff, id: "root", roles: [.admin], session: "test-root") }

    private func desk(_ test: TestDesk, _ signer: MemorySigner) async throws -> Desk {
        var desk = test.desk
        desk.keeper = test.keeper(signer: signer)
        _ = try await desk.perform(AddStaff("olga", name: "Ольга", roles: [.admin]), by: root)
        return desk
    }

    @Test func `nothing follows it, however many are writing, and the sealer with them`() async throws {
        let test = try await TestDesk.make(stocked: false, poolSize: 6)
        let desk = try await desk(test, try MemorySigner(origin: test.desk.origin))
        var settings = TrailKeeper.Settings()
        settings.heartbeatAfter = -1
        let configuration = ConnectionConfiguration(test.url, role: "redress_sealer", statementTimeout: .seconds(120))
        let other = TrailKeeper(
            desk: desk, pool: Pool(configuration: configuration, size: 2, acquireTimeout: .seconds(60)), signer: nil,
            settings: settings)
        let written = try await withThrowingTaskGroup(of: Int.self) { group in
            for writer in 0..<8 {
                group.addTask { [root] in
                    let actor = Actor(kind: .staff, id: root.id, roles: root.roles, session: "w-\(writer)")
                    for count in 0... {
                        do { _ = try await test.desk.perform(ListStaff(), by: actor) } catch {
                            #expect(Explanation(error).code == "trail-stopped", "\(error)")
                            return count
                        }
                    }
                    return 0
                }
            }
            group.addTask {
                while try await test.count("SELECT count(*) AS n FROM audit.log_origin WHERE closed_at IS NULL") == 1 {
                    try await other.writeWhatIsDue()
                    try await other.sealAll()
                    try await Task.sleep(for: .milliseconds(5))
                }
                try await other.writeWhatIsDue()
                return 0
            }
            group.addTask { [root] in
                let enough: SQL = """
                    SELECT count(*) AS n FROM audit.log WHERE type = 'log.heartbeat'
                        AND (SELECT count(*) FROM audit.entry WHERE session LIKE 'w-%') > 40
                    """
                while try await test.count(enough) == 0 { try await Task.sleep(for: .milliseconds(50)) }
                let closed = try await desk.perform(CloseLog(approvedBy: "olga"), by: root)
                #expect(closed["size"]?.int ?? 0 > 40)
                return 0
            }
            return try await group.reduce(0, +)
        }
        try await other.sealAll()
        let last = try await test.query(
            "SELECT type, is_sealed, position FROM audit.entry ORDER BY position DESC LIMIT 1")
        #expect(try last[0].decode(String.self, "type") == "log.closed")
        #expect(try last[0].decode(Bool.self, "is_sealed"))
        // Whoever was told that it was written finds it written, and nothing else is there.
        #expect(try await test.count("SELECT count(*) AS n FROM audit.entry WHERE session LIKE 'w-%'") == written)
        #expect(try await test.count("SELECT count(*) AS n FROM audit.log WHERE type = 'log.closed'") == 1)
        #expect(try await test.verify()["ok"] == true)
    }

    @Test func `it is not undone, and ending it again ends what was interrupted`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let signer = try MemorySigner(origin: test.desk.origin)
        let desk = try await desk(test, signer)
        let closed = try await desk.perform(CloseLog(approvedBy: "olga"), by: root)
        #expect(try await desk.perform(CloseLog(approvedBy: "olga"), by: root) == closed)
        let error = await #expect(throws: PostgresError.self) { try await desk.keeper?.resume() }
        #expect(error?.constraint == "audit_log_closed")
        for role in ["", "SET ROLE redress_owner;", "SET session_replication_role = replica;"] {
            await #expect(throws: PostgresError.self, "\(role)") {
                try await test.asSuperuser(
                    "\(role) INSERT INTO audit.pending (entry_id, session, session_n, session_link, type, at, leaf, leaf_hash) "
                        + "VALUES ('e-1', 's', 1, '', 'search.performed', now(), '{}', '')")
            }
        }
        await #expect(throws: SignerMemory.Refusal.self) {
            _ = try await signer.sign(
                Checkpoint(origin: desk.origin, size: 99, root: .emptyRoot), proof: [])
        }
        #expect(try await test.verify()["ok"] == true)
    }

    @Test func `neither the application nor the sealer ends it by going around the entry`() async throws {
        let test = try await TestDesk.make(stocked: false)
        _ = try await desk(test, try MemorySigner(origin: test.desk.origin))
        for statement in [
            "SET SESSION AUTHORIZATION redress_app; SELECT audit.begin_close('s')",
            "SET SESSION AUTHORIZATION redress_app; SELECT audit.close('e-1', 's', 1, now(), '{}')",
            "SET SESSION AUTHORIZATION redress_app; LOCK TABLE audit.pending IN SHARE ROW EXCLUSIVE MODE",
            "SET SESSION AUTHORIZATION redress_app; ALTER TABLE audit.pending DISABLE TRIGGER pending_stopped",
            "SET SESSION AUTHORIZATION redress_sealer; SELECT audit.close('e-1', 's', 2, now(), '{}')",
            "SET SESSION AUTHORIZATION redress_sealer; UPDATE audit.log_origin SET closed_at = now()",
        ] {
            await #expect(throws: PostgresError.self, "\(statement)") { try await test.asSuperuser(statement) }
        }
    }
}
