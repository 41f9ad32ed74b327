import Canonical
import Casework
import Foundation
import Postgres
import Support
import Synchronization
import Testing

@testable import Web

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One event as a reader gets it.
struct StreamEvent: Sendable, Equatable {
    var id: Int64
    var kind: String
    var data: JSON
}

/// Reads a stream of changes over a real socket.
final class StreamReader: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    // `@unchecked Sendable`: everything that changes is under the mutex.
    private struct State {
        var text = ""
        var status: Int?
        var isOver = false
    }
    private let state = Mutex(State())
    private var session: URLSession?
    private var task: URLSessionDataTask?

    init(_ server: Server, token: String, headers: [String: String] = [:], query: String = "") throws {
        super.init()
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 120
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        let url = try #require(URL(string: "http://127.0.0.1:\(server.client.port)/v1/events\(query)"))
        var request = URLRequest(url: url)
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let task = session.dataTask(with: request)
        (self.session, self.task) = (session, task)
        task.resume()
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        state.withLock { $0.status = (response as? HTTPURLResponse)?.statusCode }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        state.withLock { $0.text += String(decoding: data, as: UTF8.self) }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        state.withLock { $0.isOver = true }
        session.finishTasksAndInvalidate()
    }

    var text: String { state.withLock { $0.text } }
    var isOver: Bool { state.withLock { $0.isOver } }

    var events: [StreamEvent] {
        text.components(separatedBy: "\n\n").dropLast().compactMap { block in
            var event = StreamEvent(id: -2, kind: "", data: .null)
            for line in block.split(separator: "\n") {
                if line.hasPrefix("id: ") { event.id = Int64(line.dropFirst(4)) ?? -3 }
                if line.hasPrefix("event: ") { event.kind = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { event.data = (try? JSON(parsing: String(line.dropFirst(6)))) ?? .null }
            }
            return event.kind.isEmpty ? nil : event
        }
    }

    /// Waits until something is so, for a long time: a slow machine is no failure.
    func wait(_ what: String, until isSo: (StreamReader) -> Bool) async throws {
        for _ in 0..<6_000 {
            if isSo(self) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("waited in vain: \(what); \(text)")
    }

    func close() { task?.cancel() }
}

@Suite struct `The stream of changes` {
    /// Seals what waits, as the keeper of the trail does beside a server.
    private func seal(_ server: Server) async throws { try await server.sealAll() }

    @Test func `an agent sees the changes of the cases that are his, and nothing of a person in them`() async throws {
        try await Server.run { server in
            let (anna, boris) = (try await server.token(.agent, "anna"), try await server.token(.agent, "boris"))
            let cora = try await server.token(.compliance, "cora")
            let readers = try [anna, boris, cora].map { try StreamReader(server, token: $0) }
            for reader in readers { try await reader.wait("begun") { $0.text.contains("retry") } }
            let ref = try await server.mariasCase(anna).json["ref"]?.string ?? ""
            _ = try await server.client.send("GET", "/v1/cases/\(ref)/guide", token: anna)
            _ = try await server.client.send(
                "POST", "/v1/cases/\(ref)/notes", token: anna, json: ["text": "Ромашка"])
            try await seal(server)
            for reader in [readers[0], readers[2]] { try await reader.wait("two") { $0.events.count == 2 } }
            #expect(readers[0].events.map(\.kind) == ["case.opened", "case.note_added"])
            #expect(readers[0].events == readers[2].events)
            for event in readers[0].events {
                #expect(Documents.all["Change"]?.findings(in: event.data) == [])
                let fields: JSON = [
                    "id": .string(String(event.id)), "event": .string(event.kind),
                    "data": .string(event.data.canonicalText),
                ]
                #expect(Documents.all["Event"]?.findings(in: fields) == [])
            }
            #expect(readers[0].events[1].data["ref"]?.string == ref)
            #expect(
                Set(readers[0].events[1].data.object?.keys ?? []) == [
                    "id", "kind", "ref", "revision", "at",
                ])
            let supervisor = try await server.token(.supervisor, "sofia")
            _ = try await server.client.send(
                "PUT", "/v1/cases/\(ref)/assignment", token: supervisor, json: ["assignee": "boris"])
            try await seal(server)
            try await readers[1].wait("assigned") { $0.events.count == 1 }
            #expect(readers[1].events.map(\.kind) == ["case.assigned"])
            try await readers[2].wait("three") { $0.events.count == 3 }
            #expect(readers[0].events.count == 2)
            for secret in ["Ромашка", "9281234567", "Иванова"] { #expect(!readers[2].text.contains(secret)) }
            for reader in readers { reader.close() }
        }
    }

    @Test func `who comes again with the last id goes on behind it; nothing is repeated, nothing skipped`() async throws
    {
        try await Server.run { server in
            let token = try await server.token(.supervisor)
            for _ in 0..<3 { _ = try await server.mariasCase(token) }
            try await seal(server)
            let first = try StreamReader(server, token: token, query: "?after=-1")
            try await first.wait("three") { $0.events.count == 3 }
            first.close()
            let known = first.events
            _ = try await server.mariasCase(token)
            try await seal(server)
            let second = try StreamReader(server, token: token, headers: ["Last-Event-ID": String(known[1].id)])
            try await second.wait("two") { $0.events.count == 2 }
            #expect(second.events[0] == known[2])
            #expect(second.events[1].id > known[2].id)
            second.close()
            let page = try await server.client.send("GET", "/v1/changes?after=\(known[0].id)", token: token)
            #expect(
                page.json["events"]?.array?.compactMap { $0["id"]?.int } == [
                    known[1].id, known[2].id, second.events[1].id,
                ])
            let ahead = try await server.client.send(
                "GET", "/v1/events", token: token, headers: ["Last-Event-ID": "100000"])
            #expect(ahead.status == 409 && ahead.code == "position-ahead")
            let odd = try await server.client.send("GET", "/v1/events", token: token, headers: ["Last-Event-ID": "x"])
            #expect(odd.status == 422)
        }
    }

    @Test func `a change whose transaction takes long is behind those that came first, not skipped`() async throws {
        try await Server.run { server in
            let token = try await server.token(.supervisor)
            let slow = try await server.mariasCase(token).json["ref"]?.string ?? ""
            try await seal(server)
            let reader = try StreamReader(server, token: token)
            try await reader.wait("begun") { $0.text.contains("retry") }
            // A transaction that has its place in the queue's sequence, and is committed only after others.
            let connection = try await Connection.connect(ConnectionConfiguration(server.url))
            try await connection.simple(
                """
                BEGIN; SELECT audit.append('e-slow', place.case_no, place.seq + 1, 'slow', 1, NULL, 'case.note_added',
                    '2026-11-22T08:00:00Z', convert_to('{"actor":{"id":"slow"}}', 'UTF8'))
                FROM (SELECT case_no, seq FROM audit.case_head LIMIT 1) AS place,
                    LATERAL audit.next_place(place.case_no, 'slow') AS locked
                """)
            for _ in 0..<2 { _ = try await server.mariasCase(token) }
            try await seal(server)
            try await reader.wait("two") { $0.events.count == 2 }
            try await connection.simple("COMMIT")
            await connection.close()
            try await seal(server)
            try await reader.wait("three") { $0.events.count == 3 }
            #expect(reader.events[2].data["ref"]?.string == slow)
            #expect(reader.events.map(\.id) == reader.events.map(\.id).sorted())
            reader.close()
        }
    }

    @Test func `it ends when the token is taken back, and signs of life move the position on`() async throws {
        try await Server.run({ $0.heartbeat = .milliseconds(50) }) { server in
            let (agent, admin) = (try await server.token(.agent), try await server.token(.admin))
            let reader = try StreamReader(server, token: agent)
            try await reader.wait("sign of life") { $0.text.contains(": still here\nid: ") }
            let tokens = try await server.client.send("GET", "/v1/tokens", token: admin).json["tokens"]?.array ?? []
            let id = try #require(tokens.first { $0["staff"] == "agent" }?["id"]?.string)
            _ = try await server.client.send("DELETE", "/v1/tokens/\(id)", token: admin)
            try await reader.wait("end") { $0.isOver }
            let again = try await server.client.send("GET", "/v1/events", token: agent)
            #expect(again.status == 401)
            #expect(try await server.client.send("GET", "/v1/events", token: admin).status == 403)
        }
    }

    @Test func `no more streams than allowed, and a server that stops ends those there are`() async throws {
        let kept = Mutex<StreamReader?>(nil)
        try await Server.run({ $0.maximumStreams = 1 }) { server in
            let token = try await server.token(.agent)
            let reader = try StreamReader(server, token: token)
            try await reader.wait("begun") { $0.text.contains("retry") }
            let second = try await server.client.send("GET", "/v1/events", token: token)
            #expect(second.status == 503 && second.code == "overloaded")
            #expect(try await server.client.send("GET", "/metrics").text.contains("redress_streams 1"))
            kept.withLock { $0 = reader }
        }
        let reader = try #require(kept.withLock { $0 })
        try await reader.wait("end") { $0.isOver }
    }
}

