import Canonical
import Casework
import Foundation
import NIOHTTP1
import Postgres
import Support
import Testing

@testable import Web

@Suite struct `Webhooks to other systems` {
    private static let loopback = AddressPolicy(allowing: ["127.0.0.0/8"].compactMap(NetworkRange.init))

    private func add(_ server: Server, _ admin: String, _ url: String, kinds: [String] = []) async throws -> JSON {
        let added = try await server.client.send(
            "POST", "/v1/webhooks", token: admin,
            json: ["url": .string(url), "kinds": .array(kinds.map(JSON.string))])
        #expect(added.status == 201, "\(added.text)")
        return added.json
    }

    /// Waits until something is so, for a long time: a slow machine is no failure.
    private func wait(_ what: String, until isSo: () async throws -> Bool) async throws {
        for _ in 0..<6_000 {
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("waited in vain: \(what)")
    }

    @Test func `the published vector of Standard Webhooks`() throws {
        let key = try #require(StandardWebhook.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = StandardWebhook.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8),
            key: key)
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `changes arrive signed, of the kinds that are wanted, and name nobody`() async throws {
        try await Server.run(outgoing: Self.loopback) { server in
            let receiver = try LoopbackServer()
            defer { receiver.close() }
            let (admin, agent) = (try await server.token(.admin), try await server.token(.agent))
            let webhook = try await add(server, admin, receiver.address + "/hook?a=1", kinds: ["case.note_added"])
            let ref = try await server.mariasCase(agent).json["ref"]?.string ?? ""
            _ = try await server.client.send("POST", "/v1/cases/\(ref)/notes", token: agent, json: ["text": "Ромашка"])
            try await server.sealAll()
            try await wait("message") { receiver.received.count == 1 }
            let message = receiver.received[0]
            #expect(message.target == "/hook?a=1")
            let body = try JSON(parsing: message.body)
            #expect(body["type"] == "case.note_added" && body["data"]?["ref"]?.string == ref)
            #expect(Set(body["data"]?.object?.keys ?? []) == ["ref", "revision"])
            let key = try #require(StandardWebhook.key(webhook["secret"]?.string ?? ""))
            let id = try #require(message.headers["webhook-id"])
            let time = try #require(Int64(message.headers["webhook-timestamp"] ?? ""))
            #expect(
                message.headers["webhook-signature"]
                    == StandardWebhook.signature(id: id, timestamp: time, body: message.body, key: key))
            try await wait("settled") {
                let list = try await server.client.send(
                    "GET", "/v1/webhooks/\(webhook["id"]?.string ?? "")/deliveries?state=delivered", token: admin)
                return list.json["deliveries"]?.array?.count == 1
            }
            let list = try await server.client.send("GET", "/v1/webhooks", token: admin)
            #expect(!list.text.contains("whsec_") && !list.text.contains("secret"))
            #expect(try await server.client.send("GET", "/v1/webhooks", token: agent).status == 403)
            let stored = try await server.query("SELECT t::text AS line FROM casework.webhook t")[0]
            #expect(!(try stored.decode(String.self, "line")).contains(Hexadecimal.text(key)))
        }
    }

    @Test func `while a secret is changed for another, both sign`() async throws {
        try await Server.run(outgoing: Self.loopback) { server in
            let receiver = try LoopbackServer()
            defer { receiver.close() }
            let admin = try await server.token(.admin)
            let first = try await add(server, admin, receiver.address)
            let id = first["id"]?.string ?? ""
            let second = try await server.client.send("POST", "/v1/webhooks/\(id)/rotate", token: admin).json
            #expect(first["secret"] != second["secret"])
            let tested = try await server.client.send("POST", "/v1/webhooks/\(id)/test", token: admin)
            #expect(tested.status == 202)
            try await wait("message") { receiver.received.count == 1 }
            let message = receiver.received[0]
            #expect(message.headers["webhook-id"] == tested.json["message"]?.string)
            let expected = [second, first].map { answer in
                StandardWebhook.signature(
                    id: message.headers["webhook-id"] ?? "",
                    timestamp: Int64(message.headers["webhook-timestamp"] ?? "") ?? 0,
                    body: message.body, key: StandardWebhook.key(answer["secret"]?.string ?? "") ?? [])
            }
            #expect(message.headers["webhook-signature"] == expected.joined(separator: " "))
        }
    }

