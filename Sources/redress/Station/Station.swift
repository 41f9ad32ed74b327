import Canonical
import Casework
import Foundation
import Playbook
import PlaybookFiles
import Postgres

/// Where a command works: the store, started and migrated where that is this program's business, and the desk over it.
struct Station: Sendable {
    let settings: Settings
    let desk: Desk
    /// The private cluster when there is one.
    let cluster: PrivateCluster?
    /// Whether this command started it.
    let didStartCluster: Bool

    /// How a command wants its station.
    struct Wish: Sendable {
        /// Whether the cluster dies with this process.
        var holdsCluster = false
        var poolSize = 2
        /// How many days ago the shipped playbooks were put in force: a demo has cases from before today.
        var shelfAgeDays: Int64 = 0
        /// Whether this command seals, signs and asks the witnesses.
        var keepsTrail = false
        /// Says what takes time.
        var report: @Sendable (String) -> Void = { Output.message($0) }
    }

    /// Opens the desk: with a configured database as it is, else over the private cluster, which is started if need be.
    static func open(_ settings: Settings, _ wish: Wish = Wish()) async throws -> Station {
        if let url = settings.databaseURL {
            var desk = try await desk(url, settings, wish)
            if wish.keepsTrail { desk.keeper = try Trail.keeper(of: desk, url, settings, isPrivate: false) }
            return Station(settings: settings, desk: desk, cluster: nil, didStartCluster: false)
        }
        let cluster = PrivateCluster(stateDirectory: settings.stateDirectory)
        let started = try await cluster.start(keepAliveWithProcess: wish.holdsCluster)
        if started.didStart, !wish.holdsCluster {
            wish.report(
                "redress: started the private PostgreSQL cluster in \(settings.stateDirectory) (redress db stop ends it)"
            )
        }
        let url = try cluster.connectionString(database: Store.database)
        var (desk, isNew) = try await preparedDesk(cluster, url, settings, wish)
        if wish.keepsTrail { desk.keeper = try Trail.keeper(of: desk, url, settings, isPrivate: true) }
        let station = Station(settings: settings, desk: desk, cluster: cluster, didStartCluster: started.didStart)
        if isNew { Shelf.forgetMark(of: station) }
        try await Shelf.stockOnce(station, ageDays: wish.shelfAgeDays)
        return station
    }

    private static func desk(_ url: String, _ settings: Settings, _ wish: Wish) async throws -> Desk {
        let configuration = ConnectionConfiguration(url, applicationName: "redress", role: "redress_app")
        let pool = Pool(configuration: configuration, size: wish.poolSize)
        try await demandSchema(pool, url)
        // With a configured database nothing else makes it; what is wrong with it, the key file says.
        try? FileManager.default.createDirectory(
            atPath: settings.stateDirectory, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        var desk = try await Desk(pool: pool, keyDirectory: settings.stateDirectory + "/keys")
        desk.outgoing = AddressPolicy(settings.configuration)
        return desk
    }

    /// A desk over the private cluster. What is missing is made only when the desk's own connection finds it missing, so
    /// that a command on a prepared store opens one connection and no more.
    private static func preparedDesk(_ cluster: PrivateCluster, _ url: String, _ settings: Settings, _ wish: Wish)
        async throws -> (desk: Desk, isNew: Bool)
    {
        do { return (try await desk(url, settings, wish), false) } catch Migrator.Failure.databaseIsOlder {
        } catch let error as PostgresError where error.kind == .couldNotConnect {}
        let isNew = try await Store.prepare(cluster, url)
        return (try await desk(url, settings, wish), isNew)
    }

    /// Refuses a database that is newer or older than this program, in its own words: the application's role, under which
    /// the pool connects, comes with the schema, so without one the pool could only say that it cannot connect.
    private static func demandSchema(_ pool: Pool, _ url: String) async throws {
        do {
            try await pool.withConnection { try await Migrator().demandCurrent($0) }
        } catch let error as PostgresError where error.kind == .couldNotConnect {
            let connection: Connection
            do { connection = try await Connection.connect(ConnectionConfiguration(url)) } catch { throw error }
            do { try await Migrator().demandCurrent(connection) } catch {
                await connection.close()
                throw error
            }
            await connection.close()
            throw error
        }
    }

    /// Who acts: the token's owner, or the user of this machine.
    func actor() async throws -> Actor {
        let day = Timestamp.now.day
        if let token = settings.token {
            return try await desk.actor(token: token, session: "cli-token-\(day)")
        }
        return try await desk.localActor(settings.staff, session: "cli-\(settings.staff)-\(day)")
    }

    /// Leaves: closes the connections, and stops the cluster when asked to.
    func close(stoppingCluster: Bool = false) async {
        await desk.keeper?.close()
        await desk.pool.close()
        if stoppingCluster { try? await cluster?.stop() }
    }
}

/// The database of the private cluster.
enum Store {
    static let database = "redress"

    /// Makes the database when it is missing and migrates it. Answers whether anything was applied.
    static func prepare(_ cluster: PrivateCluster, _ url: String) async throws -> Bool {
        do {
            return try await migrate(url)
        } catch let error as PostgresError where error.kind == .couldNotConnect {
            // libpq gives no SQLSTATE for a database that is not there yet; if it is something else, the next line says so.
            let connection = try await Connection.connect(
                ConnectionConfiguration(try cluster.connectionString(), applicationName: "redress setup"))
            do {
                try await connection.simple("CREATE DATABASE \(database)")
            } catch let error as PostgresError where error.sqlState == "42P04" || error.isUniqueViolation {
                // Another command made it in this moment.
            }
            await connection.close()
            return try await migrate(url)
        }
    }

    /// Migrates and answers whether anything was applied.
    @discardableResult static func migrate(_ url: String) async throws -> Bool {
        let connection = try await Connection.connect(
            ConnectionConfiguration(url, applicationName: "redress migrate", statementTimeout: .seconds(600)))
        do {
            let migrator = Migrator()
            let status = try await migrator.status(connection)
            let count = status.applied < status.known ? try await migrator.migrate(connection) : 0
            await connection.close()
            return count > 0
        } catch {
            await connection.close()
            throw error
        }
    }
}

/// The shipped playbooks on their way into a store.
enum Shelf {
    static var shipped: [PlaybookSource] {
        PlaybookFiles.all.map { PlaybookSource(file: $0.name, bytes: Array($0.text.utf8)) }
    }

    /// Imports and publishes what the binary brings; unchanged versions stay as they are.
    @discardableResult static func importShipped(_ desk: Desk, ageDays: Int64 = 0) async throws -> JSON {
        let then: @Sendable () -> Timestamp = { Timestamp.now.adding(seconds: -ageDays * 86_400) }
        let actor = Actor(kind: .system, id: "redress", roles: [], session: "setup-\(Timestamp.now.day)")
        _ = try await desk.at(then).perform(AdoptParameters(shipped), by: actor)
        return try await desk.at(then).perform(ImportPlaybooks(shipped, publishes: true), by: actor)
    }
}
