internal import CoreMetrics
internal import Synchronization

/// A number that only grows.
final class CountSeries: CounterHandler, Sendable {
    private let count = Atomic<Int64>(0)
    var value: Int64 { count.load(ordering: .relaxed) }

    func increment(by amount: Int64) { count.wrappingAdd(max(0, amount), ordering: .relaxed) }
    func reset() { count.store(0, ordering: .relaxed) }
}

/// The last of some numbers.
final class LastSeries: RecorderHandler, Sendable {
    private let last = Mutex<Double>(0)
    var value: Double { last.withLock { $0 } }

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { last.withLock { $0 = value } }
}

/// How many numbers lay under each of some bounds.
final class HistogramSeries: RecorderHandler, TimerHandler, Sendable {
    private struct State {
        var buckets = [Int64](repeating: 0, count: HistogramSeries.bounds.count)
        var count: Int64 = 0
        var sum: Double = 0
    }
    /// Seconds, from a millisecond to the longest that a request may take.
    private static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    private let scale: Double
    private let state = Mutex(State())

    /// Numbers are divided by `scale` first.
    init(scale: Double) { self.scale = scale }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration)) }
    func record(_ value: Double) {
        let scaled = value / scale
        let place = Self.bounds.firstIndex { scaled <= $0 }
        state.withLock { state in
            state.count += 1
            state.sum += scaled
            if let place { state.buckets[place] += 1 }
        }
    }

    func lines(_ name: String, _ labels: String) -> String {
        let state = state.withLock { $0 }
        let comma = labels.isEmpty ? "" : ","
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        var text = ""
        var sum: Int64 = 0
        for (bound, count) in zip(Self.bounds, state.buckets) {
            sum += count
            text += "\(name)_bucket{\(labels)\(comma)le=\"\(ExpositionText.number(bound))\"} \(sum)\n"
        }
        text += "\(name)_bucket{\(labels)\(comma)le=\"+Inf\"} \(state.count)\n"
        text += "\(name)_sum\(braces) \(ExpositionText.number(state.sum))\n"
        return text + "\(name)_count\(braces) \(state.count)\n"
    }
}
