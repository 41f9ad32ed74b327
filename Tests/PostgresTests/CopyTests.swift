import Testing

@testable import Postgres

@Suite struct `COPY` {
    private struct Broken: Error {}

    private func connection() async throws -> Connection {
        let connection = try await TestServer.connect()
        try await connection.simple("create temporary table t (n int8, label text)")
        return connection
    }

    /// Lines made when they are asked for, in chunks of a thousand.
    private func lines(_ count: Int, failingAt: Int? = nil) -> AsyncThrowingStream<[UInt8], any Error> {
        let position = Counter()
        return AsyncThrowingStream {
            let start = position.add(1000) - 1000
            if start >= count { return nil }
            if let failingAt, start >= failingAt { throw Broken() }
            return (start..<min(start + 1000, count)).flatMap { CopyText.line([String($0), "row\t\($0)\\ж"]) }
        }
    }

    @Test func `carries a hundred thousand rows in and out`() async throws {
        let connection = try await connection()
        #expect(try await connection.copyIn("copy t from stdin", from: lines(100_000)) == 100_000)
        let row = try await connection.query(
            "select count(*) n, sum(n) s, max(label) filter (where n = 99999) m from t")[0]
        #expect(try row.decode(Int.self, "n") == 100_000)
        #expect(try row.decode(Int.self, "s") == 4_999_950_000)
        #expect(try row.decode(String.self, "m") == "row\t99999\\ж")
        let (newlines, bytes) = (Counter(), Counter())
        let rows = try await connection.copyOut("copy t to stdout") { chunk in
            newlines.add(chunk.count { $0 == UInt8(ascii: "\n") })
            bytes.add(chunk.count)
        }
        #expect(rows == 100_000 && newlines.value == 100_000 && bytes.value > 1_000_000)
        #expect(try await connection.query("select 1").count == 1)
    }

    @Test func `writes nothing when its source fails`() async throws {
        let connection = try await connection()
        await #expect(throws: Broken.self) {
            try await connection.copyIn("copy t from stdin", from: lines(100_000, failingAt: 50_000))
        }
        #expect(try await connection.query("select 1 from t limit 1").isEmpty)
    }

    @Test func `stops when its reader fails, and the connection goes on`() async throws {
        let connection = try await connection()
        await #expect(throws: Broken.self) {
            try await connection.copyOut("copy (select generate_series(1, 10000000)) to stdout") { _ in throw Broken() }
        }
        #expect(try await connection.query("select 1").count == 1)
    }

    @Test func `reports what the server refuses`() async throws {
        let connection = try await connection()
        let bad = AsyncStream<[UInt8]> { continuation in
            continuation.yield(Array("canary-7731\tx\n".utf8))
            continuation.finish()
        }
        let error = try await postgresError { try await connection.copyIn("copy t from stdin", from: bad) }
        #expect(error.sqlState == "22P02")
        #expect(!error.description.contains("canary"))
        let missing = try await postgresError { try await connection.copyOut("copy missing to stdout") { _ in } }
        #expect(missing.isUndefinedTable)
        #expect(try await connection.query("select 1").count == 1)
    }

    @Test func `keeps other statements out until it is done`() async throws {
        let connection = try await connection()
        let gate = AsyncStream<[UInt8]>.makeStream()
        async let copied = connection.copyIn("copy t from stdin", from: gate.stream)
        // The COPY begins in its own time; from then on every statement is refused until it ends.
        while await !connection.isInCopy { await Task.yield() }
        let error = try await postgresError { try await connection.query("select 1") }
        #expect(error.kind == .misuse)
        gate.continuation.finish()
        #expect(try await copied == 0)
    }
}
