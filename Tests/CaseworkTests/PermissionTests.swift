import Canonical
import Casework
import Postgres
import Support
import Testing

/// The one table of who may do what, walked over.
@Suite struct `Who may do what` {
    /// What each role may, after design section 7.
    static let table: [(role: StaffRole, may: Set<Permission>)] = [
        (.agent, [.openCase, .workOnCase, .readCase, .reveal, .readPlaybooks]),
        (
            .supervisor,
            [
                .openCase, .workOnCase, .readCase, .workOnAllCases, .approveActions, .reveal, .approvePlaybooks,
                .retirePlaybooks, .readPlaybooks, .makeReports,
            ]
        ),
        (.compliance, [.readCase, .reveal, .protectPersonalData, .audit, .readPlaybooks, .makeReports]),
        (.author, [.importPlaybooks, .publishPlaybooks, .retirePlaybooks, .readPlaybooks]),
        (.bot, [.converse, .readPlaybooks]),
        (.admin, [.administer, .readPlaybooks]),
    ]

    @Test(arguments: table)
    func `a role has these rights and no others`(_ row: (role: StaffRole, may: Set<Permission>)) {
        let actor = Actor(id: "x", roles: [row.role], session: "s")
        for permission in Permission.allCases {
            #expect(permission.isGranted(to: actor) == row.may.contains(permission), "\(row.role) \(permission)")
        }
    }

    @Test func `a refusal is on the trail`() async throws {
        let test = try await TestDesk.make()
        await #expect(throws: DeskError.notAllowed(.audit)) {
            _ = try await test.desk.perform(VerifyStore(), by: test.actor("anna"))
        }
        let rows = try await test.query("SELECT count(*) AS n FROM audit.entry WHERE type = 'authz.denied'")
        #expect(try rows[0].decode(Int.self, "n") == 1)
    }

    @Test func `a token speaks for its role until it is taken back`() async throws {
        let test = try await TestDesk.make()
        let admin = test.actor("root", [.admin])
        let issued = try await test.desk.perform(IssueToken(role: .agent, staff: "anna", lifetime: 3600), by: admin)
        let secret = try #require(issued["token"]?.string)
        let actor = try await test.desk.actor(token: secret, session: "s-1")
        #expect(actor.roles == [.agent] && actor.id == "anna")
        #expect(try await !test.everything().contains(secret))
        _ = try await test.desk.perform(RevokeToken(issued["id"]?.string ?? ""), by: admin)
        await #expect(throws: DeskError.badToken) { _ = try await test.desk.actor(token: secret, session: "s-1") }
    }

    @Test func `refused tokens are on the trail, a flood of them as a number`() async throws {
        let test = try await TestDesk.make(stocked: false, now: { Timestamp(microseconds: 1_790_000_000_000_000) })
        for _ in 0..<5 {
            await #expect(throws: DeskError.badToken) { _ = try await test.desk.actor(token: "rdr_0", session: "s-1") }
        }
        let later = test.desk.at { Timestamp(microseconds: 1_790_000_001_000_000) }
        await #expect(throws: DeskError.badToken) { _ = try await later.actor(token: "rdr_0", session: "s-1") }
        let rows = try await test.query(
            "SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit.entry WHERE type = 'auth.failed' ORDER BY position")
        let leaves = try rows.map { try JSON(parsing: Array(try $0.decode(String.self, "leaf").utf8)) }
        #expect(leaves.compactMap { $0["data"]?["attempts"]?.int } == [1, 5])
        #expect(try await !test.everything().contains("rdr_0"))
    }

    @Test func `a token that has expired does not work`() async throws {
        let test = try await TestDesk.make()
        let issued = try await test.desk.perform(
            IssueToken(role: .agent, staff: "anna", lifetime: 60), by: test.actor("root", [.admin]))
        let later = test.desk.at { Timestamp.now.adding(seconds: 61) }
        await #expect(throws: DeskError.badToken) {
            _ = try await later.actor(token: issued["token"]?.string ?? "", session: "s-1")
        }
    }
}
