/// The chains of very many keys in a bounded part of the memory: those that were met lately, and sorted runs of the rest.
struct ChainBook<Value: Stretch>: Sendable {
    private var open: [ByteText: Value] = [:]
    private var table: StretchTable<Value>
    private let limit: Int

    init(_ space: any SpillSpace, limit: Int, run: SortedRun? = nil) {
        table = StretchTable(space, runs: run.map { [$0] } ?? [])
        self.limit = max(1, limit)
    }

    /// Follows a chain by one entry.
    mutating func add(_ key: ByteText, _ next: Value, _ findings: inout Findings) throws {
        if open[key]?.join(next, key: key.contentBytes, &findings) != nil { return }
        if open.count >= limit { try putAside(&findings) }
        var first = next
        if table.isEmpty { first.begin(key: key.contentBytes, &findings) }
        open[key] = first
    }

    /// Shows every key with its value in the order of their bytes.
    ///
    /// - Returns: the number of keys.
    mutating func forEach(_ findings: inout Findings, _ visit: ([UInt8], Value) -> Void) throws -> UInt64 {
        if table.isEmpty {
            let sorted = sorted
            for record in sorted { visit(record.key, record.value) }
            return UInt64(sorted.count)
        }
        try putAside(&findings)
        return try table.settle(&findings, visit)
    }

    /// Compares what was not compared yet; nothing can be added afterwards unless the run is kept.
    ///
    /// - Returns: the number of keys, and the run of all of them.
    mutating func finish(keeping isKept: Bool, _ findings: inout Findings) throws -> (count: UInt64, run: SortedRun?) {
        if table.isEmpty && !isKept { return (UInt64(open.count), nil) }
        try putAside(&findings)
        let count = try table.settle(in: isKept ? nil : NoSpill(), &findings)
        return (count, isKept ? table.runs.first : nil)
    }

    private var sorted: [(key: [UInt8], value: Value)] {
        open.map { (key: $0.key.contentBytes, value: $0.value) }.sorted { Bytes.precede($0.key, $1.key) }
    }

    private mutating func putAside(_ findings: inout Findings) throws {
        try table.add(sorted, &findings)
        open.removeAll(keepingCapacity: true)
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
    /// - Returns: the run of all ids.
    mutating func finish(keeping isKept: Bool, _ findings: inout Findings) throws -> SortedRun? {
        try putAside(&findings)
        try table.settle(in: isKept ? nil : NoSpill(), &findings)
        return isKept ? table.runs.first : nil
    }

    private mutating func putAside(_ findings: inout Findings) throws {
        waiting.sort { ($0.id.high, $0.id.low, $0.index) < ($1.id.high, $1.id.low, $1.index) }
        try table.add(
            waiting.lazy.map { (key: $0.id.bytes, value: IDStretch(index: $0.index)) }, &findings)
        waiting.removeAll(keepingCapacity: true)
    }
}
