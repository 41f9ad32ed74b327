import Canonical
import Casework
import Postgres
import Testing

/// What users of other systems suffer from, tried over HTTP.
@Suite struct `Troubles that other systems have` {
    @Test func `two agents claim one case: one has it, the other is told`() async throws {
        try await Server.run { server in
            let (anna, boris) = (try await server.token(.agent, "anna"), try await server.token(.agent, "boris"))
            let ref = try await server.mariasCase(anna).json["ref"]?.string ?? ""
            let free = try await server.client.send(
                "PUT", "/v1/cases/\(ref)/assignment", token: anna, json: ["assignee": .null])
            #expect(free.status == 200)
            let answers = try await server.atOnce([(anna, "anna"), (boris, "boris")]) { claimer in
                try await server.client.send(
                    "PUT", "/v1/cases/\(ref)/assignment", token: claimer.0,
                    json: ["assignee": .string(claimer.1)])
            }
            #expect(answers.map(\.status).sorted() == [200, 409])
            let winner = answers.first { $0.status == 200 }?.json["assignee"]?.string ?? "?"
            let late = try #require(answers.first { $0.status == 409 })
            #expect(late.code == "already-assigned" && late.text.contains("taken by \(winner)"))
        }
    }

    @Test func `sixteen write to one case at once: no note is lost, a step has one winner`() async throws {
        try await Server.run { server in
            let lead = try await server.token(.supervisor)
            let opened = try await server.mariasCase(lead).json
            let (ref, step) = (opened["ref"]?.string ?? "", opened["open"]?[0]?["path"] ?? .null)
            let notes = try await server.atOnce(Array(0..<16)) { number in
                try await server.client.send(
                    "POST", "/v1/cases/\(ref)/notes", token: lead, json: ["text": .string("note \(number)")]
                ).status
            }
            #expect(notes == Array(repeating: 201, count: 16))
            let steps = try await server.atOnce(Array(0..<16)) { _ in
                try await server.client.send(
                    "POST", "/v1/cases/\(ref)/results", token: lead, json: ["step": step, "result": "done"]
                ).status
            }
            #expect(steps.filter { $0 == 200 }.count == 1 && steps.filter { $0 == 409 }.count == 15)
            let shown = try await server.client.send("GET", "/v1/cases/\(ref)", token: lead)
            let texts = (shown.json["notes"]?.array ?? []).compactMap { $0["text"]?.string }
            #expect(Set(texts).isSuperset(of: (0..<16).map { "note \($0)" }))
            let compliance = try await server.token(.compliance)
            let verified = try await server.client.send("POST", "/v1/audit/verify", token: compliance)
            #expect(verified.json["ok"] == true)
        }
    }

    @Test func `pages neither repeat nor skip while cases come and are moved`() async throws {
        try await Server.run { server in
            let lead = try await server.token(.supervisor)
            var before: Set<String> = []
            for _ in 0..<12 {
                if let ref = try await server.mariasCase(lead).json["ref"]?.string { before.insert(ref) }
            }
            var (path, seen): (String, [String]) = ("/v1/cases?limit=3", [])
            while path != "" {
                let page = try await server.client.send("GET", path, token: lead)
                seen += page.json["cases"]?.array?.compactMap { $0["ref"]?.string } ?? []
                path = page["Link"].map { String($0.dropFirst().prefix { $0 != ">" }) } ?? ""
                // Somebody opens a case and changes one that was shown already.
                _ = try await server.mariasCase(lead)
                _ = try await server.client.send(
                    "POST", "/v1/cases/\(seen.first ?? "")/notes", token: lead, json: ["text": "meanwhile"])
                if seen.count > 60 { break }
            }
            #expect(Set(seen).count == seen.count)
            #expect(before.isSubset(of: seen))
        }
    }

    @Test func `a case's history has nothing of another case`() async throws {
        try await Server.run { server in
            let (agent, compliance) = (try await server.token(.agent), try await server.token(.compliance))
            var refs: [String] = []
            for _ in 0..<11 {
                if let ref = try await server.mariasCase(agent).json["ref"]?.string { refs.append(ref) }
            }
            for ref in [refs[0], refs[9], refs[10]] {
                let lines = try await server.client.send("GET", "/v1/cases/\(ref)/timeline", token: compliance)
                #expect(lines.json["entries"]?.array?.isEmpty == false)
                for other in refs where other != ref { #expect(!lines.text.contains(other)) }
            }
        }
    }

    @Test func `nobody brings a playbook or a state along when opening a case`() async throws {
        try await Server.run { server in
            let agent = try await server.token(.agent)
            for field in ["playbook", "steps", "assignee", "status", "priority"] {
                var body = Server.maria.object ?? [:]
                body[field] = ["id": "mine", "steps": []]
                let answer = try await server.client.send("POST", "/v1/cases", token: agent, json: .object(body))
                #expect(answer.status == 422 && answer.json["errors"]?[0]?["pointer"]?.string == "/\(field)")
                #expect(answer.json["errors"]?[0]?["schema"] == true)
            }
        }
    }

    @Test func `the making and taking back of tokens is on the trail, by whoever did it`() async throws {
        try await Server.run { server in
            let (admin, compliance) = (try await server.token(.admin), try await server.token(.compliance))
            let issued = try await server.client.send(
                "POST", "/v1/tokens", token: admin, json: ["role": "AGENT", "name": "boris"])
            let id = issued.json["id"]?.string ?? ""
            _ = try await server.client.send("DELETE", "/v1/tokens/\(id)", token: admin)
            let entries = try await server.client.send("GET", "/v1/audit/entries?limit=500", token: compliance)
            for type in ["token.issued", "token.revoked"] {
                let told = entries.json["entries"]?.array?.contains { entry in
                    entry["leaf"]?["type"]?.string == type && entry["leaf"]?["data"]?["token"]?.string == id
                        && entry["leaf"]?["actor"]?["id"] == "admin"
                }
                #expect(told == true, "\(type)")
            }
        }
    }
}

extension Server {
    /// Does something for all at the same time; the answers are in the order of the inputs.
    func atOnce<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ body: @escaping @Sendable (Input) async throws -> Output
    ) async throws -> [Output] {
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            for (index, input) in inputs.enumerated() { group.addTask { (index, try await body(input)) } }
            var outputs: [(Int, Output)] = []
            for try await output in group { outputs.append(output) }
            return outputs.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
