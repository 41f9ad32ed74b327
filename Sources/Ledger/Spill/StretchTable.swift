/// What is known of one key over a part of the log: how it begins and how it ends. Two that follow each other make one,
/// and what does not fit at the seam is found then.
protocol Stretch: Sendable {
    /// The number of bytes of a value.
    static var length: Int { get }
    /// Reads ``length`` bytes.
    init(reading bytes: [UInt8])
    /// Writes ``length`` bytes.
    func write(to bytes: inout [UInt8])
    /// Takes in what the later part of the log has of the same key.
    mutating func join(_ next: Self, key: @autoclosure () -> [UInt8], _ findings: inout Findings)
    /// Nothing comes before it.
    mutating func begin(key: @autoclosure () -> [UInt8], _ findings: inout Findings)
}

/// Stretches of very many keys, kept beside the memory in sorted runs, the oldest first.
///
/// Whenever the newest sixteen runs are of one level they become one of the next, so that few are open at a time and
/// every record is rewritten a logarithmic number of times.
struct StretchTable<Value: Stretch>: Sendable {
    private static var fanIn: Int { 16 }

    private(set) var runs: [SortedRun]
    let space: any SpillSpace

    init(_ space: any SpillSpace, runs: [SortedRun] = []) { (self.space, self.runs) = (space, runs) }

    /// Whether there is nothing but what is in memory.
    var isEmpty: Bool { runs.isEmpty }

    /// Puts a part of the log aside; its keys ascend, and may repeat.
    mutating func add(_ records: some Sequence<(key: [UInt8], value: Value)>, _ findings: inout Findings) throws {
        var writer = try RunWriter(space)
        var fold = StretchFold<Value>()
        for record in records {
            try fold.take(record.key, record.value, &findings) { key, value, _ in try writer.add(key, value) }
        }
        try fold.end(&findings) { key, value, _ in try writer.add(key, value) }
        runs.append(try writer.finish(level: 0))
        while let level = runs.last?.level, runs.count >= Self.fanIn,
            runs.suffix(Self.fanIn).allSatisfy({ $0.level == level })
        {
            let merged = try merged(Array(runs.suffix(Self.fanIn)), level: level + 1, &findings) { _, _, _ in }
            runs.removeLast(Self.fanIn)
            runs.append(merged)
        }
    }

    /// Makes one run of all, and shows every key with its value in order.
    ///
    /// - Parameter space: where to put the run; ``NoSpill`` when nobody will read it.
    /// - Returns: the number of keys.
    @discardableResult
    mutating func settle(
        in space: (any SpillSpace)? = nil, _ findings: inout Findings, _ visit: ([UInt8], Value) -> Void = { _, _ in }
    ) throws -> UInt64 {
        let level = runs.map(\.level).max() ?? 0
        let run = try merged(runs, level: level, in: space, &findings) { key, value, findings in
            value.begin(key: key, &findings)
            visit(key, value)
        }
        runs = [run]
        return run.count
    }

    private func merged(
        _ runs: [SortedRun], level: Int, in space: (any SpillSpace)? = nil, _ findings: inout Findings,
        _ body: ([UInt8], inout Value, inout Findings) -> Void
    ) throws -> SortedRun {
        var writer = try RunWriter(space ?? self.space)
        var fold = StretchFold<Value>()
        var merge = try RunMerge(runs, valueLength: Value.length)
        func emit(_ key: [UInt8], _ value: Value, _ findings: inout Findings) throws {
            var value = value
            body(key, &value, &findings)
            try writer.add(key, value)
        }
        while let place = merge.place {
            try fold.take(merge.readers[place].key, Value(reading: merge.readers[place].value), &findings, emit)
            try merge.advance()
        }
        try fold.end(&findings, emit)
        return try writer.finish(level: level)
    }
}

/// Joins the stretches of one key that come one after the other.
private struct StretchFold<Value: Stretch> {
    private var key: [UInt8] = []
    private var value: Value?

    mutating func take(
        _ key: [UInt8], _ next: Value, _ findings: inout Findings,
        _ emit: ([UInt8], Value, inout Findings) throws -> Void
    ) rethrows {
        if let value, Bytes.order(self.key, key) == 0 {
            var joined = value
            joined.join(next, key: key, &findings)
            self.value = joined
            return
        }
        try end(&findings, emit)
        (self.key, value) = (key, next)
    }

    mutating func end(
        _ findings: inout Findings, _ emit: ([UInt8], Value, inout Findings) throws -> Void
    ) rethrows {
        if let value { try emit(key, value, &findings) }
        value = nil
    }
}

/// The records of several runs in one order; of equal keys the one of the older run comes first.
private struct RunMerge {
    private(set) var readers: [RunReader] = []
    /// A heap over the readers that have a record.
    private var heap: [Int] = []

    init(_ runs: [SortedRun], valueLength: Int) throws {
        for run in runs {
            var reader = try RunReader(run, valueLength: valueLength)
            if try reader.advance() {
                heap.append(readers.count)
                readers.append(reader)
            }
        }
        for place in (0..<heap.count / 2).reversed() { sink(place) }
    }

    /// The reader with the first record, nil at the end.
    var place: Int? { heap.first }

    /// Passes over the first record.
    mutating func advance() throws {
        if try !readers[heap[0]].advance() {
            let last = heap.removeLast()
            if heap.isEmpty { return }
            heap[0] = last
        }
        sink(0)
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let order = Bytes.order(readers[left].key, readers[right].key)
        return order == 0 ? left < right : order < 0
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count {
                if precedes(heap[child], heap[least]) { least = child }
            }
            if least == place { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
