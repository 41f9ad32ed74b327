/// Proofs that a leaf is part of a tree (RFC 9162 section 2.1.3).
public enum InclusionProof {
    /// Which hashes prove that the leaf at `index` is part of the tree of `size` leaves, the leaf's sibling first.
    ///
    /// - Throws: ``ProofError/indexOutsideTree(index:size:)``.
    public static func plan(index: UInt64, size: UInt64) throws(ProofError) -> ProofPlan {
        guard index < size else { throw .indexOutsideTree(index: index, size: size) }
        var parts: [[NodeAddress]] = []
        var range = 0..<size
        while range.upperBound - range.lowerBound > 1 {
            let middle = range.lowerBound + Tree.largestPowerOfTwo(below: range.upperBound - range.lowerBound)
            let other: Range<UInt64>
            if index < middle {
                other = middle..<range.upperBound
                range = range.lowerBound..<middle
            } else {
                other = range.lowerBound..<middle
                range = middle..<range.upperBound
            }
            parts.append(NodeAddress.covering(other))
        }
        return ProofPlan(parts: parts.reversed())
    }

    /// The root to which a proof leads.
    ///
    /// - Throws: ``ProofError`` when the length of the proof does not fit.
    public static func root(
        index: UInt64, size: UInt64, leaf: LeafHash, proof: [TreeHash]
    ) throws(ProofError) -> TreeHash {
        guard index < size else { throw .indexOutsideTree(index: index, size: size) }
        var place = index
        var last = size - 1
        var root = leaf
        for hash in proof {
            if last == 0 { throw .pathTooLong }
            if place & 1 == 1 || place == last {
                root = TreeHash(left: hash, right: root)
                while place & 1 == 0 && place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                root = TreeHash(left: root, right: hash)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        if last != 0 { throw .pathTooShort }
        return root
    }

    /// Checks that the leaf at `index` is part of the tree with `root`.
    ///
    /// - Throws: ``ProofError`` when it is not shown to be.
    public static func verify(
        index: UInt64, size: UInt64, leaf: LeafHash, proof: [TreeHash], root: TreeHash
    ) throws(ProofError) {
        if try self.root(index: index, size: size, leaf: leaf, proof: proof) != root { throw .wrongRoot }
    }
}

enum Tree {
    /// The largest power of two that is smaller than `size`, which is at least 2.
    static func largestPowerOfTwo(below size: UInt64) -> UInt64 {
        1 << UInt64(UInt64.bitWidth - 1 - (size - 1).leadingZeroBitCount)
    }
}
