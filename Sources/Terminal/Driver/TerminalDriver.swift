internal import Glibc

/// What happens to a screen.
enum TerminalEvent: Sendable {
    case key(Key)
    /// The size may be another one.
    case resized
    /// A second has passed.
    case tick
    /// Somebody stops the process, as with Ctrl-Z.
    case suspended
    /// It goes on.
    case continued
    /// The screen has to go: a signal, or the terminal is gone.
    case ended
    case reply(Reply)
}

/// Reads the terminal on a thread of its own, because that waits, and turns bytes and signals into events.
///
/// `@unchecked`: what is not constant is touched by the thread only, from `start` to the join in `stop`.
final class TerminalDriver: @unchecked Sendable {
    private let signals = TerminalSignals()
    private let tell: @Sendable (TerminalEvent) -> Void
    private var decoder = KeyDecoder()
    private var thread = pthread_t()

    /// A driver that tells its events to somebody.
    init(tell: @escaping @Sendable (TerminalEvent) -> Void) { self.tell = tell }

    /// Takes the terminal over and begins to read.
    func start() {
        signals.install()
        TerminalMode.enter()
        let driver = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(
            &thread, nil,
            { driver in
                guard let driver else { return nil }
                Unmanaged<TerminalDriver>.fromOpaque(driver).takeRetainedValue().read()
                return nil
            }, driver)
        if status != 0 { tell(.ended) }
    }

    /// Gives the terminal back and stops reading.
    func stop() {
        TerminalMode.leave()
        signals.wake()
        pthread_join(thread, nil)
        signals.remove()
    }

    /// Gives the terminal back and stops the process, until somebody continues it.
    func suspend() {
        TerminalMode.leave()
        signals.stopProcess()
    }

    /// Takes the terminal over again.
    func resume() {
        signals.resume()
        TerminalMode.enter()
    }

    private func read() {
        var sources = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            // A lone Escape is told from the beginning of a sequence by the silence after it.
            let ready = poll(&sources, 2, decoder.isWaiting ? 50 : Self.untilNextSecond())
            if ready < 0, errno != EINTR { return tell(.ended) }
            if ready == 0 {
                decoder.flush().forEach { tell(.key($0)) }
                tell(.tick)
            }
            guard ready > 0 else { continue }
            if sources[1].revents != 0, !readSignals() { return }
            if sources[0].revents != 0, !readKeys() { return tell(.ended) }
        }
    }

    private func readKeys() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0 { return errno == EINTR || errno == EAGAIN }
        decoder.feed(bytes.prefix(count)).forEach { tell(.key($0)) }
        return count > 0
    }

    /// - Returns: false when the reading has to end.
    private func readSignals() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(signals.descriptor, &bytes, bytes.count)
        for number in bytes.prefix(max(0, count)) {
            switch Int32(number) {
            case 0: return false
            case SIGWINCH: tell(.resized)
            case SIGTSTP: tell(.suspended)
            case SIGCONT: tell(.continued)
            default: tell(.ended)
            }
        }
        return true
    }

    private static func untilNextSecond() -> Int32 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int32(1000 - now.tv_nsec / 1_000_000) + 2
    }
}
