/// The incomplete tiles on the right edge of a growing tree: all that is needed to fill further tiles.
///
/// Level 0 is the leaves since the last multiple of 256; every full tile becomes one hash of the tile above it.
public struct TileEdge: Sendable, Equatable {
    /// A tile that has got new hashes, with all that it holds now.
    public struct Filled: Sendable, Equatable {
        /// The height of the tile, from 1: the leaves themselves are kept with the entries.
        public let level: Int
        /// The place among the tiles of this height.
        public let index: UInt64
        /// The hashes from its beginning.
        public let hashes: [TreeHash]
    }

    private struct Place: Hashable {
        let level: Int
        let index: UInt64
    }

    /// The number of leaves.
    public private(set) var size: UInt64
    /// The hashes of the incomplete tile of each height; the outermost may be empty.
    private var levels: [[TreeHash]]
    private var filled: [Place: [TreeHash]] = [:]

    /// The edge of the tree without leaves.
    public init() { (size, levels) = (0, [[]]) }

    /// How many hashes the incomplete tiles of a tree of `size` leaves hold, from the leaves upwards.
    public static func widths(size: UInt64) -> [Int] {
        var widths: [Int] = []
        var rest = size
        repeat {
            widths.append(Int(rest % 256))
            rest /= 256
        } while rest > 0
        return widths
    }

    /// An edge that was kept, nil when the numbers of hashes do not fit the size.
    public init?(size: UInt64, levels: [[TreeHash]]) {
        guard levels.map(\.count) == TileEdge.widths(size: size) else { return nil }
        (self.size, self.levels) = (size, levels)
    }

    /// Adds a leaf at the end.
    public mutating func append(_ leaf: LeafHash) {
        var (hash, level) = (leaf, 0)
        while true {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
            if level > 0 { note(level) }
            guard levels[level].count == Tile.fullWidth else { break }
            hash = Tile.root(of: levels[level])
            levels[level].removeAll(keepingCapacity: true)
            level += 1
        }
        size += 1
    }

    /// Remembers a tile above the leaves that has got a hash; called after it and before the size grows.
    private mutating func note(_ level: Int) {
        let index = size >> UInt64(8 * (level + 1))
        filled[Place(level: level, index: index)] = levels[level]
    }

    /// The tiles that have got hashes since this was called last, in order.
    public mutating func takeFilled() -> [Filled] {
        defer { filled = [:] }
        return filled.map { Filled(level: $0.key.level, index: $0.key.index, hashes: $0.value) }
            .sorted { ($0.level, $0.index) < ($1.level, $1.index) }
    }

    /// The root over the leaves.
    public var root: TreeHash {
        var parts: [TreeHash] = []
        for level in levels.reversed() {
            var start = 0
            for bit in stride(from: 7, through: 0, by: -1) where level.count & 1 << bit != 0 {
                parts.append(Tile.root(of: Array(level[start..<start + 1 << bit])))
                start += 1 << bit
            }
        }
        guard var root = parts.popLast() else { return .emptyRoot }
        for part in parts.reversed() { root = TreeHash(left: part, right: root) }
        return root
    }
}
