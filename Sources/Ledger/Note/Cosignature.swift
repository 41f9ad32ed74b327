/// The signature of a witness with its time (c2sp.org/tlog-cosignature, Ed25519).
public enum Cosignature {
    /// The time of a witness's signature over a checkpoint text, in Unix seconds; nil when it does not verify.
    public static func time(of signature: SignedNote.Signature, over text: String, by key: VerifierKey) -> Int64? {
        guard key.algorithm == .cosignature, signature.bytes.count == 72 else { return nil }
        let seconds = signature.bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let time = Int64(exactly: seconds) else { return nil }
        let message = Array(message(text, at: seconds).utf8)
        return Ed25519.verify(Array(signature.bytes[8...]), of: message, by: key.publicKey) ? time : nil
    }

    static func message(_ text: String, at seconds: UInt64) -> String { "cosignature/v1\ntime \(seconds)\n\(text)" }

    static func bigEndian(_ number: UInt64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
    }
}
