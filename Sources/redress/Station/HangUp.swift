import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// What SIGHUP means to a server.
///
/// With a terminal it means that the terminal is gone: whoever started the server by hand has left, and it ends in order.
/// Without one it comes from somebody who expects that a service reads its files again. Certificates are read again by
/// themselves when they change, everything else is read at the start: so it goes on and says so.
struct HangUp: Service {
    let logger: Logger

    /// The signals that end a server in order.
    static var ending: [UnixSignal] { hasTerminal ? [.sigterm, .sigint, .sighup] : [.sigterm, .sigint] }

    /// The service that takes SIGHUP where it does not end the server.
    static func services(_ logger: Logger) -> [ServiceGroupConfiguration.ServiceConfiguration] {
        hasTerminal ? [] : [.init(service: HangUp(logger: logger))]
    }

    private static let hasTerminal: Bool = {
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        if terminal >= 0 { close(terminal) }
        return terminal >= 0
    }()

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        for await _ in signals.cancelOnGracefulShutdown() {
            logger.notice("SIGHUP: goes on; changed certificates are read by themselves, settings at the start")
        }
    }
}
