import Canonical
import Casework
import Testing

@Suite struct `Personal data over HTTP` {
    @Test func `a hold keeps, another person releases it, an open case is not erased`() async throws {
        try await Server.run { server in
            let agent = try await server.token(.agent)
            let (cora, carl) = (
                try await server.token(.compliance, "cora"), try await server.token(.compliance, "carl")
            )
            let ref = try #require(try await server.mariasCase(agent).json["ref"]?.string)
            let path = "/v1/cases/\(ref)"
            let refused = try await server.client.send(
                "POST", "\(path)/holds", token: agent, json: ["reason": "POLICE"])
            #expect(refused.status == 403)
            let placed = try await server.client.send("POST", "\(path)/holds", token: cora, json: ["reason": "POLICE"])
            #expect(placed.status == 201)
            let hold = try #require(placed.json["hold"]?["hold"]?.string)
            let held = try await server.client.send("POST", "\(path)/erasure", token: cora, json: [:])
            #expect(held.status == 409 && held.code == "erasure-refused")
            let own = try await server.client.send("DELETE", "\(path)/holds/\(hold)", token: cora)
            #expect(own.status == 403 && own.code == "second-person")
            #expect(try await server.client.send("DELETE", "\(path)/holds/\(hold)", token: carl).status == 200)
            let open = try await server.client.send("POST", "\(path)/erasure", token: cora, json: ["basis": "ORDER"])
            #expect(open.status == 409)
            #expect(open.text.contains("still open"))
            let undecided = try await server.client.send(
                "PUT", "\(path)/erasure", token: carl, json: ["approve": true])
            #expect(undecided.status == 404)
        }
    }

    @Test func `what is held on a person goes to compliance, and the phone into no log`() async throws {
        try await Server.run { server in
            let agent = try await server.token(.agent)
            let cora = try await server.token(.compliance, "cora")
            _ = try await server.mariasCase(agent)
            let wanted: JSON = ["phone": "+79281234567"]
            let refused = try await server.client.send("POST", "/v1/privacy/export", token: agent, json: wanted)
            #expect(refused.status == 403)
            let told = try await server.client.send("POST", "/v1/privacy/export", token: cora, json: wanted)
            #expect(told.status == 200)
            #expect(told.json["cases"]?[0]?["data"]?["name"] == "Мария Иванова")
            #expect(told["Cache-Control"] == "no-store")
            let metrics = try await server.client.send("GET", "/metrics").text
            for secret in ["9281234567", "Иванова"] {
                #expect(!server.log.text.contains(secret) && !metrics.contains(secret))
            }
        }
    }
}
