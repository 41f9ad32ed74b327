/// Why a proof is refused or cannot be made.
public enum ProofError: Error, Equatable, Sendable {
    /// The leaf is not in a tree of this size.
    case indexOutsideTree(index: UInt64, size: UInt64)
    /// The first size is larger than the second.
    case sizesDescend(from: UInt64, to: UInt64)
    /// The proof has more hashes than its sizes need.
    case pathTooLong
    /// The proof has fewer hashes than its sizes need.
    case pathTooShort
    /// A proof from the empty tree, or for equal sizes, must be empty.
    case pathNotEmpty
    /// The proof leads to another root.
    case wrongRoot
    /// The proof does not lead to the first root, or the second: the trees are different.
    case inconsistent
    /// Two roots for one size.
    case differentRoots(size: UInt64)
    /// The root of the empty tree must be `SHA-256("")`.
    case emptyTreeWithRoot
    /// A hash that the proof needs is not there.
    case missingHash(NodeAddress)
}
