import Canonical
import Casework
import Support
import Testing

@Suite struct `The life of a playbook over HTTP` {
    private static let path = "/v1/playbooks/small/versions/1.0.0"

    @Test func `a version is put, approved by another person, published and retired`() async throws {
        try await Server.run { server in
            let (author, lead) = (try await server.token(.author), try await server.token(.supervisor))
            let yaml = ["Content-Type": "application/yaml"]
            let dry = try await server.client.send(
                "PUT", Self.path + "?dry_run=true", token: author, headers: yaml, body: TestPlaybook.text())
            #expect(dry.status == 200 && dry.json["playbooks"]?[0]?["result"] == "new" && dry.json["imported"] == 0)
            #expect(try await server.client.send("GET", Self.path, token: author).status == 404)
            let put = try await server.client.send(
                "PUT", Self.path, token: author, headers: yaml, body: TestPlaybook.text())
            #expect(put.json["imported"] == 1)
            let again = try await server.client.send(
                "PUT", Self.path, token: author, json: ["text": .string(TestPlaybook.text())])
            #expect(again.json["unchanged"] == 1 && again.json["playbooks"]?[0]?["state"] == "draft")
            let other = try await server.client.send(
                "PUT", Self.path, token: author, json: ["text": .string(TestPlaybook.text(question: "Alone?"))])
            #expect(other.status == 422)
            let stranger = try await server.client.send(
                "PUT", "/v1/playbooks/small/versions/1.0.1", token: author, headers: yaml, body: TestPlaybook.text())
            #expect(stranger.status == 422 && stranger.json["errors"]?[0]?["pointer"] == "/text")
            #expect(try await server.client.send("POST", Self.path + "/approve", token: author).status == 403)
            #expect(try await server.client.send("POST", Self.path + "/publish", token: author).status == 409)
            let approved = try await server.client.send("POST", Self.path + "/approve", token: lead)
            #expect(approved.status == 200 && approved.json["approved_by"] == "supervisor")
            let published = try await server.client.send("POST", Self.path + "/publish", token: author)
            #expect(published.json["state"] == "published")
            let shown = try await server.client.send("GET", Self.path, token: lead)
            #expect(shown.json["published_by"] == "author" && shown.json["content"]?["version"] == "1.0.0")
            let retired = try await server.client.send("POST", Self.path + "/retire", token: lead)
            #expect(retired.json["state"] == "retired")
        }
    }

    @Test func `running cases are sorted and moved`() async throws {
        try await Server.run { server in
            let (author, lead) = (try await server.token(.author), try await server.token(.supervisor))
            let agent = try await server.token(.agent)
            for (version, question) in [("1.0.0", "Are you alone?"), ("1.1.0", "Is somebody with you?")] {
                let path = "/v1/playbooks/small/versions/\(version)"
                let text = TestPlaybook.text(
                    version: version, question: question, applies: #"case.scam_type == "SAFE_ACCOUNT""#)
                _ = try await server.client.send("PUT", path, token: author, json: ["text": .string(text)])
                _ = try await server.client.send("POST", path + "/approve", token: lead)
                #expect(try await server.client.send("POST", path + "/publish", token: author).status == 200)
                if version == "1.1.0" { break }
                // The shipped playbook of this kind steps aside.
                let all =
                    try await server.client.send("GET", "/v1/playbooks", token: lead).json["playbooks"]?.array ?? []
                for shipped in all where shipped["id"] == "safe-account" {
                    let old = "/v1/playbooks/safe-account/versions/\(shipped["version"]?.string ?? "")/retire"
                    #expect(try await server.client.send("POST", old, token: lead).status == 200)
                }
                #expect(try await server.mariasCase(agent).json["playbook"]?["id"] == "small")
            }
            let path = "/v1/playbooks/small/versions/1.0.0/migrate"
            let dry = try await server.client.send(
                "POST", path, token: lead, json: ["to": "1.1.0", "dry_run": true])
            #expect(dry.json["counts"]?["text-only"] == 1 && dry.json["moved"] == 0)
            #expect(try await server.client.send("POST", path, token: agent, json: ["to": "1.1.0"]).status == 403)
            let moved = try await server.client.send("POST", path, token: lead, json: ["to": "1.1.0"])
            let ref = try #require(moved.json["cases"]?[0]?["ref"]?.string)
            #expect(moved.json["moved"] == 1)
            let guide = try await server.client.send("GET", "/v1/cases/\(ref)/guide?lang=en", token: agent)
            #expect(guide.json["open"]?[0]?["text"] == "Is somebody with you?")
            let nothing = try await server.client.send(
                "POST", "/v1/cases/\(ref)/events", token: agent, json: ["event": "bank.reply"])
            #expect(nothing.status == 409 && nothing.code == "nothing-awaits")
        }
    }
}
