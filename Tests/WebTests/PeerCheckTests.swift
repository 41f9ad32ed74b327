import Canonical
import Casework
import Postgres
import Support
import Testing

/// More of what goes wrong elsewhere, tried over HTTP; docs/peers.md says where the rest is tried.
@Suite struct `What breaks elsewhere` {
    /// Four questions, one of which leads two ways, and an action that must not be left out.
    private static func questions(_ version: String = "1.0.0", words: String = "The first?") -> String {
        TestPlaybook.text(
            version: version,
            steps: """
                  - ask: one
                    text: {ru: "Первый?", en: "\(words)"}
                    type: YesNo
                  - ask: two
                    text: {ru: "Какой?", en: "Which?"}
                    type: Colour
                  - decide: way
                    cases:
                      - when: 'a.two == "red" || a.two == "green"'
                        then:
                          - ask: three
                            text: {ru: "Третий?", en: "The third?"}
                            type: YesNo
                          - ask: four
                            text: {ru: "Четвёртый?", en: "The fourth?"}
                            type: YesNo
                      - else:
                          - ask: other
                            text: {ru: "Другой?", en: "Another?"}
                            type: YesNo
                  - do: five
                    text: {ru: "Позвоните в банк.", en: "Call the bank: \(words)"}
                    mandatory: true
                """,
            scenarios: """
                  - name: red
                    answers: {one: "yes", two: red, three: "yes", four: "no"}
                    clock: {start: "2026-01-12T09:00:00Z"}
                    expect: {visits: [three, four, five], outcome: prevented}
                  - name: blue
                    answers: {one: "yes", two: blue, other: "no"}
                    clock: {start: "2026-01-12T09:00:00Z"}
                    expect: {visits: [other, five], outcome: prevented}
                """, applies: #"case.scam_type == "SAFE_ACCOUNT""#
        ).replacing(
            "steps:\n  - ask: one",
            with: """
                types:
                  Colour:
                    - {value: red, label: {ru: "Красный", en: "Red"}}
                    - {value: green, label: {ru: "Зелёный", en: "Green"}}
                    - {value: blue, label: {ru: "Синий", en: "Blue"}}
                steps:
                  - ask: one
                """)
    }

