import ArgumentParser
import Canonical
import Casework
import Foundation
import Postgres

/// `redress db …`
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The store: schema, and the private cluster.",
        subcommands: [
            MigrateCommand.self, GuardCommand.self, DatabaseStatusCommand.self, StartCommand.self, StopCommand.self,
            PsqlCommand.self,
        ])
}

/// Where the store is, without opening a desk over it.
enum StoreAddress {
    /// The connection string, and the cluster, started, when there is no configured database.
    static func find(_ settings: Settings, starting: Bool = true) async throws -> (
        url: String, cluster: PrivateCluster?
    ) {
        if let url = settings.databaseURL { return (settings.migratorURL ?? url, nil) }
        let cluster = PrivateCluster(stateDirectory: settings.stateDirectory)
        if starting {
            let started = try await cluster.start(keepAliveWithProcess: false)
            if started.didStart {
                Output.message("redress: started the private PostgreSQL cluster in \(settings.stateDirectory)")
            }
        }
        return (try cluster.connectionString(database: Store.database), cluster)
    }
}

/// `redress db migrate`
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring the database to the schema of this program.",
        discussion: "Example: DATABASE_URL=postgres://… redress db migrate")
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let settings = try Settings.read()
        let (url, cluster) = try await StoreAddress.find(settings)
        let didApply: Bool
        if let cluster {
            didApply = try await Store.prepare(cluster, url)
        } else {
            didApply = try await Store.migrate(url)
        }
        let known = Migrator().known
        json
            ? Output.json(["schema": .int(Int64(known)), "changed": .bool(didApply)])
            : Output.line(didApply ? "Migrated to schema \(known)." : "The database has schema \(known) already.")
    }
}

/// `redress db guard`
struct GuardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard", abstract: "Lay the guard over the protections of the trail. Needs a superuser, once.",
        discussion: "Example: REDRESS_MIGRATOR_URL=postgres://postgres@… redress db guard")

    func run() async throws {
        let (url, _) = try await StoreAddress.find(try Settings.read())
        let connection = try await Connection.connect(ConnectionConfiguration(url))
        let isLaid: Bool
        do { isLaid = try await TrailGuard.lay(connection) } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        guard isLaid else {
            throw UsageError(
                "The guard needs a superuser and a migrated database.", wayOut: "Name one in REDRESS_MIGRATOR_URL.")
        }
        Output.line("The guard is laid: no command can leave the trail without its protections.")
    }
}

/// `redress db status`
struct DatabaseStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Whether the store runs and which schema it has.",
        discussion: "Example: redress db status")
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let settings = try Settings.read()
        let (url, cluster) = try await StoreAddress.find(settings, starting: false)
        if let cluster, await !cluster.isRunning() {
            json
                ? Output.json(["running": false, "state": .string(settings.stateDirectory)])
                : Output.line(
                    "The private cluster in \(settings.stateDirectory) is not running. Start it: redress db start")
            return
        }
        let connection = try await Connection.connect(ConnectionConfiguration(url))
        let status = try await Migrator().status(connection)
        await connection.close()
        json
            ? Output.json([
                "running": true, "schema": .int(Int64(status.applied)), "known": .int(Int64(status.known)),
                "state": .string(settings.stateDirectory),
            ]) : Output.line("Running; schema \(status.applied) of \(status.known).")
    }
}

/// `redress db start`
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start the private cluster and leave it running.",
        discussion: "Example: redress db start")

    func run() async throws {
        let settings = try Settings.read()
        guard settings.databaseURL == nil else {
            throw UsageError("DATABASE_URL is set; there is no private cluster to start.", wayOut: "Unset it.")
        }
        let (url, cluster) = try await StoreAddress.find(settings)
        if let cluster { _ = try await Store.prepare(cluster, url) }
        Output.line("The private cluster in \(settings.stateDirectory) runs.")
    }
}

/// `redress db stop`
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop the private cluster.", discussion: "Example: redress db stop")

    func run() async throws {
        let settings = try Settings.read()
        guard FileManager.default.fileExists(atPath: settings.stateDirectory) else {
            return Output.line("There is no private cluster in \(settings.stateDirectory).")
        }
        try await PrivateCluster(stateDirectory: settings.stateDirectory).stop()
        Output.line("The private cluster in \(settings.stateDirectory) is stopped.")
    }
}

/// `redress db psql`
struct PsqlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "psql", abstract: "Open PostgreSQL's own terminal on the store.",
        discussion: "Example: redress db psql -- -c 'select count(*) from casework.\"case\"'")
    @Argument(parsing: .captureForPassthrough, help: "Arguments for psql.") var arguments: [String] = []

    func run() async throws {
        // Everything is passed through, also the request for help.
        if arguments == ["--help"] || arguments == ["-h"] { throw CleanExit.helpRequest(self) }
        let settings = try Settings.read()
        guard settings.databaseURL == nil else {
            // Its connection string may hold a password, and arguments can be read by every user of the machine.
            throw UsageError("DATABASE_URL is set; this opens the private cluster only.", wayOut: "Use psql itself.")
        }
        let (url, _) = try await StoreAddress.find(settings)
        var pointers = (["psql", url] + arguments.filter { $0 != "--" }).map { strdup($0) } + [nil]
        execvp("psql", &pointers)
        throw UsageError("psql is not installed.", wayOut: "Debian: apt-get install postgresql-client")
    }
}
