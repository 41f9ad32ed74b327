import Postgres

/// Section (a): one prepared statement over our connections, and the same by pgbench on the same socket.
struct RoundTrips {
    private static let batch = 16
    private let options: Options
    private let configuration: ConnectionConfiguration
    private let pgbench: Pgbench

    init(_ cluster: BenchCluster, _ options: Options) throws {
        self.options = options
        configuration = ConnectionConfiguration(try cluster.url())
        pgbench = Pgbench(url: try cluster.url(), directory: cluster.directory)
    }

    /// Measures all of it.
    func measure(into report: inout Report) async throws {
        report.begin("a", "select $1::int8 + 1, prepared, by our connections and by pgbench -M prepared")
        for connections in [1, 16] {
            let pool = Pool(configuration: configuration, size: connections)
            try await compare(connections, pool, isPipelined: false, isHeld: true, &report)
            try await compare(connections, pool, isPipelined: true, isHeld: true, &report)
            try await compare(connections, pool, isPipelined: false, isHeld: false, &report)
            await pool.close()
        }
    }

    private func compare(
        _ connections: Int, _ pool: Pool, isPipelined: Bool, isHeld: Bool, _ report: inout Report
    ) async throws {
        let statements = isPipelined ? Self.batch : 1
        let ours = Side(name: "Redress") {
            try await Self.rate(clients: connections, seconds: options.seconds) { isOver in
                isHeld
                    ? try await Self.held(pool, statements, isOver) : try await Self.leased(pool, isOver)
            }
        }
        let theirs = try pgbench.side(
            "pgbench", script(statements), clients: connections, seconds: options.seconds,
            statements: Double(statements))
        let results = try await takeTurns(options.rounds, [ours, theirs])
        let name =
            "\(connections) connection\(connections == 1 ? "" : "s"), "
            + (isPipelined ? "pipelines of \(Self.batch)" : isHeld ? "one by one" : "one by one, leased for each")
        report.add(name, "statements/s", ours: results[0].rates, "pgbench", theirs: results[1].rates, aim: 0.8)
        if connections == 1, !isPipelined {
            report.add("  the same", "µs a round trip", results[0].rates.map { 1e6 / $0 })
        }
    }

    private func script(_ statements: Int) -> String {
        let select = "select :x::int8 + 1;\n"
        let all = String(repeating: select, count: statements)
        return "\\set x 41\n" + (statements == 1 ? select : "\\startpipeline\n\(all)\\endpipeline\n")
    }

    /// A connection is lent once, as a transaction has it.
    private static func held(_ pool: Pool, _ statements: Int, _ isOver: @Sendable () -> Bool) async throws -> Int {
        try await pool.withConnection { connection in
            var count = 0
            var number: Int64 = 41
            while !isOver() {
                if statements == 1 {
                    number = try await connection.query("select \(number)::int8 + 1 as n")[0]["n"]
                } else {
                    let start = number
                    let results = try await connection.pipeline(
                        (0..<statements).map { _ in "select \(start)::int8 + 1 as n" })
                    for result in results { number = try result.rows[0]["n"] }
                }
                count += statements
            }
            return count
        }
    }

    /// A connection is lent for each statement, as a single read has it.
    private static func leased(_ pool: Pool, _ isOver: @Sendable () -> Bool) async throws -> Int {
        var count = 0
        var number: Int64 = 41
        while !isOver() {
            let given = number
            number = try await pool.withConnection { connection in
                try await connection.query("select \(given)::int8 + 1 as n")[0]["n"]
            }
            count += 1
        }
        return count
    }

    /// How many a second `clients` reach together.
    static func rate(
        clients: Int, seconds: Int, _ body: @escaping @Sendable (@Sendable () -> Bool) async throws -> Int
    ) async throws -> Double {
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<clients { group.addTask { try await body { ContinuousClock.now >= end } } }
            return try await group.reduce(0, +)
        }
        return Double(count) / (ContinuousClock.now - start).inSeconds
    }
}
