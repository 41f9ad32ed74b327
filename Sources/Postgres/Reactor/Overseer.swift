internal import Dispatch
internal import Glibc
internal import Synchronization

/// Sees to it that a long job holds up nobody but its own connection: whatever a reactor is still busy with when it is
/// looked at again keeps its thread, and the reactor gets a new one for the rest.
///
/// It looks while there is work and sleeps when there has been none for a while.
final class Overseer: Sendable {
    static let shared = Overseer()

    /// A job is left to itself after one to two of these. Long beside what a request needs, and beside the time for which a
    /// busy machine may keep a thread waiting; short beside what a caller notices.
    private static let glance: Duration = .milliseconds(25)
    private static let glancesBeforeSleep = 40

    private let isAsleep = Atomic(false)
    private let wake = DispatchSemaphore(value: 0)

    private init() {
        _ = BareThread.start(named: "redress.watch") { self.watch() }
    }

    /// There is work again. To be called when it has begun: then either it is seen, or this wakes whoever did not see it.
    func beAwake() {
        guard isAsleep.load(ordering: .sequentiallyConsistent) else { return }
        if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { wake.signal() }
    }

    private func watch() {
        var seen: [UInt64?] = []
        var idleGlances = 0
        while true {
            usleep(UInt32(Self.glance / .microseconds(1)))
            let reactors = Reactor.all
            let running = reactors.map(\.running)
            for (place, job) in seen.enumerated() {
                if let job, job == running[place] { reactors[place].leave(job) }
            }
            seen = running
            idleGlances = running.allSatisfy { $0 == nil } ? idleGlances + 1 : 0
            if idleGlances >= Self.glancesBeforeSleep {
                sleep()
                idleGlances = 0
            }
        }
    }

    private func sleep() {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        let isIdle = Reactor.all.allSatisfy(\.isAtRest)
        // Whoever was faster has left a signal, and then this does not wait.
        if isIdle || !isAsleep.exchange(false, ordering: .sequentiallyConsistent) { wake.wait() }
    }
}
