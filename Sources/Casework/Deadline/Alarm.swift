internal import Synchronization

/// A sleep that can be ended from elsewhere. One sleeps, anybody rings; a ring while nobody sleeps ends the next sleep.
final class Alarm: Sendable {
    private struct State {
        var isRung = false
        var sleeper: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    /// Ends the sleep.
    func ring() { wake(orRemember: true) }

    /// Sleeps until somebody rings, for so long, or until the task is cancelled.
    func sleep(_ pause: Duration) async {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try? await Task.sleep(for: pause)
                self.wake(orRemember: false)
            }
            tasks.addTask { await self.waitForRing() }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    private func waitForRing() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    state.sleeper = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            wake(orRemember: false)
        }
    }

    private func wake(orRemember remembers: Bool) {
        let sleeper = state.withLock { state in
            let sleeper = state.sleeper
            state.sleeper = nil
            if sleeper == nil, remembers { state.isRung = true }
            return sleeper
        }
        sleeper?.resume()
    }
}
