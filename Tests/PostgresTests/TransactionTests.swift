import Testing

@testable import Postgres

@Suite struct `A transaction` {
    private func connection() async throws -> Connection {
        let connection = try await TestServer.connect()
        try await connection.simple(
            """
            create temporary table t (n int8 constraint t_once unique);
            create temporary table late (n int8 constraint late_once unique deferrable initially deferred)
            """)
        return connection
    }

    private func count(_ connection: Connection) async throws -> Int {
        try await connection.query("select count(*) as n from t")[0].decode(Int.self, "n")
    }

    @Test func `that reads, computes and writes costs two round trips`() async throws {
        let connection = try await connection()
        let before = await connection.roundTrips
        let options = TransactionOptions(isolation: .repeatableRead, synchronousCommit: .off)
        let written = try await connection.transaction(options) { transaction in
            let found = try await transaction.run([
                "select count(*) as n from t", "select current_setting('synchronous_commit') as s",
            ])
            #expect(try found[1].rows[0].decode(String.self, "s") == "off")
            let next = try found[0].rows[0].decode(Int.self, "n") + 1
            return try await transaction.finish(["insert into t values (\(next))", "select n from t"])
        }
        #expect(await connection.roundTrips == before + 2)
        #expect(written.count == 2 && written[0].affected == 1)
        #expect(try written[1].rows[0].decode(Int.self, "n") == 1)
        #expect(try await count(connection) == 1)
    }

    @Test func `of one batch is one for the server too, and is sent again when a plan was stale`() async throws {
        let connection = try await connection()
        _ = try await connection.query("select * from t")
        try await connection.simple("alter table t add b int8")
        let before = await connection.roundTrips
        let results = try await connection.transaction { transaction in
            try await transaction.finish([
                "insert into t values (1)", "select pg_current_xact_id()::text as x", "select * from t",
                "select pg_current_xact_id()::text as x",
            ])
        }
        #expect(await connection.roundTrips == before + 2)
        #expect(try results[1].rows[0]["x", as: String.self] == results[3].rows[0]["x", as: String.self])
        #expect(results[2].rows.count == 1 && results[2].rows[0].columnNames == ["n", "b"])
        #expect(try await count(connection) == 1)
    }

    @Test func `of one batch becomes part of one that was begun by hand`() async throws {
        let connection = try await connection()
        try await connection.simple("begin")
        _ = try await connection.transaction { try await $0.finish(["insert into t values (1)"]) }
        #expect(connection.vitals.state == .idle)
        #expect(try await count(connection) == 1)
    }

    @Test func `that does nothing sends nothing`() async throws {
        let connection = try await connection()
        let before = await connection.roundTrips
        try await connection.transaction { _ in }
        #expect(await connection.roundTrips == before)
    }

    @Test func `is committed when the body returns`() async throws {
        let connection = try await connection()
        try await connection.transaction { try await $0.execute("insert into t values (1)") }
        #expect(try await count(connection) == 1)
    }

    @Test func `is rolled back when the body throws`() async throws {
        let connection = try await connection()
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await connection.transaction { transaction in
                try await transaction.execute("insert into t values (1)")
                throw Stop()
            }
        }
        #expect(try await count(connection) == 0)
    }

    @Test func `whose body swallows an error fails at COMMIT`() async throws {
        let connection = try await connection()
        let error = try await postgresError {
            try await connection.transaction { transaction in
                try await transaction.execute("insert into t values (1)")
                _ = try? await transaction.execute("insert into t values (1)")
            }
        }
        #expect(error.kind == .transactionRolledBackAtCommit)
        let finishing = try await postgresError {
            try await connection.transaction { transaction in
                _ = try? await transaction.execute("select nonsense")
                try await transaction.finish()
            }
        }
        #expect(finishing.kind == .transactionRolledBackAtCommit)
        #expect(try await count(connection) == 0)
    }

    @Test func `that fails in its last batch writes nothing and leaves the connection usable`() async throws {
        let connection = try await connection()
        let error = try await postgresError {
            try await connection.transaction { transaction in
                try await transaction.finish(["insert into t values (1)", "insert into t values (1)"])
            }
        }
        #expect(error.isUniqueViolation && error.constraint == "t_once")
        #expect(connection.vitals.state == .idle)
        #expect(try await count(connection) == 0)
    }

    @Test func `whose deferred constraint fails at COMMIT says so`() async throws {
        let connection = try await connection()
        let error = try await postgresError {
            try await connection.transaction { transaction in
                try await transaction.finish(["insert into late values (1)", "insert into late values (1)"])
            }
        }
        #expect(error.constraint == "late_once")
        #expect(connection.vitals.state == .idle)
    }

    @Test func `takes nothing after its end`() async throws {
        let connection = try await connection()
        let error = try await postgresError {
            try await connection.transaction { transaction in
                try await transaction.finish(["select 1"])
                _ = try await transaction.query("select 2")
            }
        }
        #expect(error.kind == .misuse)
    }

    @Test func `that is read only refuses to write`() async throws {
        let connection = try await connection()
        let error = try await postgresError {
            try await connection.transaction(.init(isolation: .serializable, readOnly: true, deferrable: true)) {
                transaction in
                try await transaction.execute("create table public.never ()")
            }
        }
        #expect(error.sqlState == "25006")
    }

    @Test func `runs scripts and COPY too`() async throws {
        let connection = try await connection()
        try await connection.transaction { transaction in
            try await transaction.simple("insert into t values (1); insert into t values (2)")
            let lines = AsyncStream<[UInt8]> { continuation in
                continuation.yield(CopyText.line(["3"]))
                continuation.finish()
            }
            #expect(try await transaction.copyIn("copy t from stdin", from: lines) == 1)
            try await transaction.finish(["insert into t values (4)"])
        }
        #expect(try await count(connection) == 4)
    }

    @Test func `whose connection breaks before COMMIT is known to be undone`() async throws {
        let (connection, other) = (try await connection(), try await TestServer.connect())
        let pid = try await connection.query("select pg_backend_pid() as pid")[0].decode(Int32.self, "pid")
        let error = try await postgresError {
            try await connection.transaction { transaction in
                try await transaction.execute("insert into t values (1)")
                async let end = transaction.finish(["select pg_sleep(5)"])
                try await Task.sleep(for: .milliseconds(50))
                _ = try await other.query("select pg_terminate_backend(\(pid)::int4)")
                _ = try await end
            }
        }
        #expect(error.kind == .connectionLost && error.sqlState == "57P01")
        #expect(await connection.isBroken)
    }

    @Test func `whose connection breaks in COMMIT has an unknown outcome`() async throws {
        let (connection, other) = (try await TestServer.connect(), try await TestServer.connect())
        try await connection.simple(
            """
            create function pg_temp.slow() returns trigger language plpgsql as 'begin perform pg_sleep(5); return null; end';
            create temporary table t (n int8);
            create constraint trigger slow after insert on t deferrable initially deferred
                for each row execute function pg_temp.slow()
            """)
        let pid = try await connection.query("select pg_backend_pid() as pid")[0].decode(Int32.self, "pid")
        let error = try await postgresError {
            try await connection.transaction { transaction in
                async let end = transaction.finish(["insert into t values (1)"])
                // Only the trigger sleeps, at the end of the transaction.
                while try await other.query(
                    "select from pg_stat_activity where pid = \(pid)::int4 and wait_event = 'PgSleep'"
                ).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
                _ = try await other.query("select pg_terminate_backend(\(pid)::int4)")
                _ = try await end
            }
        }
        #expect(error.kind == .commitOutcomeUnknown)
    }
}
