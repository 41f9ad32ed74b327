internal import Glibc

/// What must be put back on the terminal, reachable from a signal handler.
///
/// Written by ``TerminalMode`` before the handlers are installed and after they are removed, by the one screen that a
/// process can have; the handlers only read it, apart from `isChanged`.
private struct TerminalKeeping {
    var isChanged = false
    var saved = termios()
    var leaving: UnsafeMutableBufferPointer<UInt8>?
}

private nonisolated(unsafe) var keeping = TerminalKeeping()

/// Raw input and the alternate screen, and the way back from them.
enum TerminalMode {
    private static let entering = "\u{1B}[?1049h\u{1B}[?2004h\u{1B}[?7l\u{1B}[2J\u{1B}[H"
    private static let leaving = "\u{1B}[0m\u{1B}[?7h\u{1B}[?2004l\u{1B}[?25h\u{1B}[?1049l"

    /// Whether a full screen can be shown: input and output are a terminal that knows control sequences.
    static var isPossible: Bool {
        isatty(STDIN_FILENO) == 1 && Style.Support.of(fileDescriptor: STDOUT_FILENO) != .none
    }

    /// The size of the terminal, also when it does not say.
    static var size: Size {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 {
            return Size(width: Int(size.ws_col), height: Int(size.ws_row))
        }
        let columns = environmentValue("COLUMNS").flatMap { Int($0) }
        let lines = environmentValue("LINES").flatMap { Int($0) }
        return Size(width: max(1, columns ?? 80), height: max(1, lines ?? 24))
    }

    /// Takes the terminal over.
    static func enter() {
        guard !keeping.isChanged else { return }
        var raw = termios()
        guard tcgetattr(STDIN_FILENO, &raw) == 0 else { return }
        keeping.saved = raw
        if keeping.leaving == nil {
            // Never freed: a handler may need it until the very end of the process.
            let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: leaving.utf8.count)
            _ = bytes.initialize(from: leaving.utf8)
            keeping.leaving = bytes
        }
        cfmakeraw(&raw)
        keeping.isChanged = true
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw)
        writeAll(Array(entering.utf8), to: STDOUT_FILENO)
    }

    /// Gives the terminal back as it was. May be called from a signal handler, and more than once.
    static func leave() {
        guard keeping.isChanged else { return }
        keeping.isChanged = false
        if let bytes = keeping.leaving { _ = write(STDOUT_FILENO, bytes.baseAddress, bytes.count) }
        tcsetattr(STDIN_FILENO, TCSANOW, &keeping.saved)
    }
}
