import Canonical
import Casework
import Postgres
import Testing
import Web

@Suite struct `The door` {
    @Test func `nobody comes in without a token that is valid`() async throws {
        try await Server.run { server in
            for (headers, code) in [
                ([:], "no-token"), (["Authorization": "Basic eDp5"], "no-token"),
                (["Authorization": "Bearer rdr_x"], "bad-token"),
            ] as [([String: String], String)] {
                let answer = try await server.client.send("GET", "/v1/cases", headers: headers)
                #expect(answer.status == 401)
                #expect(answer.code == code)
                #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
            }
        }
    }

    @Test func `addresses, methods, kinds and sizes that do not fit are told apart`() async throws {
        try await Server.run({ $0.maximumBodyBytes = 1_000 }) { server in
            let token = try await server.token(.agent)
            let nothing = try await server.client.send("GET", "/v1/nothing", token: token)
            #expect(nothing.status == 404 && nothing.code == "no-such-page")
            let method = try await server.client.send("DELETE", "/v1/cases", token: token)
            #expect(method.status == 405 && method["Allow"] == "POST, GET, HEAD")
            let kind = try await server.client.send(
                "POST", "/v1/cases", token: token, headers: ["Content-Type": "text/plain"], body: "{}")
            #expect(kind.status == 415)
            let size = try await server.client.send(
                "POST", "/v1/cases", token: token, headers: ["Content-Type": "application/json"],
                body: String(repeating: " ", count: 1_001))
            #expect(size.status == 413)
            let deep = String(repeating: "[", count: 40)
            let nested = try await server.client.send(
                "POST", "/v1/cases", token: token, headers: ["Content-Type": "application/json"], body: deep)
            #expect(nested.status == 400 && nested.json["detail"]?.string?.contains("deeper than 32") == true)
        }
    }

    @Test func `every answer has the headers that protect it, and its request's name`() async throws {
        try await Server.run { server in
            for path in ["/health/live", "/v1/cases", "/console", "/nothing"] {
                let answer = try await server.client.send("GET", path, headers: ["X-Request-Id": "call-7"])
                #expect(answer["X-Content-Type-Options"] == "nosniff")
                #expect(answer["Referrer-Policy"] == "no-referrer")
                #expect(answer["Content-Security-Policy"]?.contains("frame-ancestors 'none'") == true)
                #expect(answer["Content-Security-Policy"]?.contains("unsafe") == false)
                #expect(answer["Cache-Control"] == "no-store")
                #expect(answer["X-Request-Id"] == "call-7")
                #expect(answer["Access-Control-Allow-Origin"] == nil)
            }
            let odd = try await server.client.send("GET", "/health/live", headers: ["X-Request-Id": "a b;c"])
            #expect(odd["X-Request-Id"] != "a b;c")
        }
    }

    @Test func `the excess is sent away at once, and health still answers`() async throws {
        try await Server.run({ $0.maximumConcurrentRequests = 0 }) { server in
            let answer = try await server.client.send("GET", "/v1/cases", token: "rdr_x")
            #expect(answer.status == 503)
            #expect(answer.code == "overloaded")
            #expect(answer["Retry-After"] == "1")
            #expect(try await server.client.send("GET", "/health/live").status == 200)
            #expect(try await server.client.send("GET", "/metrics").status == 200)
        }
    }

    @Test func `what takes too long is called off`() async throws {
        try await Server.run({ $0.requestTimeout = .milliseconds(500) }) { server in
            let token = try await server.token(.agent)
            // Whoever comes with a key waits for this lock, which is given back only after the answer.
            let answer = try await server.desk.pool.withConnection { connection in
                try await connection.simple("BEGIN; LOCK TABLE casework.idempotency IN ACCESS EXCLUSIVE MODE")
                let answer = try await server.client.send(
                    "POST", "/v1/cases", token: token, headers: ["Idempotency-Key": "n"], json: Server.maria)
                try await connection.simple("ROLLBACK")
                return answer
            }
            #expect(answer.status == 503 && answer.code == "timed-out")
            #expect(answer["Retry-After"] == "2")
            let cases = try await server.desk.pool.withConnection {
                try await $0.query("SELECT count(*) AS n FROM casework.\"case\"")
            }
            #expect(try cases[0].decode(Int.self, "n") == 0)
        }
    }

