import ArgumentParser
import Casework
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Web

/// Where a server listens.
struct ServeOptions: ParsableArguments {
    @Option(help: "The address to listen on; 127.0.0.1 when nothing is said.") var host: String?
    @Option(help: "The port; 0 takes a free one, 8080 when nothing is said.") var port: String?
    @Option(help: "The certificate and those above it, PEM.") var tlsCertificate: String?
    @Option(help: "The file of the certificate's private key, PEM.") var tlsKey: String?
    @Flag(help: .hidden) var exitWithParent = false

    /// What was said by flag, by the names of the settings.
    var flags: [String: String] {
        let given = ["host": host, "port": port, "tls.certificate": tlsCertificate, "tls.key": tlsKey]
        return given.compactMapValues(\.self)
    }
}

/// `redress serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the API and the console over the configured database.",
        discussion: "Example: DATABASE_URL=postgres://… redress serve --port 8080")
    @OptionGroup var options: ServeOptions

    func run() async throws {
        let settings = try Settings.read(flags: options.flags)
        let station = try await Station.open(
            settings,
            Station.Wish(holdsCluster: settings.databaseURL == nil, poolSize: settings.poolSize, keepsTrail: true))
        try await Server.run(station, options) { address in Output.message("Redress serves at \(address)") }
    }
}

/// Runs the web server over a station until a signal, and leaves nothing behind.
enum Server {
    static func run(_ station: Station, _ options: ServeOptions, onReady: @escaping @Sendable (String) async -> Void)
        async throws
    {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "redress")
        logger.logLevel = .notice
        // A store that became older is stopped before anybody can write to it; looking stays possible.
        do { try await station.desk.keeper?.agreeWhereSigned() } catch {
            Output.message("redress: trail: \(Explanation(error).line)")
        }
        let known = station.settings.configuration
        let host = known["host"] ?? "127.0.0.1"
        let pool = station.desk.pool
        let trail = station.desk.keeper.map { TrailClock($0) }
        let scheme = known["tls.certificate"] == nil ? "http" : "https"
        var configuration = WebConfiguration(
            host: host, port: known["port"].flatMap { Int($0) } ?? 8080, version: Redress.version,
            isReady: { (try? await pool.withConnection { try await $0.query("SELECT 1 AS one") }) != nil },
            trail: { trail?.status },
            onListening: { port in await onReady("\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)") })
        configuration.adopt(station.settings)
        configuration.apply(known)
        let server = try WebServer(desk: station.desk, configuration: configuration, logger: logger)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: DeadlineClock(desk: station.desk)),
            .init(service: server),
        ]
        if try Settings.read().runsRetention { services.append(.init(service: RetentionClock(desk: station.desk))) }
        services += HangUp.services(logger)
        if let trail { services.insert(.init(service: trail), at: 0) }
        if options.exitWithParent {
            services.append(.init(service: ParentWatch(), successTerminationBehavior: .gracefullyShutdownGroup))
        }
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: HangUp.ending, logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(10)
        do {
            try await ServiceGroup(configuration: group).run()
            await station.close(stoppingCluster: station.didStartCluster)
        } catch {
            await station.close(stoppingCluster: station.didStartCluster)
            throw error
        }
    }
}

extension WebConfiguration {
    /// Takes over what the operator set.
    fileprivate mutating func adopt(_ settings: Settings) {
        requestsPerMinuteAndToken = settings.rates.token ?? requestsPerMinuteAndToken
        requestsPerMinuteAndAddress = settings.rates.address ?? requestsPerMinuteAndAddress
        failedSignInsPerMinute = settings.rates.signIn ?? failedSignInsPerMinute
        trustedProxies = settings.trustedProxies
    }
}

/// Fires deadlines as long as the server runs.
struct DeadlineClock: Service {
    let desk: Desk

    func run() async throws {
        // The store is away; the next look finds what is due then.
        let trouble = Trouble("deadlines")
        let keeper = DeadlineKeeper(
            desk: desk, session: "clock-\(UUID().uuidString.prefix(8))", report: { trouble.tell($0) },
            onLook: { trouble.tried() })
        await cancelWhenGracefulShutdown { await keeper.run() }
    }
}

/// Ends when the program that started this one is gone, so that no server outlives its `make`.
struct ParentWatch: Service {
    func run() async throws {
        let parent = getppid()
        while getppid() == parent, !Task.isShuttingDownGracefully {
            try? await Task.sleep(for: .milliseconds(500))
        }
    }
}
