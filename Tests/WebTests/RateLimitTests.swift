import Canonical
import Casework
import Synchronization
import Testing

@testable import Web

@Suite struct `Limits of requests` {
    /// A clock that stands until it is moved.
    private final class StandingClock: Sendable {
        private let moment = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { moment.withLock { $0 } }
        func move(_ duration: Duration) { moment.withLock { $0 += duration } }
    }

    @Test(arguments: [(1, 60), (5, 60), (60, 60), (1000, 1)])
    func `the quota is let in at once, then as much as time gives back`(quota: Int, window: Int) {
        let clock = StandingClock()
        let limiter = RateLimiter(.init(name: "t", quota: quota, window: window)) { clock.now }
        for number in 1...quota {
            let verdict = limiter.take("a")
            #expect(verdict.isAllowed && verdict.remaining == quota - number)
        }
        let refused = limiter.take("a")
        #expect(!refused.isAllowed && refused.remaining == 0 && (1...window).contains(refused.retryAfter))
        #expect(limiter.take("b").isAllowed)
        clock.move(.seconds(window) / quota)
        #expect(limiter.look("a").isAllowed)
        #expect(limiter.take("a").isAllowed)
        #expect(!limiter.take("a").isAllowed)
        clock.move(.seconds(window))
        #expect(limiter.look("a").remaining == quota)
    }

    @Test func `no quota is no limit`() {
        let limiter = RateLimiter(.init(name: "t", quota: 0, window: 60))
        for _ in 0..<100 { #expect(limiter.take("a").isAllowed) }
        #expect(limiter.take("a").headers.isEmpty)
    }

    /// A server on whose clock no time passes, however long a crowded machine takes.
    private func serve(
        _ configure: (inout WebConfiguration) -> Void, _ body: @escaping @Sendable (Server) async throws -> Void
    ) async throws {
        let clock = StandingClock()
        try await Server.run(
            {
                configure(&$0)
                $0.requestClock = { clock.now }
            }, body)
    }

    @Test func `a token that asks too much is told when to come again, and others are not held up`() async throws {
        try await serve({ $0.requestsPerMinuteAndToken = 3 }) { server in
            let (anna, boris) = (try await server.token(.agent, "anna"), try await server.token(.agent, "boris"))
            for left in [2, 1, 0] {
                let answer = try await server.client.send("GET", "/v1/cases", token: anna)
                #expect(answer.status == 200)
                #expect(answer["RateLimit-Policy"] == "\"token\";q=3;w=60")
                #expect(answer["RateLimit"]?.hasPrefix("\"token\";r=\(left);t=") == true)
            }
            let refused = try await server.client.send("GET", "/v1/cases", token: anna)
            #expect(refused.status == 429 && refused.code == "rate-limited")
            #expect(refused["Retry-After"].flatMap { Int($0) }.map { (1...20).contains($0) } == true)
            #expect(refused["RateLimit"]?.hasPrefix("\"token\";r=0;t=") == true)
            #expect(try await server.client.send("GET", "/v1/cases", token: boris).status == 200)
        }
    }

    @Test func `an address that asks too much is held up, but health is not`() async throws {
        try await serve({ $0.requestsPerMinuteAndAddress = 2 }) { server in
            var statuses: [Int] = []
            for path in ["/openapi.json", "/openapi.json", "/openapi.json", "/console", "/health/live"] {
                let answer = try await server.client.send("GET", path)
                statuses.append(answer.status)
            }
            #expect(statuses == [200, 200, 429, 429, 200])
        }
    }

    @Test func `whoever guesses tokens is shut out, whoever was in is not`() async throws {
        try await serve({ $0.failedSignInsPerMinute = 1 }) { server in
            let token = try await server.token(.agent)
            #expect(try await server.client.send("GET", "/v1/cases", token: token).status == 200)
            #expect(try await server.client.send("GET", "/v1/cases", token: "rdr_0").status == 401)
            let refused = try await server.client.send("GET", "/v1/cases", token: "rdr_9")
            #expect(refused.status == 429 && refused.json["detail"]?.string?.contains("at most 1") == true)
            #expect(try await server.client.send("GET", "/v1/cases", token: token).status == 200)
            var visitor = Visitor(server: server)
            _ = try await visitor.get("/console")
            #expect(try await visitor.post("/console/sign-in", ["token": "rdr_8"]).status == 429)
        }
    }

    @Test func `a proxy that is trusted speaks for others, nobody else does`() async throws {
        for (trusted, status) in [(Set(["127.0.0.1"]), 200), ([], 429)] {
            try await serve({
                $0.requestsPerMinuteAndAddress = 1
                $0.trustedProxies = trusted
            }) { server in
                for (address, expected) in [("198.51.100.1", 200), ("198.51.100.2", status)] {
                    let answer = try await server.client.send(
                        "GET", "/openapi.json", headers: ["X-Forwarded-For": "10.0.0.1, \(address)"])
                    #expect(answer.status == expected)
                }
            }
        }
    }
}
