internal import CLibpq
internal import Dispatch
internal import Synchronization

/// Asks the server to stop what a connection is doing: one call at a time, and never the call after.
///
/// `@unchecked Sendable`: libpq documents `PQcancel` as safe to call from any thread, also while the connection is used.
final class Canceller: @unchecked Sendable {
    /// A request to stop that is on its way, made only for the few calls that are cancelled.
    private struct Asking {
        let onItsWay = DispatchGroup()
        let isOver = DispatchSemaphore(value: 0)
    }
    private struct State {
        var call: UInt64 = 0
        var isRunning = false
        var asking: Asking?
    }

    private let raw: OpaquePointer
    private let state = Mutex(State())

    init(_ raw: OpaquePointer) {
        self.raw = raw
    }

    deinit { PQfreeCancel(raw) }

    /// A call begins that may be stopped. Returns its number.
    func begin() -> UInt64 {
        state.withLock { state in
            state.call += 1
            state.isRunning = true
            return state.call
        }
    }

    /// Makes the server stop the call of this number, unless it is over.
    func stop(_ call: UInt64) {
        let asking: Asking? = state.withLock { state in
            guard state.isRunning, state.call == call, state.asking == nil else { return nil }
            let asking = Asking()
            // Entered before anybody can wait for it.
            asking.onItsWay.enter()
            state.asking = asking
            return asking
        }
        guard let asking else { return }
        // A queue of its own: the global one shares its few threads with Swift's cooperative pool.
        DispatchQueue(label: "redress.postgres.cancel").async {
            // Again and again, because one that comes before the statement has reached the server is lost.
            repeat { self.cancel() } while asking.isOver.wait(timeout: .now() + 0.01) == .timedOut
            asking.onItsWay.leave()
        }
    }

    /// The call is over. Waits for a request that is on its way, so that it cannot hit the next one.
    func end() {
        let asking = state.withLock { state in
            state.isRunning = false
            return state.asking.take()
        }
        guard let asking else { return }
        asking.isOver.signal()
        asking.onItsWay.wait()
    }

    /// Blocks until the server has passed the request on.
    func cancel() {
        var reason = [CChar](repeating: 0, count: 256)
        _ = PQcancel(raw, &reason, Int32(reason.count))
    }
}
