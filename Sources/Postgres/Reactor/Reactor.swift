internal import CLibpq
internal import Glibc
internal import Synchronization

/// Runs the work of several connections on one thread, and waits for all of their sockets at once in `epoll(7)`.
///
/// A thread for each connection would be woken for every answer; here one that is awake finds the next answer when it
/// looks again. Nobody is held up for it: a job that does not come to an end keeps its thread, and another takes over the
/// rest (see ``Overseer``), so that work may be long and may even block.
final class Reactor: Sendable {
    /// A piece of work of one lane.
    struct Job: Sendable {
        let lane: Lane
        let slot: Int
        let job: UnownedJob

        /// The lane stays until the job is over, also when the job itself lets go of the connection.
        func run() {
            withExtendedLifetime(lane) {
                job.runSynchronously(
                    isolatedTo: lane.asUnownedSerialExecutor(), taskExecutor: lane.asUnownedTaskExecutor())
            }
        }
    }

    typealias Waiter = UnsafeContinuation<Readiness?, Never>

    /// Where a lane waits for its socket, and what must wait for it.
    private struct Slot {
        var waiter: Waiter?
        /// Its job is still running on a thread that was left behind.
        var isElsewhere = false
        var deferred: [Job] = []
    }

    private struct State {
        var jobs = JobQueue()
        var slots: [Slot] = []
        var free: [Int] = []
        /// Which thread runs the jobs: the number of its start. Any other that comes back has been left behind.
        var runner = 0
        /// What is running now, and how many were begun before.
        var current: Int?
        var begun: UInt64 = 0
        /// Whether the thread waits for as long as it takes, and must be woken for a job.
        var isAsleep = false
    }

    private let state = Mutex(State())
    private let epoll: Int32
    private let bell: Int32
    private let number: Int

    private init(number: Int) throws {
        self.number = number
        epoll = epoll_create1(Int32(O_CLOEXEC))
        // EFD_CLOEXEC and EFD_NONBLOCK are these two by definition.
        bell = eventfd(0, Int32(O_CLOEXEC | O_NONBLOCK))
        let isWatching = epoll >= 0 && bell >= 0 && watch(bell, for: [.reading, .edge], slot: Self.bellSlot)
        guard isWatching, start(as: 0) else {
            throw PostgresError(.couldNotConnect, "nothing left to wait for a connection with: \(describeErrno())")
        }
    }

    /// Only one that could not be made comes to an end: a thread keeps every other.
    deinit {
        for descriptor in [epoll, bell] where descriptor >= 0 { Glibc.close(descriptor) }
    }

    // MARK: For lanes

    /// A place for a lane.
    func open() -> Int {
        state.withLock { state in
            if let free = state.free.popLast() { return free }
            state.slots.append(Slot())
            return state.slots.count - 1
        }
    }

    /// Gives the place back. Its socket leaves `epoll` when it is closed.
    func close(_ slot: Int) {
        state.withLock { $0.free.append(slot) }
    }

    func enqueue(_ job: Job) {
        let mustRing = state.withLock { state in
            state.jobs.append(job)
            return exchange(&state.isAsleep, with: false)
        }
        if mustRing { eventfd_write(bell, 1) }
    }

    /// Resumes the continuation when the socket is ready, with nil when it cannot be watched.
    func park(_ waiter: Waiter, _ slot: Int, _ socket: Int32, _ events: Readiness) {
        state.withLock { $0.slots[slot].waiter = waiter }
        if watch(socket, for: events.union(.once), slot: UInt64(slot)) { return }
        let refused = state.withLock { $0.slots[slot].waiter.take() }
        refused?.resume(returning: nil)
    }

    private func watch(_ socket: Int32, for events: Readiness, slot: UInt64) -> Bool {
        var event = epoll_event(events: events.rawValue, data: epoll_data_t(u64: slot))
        if epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) == 0 { return true }
        return errno == ENOENT && epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event) == 0
    }

    private static let bellSlot = UInt64.max
}

extension Reactor {
    // MARK: The thread

    /// Answers `false` when there is no thread to be had.
    private func start(as runner: Int) -> Bool {
        BareThread.start(named: "redress.db.\(number)") { self.run(as: runner) }
    }

