public import CoreMetrics
internal import Synchronization

/// Keeps the numbers of the program and writes them in the text format 0.0.4 of Prometheus.
///
/// The series are those that were made: a label never holds a case, a person or any other unbounded value, because
/// nobody makes a series with one.
public final class Exposition: MetricsFactory, Sendable {
    private enum Series: Sendable {
        case counter(CountSeries)
        case gauge(LastSeries)
        case histogram(HistogramSeries)

        var type: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }
    private struct Key: Hashable {
        let name: String
        let labels: String
    }
    private let series = Mutex<[Key: Series]>([:])
    private let help = Mutex<[String: String]>([:])

    /// An empty exposition.
    public init() {}

    /// Says what a metric counts; its HELP line.
    public func describe(_ label: String, _ text: String) { help.withLock { $0[ExpositionText.name(label)] = text } }

    /// A counter of a name and labels; the same one for the same labels.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let made = find(label, dimensions, .counter(CountSeries()))
        if case .counter(let series) = made { return series }
        return CountSeries()
    }

    /// A gauge, or with `aggregate` a histogram.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        switch find(label, dimensions, aggregate ? .histogram(HistogramSeries(scale: 1)) : .gauge(LastSeries())) {
        case .histogram(let series): return series
        case .gauge(let series): return series
        case .counter: return LastSeries()
        }
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let made = find(label, dimensions, .histogram(HistogramSeries(scale: 1_000_000_000)))
        if case .histogram(let series) = made { return series }
        return HistogramSeries(scale: 1_000_000_000)
    }

    /// A counter never goes away: it would start again at nothing.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// A recorder never goes away.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// A timer never goes away.
    public func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything that was counted, with gauges that are read at this moment.
    func text(
        gauges: [(name: String, help: String, value: Int)],
        labelled: [(name: String, help: String, values: [(labels: [(String, String)], value: Int)])] = [],
        version: String
    ) -> String {
        let all = series.withLock { $0 }
        let words = help.withLock { $0 }
        var families: [String: String] = [:]
        for (name, group) in Dictionary(grouping: all, by: \.key.name) {
            let lines = group.sorted { $0.key.labels < $1.key.labels }.map { Self.lines($0.value, name, $0.key.labels) }
            families[name] =
                ExpositionText.head(name, words[name] ?? name, type: group[0].value.type) + lines.joined()
        }
        for gauge in gauges {
            families[gauge.name] =
                ExpositionText.head(gauge.name, gauge.help, type: "gauge") + "\(gauge.name) \(gauge.value)\n"
        }
        for gauge in labelled where !gauge.values.isEmpty {
            let lines = gauge.values.map { "\(gauge.name){\(ExpositionText.labels($0.labels))} \($0.value)\n" }
            families[gauge.name] = ExpositionText.head(gauge.name, gauge.help, type: "gauge") + lines.joined()
        }
        let info = ExpositionText.labels([("version", version)])
        families["redress_build_info"] =
            ExpositionText.head("redress_build_info", "The version of the program.", type: "gauge")
            + "redress_build_info{\(info)} 1\n"
        return families.sorted { $0.key < $1.key }.map(\.value).joined()
    }

    private func find(_ label: String, _ dimensions: [(String, String)], _ new: @autoclosure () -> Series) -> Series {
        let key = Key(name: ExpositionText.name(label), labels: ExpositionText.labels(dimensions))
        let made = new()
        return series.withLock { series in
            if let known = series[key] { return known }
            series[key] = made
            return made
        }
    }

    private static func lines(_ series: Series, _ name: String, _ labels: String) -> String {
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        switch series {
        case .counter(let counter): return "\(name)\(braces) \(counter.value)\n"
        case .gauge(let gauge): return "\(name)\(braces) \(ExpositionText.number(gauge.value))\n"
        case .histogram(let histogram): return histogram.lines(name, labels)
        }
    }
}

/// The written form of names, labels and numbers.
enum ExpositionText {
    static func head(_ name: String, _ help: String, type: String) -> String {
        let escaped = help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return "# HELP \(name) \(escaped)\n# TYPE \(name) \(type)\n"
    }

    /// Letters, digits, underscores and colons; everything else becomes an underscore.
    static func name(_ label: String) -> String {
        var name = ""
        for scalar in label.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_", ":": name.unicodeScalars.append(scalar)
            case "0"..."9" where !name.isEmpty: name.unicodeScalars.append(scalar)
            default: name.unicodeScalars.append("_")
            }
        }
        return name
    }

    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.sorted { $0.0 < $1.0 }.map { label, value in
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(name(label).replacing(":", with: "_"))=\"\(escaped)\""
        }.joined(separator: ",")
    }

    /// Whole numbers without a fraction, and the words that Prometheus reads.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return "\(value)"
    }
}
