import Canonical
import Casework
import Foundation
import Playbook
import Postgres

/// Imports generated playbooks of 40 steps through the real operation into a real, durable PostgreSQL cluster of its own, and
/// prints a table: the time by the clock on the wall, and the processor time of this process and of the server.
///
///     redress-import [--count N] [--rounds N]
@main
enum Main {
    /// The most that the import of 1,000 playbooks may take.
    static let limit = 5.0

    static func main() async {
        do {
            var (count, rounds) = (1_000, 3)
            var words = Array(CommandLine.arguments.dropFirst())
            while !words.isEmpty {
                let word = words.removeFirst()
                guard ["--count", "--rounds"].contains(word), let number = words.first.flatMap({ Int($0) }), number > 0
                else { throw ImportError("--count N, --rounds N") }
                words.removeFirst()
                if word == "--count" { count = number } else { rounds = number }
            }
            try await measure(count, rounds)
        } catch {
            FileHandle.standardError.write(Data("redress-import: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func measure(_ count: Int, _ rounds: Int) async throws {
        var template = Array("/tmp/redress-import-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ImportError("/tmp cannot be written to") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        chmod(directory, 0o711)
        let cluster = PrivateCluster(stateDirectory: directory)
        _ = try await cluster.start(keepAliveWithProcess: true)
        let sources = (0..<count).map(Generated.source)
        print("| \(count) playbooks of \(Generated.steps) steps | seconds | our processor time | the server's | aim |")
        print("|---|--:|--:|--:|--:|")
        var rows: [(String, [Cost])] = [("a dry run", []), ("the import", []), ("the same again, unchanged", [])]
        for round in 0..<rounds {
            let desk = try await Self.desk(cluster, "import_\(round)")
            let author = Actor(kind: .staff, id: "author", roles: [.author], session: "import-\(round)")
            for (index, isDryRun) in [true, false, false].enumerated() {
                let before = Cost.now(try await postmaster(cluster))
                let answer = try await desk.perform(ImportPlaybooks(sources, isDryRun: isDryRun), by: author)
                rows[index].1.append(Cost.now(before.postmaster).since(before))
                let new = answer["imported"]?.int
                guard new == (index == 1 ? Int64(count) : 0) else { throw ImportError("\(new ?? -1) were imported") }
            }
        }
        for (name, costs) in rows {
            let median = Cost.median(costs)
            print(
                String(
                    format: "| %@ | %.2f | %.2f | %.2f | %@ |", name, median.wall, median.own, median.server,
                    name == "the import" ? (median.wall <= limit ? "≤ 5" : "≤ 5, missed") : ""))
        }
        try await cluster.stop(mode: .immediate)
        try FileManager.default.removeItem(atPath: directory)
    }

    /// A desk over a new database.
    private static func desk(_ cluster: PrivateCluster, _ database: String) async throws -> Desk {
        let admin = try await Connection.connect(ConnectionConfiguration(try cluster.connectionString()))
        try await admin.simple("CREATE DATABASE \(database)")
        await admin.close()
        let url = try cluster.connectionString(database: database)
        let connection = try await Connection.connect(ConnectionConfiguration(url))
        _ = try await Migrator().migrate(connection)
        await connection.close()
        let pool = Pool(configuration: ConnectionConfiguration(url, role: "redress_app"), size: 4)
        return try await Desk(pool: pool, keys: KeyRing.generate())
    }

    private static func postmaster(_ cluster: PrivateCluster) async throws -> Int32 {
        let connection = try await Connection.connect(ConnectionConfiguration(try cluster.connectionString()))
        let rows = try await connection.query(
            "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int4 AS pid")
        await connection.close()
        return try rows[0]["pid"]
    }
}

/// Why there is nothing to measure.
struct ImportError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
