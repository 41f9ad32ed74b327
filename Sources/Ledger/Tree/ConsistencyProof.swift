/// Proofs that a tree is the beginning of a larger one (RFC 9162 section 2.1.4): nothing was changed or removed.
public enum ConsistencyProof {
    /// Which hashes prove that the tree of `new` leaves starts with that of `old` leaves. Empty for 0 and equal sizes.
    ///
    /// - Throws: ``ProofError/sizesDescend(from:to:)``.
    public static func plan(from old: UInt64, to new: UInt64) throws(ProofError) -> ProofPlan {
        guard old <= new else { throw .sizesDescend(from: old, to: new) }
        if old == 0 || old == new { return ProofPlan(parts: []) }
        var parts: [[NodeAddress]] = []
        var range = 0..<new
        var isWhole = true
        while old != range.upperBound {
            let middle = range.lowerBound + Tree.largestPowerOfTwo(below: range.upperBound - range.lowerBound)
            if old <= middle {
                parts.append(NodeAddress.covering(middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                parts.append(NodeAddress.covering(range.lowerBound..<middle))
                range = middle..<range.upperBound
                isWhole = false
            }
        }
        if !isWhole { parts.append(NodeAddress.covering(range)) }
        return ProofPlan(parts: parts.reversed())
    }

    /// Checks that the tree of `new` leaves with `newRoot` starts with that of `old` leaves with `oldRoot`.
    ///
    /// A proof from the empty tree must be empty: there is nothing to prove.
    ///
    /// - Throws: ``ProofError`` when this is not shown.
    public static func verify(
        from old: UInt64, to new: UInt64, oldRoot: TreeHash, newRoot: TreeHash, proof: [TreeHash]
    ) throws(ProofError) {
        if old > new { throw .sizesDescend(from: old, to: new) }
        if old == 0 && oldRoot != .emptyRoot { throw .emptyTreeWithRoot }
        if old == 0 || old == new {
            if !proof.isEmpty { throw .pathNotEmpty }
            if old == new && oldRoot != newRoot { throw .differentRoots(size: old) }
            return
        }
        if proof.isEmpty { throw .pathTooShort }
        let path = old.nonzeroBitCount == 1 ? [oldRoot] + proof : proof
        let roots = try fold(path, from: old, to: new)
        if roots.old != oldRoot || roots.new != newRoot { throw .inconsistent }
    }

    private static func fold(
        _ path: [TreeHash], from old: UInt64, to new: UInt64
    ) throws(ProofError) -> (old: TreeHash, new: TreeHash) {
        var place = old - 1
        var last = new - 1
        while place & 1 == 1 { (place, last) = (place >> 1, last >> 1) }
        var roots = (old: path[0], new: path[0])
        for hash in path.dropFirst() {
            if last == 0 { throw .pathTooLong }
            if place & 1 == 1 || place == last {
                roots = (TreeHash(left: hash, right: roots.old), TreeHash(left: hash, right: roots.new))
                while place & 1 == 0 && place != 0 { (place, last) = (place >> 1, last >> 1) }
            } else {
                roots.new = TreeHash(left: roots.new, right: hash)
            }
            (place, last) = (place >> 1, last >> 1)
        }
        if last != 0 { throw .pathTooShort }
        return roots
    }
}
