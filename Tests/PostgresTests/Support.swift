import Testing

@testable import Postgres

/// One private cluster for the whole run; its keeper stops and removes it when the test process ends.
enum TestServer {
    private static let started = Task {
        let cluster = try PrivateCluster.temporary()
        let started = try await cluster.start(keepAliveWithProcess: true)
        return (cluster, started)
    }

    static func cluster() async throws -> PrivateCluster { try await started.value.0 }

    static func configuration() async throws -> ConnectionConfiguration {
        ConnectionConfiguration(try await started.value.1.connectionString, statementTimeout: .seconds(120))
    }

    static func connect() async throws -> Connection {
        try await Connection.connect(configuration())
    }

    static func pool(size: Int, waitingLimit: Int = 1000, acquireTimeout: Duration = .seconds(120)) async throws -> Pool
    {
        Pool(
            configuration: try await configuration(), size: size, waitingLimit: waitingLimit,
            acquireTimeout: acquireTimeout)
    }
}

/// Runs the body and returns the `PostgresError` that it must throw.
func postgresError<Ignored>(
    sourceLocation: SourceLocation = #_sourceLocation, isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Ignored
) async throws -> PostgresError {
    do {
        _ = try await body()
    } catch let error as PostgresError {
        return error
    }
    Issue.record("no error was thrown", sourceLocation: sourceLocation)
    throw CancellationError()
}

/// Numbers that look random and are the same in every run.
struct Dice: RandomNumberGenerator {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
