import Foundation
import Postgres

/// Section (d): how long the program takes from its start to its end.
struct StartUp {
    private static let times = 20
    private let options: Options

    init(_ options: Options) throws {
        self.options = options
        guard FileManager.default.isExecutableFile(atPath: options.redress) else {
            throw BenchError("\(options.redress) is missing: swift build -c release, or --redress PATH")
        }
    }

    /// Measures all of it, with a state directory of its own and a cluster that runs.
    func measure(into report: inout Report) async throws {
        let state = try BenchCluster.temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: state) }
        var environment = ProcessInfo.processInfo.environment
        environment["REDRESS_STATE"] = state
        environment["REDRESS_STAFF"] = "bench"
        environment["DATABASE_URL"] = nil
        environment["REDRESS_TOKEN"] = nil
        let given = environment
        func redress(_ arguments: String...) throws -> String {
            try Tool.runBlocking(options.redress, arguments, given)
        }
        let opened = try redress(
            "case", "open", "--channel", "HOTLINE", "--language", "ru", "--jurisdiction", "RU", "--scam",
            "SAFE_ACCOUNT",
            "--phone", "+79281234567", "--name", "Мария Тестова", "--json")
        defer { _ = try? redress("db", "stop") }
        guard let reference = opened.firstMatch(of: /"ref"\s*:\s*"([0-9-]+)"/)?.1 else { throw BenchError(opened) }
        let socket = try PrivateCluster(stateDirectory: state).connectionString(database: "redress")
        let sides = [
            side("redress --help") { _ = try redress("--help") },
            side("redress case show") { _ = try redress("case", "show", String(reference)) },
            side("psql -c 'select'") {
                _ = try Tool.runBlocking(
                    Tool.find("psql"), ["-X", "-A", "-t", "-c", "select * from casework.\"case\"", socket])
            },
            side("true") { _ = try Tool.runBlocking("/bin/true", []) },
        ]
        let results = try await takeTurns(Self.times, sides)
        report.begin("d", "From start to end of the program, median of \(Self.times)")
        report.add("redress --help", "ms", results[0].rates, limit: 30)
        report.add("redress case show REF, cluster running", "ms", results[1].rates, limit: 80)
        report.add("psql -c 'select …', for scale", "ms", results[2].rates)
        report.add("/bin/true, for scale: what starting a program costs here", "ms", results[3].rates)
    }

    private func side(_ name: String, _ body: @escaping () throws -> Void) -> Side {
        Side(name: name) {
            let start = ContinuousClock.now
            try body()
            return (ContinuousClock.now - start).inSeconds * 1_000
        }
    }
}