@Suite struct `The feed of changes` {
    @Test func `sixteen writers: every change once, in order, from memory and from the store`() async throws {
        let test = try await TestDesk.make()
        let feed = ChangeFeed(desk: test.desk, capacity: 8)
        let running = Task { await feed.run() }
        let keeper = test.keeper()
        var seen: [CaseChange] = []
        var position = Int64(-1)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for writer in 0..<16 {
                tasks.addTask {
                    for number in 0..<3 {
                        let actor = Actor(
                            id: "anna", roles: [.agent], session: "w-\(writer)")
                        _ = try await test.openCase(by: actor, phone: "+7928123\(4000 + writer * 10 + number)")
                    }
                }
            }
            tasks.addTask {
                for _ in 0..<20 {
                    try await keeper.sealAll()
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            try await tasks.waitForAll()
        }
        try await keeper.sealAll()
        while seen.count < 48 {
            let page = try await feed.page(after: position)
            seen += page.changes.filter { $0.kind == "case.opened" }
            position = page.reached
            if page.isAtEnd { await feed.wait(behind: position, atMost: .milliseconds(50)) }
        }
        #expect(seen.count == 48)
        #expect(Set(seen.map(\.reference)).count == 48)
        #expect(seen.map(\.position) == seen.map(\.position).sorted())
        feed.end()
        await running.value
        await keeper.close()
        await test.desk.pool.close()
    }

    @Test func `looks at a case are no changes of it`() {
        #expect(CaseChange.kinds.contains("case.closed"))
        for look in ["case.shown", "case.guided", "search.performed", "audit.read"] {
            #expect(!CaseChange.kinds.contains(look))
        }
    }
}
