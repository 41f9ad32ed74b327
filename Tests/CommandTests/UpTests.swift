import Foundation
import FoundationNetworking
import Testing

/// `redress up` and `redress serve`, from the start to every kind of end.
struct UpTests {
    @Test func `up makes everything, serves, and an interrupt leaves nothing`() async throws {
        try await Desk.use(.empty()) { desk in
            let up = try Server(desk, "up")
            let address = try await up.address()
            #expect(await get(address + "/health/ready") == 200)
            let said = up.child.said
            #expect(said.contains("Sign in there with one of these tokens"))
            #expect(try said.contains(Regex("admin +rdr_[0-9a-f]{64}")))
            #expect(said.contains("REDRESS_STATE=\(desk.state)"))
            let server = try #require(desk.server)
            #expect(await up.end(SIGINT).code == 0)
            #expect(await eventually(within: .seconds(60)) { kill(server, 0) != 0 })
            #expect(desk.server == nil)
        }
    }

    @Test func `after a kill of up the server ends by itself, and up starts again with what there was`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let first = try Server(desk, "up")
            _ = try await first.address()
            let call = try await Call.open(desk)
            let server = try #require(desk.server)
            #expect(await first.end(SIGKILL).code == 128 + SIGKILL)
            #expect(await eventually(within: .seconds(60)) { kill(server, 0) != 0 }, "the keeper stops the server")
            let second = try Server(desk, "up")
            #expect(await get(try await second.address() + "/health/ready") == 200)
            #expect(!second.child.said.contains("Sign in there"), "the first tokens are shown once")
            #expect(try await call.guide()["ref"]?.text == call.reference)
            #expect(await second.end(SIGTERM).code == 0)
            #expect(desk.server == nil)
        }
    }

    @Test func `serve says that it is not ready while the server is away, and comes back by itself`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            _ = try await desk.ask("case", "list")
            let serve = try Server(desk, "serve")
            let address = try await serve.address()
            #expect(await get(address + "/health/ready") == 200)
            #expect(try await desk.run("db", "stop").code == 0)
            #expect(await eventually(within: .seconds(60)) { await get(address + "/health/ready") == 503 })
            #expect(await get(address + "/health/live") == 200)
            #expect(try await desk.run("db", "start").code == 0)
            #expect(await eventually(within: .seconds(60)) { await get(address + "/health/ready") == 200 })
            #expect(await serve.end(SIGINT).code == 0)
        }
    }

    @Test func `the demo refuses a directory with real cases`() async throws {
        try await Desk.use(try await Desk.stocked()) { desk in
            let ending = try await desk.run("up", "--demo", "--port", "0")
            #expect(ending.code == 64)
            #expect(ending.message.contains("\(desk.state) is not a demo: it may hold real cases."))
            #expect(desk.server == nil)
            let configured = try await desk.run(["up", "--demo"], ["DATABASE_URL": "postgres://localhost:1/x"])
            #expect(configured.code == 64)
        }
    }
}

/// A server of the program, on a port of its own. It ends with the test run, whatever ends that.
struct Server {
    let child: Child

    init(_ desk: Desk, _ command: String, _ environment: [String: String] = [:]) throws {
        child = try desk.start([command, "--port", "0", "--exit-with-parent"], environment)
    }

    /// The address, as soon as it is printed.
    func address() async throws -> String {
        var found: String?
        _ = await eventually(within: .seconds(180)) {
            let text = child.said + child.told
            found = text.firstMatch(of: /http:\/\/127\.0\.0\.1:[1-9][0-9]*/).map { String($0.output) }
            return found != nil
        }
        if found == nil { child.send(SIGKILL) }
        return try #require(found, "not ready: \(child.said)\(child.told)")
    }

    func end(_ signal: Int32) async -> Child.Ending {
        child.send(signal)
        return await child.ending(within: .seconds(60))
    }
}

/// The status of an answer; nil when nobody answers.
func get(_ address: String) async -> Int? {
    guard let url = URL(string: address) else { return nil }
    let answer = try? await URLSession.shared.data(for: URLRequest(url: url, timeoutInterval: 5))
    return (answer?.1 as? HTTPURLResponse)?.statusCode
}
