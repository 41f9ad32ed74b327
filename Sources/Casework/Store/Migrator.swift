internal import Crypto
public import Postgres
public import SQLFiles

/// Brings a database to the schema of this program: forward only, one transaction a migration, one migrator at a time.
public struct Migrator: Sendable {
    /// What keeps a database from being used.
    public enum Failure: Error, Equatable, Sendable {
        /// The database was made by a newer program.
        case databaseIsNewer(applied: Int, known: Int)
        /// A migration that was applied has another text now.
        case appliedFileChanged(number: Int, name: String)
        /// The schema is older than this program, and this command does not migrate.
        case databaseIsOlder(applied: Int, known: Int)
    }

    /// What a database has.
    public struct Status: Sendable, Equatable {
        /// The number of the last migration that was applied; 0 for an empty database.
        public var applied: Int
        /// The number of the last migration of this program.
        public var known: Int
        /// What a database has.
        public init(applied: Int, known: Int) { (self.applied, self.known) = (applied, known) }
    }

    private let migrations: [SQLFiles.Migration]

    /// A migrator for these migrations; those of the program when nothing is said.
    public init(migrations: [SQLFiles.Migration] = SQLFiles.migrations) { self.migrations = migrations }

    /// Applies what is missing and answers how many that were.
    ///
    /// Another migrator at work is waited for. Each migration is a transaction of its own, so that a failure leaves
    /// the database at the last whole one.
    ///
    /// - Throws: ``Failure``, or the ``PostgresError`` of the statement that failed.
    @discardableResult public func migrate(_ connection: Connection) async throws -> Int {
        // A session lock, because it must outlive the transactions. The number is the first bytes of "redress".
        // Waiting for it is no lock that is held up: a slow machine needs more than a statement may wait otherwise.
        try await connection.simple(
            "SET lock_timeout = '10min'; SELECT pg_advisory_lock(8241990106); RESET lock_timeout")
        do {
            let count = try await applyMissing(connection)
            if count > 0 { try await TrailGuard.lay(connection) }
            try await connection.simple("SELECT pg_advisory_unlock(8241990106)")
            return count
        } catch {
            try? await connection.simple("SELECT pg_advisory_unlock(8241990106)")
            throw error
        }
    }

    /// What the database has, after checking that this program may use it.
    public func status(_ connection: Connection) async throws -> Status {
        let exists = try await connection.query("SELECT to_regclass('public.redress_migration') IS NOT NULL AS it_does")
        guard try exists.first?.decode(Bool.self, "it_does") == true else { return Status(applied: 0, known: known) }
        let rows = try await connection.query(
            "SELECT number, name, checksum FROM public.redress_migration ORDER BY number")
        for row in rows {
            let number = try row.decode(Int.self, "number")
            guard number <= known else { throw Failure.databaseIsNewer(applied: number, known: known) }
            let migration = migrations[number - 1]
            if try row.decode([UInt8].self, "checksum") != checksum(of: migration) {
                throw Failure.appliedFileChanged(number: number, name: migration.name)
            }
        }
        return Status(applied: rows.count, known: known)
    }

    /// Throws unless the database has exactly this program's schema.
    public func demandCurrent(_ connection: Connection) async throws {
        let status = try await status(connection)
        if status.applied < status.known {
            throw Failure.databaseIsOlder(applied: status.applied, known: status.known)
        }
    }

    /// The number of the last migration of this program.
    public var known: Int { migrations.last?.number ?? 0 }

    private func applyMissing(_ connection: Connection) async throws -> Int {
        try await connection.simple(
            """
            SET client_min_messages = warning;
            CREATE TABLE IF NOT EXISTS public.redress_migration (
                number integer PRIMARY KEY, name text NOT NULL, checksum bytea NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now());
            GRANT SELECT ON public.redress_migration TO PUBLIC
            """)
        let missing = migrations.dropFirst(try await status(connection).applied)
        if !missing.isEmpty { try await TrailGuard.lift(connection) }
        for migration in missing { try await apply(migration, connection) }
        return missing.count
    }

    private func apply(_ migration: SQLFiles.Migration, _ connection: Connection) async throws {
        do { try await connection.simple(script(of: migration)) } catch {
            try? await connection.simple("ROLLBACK")
            throw error
        }
    }

    private func script(of migration: SQLFiles.Migration) -> String {
        let checksum = checksum(of: migration).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return """
            BEGIN;
            \(migration.text)
            RESET ROLE;
            INSERT INTO public.redress_migration (number, name, checksum)
                VALUES (\(migration.number), '\(migration.name)', decode('\(checksum)', 'hex'));
            COMMIT
            """
    }

    private func checksum(of migration: SQLFiles.Migration) -> [UInt8] {
        Array(SHA256.hash(data: Array(migration.text.utf8)))
    }
}
