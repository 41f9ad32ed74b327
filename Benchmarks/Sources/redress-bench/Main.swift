import Foundation

/// Measures Redress beside plain PostgreSQL and prints ratios.
///
/// No benchmark framework: the figures mean something only beside what pgbench does on the same socket in the same
/// minute, and no framework runs another program in turns with its own rounds.
///
///     redress-bench [a b c d e] [--json] [--rounds N] [--seconds N] [--entries N] [--redress PATH]
@main
enum Main {
    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            var report = Report(isJSON: options.isJSON)
            let cluster = try await BenchCluster.start()
            do {
                try await measure(options, cluster, into: &report)
                await cluster.remove()
            } catch {
                await cluster.remove()
                throw error
            }
            try report.finish()
            exit(0)
        } catch {
            FileHandle.standardError.write(Data("redress-bench: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func measure(_ options: Options, _ cluster: BenchCluster, into report: inout Report) async throws {
        if options.sections.contains("a") { try await RoundTrips(cluster, options).measure(into: &report) }
        if options.sections.contains("b") { try await DurableWork.measure(cluster, options, into: &report) }
        if options.sections.contains("c") { try EngineWork.measure(options, into: &report) }
        if options.sections.contains("e") { try await TrailWork(cluster, options).measure(into: &report) }
        if options.sections.contains("d") { try await StartUp(options).measure(into: &report) }
    }
}

/// What the command line says.
struct Options: Sendable {
    /// Which sections run.
    var sections: Set<String> = ["a", "b", "c", "d", "e"]
    /// Whether one JSON document is printed at the end in place of the tables.
    var isJSON = false
    /// How often each side has its turn.
    var rounds = 5
    /// How long a turn is.
    var seconds = 2
    /// Only these numbers of clients in section (b).
    var clients = [1, 16, 64]
    /// How long the log of section (e) is.
    var entries = 5_000_000
    /// Only this side of section (b), or this part of section (e), to look at with a profiler.
    var only: String?
    /// The release binary of section (d).
    var redress = Bundle.main.bundlePath + "/redress"

    /// Whether this part of section (e) runs: `verify`, `rows`, `append` or `store`.
    func runs(_ part: String) -> Bool { only.map { $0 == part } ?? true }

    /// Reads the arguments.
    init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)
        var named: Set<String> = []
        func value(_ name: String) throws -> String {
            guard !rest.isEmpty else { throw BenchError("\(name) needs a value") }
            return rest.removeFirst()
        }
        func number(_ name: String) throws -> Int {
            guard let number = Int(try value(name)), number > 0 else {
                throw BenchError("\(name) needs a number above 0")
            }
            return number
        }
        while !rest.isEmpty {
            let word = rest.removeFirst()
            switch word {
            case "a", "b", "c", "d", "e": named.insert(word)
            case "--json": isJSON = true
            case "--rounds": rounds = try number(word)
            case "--seconds": seconds = try number(word)
            case "--clients": clients = [try number(word)]
            case "--entries": entries = try number(word)
            case "--only": only = try value(word)
            case "--redress": redress = try value(word)
            default: throw BenchError("unknown argument \(word)")
            }
        }
        if !named.isEmpty { sections = named }
    }
}

/// Why a measurement cannot be made.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
