import Canonical

/// The one accepted form of a time in a leaf, `2026-03-02T08:00:26.369000Z`, read without building a text.
enum LeafTime {
    /// Microseconds since 1970.
    static func microseconds(_ text: UnsafeBufferPointer<UInt8>) throws(LeafError) -> Int64 {
        guard text.count == 27, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] == UInt8(ascii: "T"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            text[19] == UInt8(ascii: "."), text[26] == UInt8(ascii: "Z")
        else { throw .malformed("ts") }
        var isNumber = true
        func two(_ place: Int) -> Int {
            let (tens, ones) = (text[place] &- UInt8(ascii: "0"), text[place + 1] &- UInt8(ascii: "0"))
            if max(tens, ones) > 9 { isNumber = false }
            return Int(tens) * 10 + Int(ones)
        }
        let (year, month, date) = (two(0) * 100 + two(2), two(5), two(8))
        let (hour, minute, second) = (two(11), two(14), two(17))
        let fraction = (two(20) * 100 + two(22)) * 100 + two(24)
        guard isNumber, hour < 24, minute < 60, second < 60, let day = Day(year: year, month: month, day: date) else {
            throw .malformed("ts")
        }
        let seconds = day.number * 86_400 + hour * 3600 + minute * 60 + second
        return Int64(seconds) * 1_000_000 + Int64(fraction)
    }
}
