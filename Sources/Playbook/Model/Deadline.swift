/// A length of time as an author writes it: `15m`, `24h`, `2d`, `5bd`, `13mo`.
public struct Span: Sendable, Hashable, CustomStringConvertible {
    /// What is counted.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        /// Minutes.
        case minutes = "m"
        /// Hours.
        case hours = "h"
        /// Days of 24 hours.
        case days = "d"
        /// Days on which the calendar of the case works; never the same as 24 hours.
        case businessDays = "bd"
        /// Months of the calendar, as laws count them: the same day of the month, or its last one when it is shorter.
        case months = "mo"
    }
    /// How many.
    public let amount: Int
    /// Of what.
    public let unit: Unit
    /// A length of time.
    public init(_ amount: Int, _ unit: Unit) { (self.amount, self.unit) = (amount, unit) }

    /// Reads `15m`; nil for anything else, a leading zero, amounts above 100,000 and more than a hundred years.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let amount = Int(digits), amount <= 100_000, digits == "\(amount)",
            let unit = Unit(rawValue: String(text.dropFirst(digits.count))), unit != .months || amount <= 1200
        else { return nil }
        self.init(amount, unit)
    }

    /// As written.
    public var description: String { "\(amount)\(unit.rawValue)" }
}

/// A moment that is counted from another one.
public struct Offset: Sendable, Hashable {
    /// How long after.
    public var after: Span
    /// After what: `opened` (the step opened), `case.opened_at`, `a.paid_at`, `<step>.done_at`. Nil means `opened`.
    public var from: String?
    /// Where it is written.
    public var place: Place
    /// A moment counted from another one.
    public init(after: Span, from: String? = nil, place: Place = .start) {
        (self.after, self.from, self.place) = (after, from, place)
    }
}

/// The clock of a step. It never interrupts: it warns, then it is broken, then it escalates.
public struct Deadline: Sendable, Hashable {
    /// When the step must be done.
    public var due: Offset
    /// How long after the anchor the agent is warned; shorter than the deadline itself.
    public var warn: Span?
    /// The role that is told when the deadline is broken.
    public var escalateTo: String?
    /// How long after the anchor a second telling goes out, and to whom; nil for none.
    public var escalateLater: Escalation?
    /// Whether the clock stands still while the case waits for somebody else. A clock of the law does not.
    public var isPausable: Bool

    /// A later rung of the ladder.
    public struct Escalation: Sendable, Hashable {
        /// How long after the anchor.
        public var after: Span
        /// To whom.
        public var to: String
        /// A later rung.
        public init(after: Span, to: String) { (self.after, self.to) = (after, to) }
    }

    /// A clock.
    public init(
        due: Offset, warn: Span? = nil, escalateTo: String? = nil, escalateLater: Escalation? = nil,
        isPausable: Bool = false
    ) {
        self.due = due
        self.warn = warn
        self.escalateTo = escalateTo
        self.escalateLater = escalateLater
        self.isPausable = isPausable
    }
}
