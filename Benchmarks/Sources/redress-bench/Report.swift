import Foundation

/// One line of the result: ours, the other side's, their ratio.
struct Line: Sendable, Codable {
    var section: String
    var what: String
    var unit: String
    var ours: Double
    var other: String?
    var theirs: Double?
    /// Ours by theirs, more is better; the median of the rounds' own ratios.
    var ratio: Double?
    var aim: Double?
    /// Nil without an aim.
    var isMet: Bool?
}

/// The lines, printed as they come or as one document in the end.
struct Report {
    private let isJSON: Bool
    private var lines: [Line] = []
    private var section = ""

    init(isJSON: Bool) { self.isJSON = isJSON }

    /// Begins a table.
    mutating func begin(_ section: String, _ title: String) {
        self.section = section
        guard !isJSON else { return }
        print("\n(\(section)) \(title)\n")
        print("| what | unit | Redress | beside it | | ratio | aim |")
        print("|---|---|--:|---|--:|--:|--:|")
    }

    /// Adds a figure with the other side's of the same rounds. `aim` is the least ratio, and 2 is always twice as good.
    mutating func add(
        _ what: String, _ unit: String, ours: [Double], _ other: String, theirs: [Double], aim: Double? = nil,
        isLessBetter: Bool = false
    ) {
        let ratio = zip(ours, theirs).map { isLessBetter ? $1 / $0 : $0 / $1 }.median
        add(
            Line(
                section: section, what: what, unit: unit, ours: ours.median, other: other, theirs: theirs.median,
                ratio: ratio, aim: aim, isMet: aim.map { ratio >= $0 }))
    }

    /// Adds a figure that stands alone. `limit` is the most it may be.
    mutating func add(_ what: String, _ unit: String, _ values: [Double], limit: Double? = nil) {
        let median = values.median
        add(
            Line(
                section: section, what: what, unit: unit, ours: median, aim: limit, isMet: limit.map { median <= $0 }))
    }

    private mutating func add(_ line: Line) {
        lines.append(line)
        guard !isJSON else { return }
        let cells = [
            line.what, line.unit, Self.text(line.ours), line.other ?? "", line.theirs.map(Self.text) ?? "",
            line.ratio.map { String(format: "%.2f", $0) } ?? "",
            line.aim.map { "\(line.ratio == nil ? "≤" : "≥") \(Self.short($0))\(line.isMet == true ? "" : ", missed")" }
                ?? "",
        ]
        print("| \(cells.joined(separator: " | ")) |")
        // Into a file or a pipe too: a run takes minutes.
        fflush(nil)
    }

    /// Prints the document when one was asked for.
    func finish() throws {
        guard isJSON else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        print(String(decoding: try encoder.encode(lines), as: UTF8.self))
    }

    private static func text(_ value: Double) -> String {
        value >= 1000
            ? String(format: "%.0f", value)
            : value >= 100 ? String(format: "%.1f", value) : String(format: "%.2f", value)
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }
}

extension [Double] {
    /// The middle one; of an even number the mean of both in the middle.
    var median: Double {
        guard !isEmpty else { return .nan }
        let sorted = sorted()
        return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2
    }
}

extension Duration {
    /// The time in seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
