/// The executor of one connection: what runs on it runs one after the other, on the thread of its reactor.
///
/// It also takes tasks that prefer it: code between two statements then runs on the thread that waits for their answers,
/// and a statement costs no change of threads.
final class Lane: SerialExecutor, TaskExecutor {
    private let reactor: Reactor
    private let slot: Int

    /// A lane of the reactor whose turn it is. Throws `couldNotConnect`.
    init() throws {
        reactor = try Reactor.next()
        slot = reactor.open()
    }

    deinit { reactor.close(slot) }

    func enqueue(_ job: consuming ExecutorJob) {
        reactor.enqueue(Reactor.Job(lane: self, slot: slot, job: UnownedJob(job)))
    }

    /// Suspends until the socket is ready for one of `events`, or has failed. One caller at a time; it may come back early.
    ///
    /// - Throws: `connectionLost` when the kernel will not watch it.
    @discardableResult
    func wait(
        _ socket: Int32, for events: Readiness, isolation: isolated (any Actor)? = #isolation
    ) async throws -> Readiness {
        let ready = await withUnsafeContinuation { reactor.park($0, slot, socket, events) }
        // An error on the socket is found by reading from it.
        if let ready { return ready.hasFailed ? ready.union(.reading) : ready }
        throw PostgresError(.connectionLost, "the connection to the server cannot be watched")
    }
}
