import Canonical
import Casework
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Support
import Synchronization
import Testing
import Web

/// A server that runs for a test, with people who have tokens.
struct Server: Sendable {
    let desk: Desk
    let client: Client
    let log: LogBook
    /// The connection string of its database, as the superuser.
    let url: String
    /// Who seals what waits.
    let keeper: TrailKeeper

    /// Asks the database as the superuser.
    func query(_ sql: SQL) async throws -> [Row] {
        let connection = try await Connection.connect(ConnectionConfiguration(url))
        let rows = try await connection.query(sql)
        await connection.close()
        return rows
    }

    /// Seals what waits, as the keeper of the trail does beside a server.
    func sealAll() async throws { try await keeper.sealAll() }

    /// Runs a server over a database of its own, on a free port of the loopback, for as long as `body` runs.
    static func run(
        _ configure: (inout WebConfiguration) -> Void = { _ in }, outgoing: AddressPolicy = AddressPolicy(),
        _ body: @escaping @Sendable (Server) async throws -> Void
    ) async throws {
        await Places.shared.take()
        do { try await open(configure, outgoing, body) } catch {
            await Places.shared.giveBack()
            throw error
        }
        await Places.shared.giveBack()
    }

    private static func open(
        _ configure: (inout WebConfiguration) -> Void, _ outgoing: AddressPolicy,
        _ body: @escaping @Sendable (Server) async throws -> Void
    ) async throws {
        let test = try await TestDesk.make()
        var desk = test.desk
        desk.outgoing = outgoing
        let (used, keeper) = (desk, test.keeper())
        let (ports, told) = AsyncStream<Int>.makeStream()
        let log = LogBook()
        let logger = Logger(label: "test") { _ in log.handler }
        var configuration = WebConfiguration(port: 0, onListening: { told.yield($0) })
        configure(&configuration)
        let server = try WebServer(desk: desk, configuration: configuration, logger: logger)
        let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                var iterator = ports.makeAsyncIterator()
                let port = try #require(await iterator.next())
                let client = Client(port: port)
                defer { client.close() }
                try await body(Server(desk: used, client: client, log: log, url: test.url, keeper: keeper))
            }
            // The server ends only when it is told to, so the first task that ends is the body.
            defer { tasks.cancelAll() }
            try await tasks.next()
            await group.triggerGracefulShutdown()
        }
        await keeper.close()
        await desk.pool.close()
    }

    /// The program itself, before anybody has a token.
    private static let system = Casework.Actor(kind: .system, id: "redress", roles: [], session: "setup")

    /// A token of somebody with this role.
    func token(_ role: StaffRole, _ name: String? = nil) async throws -> String {
        let issue = IssueToken(role: role, staff: name ?? role.rawValue.lowercased())
        return try #require(try await desk.perform(issue, by: Self.system)["token"]?.string)
    }

    /// Maria's case, opened by the agent of the token.
    func mariasCase(_ token: String, key: String? = nil) async throws -> Answer {
        try await client.send(
            "POST", "/v1/cases", token: token, headers: key.map { ["Idempotency-Key": $0] } ?? [:], json: Self.maria)
    }

    /// What is told when Maria calls.
    static let maria: JSON = [
        "channel": "hotline", "language": "ru", "jurisdiction": "RU", "scam": "SAFE_ACCOUNT", "phone": "+79281234567",
        "name": "Мария Иванова", "paid": ["SBP:150000:RUB:now"], "summary": "Звонили из «банка»",
    ]
}

/// Lets so many servers run at a time: together they share the connections of one cluster.
private actor Places {
    static let shared = Places()
    private var free = 6
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func giveBack() { if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() } }
}

/// What was logged.
final class LogBook: Sendable {
    private let kept = Mutex<[String]>([])
    var lines: [String] { kept.withLock { $0 } }
    var text: String { lines.joined(separator: "\n") }
    var handler: any LogHandler { Handler(book: self) }

    private struct Handler: LogHandler {
        let book: LogBook
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        init(book: LogBook) { self.book = book }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            let pairs = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            book.kept.withLock { $0.append("\(event.level) \(event.message) \(pairs.joined(separator: " "))") }
        }
    }
}
