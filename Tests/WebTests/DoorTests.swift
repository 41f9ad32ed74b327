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
        try await Server.run({ $0.requestTimeout = .milliseconds(1) }) { server in
            let token = try await server.token(.compliance)
            let answer = try await server.client.send("POST", "/v1/audit/verify", token: token)
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] != nil)
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
