internal import Glibc

/// The end of the pipe into which the handlers write the numbers of the signals; -1 when nobody listens.
private nonisolated(unsafe) var signalPipe: Int32 = -1

/// What handled each signal before, by its number. Written before a handler is installed, read by the handler; never
/// freed, because a crash may come at any time.
private nonisolated(unsafe) let handledBefore: UnsafeMutablePointer<sigaction> = {
    let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)
    actions.initialize(repeating: sigaction(), count: 65)
    return actions
}()

/// Signals as bytes in a pipe, and a last chance to restore the terminal when the program crashes.
final class TerminalSignals {
    /// Told to the screen.
    private static let told = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH]
    /// Ends of the program by its own fault.
    private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS]
    private var replaced: Set<Int32> = []
    private var ends: [Int32] = [-1, -1]

    /// Where the numbers can be read.
    var descriptor: Int32 { ends[0] }

    /// Begins to listen.
    func install() {
        _ = pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        signalPipe = ends[1]
        for number in Self.told { replace(number, by: tellPipe) }
        for number in Self.crashes { replace(number, by: restoreAndDie) }
    }

    /// Puts the former handlers back.
    func remove() {
        for number in replaced { sigaction(number, handledBefore + Int(number), nil) }
        replaced = []
        signalPipe = -1
        for end in ends { close(end) }
        ends = [-1, -1]
    }

    /// Wakes the reader of the pipe.
    func wake() {
        var zero: UInt8 = 0
        _ = write(ends[1], &zero, 1)
    }

    /// Stops the process as the terminal's user expects; ``resume()`` after it goes on.
    func stopProcess() {
        var standard = sigaction()
        standard.__sigaction_handler.sa_handler = SIG_DFL
        sigaction(SIGTSTP, &standard, nil)
        kill(getpid(), SIGTSTP)
    }

    /// Listens to the stop signal again.
    func resume() { replace(SIGTSTP, by: tellPipe) }

    private func replace(_ number: Int32, by handler: @escaping @convention(c) (Int32) -> Void) {
        if replaced.insert(number).inserted { sigaction(number, nil, handledBefore + Int(number)) }
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        action.sa_flags = SA_RESTART
        sigaction(number, &action, nil)
    }
}

private func tellPipe(_ number: Int32) {
    let error = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(signalPipe, &byte, 1)
    errno = error
}

/// The terminal is put back, then the signal strikes as it would have: Swift's own report of a crash included.
private func restoreAndDie(_ number: Int32) {
    TerminalMode.leave()
    sigaction(number, handledBefore + Int(number), nil)
    raise(number)
}
