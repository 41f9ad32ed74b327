import Canonical
import Casework
import Postgres
import Testing

@testable import Web

/// Every route, asked for with a token of every role, against the one table of rights.
@Suite struct `Who may ask for what` {
    @Test func `each route is refused to the roles that lack its right, and each refusal is on the trail`()
        async throws
    {
        try await Server.run { server in
            var tokens: [(role: StaffRole, token: String)] = []
            for role in StaffRole.allCases { tokens.append((role, try await server.token(role))) }
            let agent = try #require(tokens.first { $0.role == .agent }).token
            let ref = try #require(try await server.mariasCase(agent).json["ref"]?.string)
            var measured: [String: Set<StaffRole>] = [:]
            for route in WebServer.routes where route.needsToken {
                let name = try #require(route.operationID)
                let before = try await Self.refusals(server)
                var refused: Set<StaffRole> = []
                for (role, token) in tokens {
                    let answer = try await server.example(of: route, case: ref, token: token)
                    if answer.status == 403, answer.code == "not-allowed" { refused.insert(role) }
                }
                let written = try await Self.refusals(server).dropFirst(before.count)
                #expect(written.count == refused.count, "\(name): a refusal is missing on the trail")
                measured[name] = Set(StaffRole.allCases).subtracting(refused)
                let rights = Set(written)
                if refused.isEmpty {
                    #expect(Permission.readPlaybooks.roles == measured[name], "\(name)")
                } else {
                    // One route may perform one of several operations; the example performs one.
                    #expect(rights.count == 1, "\(name): \(rights)")
                    let right = rights.first.flatMap { Permission(rawValue: $0) }
                    #expect(right?.roles == measured[name], "\(name)")
                }
            }
            let documented = try Self.documented()
            for (name, roles) in measured.sorted(by: { $0.key < $1.key }) {
                let line = roles.map { $0.rawValue.lowercased() }.sorted().joined(separator: ", ")
                #expect(
                    documented[name] == line,
                    "docs/api.md must say: | `\(name)` | \(line) |")
            }
            #expect(Set(documented.keys).subtracting(measured.keys) == [])
        }
    }

    @Test func `nobody gives away a right that he does not have`() async throws {
        try await Server.run { server in
            for role in StaffRole.allCases where role != .admin {
                let token = try await server.token(role)
                for (path, body) in [
                    ("/v1/tokens", ["role": "ADMIN", "name": "eve"]),
                    ("/v1/staff", ["staff": "eve", "name": "Eve", "roles": ["ADMIN"]]),
                ] as [(String, JSON)] {
                    let answer = try await server.client.send("POST", path, token: token, json: body)
                    #expect(answer.status == 403, "\(role) \(path)")
                }
            }
            // A token for a role that its owner lacks opens nothing.
            let admin = try await server.token(.admin)
            _ = try await server.token(.agent, "anna")
            let issued = try await server.client.send(
                "POST", "/v1/tokens", token: admin, json: ["role": "COMPLIANCE", "name": "anna"])
            let token = try #require(issued.json["token"]?.string)
            #expect(try await server.client.send("GET", "/v1/audit/entries", token: token).status == 401)
        }
    }

    @Test func `the administrator sees nothing of any person`() async throws {
        try await Server.run { server in
            let (agent, admin) = (try await server.token(.agent), try await server.token(.admin))
            let ref = try #require(try await server.mariasCase(agent).json["ref"]?.string)
            var said = ""
            for route in WebServer.routes where route.needsToken {
                said += try await server.example(of: route, case: ref, token: admin).text
            }
            for secret in ["Мария", "Иванова", "9281234567", ref] { #expect(!said.contains(secret), "\(secret)") }
        }
    }

    /// The rights for which somebody was refused, in order.
    private static func refusals(_ server: Server) async throws -> [String] {
        let rows = try await server.desk.pool.withConnection {
            try await $0.query(
                "SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit.entry WHERE type = 'authz.denied' ORDER BY position"
            )
        }
        return try rows.map { row in
            let leaf = try JSON(parsing: Array(try row.decode(String.self, "leaf").utf8))
            return leaf["data"]?["reason_code"]?.string ?? ""
        }
    }

    /// The table of docs/api.md: roles by operation.
    private static func documented() throws -> [String: String] {
        let lines = try Repository.text("docs/api.md").split(separator: "\n")
        let rows = lines.drop { $0 != "| operation | roles |" }.dropFirst(2).prefix { $0.hasPrefix("| `") }
        let pairs = rows.map { row in
            let cells = row.split(separator: "|").map { $0.drop { $0 == " " } }
            return (String(cells[0].dropFirst().prefix { $0 != "`" }), String(Substring(cells[1]).trimmed))
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
