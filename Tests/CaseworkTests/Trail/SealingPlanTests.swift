import Canonical
import Casework
import Postgres
import Support
import Testing

/// A plan that was made while the queue was empty is used for what waits later. It must not compare every entry that waits
/// with every other, as it did when the batch was taken out of a list: 4.5 million looks for the 1,500 entries here.
@Suite struct `The plan of the sealer` {
    @Test func `one that was made for an empty queue looks at every entry that waits only a few times`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let keeper = test.keeper()
        try await keeper.sealAll()
        let statement = try await statement(of: keeper, test)
        try await test.asSuperuser("ANALYZE audit.pending")
        let planner = try await Connection.connect(ConnectionConfiguration(test.url, role: "redress_sealer"))
        try await planner.simple("SET plan_cache_mode = force_generic_plan; PREPARE batch AS \(statement)")
        let size = try await test.count("SELECT size AS n FROM audit.log_state")
        _ = try await planner.query("EXPLAIN EXECUTE batch(20000, \(unescaped: String(size)))")

        let waiting = 1_500
        try await test.flood(waiting)
        try await planner.simple("BEGIN")
        let rows = try await planner.query(
            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE batch(20000, \(unescaped: String(size)))")
        try await planner.simple("ROLLBACK")
        await planner.close()
        let plan = try rows.map { try $0.decode(String.self, "QUERY PLAN") }
        let looks = Self.looks(plan)
        #expect(looks >= Double(waiting), "\(plan.joined(separator: "\n"))")
        #expect(looks <= Double(20 * waiting), "\(plan.joined(separator: "\n"))")
        try await keeper.sealAll()
        #expect(try await test.verify()["ok"] == true)
    }

    /// The statement that moves a batch, as the server has it from the sealer while it waits for the log.
    private func statement(of keeper: TrailKeeper, _ test: TestDesk) async throws -> String {
        try await test.flood(1)
        let holder = try await Connection.connect(ConnectionConfiguration(test.url))
        try await holder.simple("BEGIN; LOCK TABLE audit.log IN SHARE MODE")
        async let moved = keeper.sealBatch()
        var texts: [String] = []
        while texts.isEmpty {
            texts = try await test.query(
                """
                SELECT query FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%DELETE FROM audit.pending%'
                    AND pid <> pg_backend_pid()
                """
            ).map { try $0.decode(String.self, "query") }
            if texts.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        }
        try await holder.simple("COMMIT")
        await holder.close()
        #expect(try await moved == 1)
        #expect(texts[0].hasSuffix("ORDER BY idx"))
        return texts[0]
    }

    /// How many rows all parts of a plan took or passed over, each time that they were asked.
    private static func looks(_ plan: [String]) -> Double {
        var (looks, loops) = (0.0, 1.0)
        for line in plan {
            if let actual = line.firstMatch(of: /actual rows=([0-9.]+) loops=([0-9]+)/) {
                loops = Double(actual.2) ?? 1
                looks += (Double(actual.1) ?? 0) * loops
            } else if let removed = line.firstMatch(of: /Rows Removed by [A-Za-z ]+: ([0-9]+)/) {
                looks += (Double(removed.1) ?? 0) * loops
            }
        }
        return looks
    }
}
