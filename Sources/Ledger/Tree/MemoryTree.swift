/// A whole tree in memory, for small trees such as the heads of all cases, and for tests.
public struct MemoryTree: Sendable, TreeHashSource {
    private var levels: [[TreeHash]] = [[]]

    /// The tree without leaves.
    public init() {}

    /// The number of leaves.
    public var size: UInt64 { UInt64(levels[0].count) }

    /// Adds a leaf at the end.
    public mutating func append(_ leaf: LeafHash) {
        levels[0].append(leaf)
        var level = 0
        while levels[level].count.isMultiple(of: 2) {
            let pair = levels[level].suffix(2)
            if level + 1 == levels.count { levels.append([]) }
            levels[level + 1].append(TreeHash(left: pair[pair.startIndex], right: pair[pair.startIndex + 1]))
            level += 1
        }
    }

    /// The hash of a perfect subtree.
    ///
    /// - Throws: ``ProofError/missingHash(_:)`` when the tree is too small to have it.
    public func hash(at node: NodeAddress) throws(ProofError) -> TreeHash {
        guard levels.indices.contains(node.level), node.index < levels[node.level].count else {
            throw .missingHash(node)
        }
        return levels[node.level][Int(node.index)]
    }

    /// The root of the first `size` leaves.
    ///
    /// - Throws: ``ProofError/missingHash(_:)`` when there are fewer.
    public func root(size: UInt64) throws(ProofError) -> TreeHash {
        var hashes: [TreeHash] = []
        for node in NodeAddress.covering(0..<size) { hashes.append(try hash(at: node)) }
        return CompactRange(size: size, hashes: hashes)?.root ?? .emptyRoot
    }

    /// The proof that the leaf at `index` is part of the first `size` leaves.
    ///
    /// - Throws: ``ProofError`` when there is no such leaf.
    public func inclusionProof(of index: UInt64, size: UInt64) throws(ProofError) -> [TreeHash] {
        try assemble(InclusionProof.plan(index: index, size: size))
    }

    /// The proof that the first `new` leaves start with the first `old` ones.
    ///
    /// - Throws: ``ProofError`` when there are fewer.
    public func consistencyProof(from old: UInt64, to new: UInt64) throws(ProofError) -> [TreeHash] {
        try assemble(ConsistencyProof.plan(from: old, to: new))
    }

    private func assemble(_ plan: ProofPlan) throws(ProofError) -> [TreeHash] {
        var hashes: [TreeHash] = []
        for node in plan.nodes { hashes.append(try hash(at: node)) }
        return try plan.assemble(hashes)
    }
}
