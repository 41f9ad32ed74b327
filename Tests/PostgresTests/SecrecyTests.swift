import Testing

@testable import Postgres

@Suite struct `Errors and descriptions` {
    private let canary = "canary-7731"

    private func text(of error: PostgresError) -> String {
        var dumped = ""
        dump(error, to: &dumped)
        return "\(error) \(String(reflecting: error)) \(error.publicDescription) \(dumped)"
    }

    @Test(
        arguments: [
            "insert into pg_temp.t (phone) values (\("canary-7731")), (\("canary-7731"))",
            "insert into pg_temp.t (n) values (\("canary-7731"))",
            "insert into pg_temp.t (short) values (\("canary-7731"))",
            "insert into pg_temp.t (checked) values (\("canary-7731"))",
            "select \("canary-7731")::jsonb",
            "select \("canary-7731")::timestamptz",
            "select \("canary-7731")::uuid",
            "do $$ begin raise exception '%', 'canary' || '-7731'; end $$",
            "select jsonb_path_query('{}', \("canary-7731 ?? ")::text::jsonpath)",
            "select regexp_replace('a', \("canary-7731(")::text, '')",
        ] as [SQL])
    func `never contain a bound value`(statement: SQL) async throws {
        let connection = try await TestServer.connect()
        try await connection.simple(
            "create temporary table t (phone text unique, n int4, short varchar(3), checked text check (checked = ''))")
        let error = try await postgresError { try await connection.query(statement) }
        let shown = text(of: error).replacing(statement.text, with: "")
        #expect(!shown.contains(canary), "\(error.sqlState ?? "")")
        #expect(error.statement == statement.text)
    }

    @Test func `name the constraint, the table and the state`() async throws {
        let connection = try await TestServer.connect()
        try await connection.simple("create temporary table t (phone text constraint phone_once unique)")
        let error = try await postgresError {
            try await connection.query("insert into t values (\(canary)), (\(canary))")
        }
        #expect(
            error.description == "SQLSTATE 23505, constraint phone_once, table t, in: insert into t values ($1), ($2)")
        let syntax = try await postgresError { try await connection.query("selec 1") }
        #expect(syntax.description == "syntax error at or near \"selec\" (SQLSTATE 42601), at character 1, in: selec 1")
    }

    @Test(arguments: [
        "postgresql://anna:canary-7731@/db?host=/nonexistent", "host=/nonexistent user=anna password=canary-7731",
        "postgresql://anna:canary-7731%zz@host/db", "password='canary-7731 host=x", "canary-7731",
    ])
    func `never show a password`(connectionString: String) async throws {
        let configuration = ConnectionConfiguration(connectionString)
        var shown = "\(configuration) \(String(reflecting: configuration))"
        dump(configuration, to: &shown)
        let error = try await postgresError { try await Connection.connect(configuration) }
        #expect(error.kind == .couldNotConnect)
        shown += text(of: error)
        #expect(!shown.contains(canary))
    }

    @Test func `rows show their columns only`() async throws {
        let connection = try await TestServer.connect()
        let rows = try await connection.query("select \(canary)::text as phone")
        var shown = "\(rows) \(String(reflecting: rows[0]))"
        dump(rows, to: &shown)
        #expect(!shown.contains(canary))
        #expect(shown.contains("phone"))
    }
}
