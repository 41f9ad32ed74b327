import Canonical
import Casework
import Testing

@Suite struct `The API` {
    @Test func `a case is opened, guided and its first steps are recorded`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let opened = try await server.mariasCase(token)
            #expect(opened.status == 201)
            let ref = try #require(opened.json["ref"]?.string)
            #expect(opened["Location"] == "/v1/cases/\(ref)")
            #expect(opened["ETag"] == "\"r1\"")
            let guide = try await server.client.send("GET", "/v1/cases/\(ref)/guide?lang=en", token: token)
            let step = try #require(guide.json["open"]?[0])
            #expect(step["kind"] == "say")
            let path = try #require(step["path"]?.string)
            let after = try await server.client.send(
                "POST", "/v1/cases/\(ref)/results?lang=en", token: token,
                json: ["step": .string(path), "result": "done"])
            #expect(after.status == 200)
            #expect(after.json["done"]?.int == 1)
            #expect(after.json["open"]?[0]?["path"]?.string != path)
            let shown = try await server.client.send("GET", "/v1/cases/\(ref)", token: token)
            #expect(!shown.text.contains("+79281234567") && !shown.text.contains("Иванова"))
        }
    }

    @Test func `the same key has one effect and one answer, and belongs to one request`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let first = try await server.mariasCase(token, key: "k-1")
            let second = try await server.mariasCase(token, key: "k-1")
            #expect(first.text == second.text)
            var other = Server.maria.object ?? [:]
            other["phone"] = "+79281234568"
            let third = try await server.client.send(
                "POST", "/v1/cases", token: token, headers: ["Idempotency-Key": "k-1"], json: .object(other))
            #expect(third.status == 422)
            #expect(third.code == "key-reused")
            #expect(third.json["errors"]?[0]?["header"] == "Idempotency-Key")
            let list = try await server.client.send("GET", "/v1/cases", token: token)
            #expect(list.json["cases"]?.array?.count == 1)
            let path = "/v1/cases/\(first.json["ref"]?.string ?? "")/notes"
            for _ in 0..<2 {
                let note = try await server.client.send(
                    "POST", path, token: token, headers: ["Idempotency-Key": "n-1"], json: ["text": "перезвонить"])
                #expect(note.status == 201)
            }
            let shown = try await server.client.send(
                "GET", "/v1/cases/\(first.json["ref"]?.string ?? "")", token: token)
            #expect(shown.json["notes"]?.array?.filter { $0["text"] == "перезвонить" }.count == 1)
        }
    }

    @Test(arguments: [
        (#"{"channel":"hotlin","language":"ru","jurisdiction":"RU"}"#, 422, "/channel"),
        (#"{"channel":"hotline","language":"ru","jurisdiction":"RU","scam":"SAFE_ACOUNT"}"#, 422, "/scam"),
        (#"{"channel":"hotline","language":"russian","jurisdiction":"RU"}"#, 422, "/language"),
        (#"{"channel":"hotline","language":"ru","jurisdiction":"RU","phone":"12"}"#, 422, "/phone"),
        (#"{"channel":"hotline","language":"ru","jurisdiction":"RU","paid":["SBP:x:RUB:now"]}"#, 422, "/paid"),
        (#"{"channel":"hotline","language":"ru","jurisdiction":"RU","surname":"x"}"#, 422, "/surname"),
        (#"{"channel":1,"language":"ru","jurisdiction":"RU"}"#, 422, "/channel"), (#"{"channel":"#, 400, nil),
    ])
    func `bad input is told with its place and stores nothing`(body: String, status: Int, pointer: String?) async throws
    {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let answer = try await server.client.send(
                "POST", "/v1/cases", token: token, headers: ["Content-Type": "application/json"], body: body)
            #expect(answer.status == status)
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(answer.json["type"]?.string == "/problems/\(answer.code ?? "")")
            #expect(answer.json["errors"]?[0]?["pointer"]?.string == pointer)
            if status == 400 { #expect(answer.json["detail"]?.string?.contains("line 1, column 12") == true) }
            let list = try await server.client.send("GET", "/v1/cases", token: token)
            #expect(list.json["cases"]?.array?.isEmpty == true)
        }
    }

    @Test func `a text that nothing can store is bad input, not a fault`() async throws {
        try await Server.run { server in
            let agent = try await server.token(.agent)
            let nul = try await server.client.send(
                "POST", "/v1/cases/next", token: agent, json: ["language": "ru\u{0}"])
            #expect(nul.status == 422 && nul.code == "unstorable")
            let query = try await server.client.send("GET", "/v1/cases?assignee=anna%00", token: agent)
            #expect(query.status == 422 && !query.text.contains("SELECT"))
        }
    }

    @Test func `bodies are strict: each fault is told for what it is`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let ref = try await server.mariasCase(token).json["ref"]?.string ?? ""
            let json = ["Content-Type": "application/json"]
            let deep = String(repeating: #"{"a":"#, count: 40)
            let bodies: [([UInt8], Int, String)] = [
                (Array(#"{"text":"a","text":"b"}"#.utf8), 400, "occurs twice"),
                (Array(#"{"text":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8), 400, "not valid"),
                (Array(deep.utf8), 400, "deeper than 32"), (Array(#"{"text":"a"} {}"#.utf8), 400, "behind the end"),
                (Array(#"{"text":1.5}"#.utf8), 400, "not a whole number"),
                (Array(#"{"text":"a","colour":"red"}"#.utf8), 422, "no such field"),
                (Array(#"{"text":["a"]}"#.utf8), 422, "must be a text"), (Array("{}".utf8), 422, "is missing"),
                ([], 400, "A JSON body is needed"),
                (
                    Array(#"{"text":""#.utf8) + Array(repeating: 0x61, count: 10_001) + Array(#""}"#.utf8), 422,
                    "At most"
                ),
            ]
            for (bytes, status, words) in bodies {
                let answer = try await server.client.send(
                    "POST", "/v1/cases/\(ref)/notes", token: token, headers: json, bytes: bytes)
                #expect(answer.status == status, "\(words): \(answer.text)")
                #expect(answer.json["detail"]?.string?.contains(words) == true, "\(words): \(answer.text)")
            }
            let shown = try await server.client.send("GET", "/v1/cases/\(ref)", token: token)
            #expect(shown.json["notes"]?.array?.filter { $0["by"] == "agent" && $0["text"] == "a" }.isEmpty == true)
        }
    }

    @Test func `a revision that is out of date is refused, and closing needs its mandatory steps`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let ref = try await server.mariasCase(token).json["ref"]?.string ?? ""
            let path = "/v1/cases/\(ref)/status"
            let waiting: JSON = ["status": "WAIT_VICTIM"]
            let stale = try await server.client.send(
                "PUT", path, token: token, headers: ["If-Match": "\"r7\""], json: waiting)
            #expect(stale.status == 412)
            let odd = try await server.client.send("PUT", path, token: token, headers: ["If-Match": "7"], json: waiting)
            #expect(odd.status == 422)
            let moved = try await server.client.send(
                "PUT", path, token: token, headers: ["If-Match": "\"r1\""], json: waiting)
            #expect(moved.status == 200)
            #expect(moved["ETag"] == "\"r2\"")
            let unknown = try await server.client.send("PUT", path, token: token, json: ["status": "DONE"])
            #expect(unknown.json["errors"]?[0]?["pointer"] == "/status")
            let mistyped = try await server.client.send("GET", "/v1/cases/26-000001-8", token: token)
            #expect(mistyped.status == 422)
            #expect(mistyped.code == "check-digit")
        }
    }

    @Test func `exactly one report is taken, of the kind that the step ends with`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let opened = try await server.mariasCase(token).json
            let ref = opened["ref"]?.string ?? ""
            let step = opened["open"]?[0]?["path"] ?? .null
            let path = "/v1/cases/\(ref)/results"
            let none = try await server.client.send("POST", path, token: token, json: ["step": step])
            #expect(none.json["errors"]?[0]?["pointer"] == "/result")
            let both = try await server.client.send(
                "POST", path, token: token, json: ["step": step, "result": "done", "answer": "x"])
            #expect(both.status == 422)
            let wrong = try await server.client.send(
                "POST", path, token: token, json: ["step": step, "result": "finished"])
            #expect(wrong.json["errors"]?[0]?["pointer"] == "/result")
            let unknown = try await server.client.send(
                "POST", path, token: token, json: ["step": "nowhere", "result": "done"])
            #expect(unknown.status == 404)
            #expect(unknown.json["errors"]?[0]?["pointer"] == "/step")
        }
    }

    @Test func `a phone is found by its body, masked, and revealed for a purpose`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let ref = try await server.mariasCase(token).json["ref"]?.string ?? ""
            let found = try await server.client.send(
                "POST", "/v1/cases/search", token: token, json: ["phone": "8 928 123-45-67"])
            #expect(found.json["cases"]?[0]?["ref"]?.string == ref)
            let revealed = try await server.client.send(
                "POST", "/v1/cases/\(ref)/reveals", token: token, json: ["field": "PHONE", "purpose": "CALL_BACK"])
            #expect(revealed.json["value"] == "+79281234567")
            let idle = try await server.client.send(
                "POST", "/v1/cases/\(ref)/reveals", token: token, json: ["field": "PHONE", "purpose": "CURIOSITY"])
            #expect(idle.json["errors"]?[0]?["pointer"] == "/purpose")
        }
    }

    @Test func `the queue is paged by Link`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            for _ in 0..<3 { _ = try await server.mariasCase(token) }
            var path = "/v1/cases?limit=2&assignee=agent"
            var seen: [String] = []
            for _ in 0..<2 {
                let page = try await server.client.send("GET", path, token: token)
                seen += page.json["cases"]?.array?.compactMap { $0["ref"]?.string } ?? []
                path = page["Link"].map { String($0.dropFirst().prefix { $0 != ">" }) } ?? ""
            }
            #expect(Set(seen).count == 3)
            #expect(path == "")
            let misspelt = try await server.client.send("GET", "/v1/cases?asignee=agent", token: token)
            #expect(misspelt.json["errors"]?[0]?["parameter"] == "asignee")
        }
    }

    @Test func `roles are kept: agents do not audit, compliance does, admins issue and take back tokens`() async throws
    {
        try await Server.run { server in
            let (agent, compliance) = (try await server.token(.agent), try await server.token(.compliance))
            let admin = try await server.token(.admin)
            _ = try await server.mariasCase(agent)
            #expect(try await server.client.send("GET", "/v1/audit/entries", token: agent).status == 403)
            let entries = try await server.client.send("GET", "/v1/audit/entries?limit=500", token: compliance)
            #expect(entries.text.contains("case.opened") && !entries.text.contains("Иванова"))
            let verified = try await server.client.send("POST", "/v1/audit/verify", token: compliance)
            #expect(verified.json["ok"] == true)
            let issued = try await server.client.send(
                "POST", "/v1/tokens", token: admin, json: ["role": "AGENT", "name": "boris", "expires_in_days": 1])
            #expect(issued.status == 201)
            let token = try #require(issued.json["token"]?.string)
            #expect(try await server.client.send("GET", "/v1/cases", token: token).status == 200)
            let gone = try await server.client.send(
                "DELETE", "/v1/tokens/\(issued.json["id"]?.string ?? "")", token: admin)
            #expect(gone.status == 200)
            #expect(try await server.client.send("GET", "/v1/cases", token: token).status == 401)
            #expect(try await server.client.send("GET", "/v1/staff", token: admin).text.contains("boris"))
            let playbooks = try await server.client.send("GET", "/v1/playbooks", token: agent)
            #expect(playbooks.text.contains("safe-account"))
            let lists = try await server.client.send("GET", "/v1/codes", token: agent)
            let outcomes = lists.json["lists"]?.array?.first { $0["list"] == "outcome" }
            #expect(outcomes?["codes"]?.array?.isEmpty == false)
        }
    }
}
