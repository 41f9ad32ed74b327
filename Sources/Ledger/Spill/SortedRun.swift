/// Records in ascending order of their keys, put aside: a key with its length in four bytes in front, then a value of
/// fixed length. All numbers are little-endian.
struct SortedRun: Sendable {
    let bytes: any SpillRun
    let offset: UInt64
    let count: UInt64
    let length: UInt64
    /// How often its records were merged; runs of one level are about equally long.
    let level: Int
}

/// Writes records one after the other.
struct RunWriter {
    private var writer: any SpillWriter
    private var buffer: [UInt8] = []
    private var count: UInt64 = 0
    private var length: UInt64 = 0

    init(_ space: any SpillSpace) throws { writer = try space.begin() }

    mutating func add(_ key: [UInt8], _ value: some Stretch) throws {
        Bytes.append(UInt32(key.count), to: &buffer)
        buffer += key
        value.write(to: &buffer)
        count += 1
        if buffer.count >= 1 << 16 { try flush() }
    }

    private mutating func flush() throws {
        length += UInt64(buffer.count)
        try writer.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    mutating func finish(level: Int) throws -> SortedRun {
        try flush()
        return SortedRun(bytes: try writer.finish(), offset: 0, count: count, length: length, level: level)
    }
}

/// Reads the records of a run one after the other.
struct RunReader {
    private static let maximumKey = 1 << 20

    private var pieces: Pieces
    private var left: UInt64
    private let valueLength: Int
    /// The key of the present record.
    private(set) var key: [UInt8] = []
    /// The value of the present record.
    private(set) var value: [UInt8] = []
    /// How many bytes were read so far.
    var length: UInt64 { pieces.length }

    init(_ run: SortedRun, valueLength: Int) throws {
        (pieces, left) = (Pieces(stream: try run.bytes.open(at: run.offset)), run.count)
        self.valueLength = valueLength
    }

    /// Goes on to the next record; false when there is none.
    ///
    /// - Throws: ``SpillError`` when the bytes end before.
    mutating func advance() throws -> Bool {
        guard left > 0 else { return false }
        left -= 1
        try pieces.take(4, into: &value)
        let count = Int(Bytes.number(value, 0) as UInt32)
        guard count <= RunReader.maximumKey else { throw SpillError.damaged }
        try pieces.take(count, into: &key)
        try pieces.take(valueLength, into: &value)
        return true
    }

    private struct Pieces {
        var stream: any BundleStream
        var piece: [UInt8] = []
        var place = 0
        var length: UInt64 = 0

        mutating func take(_ count: Int, into target: inout [UInt8]) throws {
            target.removeAll(keepingCapacity: true)
            length += UInt64(count)
            while target.count < count {
                if place == piece.count {
                    guard let next = try stream.next() else { throw SpillError.damaged }
                    (piece, place) = (next, 0)
                }
                let end = min(piece.count, place + count - target.count)
                target += piece[place..<end]
                place = end
            }
        }
    }
}

/// Numbers as bytes, little-endian.
enum Bytes {
    static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }

    static func number<Number: FixedWidthInteger>(_ bytes: [UInt8], _ place: Int) -> Number {
        bytes.withUnsafeBytes { Number(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Number.self)) }
    }

    static func precede(_ left: [UInt8], _ right: [UInt8]) -> Bool { order(left, right) < 0 }

    /// Below 0 when `left` comes first, 0 when both are equal.
    static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                for place in 0..<min(left.count, right.count) where left[place] != right[place] {
                    return Int(left[place]) - Int(right[place])
                }
                return left.count - right.count
            }
        }
    }
}
