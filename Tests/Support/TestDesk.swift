public import Canonical
public import Casework
import Foundation
import Playbook
import PlaybookFiles
public import Postgres
import Synchronization

/// A desk over a database of its own: a copy of a template that is migrated and stocked once a test run.
public struct TestDesk: Sendable {
    /// The desk, under the application's role.
    public let desk: Desk
    /// The connection string of its database, as the superuser of the private cluster.
    public let url: String
    /// The keys of the desk.
    public let keys: KeyRing

    /// Makes a database and a desk over it. `stocked` brings the shipped playbooks.
    public static func make(
        stocked: Bool = true, now: @escaping @Sendable () -> Timestamp = { .now }, poolSize: Int = 8
    ) async throws -> TestDesk {
        let url = try await TestCluster.shared.database(stocked ? .stocked : .migrated)
        let keys = TestCluster.keys
        let pool = Pool(
            configuration: ConnectionConfiguration(url, role: "redress_app"), size: poolSize,
            acquireTimeout: .seconds(120))
        return TestDesk(desk: try await Desk(pool: pool, keys: keys, now: now), url: url, keys: keys)
    }

    /// Another desk over the same database, as another process would have it.
    public func another() async throws -> Desk {
        let pool = Pool(
            configuration: ConnectionConfiguration(url, role: "redress_app"), size: 4, acquireTimeout: .seconds(120))
        return try await Desk(pool: pool, keys: keys)
    }

    /// Runs a script as the superuser, whom nothing stops: what a hostile administrator can do.
    public func asSuperuser(_ script: String) async throws {
        let connection = try await Connection.connect(ConnectionConfiguration(url))
        do {
            try await connection.simple(script)
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Asks the database as the superuser.
    public func query(_ sql: SQL) async throws -> [Row] {
        let connection = try await Connection.connect(ConnectionConfiguration(url))
        let rows = try await connection.query(sql)
        await connection.close()
        return rows
    }

    /// Somebody of the desk with these roles.
    public func actor(_ name: String = "anna", _ roles: Set<StaffRole> = [.agent]) -> Actor {
        Actor(kind: roles == [.bot] ? .bot : .staff, id: name, roles: roles, session: "test-\(name)")
    }
}

/// The one private cluster of a test run. It dies with the process, whatever ends that.
public actor TestCluster {
    /// The cluster of this process.
    public static let shared = TestCluster()
    static let keys = KeyRing.generate()

    enum Template: String {
        case migrated = "template_migrated"
        case stocked = "template_stocked"
    }

    private var starting: Task<PrivateCluster, any Error>?
    private var making: [Template: Task<Void, any Error>] = [:]
    private var count = 0

    /// The cluster, started.
    public func cluster() async throws -> PrivateCluster {
        if let starting { return try await starting.value }
        let task = Task {
            let cluster = try PrivateCluster.temporary()
            _ = try await cluster.start(keepAliveWithProcess: true)
            return cluster
        }
        starting = task
        return try await task.value
    }

    /// An empty database without any schema.
    public func emptyDatabase() async throws -> String { try await create("template0") }

    func database(_ template: Template) async throws -> String {
        try await prepare(template)
        return try await create(template.rawValue)
    }

    private func create(_ template: String) async throws -> String {
        let cluster = try await cluster()
        count += 1
        let name = "test_\(count)"
        try await admin("CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY wal_log")
        return try cluster.connectionString(database: name)
    }

    private func admin(_ script: String) async throws {
        let connection = try await Connection.connect(ConnectionConfiguration(try await cluster().connectionString()))
        do {
            try await connection.simple(script)
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }

    private func prepare(_ template: Template) async throws {
        if let task = making[template] { return try await task.value }
        let task = Task {
            if template == .stocked { try await prepare(.migrated) }
            let name = template.rawValue
            try await admin(
                "CREATE DATABASE \(name) TEMPLATE \(template == .stocked ? "template_migrated" : "template0")")
            let url = try await cluster().connectionString(database: name)
            template == .stocked ? try await Self.stock(url) : try await Self.migrate(url)
        }
        making[template] = task
        try await task.value
    }

    private static func migrate(_ url: String) async throws {
        let connection = try await Connection.connect(ConnectionConfiguration(url))
        try await Migrator().migrate(connection)
        await connection.close()
    }

    private static func stock(_ url: String) async throws {
        let pool = Pool(configuration: ConnectionConfiguration(url, role: "redress_app"), size: 1)
        let desk = try await Desk(pool: pool, keys: keys)
        let sources = PlaybookFiles.all.map { PlaybookSource(file: $0.name, bytes: Array($0.text.utf8)) }
        let system = Actor(kind: .system, id: "redress", roles: [], session: "setup")
        _ = try await desk.perform(AdoptParameters(sources), by: system)
        _ = try await desk.perform(ImportPlaybooks(sources, publishes: true), by: system)
        await pool.close()
    }
}

extension TestDesk {
    /// Opens a safe-account case as an agent does, and answers what the desk said.
    public func openCase(
        by actor: Actor? = nil, phone: String = "+79281234567", name: String? = "Мария Тестова",
        paid: [String] = [], scam: String? = "SAFE_ACCOUNT", key: String? = nil
    ) async throws -> JSON {
        let intake = try Intake(
            channel: "hotline", language: "ru", jurisdiction: "RU", scamType: scam, phone: phone, name: name,
            payments: paid)
        return try await desk.perform(OpenCase(intake, key: key), by: actor ?? self.actor())
    }
}

extension JSON {
    /// The reference of the case that an answer is about.
    public var reference: CaseReference { get throws { try CaseReference.read(self["ref"]?.string ?? "") } }
    /// The paths of the open steps.
    public var openPaths: [String] { (self["open"]?.array ?? []).compactMap { $0["path"]?.string } }
}
