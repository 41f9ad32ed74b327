import Canonical
import Casework
import Foundation
import Postgres
import Testing

/// Files, and what belongs to a case beside its playbook, over the socket.
@Suite struct `What a case holds, over HTTP` {
    private static let text = String(repeating: "переписка с «банком»\n", count: 9_000)

    @Test func `a file goes in and comes out as something to keep, and reading it needs a purpose`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let ref = try await server.mariasCase(token).json["ref"]?.string ?? ""
            let path = "/v1/cases/\(ref)/attachments"
            let headers = ["Content-Type": "application/octet-stream", "X-File-Name": "%D1%87%D0%B0%D1%82.html"]
            let kept = try await server.client.send(
                "POST", path + "?kind=CHAT_EXPORT", token: token, headers: headers, body: Self.text)
            #expect(kept.status == 201)
            #expect(kept.json["attachment"]?["media_type"] == "text/plain")
            let list = try await server.client.send("GET", path, token: token)
            #expect(list.json["attachments"]?[0]?["name"] == "чат.html")
            #expect(try await server.client.send("GET", path + "/1", token: token).status == 422)
            let file = try await server.client.send("GET", path + "/1?purpose=INVESTIGATION", token: token)
            #expect(file.status == 200 && file.text == Self.text)
            #expect(file["Content-Type"] == "application/octet-stream")
            #expect(file["X-Content-Type-Options"] == "nosniff")
            #expect(file["Content-Disposition"] == "attachment; filename=\"\(ref)-1.txt\"")
            #expect(file["Content-Security-Policy"] == "default-src 'none'; sandbox")
            #expect(file["Cache-Control"] == "no-store")
            let told = try JSON(parsing: try #require(file["X-Answer"]?.removingPercentEncoding))
            #expect(told["name"] == "чат.html" && told["size"]?.int == Int64(Self.text.utf8.count))
            #expect(told["receipt"]?.string?.isEmpty == false)
            let twice = try await server.client.send("POST", path, token: token, headers: headers, body: Self.text)
            #expect(twice.status == 409 && twice.code == "already-attached")
            let script = try await server.client.send("POST", path, token: token, headers: headers, body: "#!/bin/sh\n")
            #expect(script.status == 422 && script.code == "file-not-taken")
            #expect(try await server.client.send("GET", path + "/2?purpose=INVESTIGATION", token: token).status == 404)
            #expect(!server.log.text.contains("чат"))
        }
    }

    @Test func `what of a file comes before the line is cut is not kept`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let ref = try await server.mariasCase(token).json["ref"]?.string ?? ""
            let path = "/v1/cases/\(ref)/attachments"
            let head = "POST \(path) HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer \(token)\r\n"
            for length in ["Content-Length: 100000", "Transfer-Encoding: chunked"] {
                let part = length.hasSuffix("chunked") ? "5\r\nhello\r\n5\r\nwor" : "hello world"
                try Self.cut(head + length + "\r\n\r\n" + part, port: server.client.port)
            }
            func ended() -> Int { server.log.lines.count { $0.contains("attachments") && $0.contains("status=") } }
            for _ in 0..<2_000 where ended() < 2 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(ended() == 2)
            let list = try await server.client.send("GET", path, token: token)
            #expect(list.json["attachments"]?.array?.isEmpty == true, "\(list.text)")
            let pieces = try await server.query("SELECT count(*) AS n FROM casework.attachment_piece")
            #expect(try pieces[0].decode(Int.self, "n") == 0)
        }
    }

    /// Sends these bytes and hangs up.
    private static func cut(_ text: String, port: Int) throws {
        let line = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(line) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(line, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        let bytes = Array(text.utf8)
        try #require(isConnected && send(line, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
    }

    @Test func `people, links, merges, accesses, loans and actions are routes with the answers of the operations`()
        async throws
    {
        try await Server.run { server in
            let token = try await server.token(.agent)
            let lead = try await server.token(.supervisor)
            let ref = try await server.mariasCase(token).json["ref"]?.string ?? ""
            let other = try await server.mariasCase(token).json["ref"]?.string ?? ""
            let base = "/v1/cases/\(ref)"
            func send(_ method: String, _ path: String, _ body: JSON? = nil, by who: String? = nil) async throws
                -> Answer
            { try await server.client.send(method, base + path, token: who ?? token, json: body) }
            let party = try await send(
                "POST", "/parties", ["role": "REPORTER", "name": "Пелагея", "phone": "8 928 765-43-21"])
            #expect(party.status == 201 && party.json["party"]?["masked"]?["phone"] == "+7 928 ***-**-21")
            #expect(try await send("PUT", "/parties/2", ["email": "no"]).json["errors"]?[0]?["pointer"] == "/email")
            #expect(
                try await send("PUT", "/safety", ["safe": false, "reason": "рядом чужой"]).json["safe_to_contact"]
                    == false)
            let access = try await send("POST", "/access", ["kind": "SIM", "state": "LOST"])
            #expect(access.status == 201 && access.json["access"]?["no"] == 1)
            #expect(try await send("PUT", "/access/1", ["state": "SECURED"]).json["access"]?["state"] == "SECURED")
            let loan = try await send("POST", "/loans", ["loan": "MFO:60000:RUB", "signed_at": "now"])
            #expect(loan.status == 201 && loan.json["loan"]?["cooling_until"]?.string != nil)
            #expect(try await send("PUT", "/loans/1", ["refused_at": "now"]).json["loan"]?["state"] == "REFUSED")
            let action = try await send("POST", "/actions", ["action": "SUSPEND_MSISDN", "reason": "чужая SIM"])
            #expect(action.status == 201 && action.json["action"]?["state"] == "REQUESTED")
            #expect(try await send("PUT", "/actions/1/decision", ["approve": true]).status == 403)
            #expect(try await send("PUT", "/actions/1/decision", ["approve": true], by: lead).status == 200)
            let done = try await send("PUT", "/actions/1/result", ["done": true, "result": "наряд 7"])
            #expect(done.json["action"]?["state"] == "DONE")
            #expect(try await send("POST", "/links", ["other": .string(other), "kind": "SAME_VICTIM"]).status == 201)
            #expect(try await send("DELETE", "/links/\(other)/SAME_VICTIM").status == 200)
            let merged = try await send("PUT", "/merge", ["into": .string(other)])
            #expect(merged.status == 200 && merged.json["merged_into"]?.string == other)
            let again = try await send("PUT", "/merge", ["into": .string(other)])
            #expect(again.status == 409 && again.code == "case-merged")
            #expect(try await send("GET", "").json["living"]?.string == other)
            #expect(try await send("DELETE", "/merge/\(other)").json["status"] == "REOPENED")
            let handed = try await send("PUT", "/assignment", ["assignee": "supervisor", "words": "банк перезвонит"])
            #expect(handed.status == 200)
            #expect(try await send("GET", "/guide", by: lead).json["handover"]?["words"] == "банк перезвонит")
        }
    }

    @Test func `cases are searched by everything that is in the body, and pages go on by its cursor`() async throws {
        try await Server.run { server in
            let token = try await server.token(.agent)
            for _ in 0..<3 { _ = try await server.mariasCase(token) }
            func search(_ body: JSON) async throws -> Answer {
                try await server.client.send("POST", "/v1/cases/search", token: token, json: body)
            }
            let first = try await search(["phone": "8 928 123-45-67", "limit": 2])
            #expect(first.json["cases"]?.array?.count == 2)
            let next = try #require(first.json["next"]?.string)
            let second = try await search(["phone": "8 928 123-45-67", "limit": 2, "cursor": .string(next)])
            #expect(second.json["cases"]?.array?.count == 1 && second.json["next"] == nil)
            #expect(try await search(["cursor": "x"]).json["errors"]?[0]?["pointer"] == "/cursor")
            #expect(try await search(["indicator": "PHONE:x"]).json["errors"]?[0]?["pointer"] == "/indicator")
            #expect(try await search(["scam": "SIM_SWAP"]).json["cases"]?.array?.isEmpty == true)
            let changed = try await server.client.send(
                "GET", "/v1/cases?updated_since=2020-01-01T00:00:00Z", token: token)
            #expect(changed.status == 200)
            #expect(try await server.client.send("GET", "/v1/cases?updated_since=now", token: token).status == 422)
        }
    }
}