    @Test func `a token that was taken back elsewhere is refused by every server`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let admin = Casework.Actor(kind: .staff, id: "root", roles: [.admin], session: "s-elsewhere")
            #expect(try await server.client.send("GET", "/v1/cases", token: token).status == 200)
            // Not through this server: as the command line or another server does it.
            let id = try await server.desk.perform(ListTokens(), by: admin)["tokens"]?[0]?["id"]?.string
            let (heard, told) = AsyncStream<Void>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await server.desk.hearRevocations { told.yield() } }
                var changes = heard.makeAsyncIterator()
                _ = await changes.next()
                _ = try await server.desk.perform(RevokeToken(id ?? ""), by: admin)
                // Every server hears it.
                _ = await changes.next()
                group.cancelAll()
            }
            var answer = try await server.client.send("GET", "/v1/cases", token: token)
            for _ in 0..<100 where answer.status != 401 {
                try await Task.sleep(for: .milliseconds(20))
                answer = try await server.client.send("GET", "/v1/cases", token: token)
            }
            #expect(answer.status == 401)
            let listed = try await server.desk.perform(ListTokens(), by: admin)["tokens"]?[0]
            #expect(listed?["last_used_at"]?.string != nil && listed?["revoked_at"]?.string != nil)
        }
    }

    @Test func `only forms that there are can be asked for`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            for accept in ["application/json", "*/*", "application/*", "text/html, application/json;q=0.1"] {
                let answer = try await server.client.send(
                    "GET", "/v1/cases", token: token, headers: ["Accept": accept])
                #expect(answer.status == 200, "\(accept)")
            }
            for accept in ["text/html", "application/xml, image/*", "application/json;q=0"] {
                let answer = try await server.client.send(
                    "GET", "/v1/cases", token: token, headers: ["Accept": accept])
                #expect(answer.status == 406 && answer.code == "not-acceptable", "\(accept)")
            }
        }
    }

    @Test func `no other site may ask`() async throws {
        try await Server.run { server in
            for method in ["GET", "OPTIONS"] {
                let answer = try await server.client.send(
                    method, "/v1/cases",
                    headers: ["Origin": "https://evil.example", "Access-Control-Request-Method": "POST"])
                #expect(answer.headers.keys.filter { $0.hasPrefix("access-control-") } == [])
            }
        }
    }

    @Test func `HEAD says what GET says, without the body`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let (head, get) = (
                try await server.client.send("HEAD", "/v1/codes", token: token),
                try await server.client.send("GET", "/v1/codes", token: token)
            )
            #expect(head.status == 200 && head.text.isEmpty)
            #expect(head["Content-Length"] == get["Content-Length"])
        }
    }

    @Test func `a fixed address is never a case`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let answer = try await server.client.send("GET", "/v1/cases/next", token: token)
            #expect(answer.status == 405 && answer["Allow"] == "POST")
        }
    }

    @Test func `a store that is away is told as such, without a stack trace`() async throws {
        try await Server.run({ $0.isReady = { false } }) { server in
            let token = try await server.token(.agent)
            await server.desk.pool.close()
            let answer = try await server.client.send("GET", "/v1/cases", token: token)
            #expect(answer.status == 503)
            #expect(answer.code == "store-unreachable")
            #expect(answer["Retry-After"] == "5")
            #expect(try await server.client.send("GET", "/health/ready").status == 503)
            #expect(try await server.client.send("GET", "/health/live").status == 200)
        }
    }

    @Test func `neither log nor metrics hold a person, a case or a query`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let ref = try await server.mariasCase(token).json["ref"]?.string ?? "?"
            _ = try await server.client.send("GET", "/v1/cases/\(ref)/guide?lang=en", token: token)
            _ = try await server.client.send("GET", "/v1/cases?assignee=%2B79281234567", token: token)
            _ = try await server.client.send("GET", "/+79281234567", token: token)
            _ = try await server.client.send("POST", "/v1/cases/search", token: token, json: ["phone": "+79281234567"])
            let metrics = try await server.client.send("GET", "/metrics").text
            for secret in [ref, "9281234567", "Иванова", "assignee", token, "lang=en"] {
                #expect(!server.log.text.contains(secret), "log: \(secret)")
                #expect(!metrics.contains(secret), "metrics: \(secret)")
            }
            #expect(server.log.text.contains("route=/v1/cases/{ref}/guide status=200"))
            #expect(
                metrics.contains("redress_http_requests_total{method=\"POST\",route=\"/v1/cases\",status=\"201\"} 1"))
            #expect(metrics.contains("redress_pool_size 8"))
        }
    }
}
