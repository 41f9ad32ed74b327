/// Numbers as bytes, little-endian, and the order of bytes.
enum Bytes {
    static func put<Number: FixedWidthInteger>(_ number: Number, _ bytes: UnsafeMutableRawBufferPointer, _ place: Int) {
        bytes.storeBytes(of: number.littleEndian, toByteOffset: place, as: Number.self)
    }

    static func number<Number: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Number {
        Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
    }

    static func precede(_ left: [UInt8], _ right: [UInt8]) -> Bool { order(left, right) < 0 }

    /// Below 0 when `left` comes first, 0 when both are equal.
    static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.withUnsafeBufferPointer { left in right.withUnsafeBufferPointer { order(left, $0) } }
    }

    /// Below 0 when `left` comes first, 0 when both are equal. Eight bytes at a time.
    static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let (first, second) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
        let count = min(first.count, second.count)
        var place = 0
        while place + 8 <= count {
            let one = UInt64(bigEndian: first.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let other = UInt64(bigEndian: second.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            if one != other { return one < other ? -1 : 1 }
            place += 8
        }
        while place < count {
            if first[place] != second[place] { return Int(first[place]) - Int(second[place]) }
            place += 1
        }
        return first.count - second.count
    }

    /// The first eight bytes as a number, with zeros behind a shorter text: where two differ, so does the order.
    static func firstEight(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if bytes.count >= 8 {
            return UInt64(bigEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(as: UInt64.self))
        }
        var number: UInt64 = 0
        for byte in bytes { number = number << 8 | UInt64(byte) }
        return bytes.isEmpty ? 0 : number << UInt64(8 * (8 - bytes.count))
    }
}
