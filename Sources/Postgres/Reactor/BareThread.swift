internal import CLibpq
internal import Glibc

/// A thread of our own that takes no signals: those belong to the threads that the program has set up for them.
enum BareThread {
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts it. Answers `false` when there is none to be had; the reason is in `errno`.
    ///
    /// - Parameter name: At most 15 bytes, for debuggers.
    static func start(named name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        let context = Unmanaged.passRetained(Body(body))
        var (every, before) = (sigset_t(), sigset_t())
        sigfillset(&every)
        // A thread begins with the mask of the one that starts it.
        pthread_sigmask(SIG_SETMASK, &every, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let refusal = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard refusal == 0 else {
            context.release()
            errno = refusal
            return false
        }
        pthread_setname_np(thread, name)
        pthread_detach(thread)
        return true
    }
}