    @Test func `a refused message is tried again later, then dead, visible, counted and sent again`() async throws {
        let test = try await TestDesk.make()
        var desk = test.desk
        desk.outgoing = Self.loopback
        let keeper = test.keeper()
        let admin = test.actor("ada", [.admin])
        let added = try await desk.perform(AddWebhook(url: "http://127.0.0.1:1/", kinds: ["case.opened"]), by: admin)
        let id = added["id"]?.string ?? ""
        _ = try await test.openCase()
        try await keeper.sealAll()
        var now = Timestamp.now
        var previous: Int64 = 0
        for attempt in 1...10 {
            let at = now
            let queue = WebhookQueue(desk: desk.at { at }, session: "q-\(attempt)")
            try await queue.fill()
            let taken = try await queue.take()
            #expect(taken.map(\.attempt) == [attempt])
            #expect(try await queue.take().isEmpty, "it is on loan")
            for one in taken { try await queue.settle(one, .failed(status: 500, trouble: "refused")) }
            let numbers = try await queue.tidy()
            if attempt < 10 {
                let next = try #require(numbers.nextAt)
                let pause = (next.microseconds - now.microseconds) / 1_000_000
                #expect(pause >= WebhookQueue.delays[attempt - 1] && pause > previous / 2)
                (now, previous) = (next.adding(seconds: 1), pause)
            } else {
                #expect(numbers == WebhookQueue.Numbers(waiting: 0, dead: 1, nextAt: nil))
            }
        }
        let dead = try await desk.perform(ListDeliveries(id, state: .dead), by: admin)
        #expect(dead["deliveries"]?[0]?["last_status"] == 500 && dead["deliveries"]?[0]?["attempts"] == 10)
        #expect(try await desk.perform(RetryWebhook(id), by: admin)["retried"] == 1)
        let later = WebhookQueue(desk: desk, session: "q-later")
        let again = try await later.take()
        #expect(again.map(\.attempt) == [1] && again[0].message == dead["deliveries"]?[0]?["message"]?.string)
        try await later.settle(again[0], .gone)
        #expect(try await desk.perform(ListWebhooks(), by: admin)["webhooks"]?[0]?["disabled_at"] != nil)
        await #expect(throws: DeskError.self) { try await desk.perform(RemoveWebhook(id), by: test.actor()) }
        _ = try await desk.perform(RemoveWebhook(id), by: admin)
        #expect(try await test.count("SELECT count(*) AS n FROM casework.webhook_delivery") == 0)
        await keeper.close()
        await desk.pool.close()
    }

    @Test func `of several servers each takes what no other has, and what one died with is taken again`() async throws {
        let test = try await TestDesk.make()
        var desk = test.desk
        desk.outgoing = Self.loopback
        let keeper = test.keeper()
        let admin = test.actor("ada", [.admin])
        for _ in 0..<4 {
            _ = try await desk.perform(AddWebhook(url: "http://127.0.0.1:1/", kinds: ["case.opened"]), by: admin)
        }
        for number in 0..<2 { _ = try await test.openCase(phone: "+7928123450\(number)") }
        try await keeper.sealAll()
        let shared = desk
        let taken = try await withThrowingTaskGroup(of: [String].self) { tasks in
            for server in 0..<4 {
                tasks.addTask {
                    let queue = WebhookQueue(desk: shared, session: "q-\(server)")
                    try await queue.fill()
                    var all: [String] = []
                    for _ in 0..<4 { all += try await queue.take(3).map { "\($0.webhook) \($0.message)" } }
                    return all
                }
            }
            return try await tasks.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == Set(taken).count && taken.count <= 8)
        let rest = try await WebhookQueue(desk: shared, session: "q-rest").take(100)
        #expect(taken.count + rest.count == 8)
        let minute = Timestamp.now.adding(seconds: 61)
        let heirs = try await WebhookQueue(desk: shared.at { minute }, session: "q-heir").take(100)
        #expect(heirs.count == 8 && heirs.allSatisfy { $0.attempt == 2 })
        // The late word of whoever had it first changes nothing.
        try await WebhookQueue(desk: shared, session: "q-rest").settle(rest.first ?? heirs[0], .delivered(status: 200))
        let done = try await test.count(
            "SELECT count(*) AS n FROM casework.webhook_delivery WHERE delivered_at IS NOT NULL")
        #expect(done == (rest.isEmpty ? 1 : 0))
        await keeper.close()
        await desk.pool.close()
    }

    @Test func `secrets survive a turn of the keys, and an old key is not destroyed while one needs it`() async throws {
        let directory = "/tmp/redress-webhook-keys-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let test = try await TestDesk.make(stocked: false)
        var desk = try await Desk(pool: test.desk.pool, keyDirectory: directory)
        desk.outgoing = Self.loopback
        let admin = test.actor("ada", [.admin])
        let added = try await desk.perform(AddWebhook(url: "http://127.0.0.1:1/"), by: admin)
        let id = added["id"]?.string ?? ""
        _ = try await desk.perform(RotateKeys(), by: admin)
        _ = try await desk.perform(DestroyKey(number: 1), by: admin)
        _ = try await desk.perform(TestWebhook(id), by: admin)
        let taken = try await WebhookQueue(desk: desk, session: "q").take()
        let key = try #require(StandardWebhook.key(added["secret"]?.string ?? ""))
        let now = Timestamp.now
        let signature = StandardWebhook.signature(
            id: taken[0].message, timestamp: now.seconds, body: taken[0].body, key: key)
        #expect(taken[0].headers(at: now).contains { $0.value == signature })
        await desk.pool.close()
    }

