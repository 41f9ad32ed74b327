import Canonical
import Foundation

/// Moments as the reader's clock shows them.
enum LocalTime {
    static func text(_ moment: Timestamp) -> String {
        var seconds = time_t(moment.seconds)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (year, month, day) = (parts.tm_year + 1900, two(parts.tm_mon + 1), two(parts.tm_mday))
        return "\(year)-\(month)-\(day) \(two(parts.tm_hour)):\(two(parts.tm_min))"
    }
}
