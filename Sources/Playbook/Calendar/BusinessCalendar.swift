public import Canonical

/// Which days somebody works: what `bd` in a playbook counts.
///
/// Days are counted at a fixed offset from UTC, so no summer time enters: three business days after a Friday 10:00 are
/// Wednesday 10:00 of the same clock.
public struct BusinessCalendar: Sendable, Hashable {
    /// The stable name: `ru`, `uk`, `us`, `target`, `weekdays`.
    public let name: String
    /// Days of the week without work, Monday 1 to Sunday 7.
    public let weekend: Set<Int>
    /// Days without work that are not weekends.
    public let holidays: Set<Day>
    /// Weekend days on which people work.
    public let workingDays: Set<Day>
    /// Minutes east of UTC at which days begin.
    public let offsetMinutes: Int
    /// The years whose holidays are known from their source; in others only the weekends are.
    public let checkedYears: Set<Int>

    /// A calendar from its parts.
    public init(
        name: String, weekend: Set<Int> = [6, 7], holidays: Set<Day> = [], workingDays: Set<Day> = [],
        offsetMinutes: Int = 0, checkedYears: Set<Int> = []
    ) {
        self.name = name
        self.weekend = weekend
        self.holidays = holidays
        self.workingDays = workingDays
        self.offsetMinutes = offsetMinutes
        self.checkedYears = checkedYears
    }

    /// Monday to Friday, without holidays, in UTC.
    public static let weekdaysOnly = BusinessCalendar(name: "weekdays")

    /// Whether people work on a day.
    public func isWorking(_ day: Day) -> Bool {
        if workingDays.contains(day) { return true }
        return !weekend.contains(day.weekday) && !holidays.contains(day)
    }

    /// The same time of day so many working days later. A moment on a day without work counts from the next working
    /// day on, so one business day after a Saturday is Monday.
    public func adding(days: Int, to moment: Timestamp) -> Timestamp {
        let offset = Int64(offsetMinutes) * 60_000_000
        let local = Timestamp(microseconds: moment.microseconds + offset)
        var day = local.day
        // A calendar on which nobody ever works counts every day.
        let counts = (1...7).contains { !weekend.contains($0) }
        for _ in 0..<max(0, days) {
            repeat { day = Day(number: day.number + 1) } while counts && !isWorking(day)
        }
        let moved = Int64(day.number - local.day.number) * 86_400_000_000
        return Timestamp(microseconds: moment.microseconds + moved)
    }

    /// The same time of the same day of the month so many months later; of the month's last day when it is shorter.
    public func adding(months: Int, to moment: Timestamp) -> Timestamp {
        let offset = Int64(offsetMinutes) * 60_000_000
        let local = Timestamp(microseconds: moment.microseconds + offset).day
        let civil = local.civil
        let count = civil.year * 12 + civil.month - 1 + months
        let (year, month) = (count / 12, count % 12 + 1)
        // A month lacks at most three of the days that another one has.
        let found = (0...3).lazy.compactMap { Day(year: year, month: month, day: civil.day - $0) }.first ?? local
        return Timestamp(microseconds: moment.microseconds + Int64(found.number - local.number) * 86_400_000_000)
    }

    /// The moment so long after another one.
    public func adding(_ span: Span, to moment: Timestamp) -> Timestamp {
        switch span.unit {
        case .minutes: moment.adding(seconds: Int64(span.amount) * 60)
        case .hours: moment.adding(seconds: Int64(span.amount) * 3600)
        case .days: moment.adding(seconds: Int64(span.amount) * 86_400)
        case .businessDays: adding(days: span.amount, to: moment)
        case .months: adding(months: span.amount, to: moment)
        }
    }

    /// The business days that are counted in a jurisdiction: `RU`, `UK`, `US`, `EU`; Monday to Friday elsewhere.
    public static func of(jurisdiction: String?) -> BusinessCalendar {
        switch jurisdiction {
        case "RU": .russia
        case "UK": .unitedKingdom
        case "US": .unitedStates
        case "EU": .target
        default: .weekdaysOnly
        }
    }

    /// Reads `{"name", "weekend": [6, 7], "holidays": ["2026-01-01"], "working_days": [], "utc_offset_minutes": 180,
    /// "checked_years": [2026]}`; nil for anything else.
    public init?(json: JSON) {
        guard let name = json["name"]?.string, !name.isEmpty else { return nil }
        guard let weekend = BusinessCalendar.numbers(json["weekend"], in: 1...7, or: [6, 7]),
            let years = BusinessCalendar.numbers(json["checked_years"], in: 1...9999, or: []),
            let holidays = BusinessCalendar.days(json["holidays"]),
            let working = BusinessCalendar.days(json["working_days"]),
            let offset = json["utc_offset_minutes"] ?? 0 as JSON?, let minutes = offset.int,
            (-1440...1440).contains(minutes)
        else { return nil }
        self.init(
            name: name, weekend: weekend, holidays: holidays, workingDays: working, offsetMinutes: Int(minutes),
            checkedYears: years)
    }

    /// The written form; ``init(json:)`` reads it back.
    public var json: JSON {
        [
            "name": .string(name), "weekend": .array(weekend.sorted().map { .int(Int64($0)) }),
            "holidays": .array(holidays.sorted().map { .string($0.description) }),
            "working_days": .array(workingDays.sorted().map { .string($0.description) }),
            "utc_offset_minutes": .int(Int64(offsetMinutes)),
            "checked_years": .array(checkedYears.sorted().map { .int(Int64($0)) }),
        ]
    }

    private static func numbers(_ json: JSON?, in range: ClosedRange<Int64>, or absent: Set<Int>) -> Set<Int>? {
        guard let json else { return absent }
        guard let elements = json.array else { return nil }
        let numbers = elements.compactMap(\.int).filter(range.contains)
        return numbers.count == elements.count ? Set(numbers.map { Int($0) }) : nil
    }

    private static func days(_ json: JSON?) -> Set<Day>? {
        guard let json else { return [] }
        guard let elements = json.array else { return nil }
        let days = elements.compactMap { $0.string.flatMap { Day($0) } }
        return days.count == elements.count ? Set(days) : nil
    }
}
