/// The roots of the perfect subtrees of a log, largest first: all that is needed to append and to know the root.
public struct CompactRange: Sendable, Hashable {
    /// The number of leaves.
    public private(set) var size: UInt64 = 0
    /// One hash for every bit that is set in the size, largest subtree first.
    public private(set) var hashes: [TreeHash] = []

    /// The tree without leaves.
    public init() {}

    /// A range that was kept, nil when the number of hashes does not fit the size.
    public init?(size: UInt64, hashes: [TreeHash]) {
        guard hashes.count == size.nonzeroBitCount else { return nil }
        (self.size, self.hashes) = (size, hashes)
    }

    /// Adds a leaf at the end.
    public mutating func append(_ leaf: LeafHash) {
        var hash = leaf
        var rest = size
        while rest & 1 == 1 {
            hash = TreeHash(left: hashes.removeLast(), right: hash)
            rest >>= 1
        }
        hashes.append(hash)
        size += 1
    }

    /// The root of the tree.
    public var root: TreeHash {
        guard var root = hashes.last else { return .emptyRoot }
        for hash in hashes.dropLast().reversed() { root = TreeHash(left: hash, right: root) }
        return root
    }
}
