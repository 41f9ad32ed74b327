/// A part of the tree in a file of its own (c2sp.org/tlog-tiles): up to 256 hashes of one height.
public struct Tile: Sendable, Hashable {
    /// The number of hashes in a full tile.
    public static let fullWidth = 256
    /// The number of bytes in a full tile.
    public static let fullLength = fullWidth * 32
    /// The number of levels of the tree in one tile.
    static let height = 8

    /// The height of the tile: its hashes are subtrees of `256^level` leaves.
    public let level: Int
    /// The place among the tiles of this height.
    public let index: UInt64
    /// The number of hashes, 1 to 256.
    public let width: Int

    /// The tile at this place, nil for a level above 63, an index beyond 2^56 or an impossible width.
    public init?(level: Int, index: UInt64, width: Int = Tile.fullWidth) {
        guard (0...63).contains(level), index < 1 << 56, (1...Tile.fullWidth).contains(width) else { return nil }
        (self.level, self.index, self.width) = (level, index, width)
    }

    /// `tile/<level>/<index>[.p/<width>]`
    public var path: String { "tile/\(level)/\(TilePath.text(index: index, width: width))" }

    /// The addresses of the hashes in the tile.
    public var nodes: [NodeAddress] {
        (0..<UInt64(width)).map { NodeAddress(level: level * Tile.height, index: index * 256 + $0) }
    }

    /// Reads a path; nil for anything but the one spelling of a path.
    public init?(path: String) {
        let parts = path.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "tile", let level = Int(parts[1]),
            let (index, width) = TilePath.parse(parts[2])
        else { return nil }
        self.init(level: level, index: index, width: width)
        guard self.path == path else { return nil }
    }

    /// The tile that holds what is needed for the hash of `node` in a tree of `size` leaves.
    public static func containing(_ node: NodeAddress, treeSize size: UInt64) -> Tile? {
        let level = node.level / height
        let first = node.index << UInt64(node.level % height)
        let index = first / 256
        let hashes = size >> UInt64(min(63, level * height))
        guard hashes > index * 256 else { return nil }
        return Tile(level: level, index: index, width: Int(min(256, hashes - index * 256)))
    }

    /// The bytes of a tile of these hashes.
    public static func encode(_ hashes: [TreeHash]) -> [UInt8] { hashes.flatMap(\.bytes) }

    /// The hashes in the bytes of this tile, nil when there are more or fewer than its width.
    public func decode(_ bytes: [UInt8]) -> [TreeHash]? {
        guard bytes.count == width * 32 else { return nil }
        return stride(from: 0, to: bytes.count, by: 32).compactMap { TreeHash(bytes[$0..<$0 + 32]) }
    }

    /// The hash of `node` from the hashes of its tile, nil when it is not in this tile.
    public func hash(of node: NodeAddress, in hashes: [TreeHash]) -> TreeHash? {
        let inside = UInt64(node.level % Tile.height)
        let first = node.index << inside
        let place = Int(first % 256)
        guard node.level / Tile.height == level, first / 256 == index, place + 1 << inside <= hashes.count else {
            return nil
        }
        return Tile.root(of: Array(hashes[place..<place + 1 << inside]))
    }

    /// The root over a number of hashes that is a power of two.
    static func root(of hashes: [TreeHash]) -> TreeHash {
        var range = CompactRange()
        for hash in hashes { range.append(hash) }
        return range.root
    }
}

/// 256 leaves in a file of their own (c2sp.org/tlog-tiles): `tile/entries/<index>[.p/<width>]`.
public enum EntryBundle {
    /// The path of the bundle with this index.
    public static func path(index: UInt64, width: Int = Tile.fullWidth) -> String {
        "tile/entries/\(TilePath.text(index: index, width: width))"
    }

    /// The bytes of a bundle: every leaf with its length in two bytes in front.
    ///
    /// - Throws: ``LeafError/tooLong(_:)``.
    public static func encode(_ leaves: [[UInt8]]) throws(LeafError) -> [UInt8] {
        var bytes: [UInt8] = []
        for leaf in leaves {
            guard leaf.count <= Leaf.maximumLength else { throw .tooLong(leaf.count) }
            bytes += [UInt8(leaf.count >> 8), UInt8(leaf.count & 0xFF)]
            bytes += leaf
        }
        return bytes
    }

    /// The leaves of a bundle, nil when it is cut or has more than 256.
    public static func decode(_ bytes: [UInt8]) -> [[UInt8]]? {
        var leaves: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 2, leaves.count < Tile.fullWidth else { return nil }
            let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
            rest = rest.dropFirst(2)
            guard rest.count >= length else { return nil }
            leaves.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return leaves
    }
}

/// Indexes in groups of three digits, all but the last with `x`: 1234067 is `x001/x234/067`.
enum TilePath {
    static func text(index: UInt64, width: Int) -> String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1000)
            groups.append((groups.isEmpty ? "" : "x") + String(repeating: "0", count: 3 - digits.count) + digits)
            rest /= 1000
        } while rest > 0
        return groups.reversed().joined(separator: "/") + (width == Tile.fullWidth ? "" : ".p/\(width)")
    }

    static func parse(_ text: Substring) -> (index: UInt64, width: Int)? {
        var text = String(text)
        var width = Tile.fullWidth
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let partial = Int(parts[parts.count - 1]) else { return nil }
            width = partial
            parts.removeLast()
            text = String(parts.joined(separator: "/").dropLast(2))
        }
        var index: UInt64 = 0
        for group in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard let digits = UInt64(group.hasPrefix("x") ? group.dropFirst() : group), digits < 1000,
                index <= UInt64.max / 1000 - 1
            else { return nil }
            index = index * 1000 + digits
        }
        return (index, width)
    }
}
