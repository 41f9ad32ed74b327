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
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var filled = 0
    private var count: UInt64 = 0
    private var length: UInt64 = 0

    init(_ space: any SpillSpace) throws { writer = try space.begin() }

    mutating func add<Value: Stretch>(_ key: UnsafeBufferPointer<UInt8>, _ value: Value) throws {
        let size = 4 + key.count + Value.length
        if buffer.count - filled < size { try makeRoom(size) }
        buffer.withUnsafeMutableBytes { buffer in
            let record = UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<filled + size])
            Bytes.put(UInt32(key.count), record, 0)
            UnsafeMutableRawBufferPointer(rebasing: record[4...]).copyMemory(from: UnsafeRawBufferPointer(key))
            value.write(to: UnsafeMutableRawBufferPointer(rebasing: record[(4 + key.count)...]))
        }
        filled += size
        count += 1
    }

    mutating func add(_ key: [UInt8], _ value: some Stretch) throws {
        try key.withUnsafeBufferPointer { try add($0, value) }
    }

    private mutating func makeRoom(_ size: Int) throws {
        try flush()
        if buffer.count < size { buffer = [UInt8](repeating: 0, count: size) }
    }

    private mutating func flush() throws {
        if filled == 0 { return }
        length += UInt64(filled)
        try writer.write(Array(buffer[..<filled]))
        filled = 0
    }

    mutating func finish(level: Int) throws -> SortedRun {
        try flush()
        return SortedRun(bytes: try writer.finish(), offset: 0, count: count, length: length, level: level)
    }
}

/// Reads the records of a run one after the other.
struct RunReader {
    private static let maximumKey = 1 << 20

    private var stream: any BundleStream
    /// The present record lies in it as a whole.
    private var piece: [UInt8] = []
    private var start = 0
    private var end = 0
    private var left: UInt64
    private let valueLength: Int
    /// How many bytes were read so far.
    private(set) var length: UInt64 = 0
    /// How the key of the present record begins, see ``Bytes/firstEight(_:)``.
    private(set) var firstEight: UInt64 = 0

    init(_ run: SortedRun, valueLength: Int) throws {
        (stream, left) = (try run.bytes.open(at: run.offset), run.count)
        self.valueLength = valueLength
    }

    /// Goes on to the next record; false when there is none.
    ///
    /// - Throws: ``SpillError`` when the bytes end before.
    mutating func advance() throws -> Bool {
        guard left > 0 else { return false }
        left -= 1
        start = end
        try need(4)
        let count = Int(piece.withUnsafeBytes { Bytes.number($0, start) as UInt32 })
        guard count <= RunReader.maximumKey else { throw SpillError.damaged }
        try need(4 + count + valueLength)
        end = start + 4 + count + valueLength
        length += UInt64(end - start)
        firstEight = withRecord { key, _ in Bytes.firstEight(key) }
        return true
    }

    private mutating func need(_ count: Int) throws {
        while piece.count - start < count {
            guard let next = try stream.next() else { throw SpillError.damaged }
            piece = start == piece.count ? next : Array(piece[start...]) + next
            start = 0
        }
    }

    /// Shows the key and the value of the present record.
    func withRecord<Result>(
        _ body: (UnsafeBufferPointer<UInt8>, UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try piece.withUnsafeBufferPointer { piece in
            try body(
                UnsafeBufferPointer(rebasing: piece[start + 4..<end - valueLength]),
                UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: piece[end - valueLength..<end])))
        }
    }

    /// The key of the present record.
    var key: [UInt8] { withRecord { key, _ in Array(key) } }

    /// The value of the present record.
    func value<Value: Stretch>(as type: Value.Type) -> Value { withRecord { _, value in Value(reading: value) } }
}
