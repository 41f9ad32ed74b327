import Casework
import Foundation
import Playbook
import PlaybookFiles
import Postgres

/// A durable cluster of its own: fsync is on, as in the field.
struct BenchCluster: Sendable {
    private let cluster: PrivateCluster
    let directory: String

    /// Makes it and starts the server.
    static func start() async throws -> BenchCluster {
        let directory = try temporaryDirectory()
        let cluster = PrivateCluster(stateDirectory: directory)
        _ = try await cluster.start(keepAliveWithProcess: true)
        return BenchCluster(cluster: cluster, directory: directory)
    }

    /// A new directory that the server's user may pass through.
    static func temporaryDirectory() throws -> String {
        var template = Array("/tmp/redress-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchError("/tmp cannot be written to") }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(path, 0o711)
        return path
    }

    /// How to connect to a database.
    func url(_ database: String = "postgres") throws -> String { try cluster.connectionString(database: database) }

    /// Runs a script as the superuser.
    func run(_ script: String, in database: String = "postgres") async throws {
        let connection = try await Connection.connect(
            ConnectionConfiguration(try url(database), statementTimeout: .seconds(600)))
        try await connection.simple(script)
        await connection.close()
    }

    /// The server's first process.
    func postmaster() async throws -> Int32 {
        let rows = try await query(
            "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int4 AS pid", in: "postgres")
        return try rows[0]["pid"]
    }

    /// Asks as the superuser.
    func query(_ statement: SQL, in database: String) async throws -> [Row] {
        let connection = try await Connection.connect(ConnectionConfiguration(try url(database)))
        let rows = try await connection.query(statement)
        await connection.close()
        return rows
    }

    /// A desk over a database, made and stocked when `isNew`.
    func desk(_ database: String, keys: KeyRing, isNew: Bool) async throws -> Desk {
        if isNew {
            try await run("CREATE DATABASE \(database)")
            let connection = try await Connection.connect(ConnectionConfiguration(try url(database)))
            _ = try await Migrator().migrate(connection)
            await connection.close()
        }
        let pool = Pool(configuration: ConnectionConfiguration(try url(database), role: "redress_app"), size: 16)
        let desk = try await Desk(pool: pool, keys: keys)
        if isNew {
            let sources = PlaybookFiles.all.map { PlaybookSource(file: $0.name, bytes: Array($0.text.utf8)) }
            let system = Actor(kind: .system, id: "redress", roles: [], session: "setup")
            _ = try await desk.perform(ImportPlaybooks(sources, publishes: true), by: system)
        }
        return desk
    }

    /// Stops the server and removes everything.
    func remove() async {
        try? await cluster.stop(mode: .immediate)
        try? FileManager.default.removeItem(atPath: directory)
    }
}
