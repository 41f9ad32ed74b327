import Foundation
import Synchronization

/// So many clients over HTTP on two threads, each of which waits for all of its connections at once: as pgbench has it, so
/// that the load weighs the same on both sides.
struct HTTPLoad: Sendable {
    private static let threads = 2
    let clients: Int
    let seconds: Int
    /// Makes the connection of a client.
    let connect: @Sendable (Int) throws -> HTTPClient
    /// What a client asks next; nil when it has nothing left to do.
    let next: @Sendable (Int) throws -> HTTPClient.Request?

    /// How many answers a second they reach together. The round is over for all when the time is up, or when one has nothing
    /// left to do.
    func rate() async throws -> Double {
        let start = ContinuousClock.now
        let round = Round(end: start + .seconds(seconds))
        await withCheckedContinuation { continuation in
            let group = DispatchGroup()
            for thread in 0..<min(Self.threads, clients) {
                group.enter()
                Thread.detachNewThread {
                    // A profile then tells the load from what bears it.
                    Thread.current.name = "client"
                    round.note(Result { try serve(stride(from: thread, to: clients, by: Self.threads), round) })
                    group.leave()
                }
            }
            group.notify(queue: .global()) { continuation.resume() }
        }
        return Double(try round.count()) / (ContinuousClock.now - start).inSeconds
    }

    /// Serves these clients until the round is over, and answers how many answers came.
    private func serve(_ clients: StrideTo<Int>, _ round: Round) throws -> Int {
        let connections = try clients.map { (client: $0, http: try connect($0)) }
        // A descriptor below zero is passed over: that client has asked for the last time.
        var entries = connections.map { pollfd(fd: $0.http.socket, events: Int16(POLLIN), revents: 0) }
        for place in connections.indices { try ask(connections[place], &entries[place], round) }
        var count = 0
        while entries.contains(where: { $0.fd >= 0 }) {
            if poll(&entries, nfds_t(entries.count), -1) < 0, errno != EINTR { throw BenchError("poll failed") }
            for place in entries.indices where entries[place].fd >= 0 && entries[place].revents != 0 {
                guard try connections[place].http.receive() else { continue }
                count += 1
                try ask(connections[place], &entries[place], round)
            }
        }
        return count
    }

    private func ask(_ connection: (client: Int, http: HTTPClient), _ entry: inout pollfd, _ round: Round) throws {
        guard !round.isOver, let request = try next(connection.client) else {
            round.finish()
            entry.fd = -1
            return
        }
        try connection.http.send(request)
    }
}

/// What the threads of a round have done.
private final class Round: Sendable {
    private let end: ContinuousClock.Instant
    private let total = Mutex<Result<Int, any Error>>(.success(0))
    private let over = Atomic<Bool>(false)

    init(end: ContinuousClock.Instant) { self.end = end }

    var isOver: Bool { over.load(ordering: .relaxed) || ContinuousClock.now >= end }

    func finish() { over.store(true, ordering: .relaxed) }

    func note(_ result: Result<Int, any Error>) {
        finish()
        total.withLock { total in total = Result { try total.get() + result.get() } }
    }

    func count() throws -> Int { try total.withLock { try $0.get() } }
}
