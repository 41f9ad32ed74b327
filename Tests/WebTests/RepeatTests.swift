import Canonical
import Casework
import Postgres
import Testing

@Suite struct `Requests that come again` {
    @Test func `where the operation keeps no key, the door does: one effect, one answer`() async throws {
        try await Server.run { server in
            let cora = try await server.token(.compliance)
            let ref = try await server.mariasCase(try await server.token(.agent)).json["ref"]?.string ?? ""
            let (path, key) = ("/v1/cases/\(ref)/holds", ["Idempotency-Key": "h-1"])
            let first = try await server.client.send(
                "POST", path, token: cora, headers: key, json: ["reason": "POLICE"])
            let second = try await server.client.send(
                "POST", path, token: cora, headers: key, json: ["reason": "POLICE"])
            #expect(first.status == 201 && second.status == 201 && first.text == second.text)
            let other = try await server.client.send("POST", path, token: cora, headers: key, json: ["reason": "COURT"])
            #expect(other.status == 422 && other.code == "key-reused")
            let holds = try await server.desk.pool.withConnection {
                try await $0.query("SELECT count(*) AS n FROM privacy.hold")
            }
            #expect(try holds[0].decode(Int.self, "n") == 1)
        }
    }

    @Test func `sent many times at once it is done once, and the others are told to wait or get its answer`()
        async throws
    {
        try await Server.run { server in
            let admin = try await server.token(.admin)
            let body: JSON = ["staff": "dora", "name": "Dora", "roles": ["AGENT"]]
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await server.client.send(
                            "POST", "/v1/staff", token: admin, headers: ["Idempotency-Key": "s"], json: body
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.contains(201) && Set(statuses).isSubset(of: [201, 409]))
            let last = try await server.client.send(
                "POST", "/v1/staff", token: admin, headers: ["Idempotency-Key": "s"], json: body)
            #expect(last.status == 201 && last.json["staff"] == "dora")
        }
    }

    @Test func `a refusal frees the key, and a secret is told once`() async throws {
        try await Server.run { server in
            let admin = try await server.token(.admin)
            let key = ["Idempotency-Key": "t-1"]
            let wrong = try await server.client.send(
                "POST", "/v1/tokens", token: admin, headers: key, json: ["role": "AGENT", "name": "?"])
            #expect(wrong.status == 422)
            let body: JSON = ["role": "AGENT", "name": "boris"]
            let first = try await server.client.send("POST", "/v1/tokens", token: admin, headers: key, json: body)
            #expect(first.status == 201)
            let secret = try #require(first.json["token"]?.string)
            let second = try await server.client.send("POST", "/v1/tokens", token: admin, headers: key, json: body)
            #expect(second.status == 201 && second.json["id"] == first.json["id"])
            #expect(second.json["token"] == nil && !second.text.contains(secret))
            let tokens = try await server.client.send("GET", "/v1/tokens", token: admin).json["tokens"]?.array ?? []
            #expect(tokens.filter { $0["staff"] == "boris" }.count == 1)
        }
    }

    @Test func `what was taken away is taken away again with the same answer`() async throws {
        try await Server.run { server in
            let admin = try await server.token(.admin)
            let issued = try await server.client.send(
                "POST", "/v1/tokens", token: admin, json: ["role": "AGENT", "name": "boris"])
            let id = try #require(issued.json["id"]?.string)
            for (number, path) in ["/v1/tokens/\(id)", "/v1/staff/boris"].enumerated() {
                let key = ["Idempotency-Key": "d-\(number)"]
                let first = try await server.client.send("DELETE", path, token: admin, headers: key)
                let second = try await server.client.send("DELETE", path, token: admin, headers: key)
                #expect(first.status == 200 && second.status == 200 && first.text == second.text, "\(path)")
            }
            // Without the key it is somebody who is not there any more.
            #expect(try await server.client.send("DELETE", "/v1/staff/boris", token: admin).status == 404)
        }
    }

    @Test func `every change of a case's state can name the revision that it means`() async throws {
        try await Server.run { server in
            let (agent, lead) = (try await server.token(.agent), try await server.token(.supervisor))
            let ref = try await server.mariasCase(agent).json["ref"]?.string ?? ""
            let changes: [(String, JSON)] = [
                ("assignment", ["assignee": "agent"]), ("scam-type", ["scam_type": "PHISHING"]),
                ("status", ["status": "WAIT_VICTIM"]), ("payments/1", ["state": "COMPLETED"]),
                ("consents/SHARE_BANK", ["given": true]),
            ]
            for (part, body) in changes {
                let path = "/v1/cases/\(ref)/\(part)"
                let stale = try await server.client.send(
                    "PUT", path, token: lead, headers: ["If-Match": "\"r99\""], json: body)
                #expect(stale.status == 412 && stale.code == "revision-conflict", "\(part)")
                let shown = try await server.client.send("GET", "/v1/cases/\(ref)", token: lead)
                let tag = try #require(shown["ETag"])
                let done = try await server.client.send(
                    "PUT", path, token: lead, headers: ["If-Match": tag], json: body)
                #expect(done.status == 200, "\(part): \(done.text)")
                let odd = try await server.client.send(
                    "PUT", path, token: lead, headers: ["If-Match": "12"], json: body)
                #expect(odd.json["errors"]?[0]?["header"] == "If-Match", "\(part)")
            }
        }
    }
}
