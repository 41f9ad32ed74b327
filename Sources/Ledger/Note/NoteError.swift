/// Why a note, a checkpoint, a key or a policy is refused.
public enum NoteError: Error, Equatable, Sendable {
    /// Not UTF-8, a control character, or longer than allowed.
    case textNotAllowed
    /// No empty line between the text and the signatures, or no final newline.
    case noSignatureBlock
    /// No signature line, or more than ``SignedNote/maximumSignatures``.
    case signatureCount(Int)
    /// A line that is not a signature, by its place from 1.
    case signatureLine(Int)
    /// Base64 that is not in its one spelling, or holds another number of bytes.
    case notBase64(String)
    /// A number that is not plain decimal.
    case notDecimal(String)
    /// Fewer than three lines, or an empty one.
    case notACheckpoint
    /// An empty tree with a root other than `SHA-256("")`.
    case emptyTreeWithRoot
    /// A key name that is empty or has a space or a plus sign.
    case keyName(String)
    /// A text that is not a key.
    case notAKey
    /// The key id does not belong to the key.
    case keyIDMismatch(String)
    /// An algorithm other than 0x01 and 0x04, or one that does not fit the use of the key.
    case keyAlgorithm(UInt8)
    /// A line of a policy that cannot be used, by its place from 1.
    case policyLine(Int)
    /// A policy without a quorum line.
    case policyWithoutQuorum
    /// A signature of a known key that does not verify.
    case signature(of: String)
    /// A log key whose name is not the origin.
    case keyIsNotOrigin(String)
    /// No signature by a log key of the policy.
    case notSigned(origin: String)
    /// Too few witnesses; those that have signed.
    case quorumNotMet(have: [String])
    /// The key cannot make such a signature.
    case cannotSign

    /// The code under which a verification reports this.
    public var code: Finding.Code {
        switch self {
        case .textNotAllowed, .noSignatureBlock, .signatureCount, .signatureLine: .note
        case .notBase64, .notDecimal: .encoding
        case .notACheckpoint, .emptyTreeWithRoot: .checkpoint
        case .keyName, .notAKey, .keyIDMismatch, .keyAlgorithm, .policyLine, .policyWithoutQuorum: .policy
        case .signature, .keyIsNotOrigin, .cannotSign: .signature
        case .notSigned: .untrustedKey
        case .quorumNotMet: .quorum
        }
    }
}
