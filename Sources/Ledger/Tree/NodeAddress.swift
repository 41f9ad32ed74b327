/// The place of a perfect subtree: the root over the leaves `index * 2^level` to `(index + 1) * 2^level`.
public struct NodeAddress: Sendable, Hashable {
    /// The height of the subtree; 0 is a leaf.
    public let level: Int
    /// The place among the subtrees of this height.
    public let index: UInt64

    /// The subtree at this place.
    public init(level: Int, index: UInt64) { (self.level, self.index) = (level, index) }

    /// The perfect subtrees that cover the leaves of `range`, largest first.
    ///
    /// The lower bound must be a multiple of the largest of them, as it is for every part of a Merkle tree.
    static func covering(_ range: Range<UInt64>) -> [NodeAddress] {
        var nodes: [NodeAddress] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let level = UInt64.bitWidth - 1 - (range.upperBound - start).leadingZeroBitCount
            nodes.append(NodeAddress(level: level, index: start >> UInt64(level)))
            start += 1 << UInt64(level)
        }
        return nodes
    }
}

/// Which hashes a proof is made of, so that a store can fetch them all at once.
public struct ProofPlan: Sendable, Equatable {
    /// For every hash of the proof the subtrees to be folded into it, largest first.
    let parts: [[NodeAddress]]

    /// All subtrees whose hashes are needed, in the order in which ``assemble(_:)`` takes them.
    public var nodes: [NodeAddress] { parts.flatMap { $0 } }

    /// The proof of the hashes of ``nodes``, in their order.
    ///
    /// - Throws: ``ProofError/missingHash(_:)`` when there are fewer hashes than nodes.
    public func assemble(_ hashes: [TreeHash]) throws(ProofError) -> [TreeHash] {
        var rest = hashes[...]
        var proof: [TreeHash] = []
        for part in parts {
            let group = rest.prefix(part.count)
            rest = rest.dropFirst(part.count)
            guard group.count == part.count, var hash = group.last else { throw .missingHash(part[group.count]) }
            for left in group.dropLast().reversed() { hash = TreeHash(left: left, right: hash) }
            proof.append(hash)
        }
        return proof
    }

    /// The proof with hashes from a source.
    public func assemble(from source: some TreeHashSource) throws -> [TreeHash] {
        try assemble(nodes.map { try source.hash(at: $0) })
    }
}

/// Something that knows the hashes of perfect subtrees.
public protocol TreeHashSource {
    /// The hash of the subtree at `node`.
    func hash(at node: NodeAddress) throws -> TreeHash
}
