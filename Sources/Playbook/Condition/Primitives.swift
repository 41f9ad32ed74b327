import Canonical

extension Condition {
    /// Equality as CEL has it, by code points: `é` in one code point is not `é` in two.
    @inline(__always)
    static func isSame(_ left: String, _ right: String) -> Bool {
        // Texts that differ even for Swift are the usual case, and quick.
        left == right && left.utf8.elementsEqual(right.utf8)
    }

    static func isSame(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.string(let one), .string(let two)): isSame(one, two)
        case (.list(let one), .list(let two)): one.count == two.count && zip(one, two).allSatisfy { isSame($0, $1) }
        default: left == right
        }
    }

    /// Order by code points, which is the order of the bytes of UTF-8.
    static func compare(_ comparison: Comparison, _ left: String, _ right: String) -> Bool {
        switch comparison {
        case .equal: isSame(left, right)
        case .notEqual: !isSame(left, right)
        case .less: left.utf8.lexicographicallyPrecedes(right.utf8)
        case .greater: right.utf8.lexicographicallyPrecedes(left.utf8)
        case .lessOrEqual: !right.utf8.lexicographicallyPrecedes(left.utf8)
        case .greaterOrEqual: !left.utf8.lexicographicallyPrecedes(right.utf8)
        }
    }

    static func test(_ test: TextTest, _ text: String, _ sought: String) -> Bool {
        switch test {
        case .startsWith: return text.utf8.starts(with: sought.utf8)
        case .endsWith: return text.utf8.reversed().starts(with: sought.utf8.reversed())
        case .contains:
            var rest = text.utf8[...]
            while rest.count >= sought.utf8.count {
                if rest.starts(with: sought.utf8) { return true }
                rest = rest.dropFirst()
                if rest.isEmpty { break }
            }
            return sought.isEmpty
        }
    }

    /// A part of a moment on the clock of a fixed offset; months, days of the year and of the week count from 0, as in
    /// CEL.
    static func part(_ part: TimePart, of moment: Int64, offset: Int64) -> Int64 {
        let bounded = min(max(moment, moments.lowerBound), moments.upperBound)
        let local = Timestamp(microseconds: bounded + offset * 1_000_000)
        let civil = local.day.civil
        let second = local.seconds - Int64(local.day.number) * 86_400
        switch part {
        case .year: return Int64(civil.year)
        case .month: return Int64(civil.month - 1)
        case .date: return Int64(civil.day)
        case .dayOfMonth: return Int64(civil.day - 1)
        case .dayOfWeek: return Int64(local.day.weekday % 7)
        case .dayOfYear:
            let isLeap = civil.year % 4 == 0 && (civil.year % 100 != 0 || civil.year % 400 == 0)
            let leapDay = isLeap && civil.month > 2 ? 1 : 0
            return Int64(daysBefore[civil.month - 1] + leapDay + civil.day - 1)
        case .hours: return second / 3600
        case .minutes: return second / 60 % 60
        case .seconds: return second % 60
        case .milliseconds: return (local.microseconds - local.seconds * 1_000_000) / 1000
        }
    }

    private static let daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
}
