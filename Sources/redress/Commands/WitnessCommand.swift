import ArgumentParser
import Foundation
import Ledger
import Logging
import Notary
import ServiceLifecycle
import Web

/// `redress witness`
struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract:
            "On the compliance host: cosign every checkpoint that extends what was seen before, and nothing else.",
        discussion: """
            It needs no database. The policy file names the keys of the logs to be watched; its own key is made at the first
            start and printed, for the policy files of the servers (REDRESS_WITNESSES) and of auditors.
            Example: redress witness --policy policy --state /var/lib/redress-witness --port 8090
            """)
    @Option(help: "The policy file with the keys of the logs.") var policy: String
    @Option(help: "A directory of the witness alone: its key, and what it knows.") var state: String
    @Option(help: "The name of the key that is made at the first start.") var name = "witness"
    @Option(help: "The address to listen on.") var host = "127.0.0.1"
    @Option(help: "The port; 0 takes a free one.") var port = 8090
    @Flag(help: "Print the line for policy files and leave.") var showKey = false
    @Flag(help: .hidden) var exitWithParent = false

    func run() async throws {
        try? FileManager.default.createDirectory(
            atPath: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let desk = try WitnessDesk(directory: state, name: name, policy: try Policy.read(policy))
        let line = "witness \(desk.key.name) \(desk.key.text)"
        if showKey { return Output.line(line) }
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "redress.witness")
        logger.logLevel = .notice
        let (host, shown) = (host, host.contains(":") ? "[\(host)]" : host)
        let server = WitnessServer(desk: desk, host: host, port: port, logger: logger) { port in
            Output.line("\(line) http://\(shown):\(port)")
        }
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [.init(service: server)]
        services += HangUp.services(logger)
        if exitWithParent {
            services.append(.init(service: ParentWatch(), successTerminationBehavior: .gracefullyShutdownGroup))
        }
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: HangUp.ending, logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(5)
        try await ServiceGroup(configuration: group).run()
    }
}
