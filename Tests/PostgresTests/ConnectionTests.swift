import Testing

@testable import Postgres

@Suite struct `A connection` {
    @Test func `takes one round trip for a statement it has never seen`() async throws {
        let connection = try await TestServer.connect()
        let before = await connection.roundTrips
        #expect(try await connection.query("select \(41)::int8 + 1 as n")[0].decode(Int.self, "n") == 42)
        #expect(await connection.roundTrips == before + 1)
        #expect(await connection.cache.count == 1)
        _ = try await connection.query("select \(1)::int8 + 1 as n")
        #expect(await connection.cache.count == 1)
    }

    @Test func `tells how many rows were concerned`() async throws {
        let connection = try await TestServer.connect()
        try await connection.simple("create temporary table t (n int8)")
        #expect(try await connection.execute("insert into t select generate_series(1, \(5)::int8)") == 5)
        #expect(try await connection.execute("delete from t where n > \(2)") == 3)
        #expect(try await connection.pipeline(["select n from t"])[0].tag == "SELECT 2")
    }

    @Test func `deallocates the statements that were used longest ago`() async throws {
        var configuration = try await TestServer.configuration()
        configuration.preparedStatementLimit = 4
        let connection = try await Connection.connect(configuration)
        for number in 0..<20 { _ = try await connection.query("select \(unescaped: String(number))") }
        let held = try await connection.query("select count(*) as n from pg_prepared_statements")
        #expect(try held[0].decode(Int.self, "n") <= 6)
        #expect(await connection.cache.count <= 5)
        #expect(try await connection.query("select 0")[0][0, as: Int.self] == 0)
    }

    @Test func `runs a batch larger than its cache`() async throws {
        var configuration = try await TestServer.configuration()
        configuration.preparedStatementLimit = 2
        let connection = try await Connection.connect(configuration)
        for _ in 0..<2 {
            let results = try await connection.pipeline((0..<10).map { "select \(unescaped: String($0))" })
            #expect(try results.map { try $0.rows[0][0, as: Int.self] } == Array(0..<10))
        }
    }

    @Test func `prepares again what has become stale or was lost`() async throws {
        let connection = try await TestServer.connect()
        try await connection.simple("create temporary table t (a int4); insert into t values (1)")
        #expect(try await connection.query("select * from t")[0].decode(Int.self, "a") == 1)
        try await connection.simple("alter table t alter a type text")
        #expect(try await connection.query("select * from t")[0].decode(String.self, "a") == "1")
        try await connection.simple("deallocate all")
        #expect(try await connection.query("select * from t")[0].decode(String.self, "a") == "1")
        try await connection.simple("alter table t add b int8")
        try await connection.transaction { transaction in
            let row = try await transaction.query("select * from t")[0]
            #expect(row.columnNames == ["a", "b"])
        }
        _ = try await connection.query("select b from t")
        try await connection.simple("alter table t alter b type text")
        let error = try await postgresError {
            try await connection.transaction { transaction in
                _ = try await transaction.query("select 1")
                _ = try await transaction.query("select b from t")
            }
        }
        #expect(error.sqlState == "0A000" && error.isRetryable)
        #expect(try await connection.query("select b from t").count == 1)
    }

    @Test func `keeps the first error of a batch, undoes the batch and goes on`() async throws {
        let connection = try await TestServer.connect()
        try await connection.simple("create temporary table t (n int8 constraint positive check (n > 0))")
        let error = try await postgresError {
            _ = try await connection.pipeline([
                "insert into t values (\(1))", "insert into t values (\(-1))", "select nonsense",
            ])
        }
        #expect(error.kind == .server(sqlState: "23514"))
        #expect(error.constraint == "positive")
        #expect(error.isCheckViolation)
        #expect(error.statement == "insert into t values ($1)")
        #expect(try await connection.query("select n from t").isEmpty)
        let results = try await connection.pipeline(["insert into t values (\(1))", "select n from t"])
        #expect(results[0].affected == 1 && results[1].rows.count == 1)
    }

    @Test func `carries megabytes both ways in one batch`() async throws {
        let connection = try await TestServer.connect()
        let large = [UInt8](repeating: 7, count: 3_000_000)
        let statements: [SQL] = (0..<4).map { _ in "select \(large) as bytes, length(\(large)) as n" }
        let results = try await connection.pipeline(statements)
        for result in results {
            #expect(try result.rows[0].decode([UInt8].self, "bytes") == large)
            #expect(try result.rows[0].decode(Int.self, "n") == large.count)
        }
    }

    @Test func `runs a script of several statements and names the line of an error`() async throws {
        let connection = try await TestServer.connect()
        try await connection.simple(
            "create temporary table a (n int8);\ninsert into a values (1);\ncreate temporary table b ()")
        #expect(try await connection.query("select n from a").count == 1)
        let error = try await postgresError { try await connection.simple("select 1;\nselect missing from a;\n") }
        #expect(error.sqlState == "42703")
        #expect(error.statement == "select missing from a;")
        #expect(try await connection.query("select n from a").count == 1)
    }

    @Test func `refuses COPY where it does not belong and does not hang`() async throws {
        let connection = try await TestServer.connect()
        try await connection.simple("create temporary table t (n int8)")
        let error = try await postgresError { _ = try await connection.query("copy t from stdin") }
        #expect(error.kind == .misuse)
        #expect(await connection.isBroken)
    }

    @Test func `refuses text with a NUL character before it is sent`() async throws {
        let connection = try await TestServer.connect()
        let error = try await postgresError { _ = try await connection.query("select \("a\0b")::text") }
        #expect(error.kind == .encoding)
        #expect(try await connection.query("select 1").count == 1)
    }

    @Test func `sends its settings to the server and takes options of the string along`() async throws {
        var configuration = try await TestServer.configuration()
        configuration.connectionString += " options='-c work_mem=5MB'"
        configuration.lockTimeout = .milliseconds(1234)
        configuration.idleInTransactionTimeout = .seconds(7)
        configuration.role = "pg_monitor"
        configuration.applicationName = "a name with spaces"
        let connection = try await Connection.connect(configuration)
        let row = try await connection.query(
            """
            select current_setting('statement_timeout') a, current_setting('lock_timeout') b,
                   current_setting('idle_in_transaction_session_timeout') c, current_user::text d,
                   current_setting('application_name') e, current_setting('work_mem') f
            """)[0]
        let values = try (0..<6).map { try row[$0, as: String.self] }
        #expect(values == ["2min", "1234ms", "7s", "pg_monitor", "a name with spaces", "5MB"])
    }

    @Test func `passes several hosts and target_session_attrs through`() async throws {
        var configuration = try await TestServer.configuration()
        let socket = try await TestServer.cluster().stateDirectory + "/socket"
        configuration.connectionString =
            "host=/nonexistent,\(socket) port=5432,5432 user=redress dbname=postgres target_session_attrs=read-write"
        let connection = try await Connection.connect(configuration)
        #expect(try await connection.query("select 1").count == 1)
    }
}
