internal import Canonical
public import Casework
public import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
public import Logging
internal import NIOCore
public import ServiceLifecycle

/// The HTTP face of a desk: the API of `/v1`, the console under `/console`, health and metrics.
///
/// It holds no rules: every route reads its inputs, performs one operation and writes the answer. Give it to a
/// `ServiceGroup` as the last service, so that it stops first.
public struct WebServer: Service {
    private let house: House
    private let configuration: WebConfiguration
    private let logger: Logger
    private let certificates: Certificates?

    /// A server for a desk.
    ///
    /// - Throws: ``CertificateFault`` and the like for files that cannot be used.
    public init(desk: Desk, configuration: WebConfiguration, logger: Logger) throws {
        certificates = try configuration.certificate.map { files throws(CertificateFault) in try Certificates(files) }
        house = try House(desk: desk, configuration: configuration, logger: logger)
        self.configuration = configuration
        self.logger = logger
    }

    /// The server as Hummingbird runs it.
    public func application() throws -> some ApplicationProtocol {
        let onListening = configuration.onListening
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let plain = HTTPServerBuilder { responder in
            ChannelOnItsLoop(base: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(75))))
        }
        return Application(
            responder: Door(house: house, table: RouteTable(WebServer.routes)),
            server: try certificates.map { try .tls(plain, tlsConfiguration: $0.configuration) } ?? plain,
            configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: configuration.port)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: quiet)
    }

    /// Serves until the service group shuts down; requests that are being worked on are answered first.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { await house.tokens.listen() }
                tasks.addTask { await house.feed.run() }
                tasks.addTask { await house.streams.watch() }
                tasks.addTask { await house.courier.run() }
                if let certificates { tasks.addTask { await certificates.watch(logger) } }
                defer { tasks.cancelAll() }
                try await application().run()
            }
        } onGracefulShutdown: {
            // The server waits for the answers that it has begun, and a stream is one.
            house.feed.end()
        }
    }

    /// The document of the API, as `/openapi.json` gives it: canonical JSON.
    public static func openAPI(version: String) -> String {
        OpenAPI.document(of: routes, version: version).canonicalText
    }

    /// Every route there is. The document of the API is written from the same list.
    static let routes: [Route] =
        ServiceRoutes.all + ExchangeRoutes.all + BotRoutes.all + CaseRoutes.all + StepRoutes.all + CareRoutes.all
        + OutwardRoutes.all + PeopleRoutes.all + RecoveryRoutes.all + AttachmentRoutes.all + ReportRoutes.all
        + PrivacyRoutes.all + KeepingRoutes.all + FollowUpRoutes.all + ParameterRoutes.all + EventRoutes.all
        + WebhookRoutes.all + AuditExportRoutes.all
        + AuditRoutes.all + PlaybookRoutes.all + OfficeRoutes.all + ConsoleRoutes.all + [DocumentPage.route]
}
