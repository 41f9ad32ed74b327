import Canonical
import Casework
import Testing

@testable import Web

/// Bots, files of cases and reports over the socket.
@Suite struct `Bots, files and reports over HTTP` {
    @Test func `a bot begins once, talks, and hands over; its token opens nothing else`() async throws {
        try await Server.run { server in
            let bot = try await server.token(.bot, "chat.bot")
            let begin: JSON = [
                "conversation": "tg/42?x=1", "channel": "TELEGRAM", "language": "ru", "jurisdiction": "RU",
                "text": "Мне звонили из банка",
            ]
            let first = try await server.client.send("POST", "/v1/bot/conversations", token: bot, json: begin)
            #expect(first.status == 201 && first.json["handed_over"] == false)
            let second = try await server.client.send("POST", "/v1/bot/conversations", token: bot, json: begin)
            #expect(second.status == 201 && second.json["ref"] == first.json["ref"])
            let path = "/v1/bot/conversations/\(Percent.encode("tg/42?x=1"))"
            let step = try #require(first.json["steps"]?[0]?["path"]?.string)
            let went = try await server.client.send(
                "POST", path + "/messages", token: bot, json: ["step": .string(step), "result": "done"])
            #expect(went.status == 200 && went.json["steps"]?[0]?["path"]?.string != step)
            let wrong = try await server.client.send(
                "POST", path + "/messages", token: bot, json: ["step": "close", "result": "done"])
            #expect(wrong.status == 403 && wrong.code == "not-self-service")
            let over = try await server.client.send(
                "POST", path + "/messages", token: bot, json: ["text": "я не хочу больше жить"])
            #expect(over.json["handed_over"] == true && over.json["priority"] == "P0")
            #expect(over.json["lines"]?.array?.isEmpty == false)
            #expect(try await server.client.send("GET", path, token: bot).json["reason"] == "DISTRESS")
            let ref = first.json["ref"]?.string ?? ""
            for (method, other) in [("GET", "/v1/cases/\(ref)"), ("GET", "/v1/cases"), ("POST", "/v1/cases/next")] {
                #expect(try await server.client.send(method, other, token: bot).status == 403, "\(other)")
            }
            #expect(!server.log.text.contains("жить"))
        }
    }

    @Test func `JSON lines come in whole or not at all, and go out masked in pages`() async throws {
        try await Server.run { server in
            let lead = try await server.token(.supervisor)
            let lines = (0..<5).map { number in
                #"{"channel":"shop","language":"ru","jurisdiction":"RU","phone":"+7928000000\#(number)","external_id":"s-\#(number)"}"#
            }
            func send(_ lines: [String], _ query: String = "") async throws -> Answer {
                try await server.client.send(
                    "POST", "/v1/cases/import" + query, token: lead, headers: ["Content-Type": "application/x-ndjson"],
                    body: lines.joined(separator: "\n"))
            }
            let bad = try await send(lines + [#"{"channel":"shop"}"#])
            #expect(bad.status == 422 && bad.code == "lines-refused")
            #expect(bad.json["errors"]?[0]?["pointer"] == "/5/language")
            let good = try await send(lines)
            #expect(good.status == 200 && good.json["opened"] == 5)
            let skipped = try await send(lines + ["{"], "?errors=skip")
            #expect(skipped.json["unchanged"] == 5 && skipped.json["refused"] == 1)
            let page = try await server.client.send("GET", "/v1/cases/export?limit=3", token: lead)
            #expect(page["Content-Type"]?.hasPrefix("application/x-ndjson") == true)
            #expect(page.text.split(separator: "\n").count == 3 && !page.text.contains("+7928000000"))
            let next = try #require(page["Link"]?.split(separator: ">").first?.dropFirst())
            let last = try await server.client.send("GET", String(next), token: lead)
            #expect(last.text.split(separator: "\n").count == 2 && last["Link"] == nil)
        }
    }

    @Test func `a file that is larger than any other body is read as it comes, and its key knows it`() async throws {
        try await Server.run { server in
            let lead = try await server.token(.supervisor)
            let filling = String(repeating: "д", count: 400)
            func send(_ count: Int) async throws -> Answer {
                let lines = (0..<count).map { number in
                    #"{"channel":"shop","language":"ru","jurisdiction":"RU","summary":"\#(filling)","external_id":"s-\#(number)"}"#
                        + "\n"
                }
                return try await server.client.send(
                    "POST", "/v1/cases/import?dry_run=true", token: lead,
                    headers: ["Content-Type": "application/x-ndjson", "Idempotency-Key": "file-1"],
                    body: lines.joined())
            }
            let first = try await send(3_000)
            #expect(first.status == 200 && first.json["lines"] == 3_000 && first.json["refused"] == 0)
            #expect(try await send(3_000).text == first.text)
            let other = try await send(3_001)
            #expect(other.status == 422 && other.code == "key-reused")
        }
    }

    @Test func `a report comes as JSON and CSV, campaigns as STIX too`() async throws {
        try await Server.run { server in
            let (agent, lead) = (try await server.token(.agent), try await server.token(.supervisor))
            for number in 0..<3 {
                let body: JSON = [
                    "channel": "hotline", "language": "ru", "jurisdiction": "RU", "scam": "SAFE_ACCOUNT",
                    "phone": .string("+7928000000\(number)"), "indicators": ["EMAIL:help@example.com"],
                ]
                _ = try await server.client.send("POST", "/v1/cases", token: agent, json: body)
            }
            func get(_ path: String, _ token: String) async throws -> Answer {
                try await server.client.send("GET", "/v1/reports/" + path, token: token)
            }
            #expect(try await get("volume?by=channel", lead).json["rows"]?[0]?["opened"] == 3)
            #expect(try await get("volume?by=channel&format=csv", lead).text.contains("HOTLINE,3,3,0,"))
            #expect(try await get("volume?by=moon", lead).status == 422)
            #expect(try await get("volume?last=9x", lead).status == 422)
            #expect(try await get("volume", agent).status == 403)
            let campaigns = try await get("campaigns", lead)
            #expect(campaigns.json["rows"]?[0]?["cases"] == 3 && !campaigns.text.contains("help@"))
            let stix = try await get("campaigns?format=stix", lead)
            #expect(stix["Content-Type"]?.hasPrefix("application/stix+json") == true)
            #expect(stix.text.contains("[email-addr:value = 'help@example.com']"))
            let guide = try await server.client.send(
                "POST", "/v1/cases", token: agent,
                json: [
                    "channel": "hotline", "language": "ru", "jurisdiction": "RU", "scam": "SAFE_ACCOUNT",
                    "indicators": ["EMAIL:help@example.com"],
                ])
            #expect(guide.json["indicators"]?[0]?["cases_this_week"] == 3)
        }
    }
}
