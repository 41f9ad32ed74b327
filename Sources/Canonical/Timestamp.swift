/// A moment in UTC, to the microsecond, as PostgreSQL stores it and as an audit leaf writes it.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    public let microseconds: Int64

    /// The moment so many microseconds after 1970-01-01T00:00:00Z.
    public init(microseconds: Int64) { self.microseconds = microseconds }
    /// The moment so many seconds after 1970-01-01T00:00:00Z.
    public init(seconds: Int64) { self.microseconds = seconds * 1_000_000 }

    /// Earlier before later.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// The moment so many whole seconds later (earlier when negative).
    public func adding(seconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds + seconds * 1_000_000) }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { microseconds.quotientRoundedDown(by: 1_000_000) }

    /// The day in UTC on which this moment falls.
    public var day: Day { Day(number: Int(seconds.quotientRoundedDown(by: 86_400))) }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with six digits: `2026-03-02T08:00:26.369000Z`.
    public var description: String { "\(secondsText).\(padded(microseconds - seconds * 1_000_000, 6))Z" }

    /// RFC 3339 in UTC without a fraction, for people: `2026-03-02T08:00:26Z`.
    public var wholeSecondsText: String { secondsText + "Z" }

    private var secondsText: String {
        let second = seconds - Int64(day.number) * 86_400
        return "\(day)T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    }

    /// Reads RFC 3339 with any offset and at most six fraction digits; nothing else is accepted.
    ///
    /// The moment must lie in the years 1 to 9999 of UTC.
    public init?(_ text: String) {
        var reader = DigitReader(text)
        guard let day = reader.day(), reader.takes("T") || reader.takes("t"),
            let hour = reader.number(digits: 2), hour < 24, reader.takes(":"),
            let minute = reader.number(digits: 2), minute < 60, reader.takes(":"),
            let second = reader.number(digits: 2), second < 60,
            let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        let ofDay = Int64(hour * 3600 + minute * 60 + second) - offset
        self.init(microseconds: (Int64(day.number) * 86_400 + ofDay) * 1_000_000 + fraction)
        // An offset can lead out of the years that can be written with four digits.
        guard (1...9999).contains(self.day.civil.year) else { return nil }
    }
}

/// A day of the Gregorian calendar, without a time zone.
public struct Day: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let number: Int

    /// The day so many days after 1970-01-01.
    public init(number: Int) { self.number = number }

    /// The day of this year, month and day of the month, or nil when the calendar has none such.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Day.lastDay(ofMonth: month, year: year)
        else { return nil }
        // Days from civil: years begin in March, so that the leap day is the last one.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.quotientRoundedDown(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(number: era * 146_097 + dayOfEra - 719_468)
    }

    private static func lastDay(ofMonth month: Int, year: Int) -> Int {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
    }

    /// Reads `2026-03-02`.
    public init?(_ text: String) {
        var reader = DigitReader(text)
        guard let day = reader.day(), reader.isAtEnd else { return nil }
        self = day
    }

    /// Earlier before later.
    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    /// Year, month 1 to 12 and day 1 to 31.
    public var civil: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = shifted.quotientRoundedDown(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// Monday 1 to Sunday 7.
    public var weekday: Int { (number + 3) - (number + 3).quotientRoundedDown(by: 7) * 7 + 1 }

    /// Midnight UTC at the start of the day.
    public var start: Timestamp { Timestamp(seconds: Int64(number) * 86_400) }

    /// `2026-03-02`
    public var description: String {
        let (year, month, day) = civil
        return "\(padded(Int64(year), 4))-\(padded(Int64(month), 2))-\(padded(Int64(day), 2))"
    }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension FixedWidthInteger where Self: SignedInteger {
    fileprivate func quotientRoundedDown(by divisor: Self) -> Self {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

private struct DigitReader {
    private var rest: Substring.UTF8View
    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func takes(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int? {
        guard rest.count >= digits else { return nil }
        var value = 0
        for byte in rest.prefix(digits) {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        rest = rest.dropFirst(digits)
        return value
    }

    mutating func day() -> Day? {
        guard let year = number(digits: 4), takes("-"), let month = number(digits: 2), takes("-"),
            let day = number(digits: 2)
        else { return nil }
        return Day(year: year, month: month, day: day)
    }

    /// Microseconds; 0 when there is no fraction, nil when it has more than six digits or none.
    mutating func fraction() -> Int64? {
        guard takes(".") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while let digit = number(digits: 1) {
            count += 1
            if count > 6 { return nil }
            value = value * 10 + Int64(digit)
        }
        guard count > 0 else { return nil }
        for _ in count..<6 { value *= 10 }
        return value
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int64? {
        if takes("Z") || takes("z") { return 0 }
        let east = takes("+")
        guard east || takes("-"), let hours = number(digits: 2), hours < 24, takes(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return Int64(hours * 3600 + minutes * 60) * (east ? 1 : -1)
    }
}
