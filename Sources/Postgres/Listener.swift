internal import CLibpq
internal import Dispatch
internal import Glibc

/// Hears NOTIFY on a connection of its own and keeps it open.
///
/// After the connection broke it is opened again with growing pauses, and `.reconnected` is sent: what happened
/// meanwhile was not heard, so whoever listens must read the tables anew.
public final class Listener: Sendable {
    /// What is heard.
    public enum Event: Sendable, Equatable {
        /// A NOTIFY on one of the channels.
        case notification(channel: String, payload: String)
        /// The connection is back; notifications may have been missed.
        case reconnected
    }

    /// Everything that is heard, for one consumer. Ends after `stop`, or when the consumer's task is cancelled.
    public let events: AsyncStream<Event>
    private let bell: Bell

    /// Connects and listens: everything notified after this returns is heard. Throws `couldNotConnect`.
    public static func start(_ configuration: ConnectionConfiguration, channels: [String]) async throws -> Listener {
        let bell = try Bell()
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        continuation.onTermination = { _ in bell.ring() }
        try await withCheckedThrowingContinuation { (ready: CheckedContinuation<Void, any Error>) in
            DispatchQueue(label: "redress.postgres.listener").async {
                let loop = ListenerLoop(configuration, channels: channels, bell: bell, heard: continuation)
                do {
                    try loop.connect()
                } catch {
                    return ready.resume(throwing: error)
                }
                ready.resume()
                loop.run()
            }
        }
        return Listener(events, bell)
    }

    private init(_ events: AsyncStream<Event>, _ bell: Bell) {
        self.events = events
        self.bell = bell
    }

    deinit { bell.ring() }

    /// Closes the connection and ends the stream.
    public func stop() {
        bell.ring()
    }
}

/// An `eventfd` that wakes a thread in `poll`. Once rung it stays so.
final class Bell: Sendable {
    let descriptor: Int32

    init() throws {
        // EFD_CLOEXEC and EFD_NONBLOCK are these two by definition.
        descriptor = eventfd(0, Int32(O_CLOEXEC | O_NONBLOCK))
        if descriptor < 0 { throw PostgresError(.couldNotConnect, "no eventfd: \(describeErrno())") }
    }

    deinit { close(descriptor) }

    func ring() {
        eventfd_write(descriptor, 1)
    }

    /// Waits for the bell alone; `true` when it rang.
    func wait(_ pause: Duration) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, Int32(pause.wholeMilliseconds) ?? 1000) > 0
    }
}

/// What runs on the listener's thread.
private final class ListenerLoop {
    private let configuration: ConnectionConfiguration
    private let channels: [String]
    private let bell: Bell
    private let heard: AsyncStream<Listener.Event>.Continuation
    private var wire: Wire?

    init(
        _ configuration: ConnectionConfiguration, channels: [String], bell: Bell,
        heard: AsyncStream<Listener.Event>.Continuation
    ) {
        self.configuration = configuration
        self.channels = channels
        self.bell = bell
        self.heard = heard
    }

    func connect() throws {
        let wire = try Wire(configuration)
        PQexitPipelineMode(wire.raw)
        let script = channels.map { "listen \(SQL.quotedIdentifier($0));" }.joined()
        guard let answer = PQexec(wire.raw, script) else { throw wire.lost }
        let result = ResultStorage(answer)
        if result.status == PGRES_FATAL_ERROR { throw result.error(statement: script) }
        self.wire = wire
    }

    func run() {
        defer { heard.finish() }
        while true {
            if let wire, listen(wire) { return }
            wire = nil
            if reconnect() { return }
            heard.yield(.reconnected)
        }
    }

    /// Until the bell rings (`true`) or the connection breaks (`false`).
    private func listen(_ wire: Wire) -> Bool {
        while true {
            deliver(wire)
            var entries = [
                pollfd(fd: wire.socket, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&entries, 2, -1) < 0, errno != EINTR { return false }
            if entries[1].revents != 0 { return true }
            if entries[0].revents != 0, PQconsumeInput(wire.raw) == 0 { return false }
            if wire.isBroken { return false }
        }
    }

    private func deliver(_ wire: Wire) {
        while let notify = PQnotifies(wire.raw) {
            let channel = String(cString: notify.pointee.relname)
            let payload = String(cString: notify.pointee.extra)
            PQfreemem(notify)
            heard.yield(.notification(channel: channel, payload: payload))
        }
    }

    /// Until there is a connection (`false`) or the bell rings (`true`).
    private func reconnect() -> Bool {
        var backoff = Backoff(first: .milliseconds(100), limit: .seconds(10))
        while true {
            if bell.wait(backoff.next()) { return true }
            if (try? connect()) != nil { return false }
        }
    }
}
