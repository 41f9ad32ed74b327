import Canonical

/// The one accepted form of a time in a leaf, `2026-03-02T08:00:26.369000Z`, read without building a text.
enum LeafTime {
    private static let shape = Array("0000-00-00T00:00:00.000000Z".utf8)

    /// Microseconds since 1970.
    static func microseconds(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) throws(LeafError) -> Int64 {
        guard range.count == 27, hasShape(bytes, range.lowerBound) else { throw .malformed("ts") }
        func number(_ place: Int, _ digits: Int) -> Int {
            var value = 0
            for offset in place..<place + digits {
                value = value * 10 + Int(bytes[range.lowerBound + offset] - UInt8(ascii: "0"))
            }
            return value
        }
        let (hour, minute, second) = (number(11, 2), number(14, 2), number(17, 2))
        guard let day = Day(year: number(0, 4), month: number(5, 2), day: number(8, 2)), hour < 24, minute < 60,
            second < 60
        else { throw .malformed("ts") }
        let seconds = day.number * 86_400 + hour * 3600 + minute * 60 + second
        return Int64(seconds) * 1_000_000 + Int64(number(20, 6))
    }

    private static func hasShape(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        shape.withUnsafeBufferPointer { shape in
            for place in 0..<27 {
                let byte = bytes[start + place]
                let isDigit = byte &- UInt8(ascii: "0") <= 9
                guard shape[place] == UInt8(ascii: "0") ? isDigit : byte == shape[place] else { return false }
            }
            return true
        }
    }
}