    /// Two actions side by side.
    private static let branches = TestPlaybook.text(
        steps: """
              - parallel: both
                branches:
                  bank:
                    - do: call_bank
                      text: {ru: "Позвоните в банк.", en: "Call the bank."}
                  operator:
                    - do: call_operator
                      text: {ru: "Позвоните оператору.", en: "Call the operator."}
            """,
        scenarios: """
              - name: both
                clock: {start: "2026-01-12T09:00:00Z"}
                expect: {visits: [call_bank, call_operator], outcome: prevented}
            """, applies: #"case.scam_type == "SAFE_ACCOUNT""#)

    /// Answers the questions up to the fifth step, and gives the last guide.
    private func fourAnswers(_ server: Server, _ ref: String, _ agent: String) async throws -> JSON {
        var guide = JSON.null
        for (step, answer) in [("one", "yes"), ("two", "red"), ("three", "yes"), ("four", "no")] {
            let recorded = try await server.client.send(
                "POST", "/v1/cases/\(ref)/results", token: agent,
                json: ["step": .string(step), "answer": .string(answer)])
            #expect(recorded.status == 200, "\(step): \(recorded.text)")
            guide = recorded.json
        }
        return guide
    }

    @Test func `a new version comes while a call is in its fifth step: the call goes on as it began`() async throws {
        try await Server.run { server in
            let agent = try await server.token(.agent)
            try await server.install(Self.questions())
            let ref = try await server.mariasCase(agent).json["ref"]?.string ?? ""
            let before = try await fourAnswers(server, ref, agent)
            #expect(before.openPaths == ["five"])
            try await server.install(Self.questions("1.1.0", words: "Something else?"))
            let after = try await server.client.send("GET", "/v1/cases/\(ref)/guide?lang=en", token: agent)
            #expect(after.json["playbook"]?["version"] == "1.0.0" && after.json["done"] == before["done"])
            #expect(after.json["open"]?[0]?["text"] == "Call the bank: The first?")
            let ended = try await server.client.send(
                "POST", "/v1/cases/\(ref)/results", token: agent, json: ["step": "five", "result": "done"])
            #expect(ended.status == 200 && ended.json["ended"] == true)
            #expect(try await server.mariasCase(agent).json["playbook"]?["version"] == "1.1.0")
        }
    }

    @Test func `the second answer is corrected: what was answered on the same branch survives`() async throws {
        try await Server.run { server in
            let agent = try await server.token(.agent)
            try await server.install(Self.questions())
            let ref = try await server.mariasCase(agent).json["ref"]?.string ?? ""
            let before = try await fourAnswers(server, ref, agent)
            func correct(_ answer: String, preview: Bool) async throws -> JSON {
                let corrected = try await server.client.send(
                    "POST", "/v1/cases/\(ref)/corrections", token: agent,
                    json: [
                        "step": "two", "answer": .string(answer), "reason": "misheard", "preview": .bool(preview),
                    ])
                #expect(corrected.status == 200, "\(corrected.text)")
                return corrected.json
            }
            let same = try await correct("green", preview: true)
            #expect(same["superseded"] == [] && same["ask_again"] == [] && same["opened"] == [])
            let kept = (same["kept"]?.array ?? []).compactMap(\.string)
            #expect(kept.contains("three") && kept.contains("four"))
            let green = try await correct("green", preview: false)
            #expect(green.openPaths == ["five"] && green["done"] == before["done"])
            // On the other branch they stand for nothing, and come back with it.
            let other = try await correct("blue", preview: true)
            let left = (other["superseded"]?.array ?? []).compactMap(\.string)
            #expect(left.contains("three") && left.contains("four"))
            #expect(try await correct("blue", preview: false).openPaths == ["other"])
            #expect(try await correct("red", preview: false).openPaths == ["five"])
        }
    }

    @Test func `two people record two open steps at once: both are kept`() async throws {
        try await Server.run { server in
            let (anna, boris) = (
                try await server.token(.supervisor, "anna"), try await server.token(.supervisor, "boris")
            )
            try await server.install(Self.branches)
            for _ in 0..<4 {
                let opened = try await server.mariasCase(anna).json
                let ref = opened["ref"]?.string ?? ""
                #expect(Set(opened.openPaths) == ["both/bank/call_bank", "both/operator/call_operator"])
                let answers = try await server.atOnce([
                    (anna, "both/bank/call_bank"), (boris, "both/operator/call_operator"),
                ]) { who, step in
                    try await server.client.send(
                        "POST", "/v1/cases/\(ref)/results", token: who,
                        json: ["step": .string(step), "result": "done"])
                }
                #expect(answers.map(\.status) == [200, 200])
                let guide = try await server.client.send("GET", "/v1/cases/\(ref)/guide", token: anna)
                #expect(guide.json["open"] == [] && guide.json["ended"] == true)
            }
            let entries = try await server.query(
                "SELECT count(*) AS n FROM audit.entry WHERE type = 'case.step_recorded'")
            #expect(try entries[0].decode(Int.self, "n") == 8)
        }
    }

    @Test func `a mandatory step is open: the case is not closed, and no step turns done`() async throws {
        try await Server.run { server in
            let agent = try await server.token(.agent)
            try await server.install(Self.questions())
            let ref = try await server.mariasCase(agent).json["ref"]?.string ?? ""
            let before = try await fourAnswers(server, ref, agent)
            for outcome in ["PREVENTED", "NOT_FRAUD", "LOST_CONTACT"] {
                let refused = try await server.client.send(
                    "PUT", "/v1/cases/\(ref)/status", token: agent,
                    json: ["status": "CLOSED", "outcome": .string(outcome)])
                #expect(refused.status == 409 && refused.code == "mandatory-open")
                #expect(refused.text.contains("five"))
            }
            let after = try await server.client.send("GET", "/v1/cases/\(ref)/guide", token: agent).json
            for member in ["open", "done", "steps", "status", "revision"] {
                #expect(after[member] == before[member], "\(member)")
            }
        }
    }

    @Test func `nobody acts without a name, in another's name or under a name that is none`() async throws {
        try await Server.run { server in
            let (anna, admin) = (try await server.token(.agent, "anna"), try await server.token(.admin))
            let ref = try await server.mariasCase(anna).json["ref"]?.string ?? ""
            let notes = "/v1/cases/\(ref)/notes"
            func entries() async throws -> [String] {
                try await server.query(
                    """
                    SELECT convert_from(leaf, 'UTF8')::jsonb #>> '{actor,id}' AS who FROM audit.entry
                    WHERE type = 'case.note_added'
                    """
                ).map { try $0.decode(String.self, "who") }
            }
            for header in [
                nil, "Bearer", "Bearer 6f9619ff-8b86-d011-b42d-00cf4fc964ff", "Bearer rdr_", "Basic YW5uYTo=",
            ] {
                let answer = try await server.client.send(
                    "POST", notes, headers: header.map { ["Authorization": $0] } ?? [:], json: ["text": "by nobody"])
                #expect(answer.status == 401, "\(header ?? "nothing")")
            }
            for field in ["by", "actor", "author", "staff", "user_id"] {
                let answer = try await server.client.send(
                    "POST", notes, token: anna, json: ["text": "by another", field: "boris"])
                #expect(answer.status == 422, "\(field)")
            }
            #expect(try await entries() == [])
            let own = try await server.client.send(
                "POST", notes, token: anna,
                headers: ["X-Actor": "boris", "X-User-Id": "boris", "From": "boris@desk.example"],
                json: ["text": "by anna"])
            #expect(own.status == 201 && own.json["note"]?["by"] == "anna")
            #expect(try await entries() == ["anna"])
            for name in ["", " ", "a b", "../root", "анна", "system:redress", String(repeating: "x", count: 200)] {
                for (path, field) in [("/v1/tokens", "name"), ("/v1/staff", "staff")] {
                    let body: JSON =
                        path == "/v1/tokens"
                        ? ["role": "AGENT", field: .string(name)]
                        : [field: .string(name), "name": "Somebody", "roles": ["AGENT"]]
                    let answer = try await server.client.send("POST", path, token: admin, json: body)
                    #expect(answer.status == 422, "\(path) \(name): \(answer.text)")
                }
            }
        }
    }

    @Test func `a victim is erased: the trail verifies, and the name is in no log`() async throws {
        try await Server.run { server in
            let agent = try await server.token(.agent)
            let (cora, carl) = (
                try await server.token(.compliance, "cora"), try await server.token(.compliance, "carl")
            )
            try await server.install(Self.questions())
            var intake = Server.maria.object ?? [:]
            (intake["name"], intake["phone"]) = ("Чижикова Агафья", "+79287650493")
            let opened = try await server.client.send("POST", "/v1/cases", token: agent, json: .object(intake))
            let path = "/v1/cases/\(opened.json["ref"]?.string ?? "")"
            _ = try await server.client.send(
                "POST", "\(path)/notes", token: agent, json: ["text": "Чижикова Агафья просит перезвонить"])
            let closed = try await server.client.send(
                "PUT", "\(path)/status", token: agent, json: ["status": "CLOSED", "outcome": "LOST_CONTACT"])
            #expect(closed.status == 200, "\(closed.text)")
            let asked = try await server.client.send(
                "POST", "\(path)/erasure", token: cora, json: ["basis": "CONSENT_WITHDRAWN"])
            #expect(asked.status == 201, "\(asked.text)")
            let erased = try await server.client.send("PUT", "\(path)/erasure", token: carl, json: ["approve": true])
            #expect(erased.json["state"] == "ERASED", "\(erased.text)")
            let verified = try await server.client.send("POST", "/v1/audit/verify", token: cora)
            #expect(verified.json["ok"] == true)
            let entries = try await server.client.send("GET", "/v1/audit/entries?limit=500", token: cora).text
            let metrics = try await server.client.send("GET", "/metrics").text
            let store = try await server.query(
                """
                SELECT pg_read_file(regexp_replace(current_setting('data_directory'), '[^/]+$', 'postgres.log')) AS log
                """
            )[0].decode(String.self, "log")
            #expect(store.contains("database system is ready"))
            for secret in ["Чижиков", "Агафья", "9287650493"] {
                for log in [server.log.text, entries, metrics, store] { #expect(!log.contains(secret), "\(secret)") }
            }
        }
    }

    @Test(arguments: [
        ("unknown-variable", "      - when: 'a.nobody == \"yes\"'\n        then: []\n      - else: []"),
        ("option-never-handled", "      - when: 'a.alone == \"yes\"'\n        then: []"),
        ("unreachable-step", ""),
    ])
    func `a condition on nothing, an answer without a way and an orphan step are not imported`(
        _ code: String, _ cases: String
    ) async throws {
        try await Server.run { server in
            let author = try await server.token(.author)
            let end = "  - end: early\n    outcome: '\"prevented\"'\n    abort: true"
            let more = cases.isEmpty ? end : "  - decide: way\n    cases:\n\(cases)"
            let text = TestPlaybook.text(steps: TestPlaybook.standardSteps("Alone?") + "\n" + more)
            let path = "/v1/playbooks/small/versions/1.0.0"
            let refused = try await server.client.send("PUT", path, token: author, json: ["text": .string(text)])
            #expect(refused.status == 422 && refused.code == "playbook-findings")
            #expect(refused.text.contains(code), "\(refused.text)")
            #expect(try await server.client.send("GET", path, token: author).status == 404)
        }
    }
}

extension Server {
    /// Brings a version in as its author, approved by another person, and publishes it; the shipped playbook steps aside.
    func install(_ text: String) async throws {
        let (author, lead) = (try await token(.author), try await token(.supervisor, "lead"))
        let version = text.firstMatch(of: /version: ([0-9.]+)/)?.1 ?? ""
        let path = "/v1/playbooks/small/versions/\(version)"
        let put = try await client.send("PUT", path, token: author, json: ["text": .string(text)])
        #expect(try await client.send("POST", path + "/approve", token: lead).status == 200, "\(put.text)")
        #expect(try await client.send("POST", path + "/publish", token: author).status == 200)
        let all = try await client.send("GET", "/v1/playbooks", token: lead).json["playbooks"]?.array ?? []
        for shipped in all where shipped["id"] == "safe-account" && shipped["state"] == "published" {
            let old = "/v1/playbooks/safe-account/versions/\(shipped["version"]?.string ?? "")/retire"
            #expect(try await client.send("POST", old, token: lead).status == 200)
        }
    }
}
