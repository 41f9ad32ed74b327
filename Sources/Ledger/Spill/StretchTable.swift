/// What is known of one key over a part of the log: how it begins and how it ends. Two that follow each other make one,
/// and what does not fit at the seam is found then.
protocol Stretch: Sendable {
    /// The number of bytes of a value.
    static var length: Int { get }
    /// Reads ``length`` bytes.
    init(reading bytes: UnsafeRawBufferPointer)
    /// Writes ``length`` bytes.
    func write(to bytes: UnsafeMutableRawBufferPointer)
    /// Takes in what the later part of the log has of the same key.
    mutating func join(_ next: Self, key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings)
    /// Nothing comes before it.
    mutating func begin(key: UnsafeBufferPointer<UInt8>, _ findings: inout Findings)
}

/// Stretches of very many keys, kept beside the memory in sorted runs, the oldest first.
///
/// Whenever the newest 32 runs are of one level they become one of the next, so that few are open at a time and every
/// record is rewritten a logarithmic number of times.
struct StretchTable<Value: Stretch>: Sendable {
    private static var fanIn: Int { 32 }

    private(set) var runs: [SortedRun]
    let space: any SpillSpace

    init(_ space: any SpillSpace, runs: [SortedRun] = []) { (self.space, self.runs) = (space, runs) }

    /// Whether there is nothing but what is in memory.
    var isEmpty: Bool { runs.isEmpty }

    /// A part of the log that is being put aside; its keys ascend, and may repeat.
    struct Part {
        fileprivate var writer: RunWriter
        private var fold = StretchFold<Value>()

        fileprivate init(_ writer: RunWriter) { self.writer = writer }

        /// Takes the next record.
        mutating func take(
            _ key: UnsafeBufferPointer<UInt8>, _ value: Value, _ findings: inout Findings
        ) throws {
            if fold.join(key, value, &findings) { return }
            try fold.take { try writer.add($0, $1) }
            fold.begin(key, value)
        }

        fileprivate mutating func end() throws { try fold.take { try writer.add($0, $1) } }
    }

    /// Begins a part of the log.
    func part() throws -> Part { Part(try RunWriter(space)) }

    /// Puts a part of the log aside.
    mutating func add(_ part: Part, _ findings: inout Findings) throws {
        var part = part
        try part.end()
        runs.append(try part.writer.finish(level: 0))
        while let level = runs.last?.level, runs.count >= Self.fanIn,
            runs.suffix(Self.fanIn).allSatisfy({ $0.level == level })
        {
            var writer = try RunWriter(space)
            try merge(Array(runs.suffix(Self.fanIn)), &findings) { key, value, _ in try writer.add(key, value) }
            runs.removeLast(Self.fanIn)
            runs.append(try writer.finish(level: level + 1))
        }
    }

    /// Shows every key with its value in order, compared with what comes before. Nothing can be added afterwards.
    ///
    /// - Returns: the number of keys.
    @discardableResult
    mutating func close(_ findings: inout Findings) throws -> UInt64 {
        var count: UInt64 = 0
        try merge(runs, &findings) { key, value, findings in
            value.begin(key: key, &findings)
            count += 1
        }
        runs = []
        return count
    }

    /// Makes one run of all, and shows every key with its value in order.
    mutating func settle(
        _ findings: inout Findings, _ visit: (UnsafeBufferPointer<UInt8>, Value) -> Void = { _, _ in }
    ) throws -> SortedRun {
        var writer = try RunWriter(space)
        try merge(runs, &findings) { key, value, findings in
            value.begin(key: key, &findings)
            visit(key, value)
            try writer.add(key, value)
        }
        let run = try writer.finish(level: runs.map(\.level).max() ?? 0)
        runs = [run]
        return run
    }

    private func merge(
        _ runs: [SortedRun], _ findings: inout Findings,
        _ emit: (UnsafeBufferPointer<UInt8>, inout Value, inout Findings) throws -> Void
    ) throws {
        var fold = StretchFold<Value>()
        var merge = try RunMerge(runs, valueLength: Value.length)
        while let place = merge.place {
            try merge.readers[place].withRecord { key, bytes in
                let value = Value(reading: bytes)
                if fold.join(key, value, &findings) { return }
                try fold.take { try emit($0, &$1, &findings) }
                fold.begin(key, value)
            }
            try merge.advance()
        }
        try fold.take { try emit($0, &$1, &findings) }
    }
}

/// Joins the stretches of one key that come one after the other.
private struct StretchFold<Value: Stretch> {
    private var key: [UInt8] = []
    private var value: Value?

    /// Takes in one more of the present key; false when it is of another.
    mutating func join(_ key: UnsafeBufferPointer<UInt8>, _ next: Value, _ findings: inout Findings) -> Bool {
        let isSame = self.key.withUnsafeBufferPointer { $0.count == key.count && Bytes.order($0, key) == 0 }
        guard isSame, value != nil else { return false }
        value?.join(next, key: key, &findings)
        return true
    }

    /// Begins another key.
    mutating func begin(_ key: UnsafeBufferPointer<UInt8>, _ value: Value) {
        self.key.removeAll(keepingCapacity: true)
        self.key += key
        self.value = value
    }

    /// Gives away the present key, when there is one.
    mutating func take(_ body: (UnsafeBufferPointer<UInt8>, inout Value) throws -> Void) rethrows {
        guard var present = value else { return }
        value = nil
        try key.withUnsafeBufferPointer { try body($0, &present) }
    }
}

/// The records of several runs in one order; of equal keys the one of the older run comes first.
private struct RunMerge {
    private struct Head {
        var firstEight: UInt64
        let reader: Int
    }

    private(set) var readers: [RunReader] = []
    /// A heap over the readers that have a record.
    private var heap: [Head] = []

    init(_ runs: [SortedRun], valueLength: Int) throws {
        for run in runs {
            var reader = try RunReader(run, valueLength: valueLength)
            if try reader.advance() {
                heap.append(Head(firstEight: reader.firstEight, reader: readers.count))
                readers.append(reader)
            }
        }
        for place in (0..<heap.count / 2).reversed() { sink(place) }
    }

    /// The reader with the first record, nil at the end.
    var place: Int? { heap.first?.reader }

    /// Passes over the first record.
    mutating func advance() throws {
        if try readers[heap[0].reader].advance() {
            heap[0].firstEight = readers[heap[0].reader].firstEight
        } else {
            let last = heap.removeLast()
            if heap.isEmpty { return }
            heap[0] = last
        }
        sink(0)
    }

    private func precedes(_ left: Head, _ right: Head) -> Bool {
        if left.firstEight != right.firstEight { return left.firstEight < right.firstEight }
        let order = readers[left.reader].withRecord { key, _ in
            readers[right.reader].withRecord { other, _ in Bytes.order(key, other) }
        }
        return order == 0 ? left.reader < right.reader : order < 0
    }

    private mutating func sink(_ start: Int) {
        let sinking = heap[start]
        var place = start
        while case var child = 2 * place + 1, child < heap.count {
            if child + 1 < heap.count, precedes(heap[child + 1], heap[child]) { child += 1 }
            if precedes(sinking, heap[child]) { break }
            heap[place] = heap[child]
            place = child
        }
        heap[place] = sinking
    }
}
