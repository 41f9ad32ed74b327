/// The chains of very many keys in a bounded part of the memory: those that were met lately, and sorted runs of the rest.
struct ChainBook<Value: Stretch>: Sendable {
    /// How long a key is when as many are kept as the limit says; of longer ones fewer are.
    private static var keyLength: Int { 64 }

    private var open = KeyTable<Value>()
    private var table: StretchTable<Value>
    private let limit: Int

    init(_ space: any SpillSpace, limit: Int, run: SortedRun? = nil) {
        table = StretchTable(space, runs: run.map { [$0] } ?? [])
        self.limit = max(1, limit)
    }

    /// Follows a chain by one entry.
    mutating func add(_ key: UnsafeBufferPointer<UInt8>, _ next: Value, _ findings: inout Findings) throws {
        if let number = open.find(key) { return open[number].join(next, key: key, &findings) }
        if open.count >= limit || open.keyLength / Self.keyLength >= limit { try putAside(&findings) }
        var first = next
        if table.isEmpty { first.begin(key: key, &findings) }
        open.add(key, first)
    }

    /// Shows every key with its value in the order of their bytes.
    ///
    /// - Returns: the number of keys.
    mutating func forEach(
        _ findings: inout Findings, _ visit: (UnsafeBufferPointer<UInt8>, Value) -> Void
    ) throws -> UInt64 {
        if table.isEmpty {
            for number in open.order { open.withKey(number) { visit($0, open[number]) } }
            return UInt64(open.count)
        }
        try putAside(&findings)
        return try table.settle(&findings, visit).count
    }

    /// Compares what was not compared yet; nothing can be added afterwards unless the run is kept.
    ///
    /// - Returns: the number of keys, and the run of all of them.
    mutating func finish(keeping isKept: Bool, _ findings: inout Findings) throws -> (count: UInt64, run: SortedRun?) {
        if table.isEmpty && !isKept { return (UInt64(open.count), nil) }
        try putAside(&findings)
        if !isKept { return (try table.close(&findings), nil) }
        let run = try table.settle(&findings)
        return (run.count, run)
    }

    private mutating func putAside(_ findings: inout Findings) throws {
        var part = try table.part()
        for number in open.order {
            try open.withKey(number) { try part.take($0, open[number], &findings) }
        }
        open.removeAll()
        try table.add(part, &findings)
    }
}

/// All ids of a log, for finding the one that occurs twice: a batch in memory, and sorted runs of the rest.
struct IDBook: Sendable {
    private struct Waiting {
        let id: Fingerprint
        let index: UInt64
    }

    private var waiting: [Waiting] = []
    private var table: StretchTable<IDStretch>
    private let limit: Int

    init(_ space: any SpillSpace, limit: Int, run: SortedRun? = nil) {
        table = StretchTable(space, runs: run.map { [$0] } ?? [])
        self.limit = max(1, limit)
    }

    mutating func add(_ id: Fingerprint, index: UInt64, _ findings: inout Findings) throws {
        waiting.append(Waiting(id: id, index: index))
        if waiting.count >= limit { try putAside(&findings) }
    }

    /// Finds the ids that occur twice.
    ///
    /// - Returns: the run of all ids, when it is kept.
    mutating func finish(keeping isKept: Bool, _ findings: inout Findings) throws -> SortedRun? {
        try putAside(&findings)
        if isKept { return try table.settle(&findings) }
        try table.close(&findings)
        return nil
    }

    private mutating func putAside(_ findings: inout Findings) throws {
        var part = try table.part()
        for place in order {
            let record = waiting[Int(place)]
            try record.id.withBytes { try part.take($0, IDStretch(index: record.index), &findings) }
        }
        waiting.removeAll(keepingCapacity: true)
        try table.add(part, &findings)
    }

    /// The places of those that wait in the order of their ids: by the leading bits, of which every pattern is as likely
    /// as any other, and then among the few that have them in common. Of one id the first place comes first.
    private var order: [Int32] {
        let bits = min(16, max(1, Int.bitWidth - waiting.count.leadingZeroBitCount))
        let shift = UInt64(64 - bits)
        var ends = [Int32](repeating: 0, count: 1 << bits)
        for record in waiting { ends[Int(record.id.high >> shift)] += 1 }
        var end: Int32 = 0
        for leading in ends.indices {
            let count = ends[leading]
            ends[leading] = end
            end += count
        }
        var order = [Int32](repeating: 0, count: waiting.count)
        for (place, record) in waiting.enumerated() {
            let leading = Int(record.id.high >> shift)
            order[Int(ends[leading])] = Int32(place)
            ends[leading] += 1
        }
        var start = 0
        for end in ends where Int(end) > start {
            sort(&order, start..<Int(end))
            start = Int(end)
        }
        return order
    }

    private func sort(_ order: inout [Int32], _ range: Range<Int>) {
        // With the usual limit so many are together only when somebody searched for such ids.
        if range.count > 32 { return order[range].sort(by: precedes) }
        for place in range.dropFirst() {
            let moving = order[place]
            var hole = place
            while hole > range.lowerBound, precedes(moving, order[hole - 1]) {
                order[hole] = order[hole - 1]
                hole -= 1
            }
            order[hole] = moving
        }
    }

    private func precedes(_ left: Int32, _ right: Int32) -> Bool {
        let (first, second) = (waiting[Int(left)].id, waiting[Int(right)].id)
        return (first.high, first.low, left) < (second.high, second.low, right)
    }
}