    private func run(as runner: Int) {
        var events = [epoll_event](repeating: epoll_event(), count: 64)
        var ready: [(waiter: Waiter, readiness: Readiness)] = []
        var hasSlept = false
        while runJobs(as: runner, hasSlept) {
            hasSlept = state.withLock { state in
                state.isAsleep = state.jobs.isEmpty
                return state.isAsleep
            }
            let count = epoll_wait(epoll, &events, Int32(events.count), hasSlept ? -1 : 0)
            state.withLock { state in
                state.isAsleep = false
                for event in events.prefix(Int(max(0, count))) where event.data.u64 != Self.bellSlot {
                    guard let waiter = state.slots[Int(event.data.u64)].waiter.take() else { continue }
                    ready.append((waiter, Readiness(rawValue: event.events)))
                }
            }
            for (waiter, readiness) in ready { waiter.resume(returning: readiness) }
            ready.removeAll(keepingCapacity: true)
        }
    }

    /// Runs what is there now, so that sockets are looked at in between. Answers `false` when another thread took over.
    private func runJobs(as runner: Int, _ hasSlept: Bool) -> Bool {
        var last: Int?
        var rest = state.withLock { $0.jobs.count }
        while rest > 0 {
            let (isOurs, job) = state.withLock { take(&$0, as: runner, after: last) }
            guard isOurs, let job else { return isOurs }
            if last == nil, hasSlept { Overseer.shared.beAwake() }
            job.run()
            (last, rest) = (job.slot, rest - 1)
        }
        return state.withLock { finish(&$0, as: runner, last) }
    }

    private func take(_ state: inout State, as runner: Int, after last: Int?) -> (isOurs: Bool, job: Job?) {
        guard finish(&state, as: runner, last) else { return (false, nil) }
        while let job = state.jobs.popFirst() {
            if state.slots[job.slot].isElsewhere {
                state.slots[job.slot].deferred.append(job)
                continue
            }
            (state.current, state.begun) = (job.slot, state.begun &+ 1)
            return (true, job)
        }
        return (true, nil)
    }

    /// The job of this lane is over. Answers `false` when another thread took over meanwhile; that one then goes on with
    /// what had to wait for it.
    private func finish(_ state: inout State, as runner: Int, _ last: Int?) -> Bool {
        if state.runner == runner {
            state.current = nil
            return true
        }
        guard let last else { return false }
        state.slots[last].isElsewhere = false
        for job in exchange(&state.slots[last].deferred, with: []) { state.jobs.append(job) }
        if exchange(&state.isAsleep, with: false) { eventfd_write(bell, 1) }
        return false
    }

    // MARK: For the overseer

    /// What is running, if anything: the same answer twice is the same job.
    var running: UInt64? {
        state.withLock { $0.current == nil ? nil : $0.begun }
    }

    /// Whether the thread waits for as long as it takes.
    var isAtRest: Bool { state.withLock(\.isAsleep) }

    /// Leaves the thread to this job, and the rest to a new one.
    func leave(_ job: UInt64) {
        state.withLock { state in
            guard let current = state.current, state.begun == job, start(as: state.runner + 1) else { return }
            state.slots[current].isElsewhere = true
            state.current = nil
            state.runner += 1
        }
    }
}

extension Reactor {
    // MARK: All of them

    private static let made = Mutex<(reactors: [Reactor], turn: Int)>(([], 0))

    /// As many as there are processors, each made when it is first wanted.
    static var all: [Reactor] { made.withLock { $0.reactors } }

    /// The one whose turn it is to be given a connection.
    ///
    /// - Throws: `couldNotConnect` when the machine has no descriptor or no thread left for it.
    static func next() throws -> Reactor {
        try made.withLock { made in
            let turn = made.turn % max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
            if turn == made.reactors.count { made.reactors.append(try Reactor(number: turn)) }
            made.turn += 1
            return made.reactors[turn]
        }
    }
}

/// What is to be run, first come, first served.
private struct JobQueue {
    private var items: [Reactor.Job?] = []
    private var start = 0

    var count: Int { items.count - start }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ job: Reactor.Job) { items.append(job) }

    mutating func popFirst() -> Reactor.Job? {
        if isEmpty { return nil }
        let first = items[start].take()
        start += 1
        if isEmpty {
            items.removeAll(keepingCapacity: true)
            start = 0
        }
        return first
    }
}