    @Test func `addresses that are not public are refused when they are named, and when a name leads there`()
        async throws
    {
        try await Server.run { server in
            let admin = try await server.token(.admin)
            for url in [
                "http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/x",
                "https://169.254.169.254/",
                "https://user@example.org/", "ftp://example.org/", "https://example.org/#x",
                "https://[::ffff:10.0.0.1]/",
                "nonsense",
            ] {
                let answer = try await server.client.send(
                    "POST", "/v1/webhooks", token: admin, json: ["url": .string(url)])
                #expect(answer.status == 422, "\(url)")
                #expect(answer.json["errors"]?[0]?["pointer"] == "/url", "\(url): \(answer.text)")
            }
            let named = try await server.client.send(
                "POST", "/v1/webhooks", token: admin, json: ["url": "https://localhost/"])
            let id = named.json["id"]?.string ?? ""
            _ = try await server.client.send("POST", "/v1/webhooks/\(id)/test", token: admin)
            try await wait("trouble") {
                let list = try await server.client.send("GET", "/v1/webhooks/\(id)/deliveries", token: admin)
                return list.json["deliveries"]?[0]?["last_trouble"] == "not-public"
            }
            let unknown = try await server.client.send("POST", "/v1/webhooks/w-000000000000/test", token: admin)
            #expect(unknown.status == 404 && unknown.code == "no-such-webhook")
        }
    }
}

@Suite struct `What the desk asks of others` {
    @Test(arguments: [
        ("8.8.8.8", true), ("2606:4700::1111", true), ("10.1.2.3", false), ("172.31.255.255", false),
        ("172.32.0.1", true),
        ("192.168.1.1", false), ("127.1.1.1", false), ("169.254.169.254", false), ("100.64.0.1", false),
        ("100.128.0.1", true), ("0.0.0.0", false), ("224.0.0.1", false), ("255.255.255.255", false),
        ("198.18.0.1", false), ("::1", false), ("::", false), ("::ffff:127.0.0.1", false), ("::ffff:8.8.8.8", true),
        ("fe80::1", false), ("fc00::1", false), ("64:ff9b::a00:1", false), ("2002:a00:1::", false),
        ("2001:db8::1", false),
        ("2001::1", false),
    ]) func `an address is public or it is not`(text: String, isPublic: Bool) throws {
        #expect(try #require(NetworkAddress(text)).isPublic == isPublic)
    }

    @Test func `no redirect is followed, and no more is read than was asked for`() async throws {
        let policy = AddressPolicy(allowing: ["127.0.0.1"].compactMap(NetworkRange.init))
        let server = try LoopbackServer { request in
            request.target == "/go"
                ? .init(status: 302, headers: ["Location": "/there"])
                : .init(body: String(repeating: "x", count: 100_000))
        }
        defer { server.close() }
        let client = try OutgoingClient(policy: policy)
        #expect(try await client.send(.POST, server.address + "/go", reading: .status).status == 302)
        #expect(server.received.map(\.target) == ["/go"])
        await #expect(throws: OutgoingClient.Failure.tooLong) {
            _ = try await client.send(.GET, server.address + "/long", reading: .upTo(1_000))
        }
        #expect(try await client.send(.GET, server.address + "/long", reading: .status).body.isEmpty)
    }

    @Test func `an answer that comes at once is an answer, however busy this side is`() async throws {
        let policy = AddressPolicy(allowing: ["127.0.0.1"].compactMap(NetworkRange.init))
        let server = try LoopbackServer { _ in .init(body: "told") }
        defer { server.close() }
        let client = try OutgoingClient(policy: policy, limit: .seconds(600))
        for _ in 0..<20 {
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        let (method, body): (HTTPMethod, [UInt8]) = number % 2 == 0 ? (.GET, []) : (.POST, [1, 2, 3])
                        let answer = try await client.send(method, server.address, body: body, reading: .upTo(100))
                        return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers == Array(repeating: "200 told", count: 4))
        }
    }

    @Test func `who does not answer is left`() async throws {
        let policy = AddressPolicy(allowing: ["127.0.0.1"].compactMap(NetworkRange.init))
        let server = try LoopbackServer { _ in
            Thread.sleep(forTimeInterval: 20)
            return .init()
        }
        defer { server.close() }
        let client = try OutgoingClient(policy: policy, limit: .milliseconds(200))
        await #expect(throws: OutgoingClient.Failure.timedOut) {
            _ = try await client.send(.GET, server.address, reading: .status)
        }
        await #expect(throws: OutgoingClient.Failure.notConnected) {
            _ = try await OutgoingClient(policy: policy).send(.GET, "http://127.0.0.1:1/", reading: .status)
        }
    }
}
