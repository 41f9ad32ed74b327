/// The sizes for which there are signed roots, to be compared with the entries on the way.
struct SignedSizes {
    private var checkpoints: [TrustedCheckpoint] = []
    private var place = 0

    /// The next size at which a root must be compared.
    private(set) var nextSize: UInt64?

    var count: Int { checkpoints.count }

    mutating func add(_ checkpoint: TrustedCheckpoint) { checkpoints.append(checkpoint) }

    /// Compares the checkpoints with each other, and with the root at the size where the entries begin.
    mutating func begin(at size: UInt64, root: TreeHash, _ findings: inout Findings) {
        checkpoints.sort { $0.checkpoint.size < $1.checkpoint.size }
        for (size, group) in Dictionary(grouping: checkpoints, by: \.checkpoint.size).sorted(by: { $0.key < $1.key })
        where Set(group.map(\.checkpoint.root)).count > 1 {
            let names = group.map(\.name).joined(separator: ", ")
            findings.add(.fork, "different signed roots for size \(size): \(names)")
        }
        place = checkpoints.firstIndex { $0.checkpoint.size >= size } ?? checkpoints.count
        nextSize = place < checkpoints.count ? checkpoints[place].checkpoint.size : nil
        if nextSize == size { compare(root, &findings) }
    }

    /// Compares the root of the entries with all checkpoints of the next size.
    mutating func compare(_ root: TreeHash, _ findings: inout Findings) {
        guard let size = nextSize else { return }
        while place < checkpoints.count, checkpoints[place].checkpoint.size == size {
            if checkpoints[place].checkpoint.root != root {
                findings.add(
                    .root, index: size,
                    "the first \(size) entries do not give the root that \(checkpoints[place].name) signed")
            }
            place += 1
        }
        nextSize = place < checkpoints.count ? checkpoints[place].checkpoint.size : nil
    }
}

/// The clocks of the witnesses bound when an entry can have been written.
struct WitnessTimes {
    private let skew: Int64
    private var bounds: [(size: UInt64, time: Int64)] = []
    private var place = 0
    private var earliest: Int64?
    private var latest: Int64?

    init(skew: Int64) { self.skew = skew }

    mutating func add(_ checkpoint: TrustedCheckpoint) {
        if let time = checkpoint.witnessTimes.first { bounds.append((checkpoint.checkpoint.size, time)) }
    }

    mutating func begin() {
        bounds.sort { ($0.size, $0.time) < ($1.size, $1.time) }
        latest = bounds.first?.time
    }

    /// Checks the time of the entry at `index`, in microseconds; indexes ascend.
    mutating func check(_ microseconds: Int64, index: UInt64, _ findings: inout Findings) {
        while place < bounds.count, bounds[place].size <= index {
            earliest = bounds[place].time
            place += 1
            latest = place < bounds.count ? bounds[place].time : nil
        }
        // Clamped so that a witness time at the end of the range cannot overflow.
        let limit = Int64.max / 2_000_000
        if let earliest, microseconds < (min(earliest, limit) - skew) * 1_000_000 {
            let seconds = min(earliest, limit) - microseconds / 1_000_000
            findings.add(.backdated, index: index, "ts is \(seconds) s before a checkpoint that did not have it yet")
        }
        if let latest, microseconds > (min(latest, limit) + skew) * 1_000_000 {
            let seconds = microseconds / 1_000_000 - latest
            findings.add(.postdated, index: index, "ts is \(seconds) s after a checkpoint that already had it")
        }
    }
}
