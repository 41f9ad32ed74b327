internal import CoreMetrics
internal import Synchronization

/// Counts requests by the pattern of their route, method and status, and measures how long they took.
final class RequestMeter: Sendable {
    private struct Known: Hashable {
        let route: Int
        let method: String
        let status: Int
    }
    private let exposition: Exposition
    private let counters = Mutex<[Known: any CounterHandler]>([:])
    private let timers = Mutex<[Int: any TimerHandler]>([:])
    private static let requests = "redress_http_requests_total"
    private static let durations = "redress_http_request_duration_seconds"

    init(_ exposition: Exposition) {
        self.exposition = exposition
        exposition.describe(Self.requests, "Requests that were answered, by route pattern, method and status.")
        exposition.describe(Self.durations, "How long requests took, by route pattern.")
    }

    func count(_ visit: Visit, status: Int, _ duration: Duration) {
        let index = visit.index ?? -1
        let key = Known(route: index, method: visit.method.known, status: status)
        let counter = counters.withLock { counters in
            if let counter = counters[key] { return counter }
            let counter = exposition.makeCounter(
                label: Self.requests,
                dimensions: [("route", visit.pattern), ("method", key.method), ("status", String(status))])
            counters[key] = counter
            return counter
        }
        counter.increment(by: 1)
        let timer = timers.withLock { timers in
            if let timer = timers[index] { return timer }
            let timer = exposition.makeTimer(label: Self.durations, dimensions: [("route", visit.pattern)])
            timers[index] = timer
            return timer
        }
        timer.recordNanoseconds(
            duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000)
    }
}
