import Canonical
import Casework
import Postgres
import Support
import Testing

/// One definition: the store and the program have the same codes.
@Suite struct `Code lists and the store` {
    /// Which list each constraint of the schema spells out, and which of its codes the store never sees.
    private static let lists: [String: String] = [
        "case_status_known": "case_status", "party_role_known": "party_role",
        "contact_direction_known": "contact_direction", "conversation_reason_known": "handover_reason",
        "referral_state_known": "referral_state",
    ]
    /// States of the machinery, which are no code lists of the domain.
    private static let machinery: Set = ["playbook_state_known", "erasure_state_known"]

    @Test func `every constraint that spells codes out spells out its whole list`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let rows = try await test.query(
            """
            SELECT c.conname, pg_get_constraintdef(c.oid) AS definition FROM pg_constraint c
            JOIN pg_namespace n ON n.oid = c.connamespace
            WHERE c.contype = 'c' AND n.nspname IN ('casework', 'privacy') AND c.conname LIKE '%\\_known'
            """)
        var met: Set<String> = []
        for row in rows {
            let (name, definition): (String, String) = (try row["conname"], try row["definition"])
            if Self.machinery.contains(name) { continue }
            met.insert(name)
            // A new constraint of this kind must be given its list here.
            guard let list = Self.lists[name].flatMap({ CodeLists.list(named: $0) }) else { continue }
            let quoted = Set(
                definition.split(separator: "'").map(String.init).filter { word in
                    !word.isEmpty
                        && word.utf8.allSatisfy {
                            (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
                        }
                })
            #expect(quoted == Set(list.codes.map(\.code)), "\(name)")
        }
        #expect(met.isSuperset(of: Self.lists.keys))
    }

    @Test func `every code of every list fits the form that the store demands`() async throws {
        let test = try await TestDesk.make(stocked: false)
        for list in CodeLists.all {
            let codes = list.codes.map(\.code)
            let pattern = list.name == "jurisdiction" ? "^[A-Z-]{2,8}$" : "^[A-Z0-9_]{2,40}$"
            let rows = try await test.query(
                "SELECT count(*) AS n FROM unnest(\(codes)::text[]) AS c WHERE c !~ \(pattern)")
            #expect(try rows[0].decode(Int.self, "n") == 0, "\(list.name)")
        }
    }

    @Test func `a list is shown whole, and a mistyped name finds it`() async throws {
        let test = try await TestDesk.make(stocked: false)
        let all = try await test.desk.perform(ListCodes(), by: test.actor("b", [.bot]))
        #expect(all["lists"]?.array?.count == CodeLists.all.count)
        let rails = try await test.desk.perform(ListCodes("Payment-Rail"), by: test.actor())
        #expect(rails["codes"]?.array?.count == 30)
        #expect(rails["codes"]?[0]?["ru"]?.string?.isEmpty == false)
        let error = await #expect(throws: CodeError.self) {
            try await test.desk.perform(ListCodes("outcom"), by: test.actor())
        }
        #expect(error?.suggestion == "outcome")
    }
}
