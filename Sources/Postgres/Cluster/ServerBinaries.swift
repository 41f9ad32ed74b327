internal import Glibc

/// The programs of one installed PostgreSQL server.
struct ServerBinaries: Sendable, Equatable {
    let directory: String
    let version: Int

    /// The oldest version that has what Redress needs.
    static let minimumVersion = 15

    func path(_ program: String) -> String { "\(directory)/\(program)" }

    /// Where to look.
    struct Places: Sendable {
        /// Directories that hold one directory for each version, as Debian does it.
        var versioned = ["/usr/lib/postgresql"]
        /// Whether to ask `pg_config` and to look along PATH.
        var searchesPath = true
    }

    /// All that are installed, the newest first.
    static func installed(_ places: Places = Places()) async -> [ServerBinaries] {
        var found: [ServerBinaries] = []
        for base in places.versioned {
            for name in Files.names(in: base) {
                guard let version = Int(name) else { continue }
                found.append(ServerBinaries(directory: "\(base)/\(name)/bin", version: version))
            }
        }
        found = found.filter(\.isComplete)
        if places.searchesPath {
            for directory in await directoriesOnPath() where !found.contains(where: { $0.isSame(as: directory) }) {
                if let binaries = await ask(directory) { found.append(binaries) }
            }
        }
        return found.filter { $0.version >= minimumVersion }.sorted { $0.version > $1.version }
    }

    /// The ones for a cluster that is there, or the newest for one that is to be made.
    static func choose(for cluster: String, clusterVersion: Int?, _ places: Places) async throws -> ServerBinaries {
        let installed = await installed(places)
        guard let newest = installed.first else { throw ClusterError.noServerBinaries(minimum: minimumVersion) }
        guard let clusterVersion else { return newest }
        if let same = installed.first(where: { $0.version == clusterVersion }) { return same }
        throw ClusterError.versionNotInstalled(
            needed: clusterVersion, installed: installed.map(\.version), cluster: cluster)
    }

    private var isComplete: Bool {
        ["initdb", "pg_ctl", "postgres"].allSatisfy { Files.isExecutable(path($0)) }
    }

    private func isSame(as other: String) -> Bool {
        Files.resolved(directory) == Files.resolved(other)
    }

    private static func directoriesOnPath() async -> [String] {
        var directories: [String] = []
        if let outcome = try? await Tool(command: ["pg_config", "--bindir"]).run(), outcome.status == 0 {
            directories.append(outcome.output.singleLine)
        }
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return directories + path.split(separator: ":").map(String.init)
    }

    /// `postgres --version` says "postgres (PostgreSQL) 15.18 (…)".
    private static func ask(_ directory: String) async -> ServerBinaries? {
        let unknown = ServerBinaries(directory: directory, version: 0)
        guard unknown.isComplete else { return nil }
        let outcome = try? await Tool(command: [unknown.path("postgres"), "--version"]).run()
        let words = outcome?.output.split(separator: " ") ?? []
        guard words.count > 2, let version = Int(words[2].prefix { $0.isNumber }) else { return nil }
        return ServerBinaries(directory: directory, version: version)
    }
}
