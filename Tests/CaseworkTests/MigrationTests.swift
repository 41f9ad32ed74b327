import Casework
import Postgres
import SQLFiles
import Support
import Testing

/// The schema: forward only, whole or not at all.
@Suite struct `Migrating` {
    @Test func `the numbers have no gaps`() {
        #expect(SQLFiles.migrations.map(\.number) == Array(1...SQLFiles.migrations.count))
    }

    @Test func `an empty database is brought to the newest schema, and a second run changes nothing`() async throws {
        let connection = try await Connection.connect(
            ConnectionConfiguration(try await TestCluster.shared.emptyDatabase()))
        #expect(try await Migrator().migrate(connection) == SQLFiles.migrations.count)
        #expect(try await Migrator().migrate(connection) == 0)
        await connection.close()
    }

    @Test func `two migrators at once do the work once`() async throws {
        let url = try await TestCluster.shared.emptyDatabase()
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let connection = try await Connection.connect(ConnectionConfiguration(url))
                    let count = try await Migrator().migrate(connection)
                    await connection.close()
                    return count
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts.sorted() == [0, 0, 0, SQLFiles.migrations.count])
    }

    @Test func `a migration that fails leaves the last whole one`() async throws {
        let connection = try await Connection.connect(
            ConnectionConfiguration(try await TestCluster.shared.emptyDatabase()))
        let broken = [
            SQLFiles.Migration(number: 1, name: "good", text: "CREATE TABLE public.good ();"),
            SQLFiles.Migration(number: 2, name: "bad", text: "CREATE TABLE public.half (); SELECT 1/0;"),
        ]
        await #expect(throws: PostgresError.self) { try await Migrator(migrations: broken).migrate(connection) }
        #expect(try await Migrator(migrations: broken).status(connection) == Migrator.Status(applied: 1, known: 2))
        let rows = try await connection.query("SELECT to_regclass('public.half') IS NULL AS is_gone")
        #expect(try rows[0].decode(Bool.self, "is_gone"))
        await connection.close()
    }

    @Test func `a database that is newer than the program is refused`() async throws {
        let connection = try await Connection.connect(
            ConnectionConfiguration(try await TestCluster.shared.emptyDatabase()))
        let two = (1...2).map { SQLFiles.Migration(number: $0, name: "m\($0)", text: "SELECT \($0);") }
        try await Migrator(migrations: two).migrate(connection)
        await #expect(throws: Migrator.Failure.databaseIsNewer(applied: 2, known: 1)) {
            _ = try await Migrator(migrations: [two[0]]).status(connection)
        }
        await connection.close()
    }

    @Test func `a file that changed after it was applied is refused`() async throws {
        let connection = try await Connection.connect(
            ConnectionConfiguration(try await TestCluster.shared.emptyDatabase()))
        try await Migrator(migrations: [SQLFiles.Migration(number: 1, name: "a", text: "SELECT 1;")]).migrate(
            connection)
        await #expect(throws: Migrator.Failure.appliedFileChanged(number: 1, name: "a")) {
            _ = try await Migrator(migrations: [SQLFiles.Migration(number: 1, name: "a", text: "SELECT 2;")]).status(
                connection)
        }
        await connection.close()
    }
}
