public import Canonical
internal import Postgres

/// What a report is about: a stretch of time, its end not included, and perhaps one jurisdiction.
public struct ReportPeriod: Sendable, Hashable {
    /// The first moment.
    public let from: Timestamp
    /// The first moment after it.
    public let to: Timestamp
    /// Only cases under these rules; nil for all.
    public let jurisdiction: Jurisdiction?

    /// Reads the period as both faces bring it.
    ///
    /// - Parameters:
    ///   - from: a day (`2026-11-01`, which begins at midnight UTC) or a moment after RFC 3339.
    ///   - to: the same, not included; now when nothing is said.
    ///   - last: `24h`, `7d` or `4w` back from `to`, in place of `from`; a week when neither is given.
    /// - Throws: ``DeskError/malformed(field:problem:value:)``, ``CodeError``.
    public init(
        from: String? = nil, to: String? = nil, last: String? = nil, jurisdiction: String? = nil, now: Timestamp = .now
    ) throws {
        self.jurisdiction = try jurisdiction.map { try Jurisdiction.parse($0) }
        self.to = try to.map { try Self.moment($0, "to") } ?? now
        if let from {
            if last != nil {
                throw DeskError.malformed(field: "last", problem: .range("what from does not say already"))
            }
            self.from = try Self.moment(from, "from")
        } else {
            self.from = self.to.adding(seconds: -(try Self.seconds(last ?? "7d", "last")))
        }
        guard self.from < self.to else {
            throw DeskError.malformed(field: "from", problem: .range("the time before to"))
        }
        guard self.to.seconds - self.from.seconds <= 400 * 86_400 else {
            throw DeskError.malformed(field: "from", problem: .range("400 days before to"))
        }
    }

    private static func moment(_ text: String, _ field: String) throws(DeskError) -> Timestamp {
        if let day = Day(text) { return day.start }
        guard let moment = Timestamp(text) else {
            throw .malformed(field: field, problem: .form(example: "2026-11-01"), value: text)
        }
        return moment
    }

    /// The seconds of `24h`, `7d` or `4w`.
    static func seconds(_ text: String, _ field: String) throws(DeskError) -> Int64 {
        let units: [Character: Int64] = ["h": 3_600, "d": 86_400, "w": 7 * 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (1...9_600).contains(count),
            text.first != "+"
        else { throw .malformed(field: field, problem: .form(example: "7d"), value: text) }
        return unit * count
    }

    /// The condition that a moment lies in it.
    func contains(_ column: SQL) -> SQL { "\(column) >= \(from) AND \(column) < \(to)" }

    /// The condition on the case, `c`, that goes with it.
    var condition: SQL { jurisdiction.map { rules -> SQL in " AND c.jurisdiction = \(rules.rawValue)" } ?? "" }
}
