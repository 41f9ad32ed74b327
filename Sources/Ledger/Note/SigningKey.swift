import Crypto

/// A private key with its name. It belongs to the signer or to a witness, never to the application.
public struct SigningKey: Sendable {
    /// The public side.
    public let verifierKey: VerifierKey
    private let privateKey: Curve25519.Signing.PrivateKey

    /// The key of 32 random bytes.
    ///
    /// - Throws: ``NoteError`` when the name is not allowed or there are not 32 bytes.
    public init(name: String, algorithm: KeyAlgorithm, seed: [UInt8]) throws(NoteError) {
        guard seed.count == 32, let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .notAKey
        }
        privateKey = key
        verifierKey = try VerifierKey(
            name: name, algorithm: algorithm, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// Reads `PRIVATE+KEY+name+id+base64`, the form of Go's `sumdb/note`; a final newline is allowed.
    ///
    /// - Throws: ``NoteError`` when it is not such a key.
    public init(parsing text: String) throws(NoteError) {
        var bytes = Array(text.utf8)
        if bytes.last == 0x0A { bytes.removeLast() }
        let parts = bytes.split(separator: UInt8(ascii: "+"), maxSplits: 4, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY", let id = Hexadecimal.decode(parts[3]) else {
            throw .notAKey
        }
        guard let body = Base64.decode(parts[4]) else { throw .notBase64("key") }
        guard let type = body.first else { throw .notAKey }
        guard let algorithm = KeyAlgorithm(rawValue: type) else { throw .keyAlgorithm(type) }
        try self.init(name: parts[2], algorithm: algorithm, seed: Array(body.dropFirst()))
        guard id == verifierKey.id else { throw .keyIDMismatch(parts[2]) }
    }

    /// The key as text, to be kept secret: `PRIVATE+KEY+name+id+base64`.
    public var secretText: String {
        let key = verifierKey
        let body = [key.algorithm.rawValue] + Array(privateKey.rawRepresentation)
        return "PRIVATE+KEY+\(key.name)+\(Hexadecimal.encode(key.id))+\(Base64.encode(body))"
    }

    /// Signs a text as the log.
    ///
    /// - Throws: ``NoteError/cannotSign`` when this is the key of a witness.
    public func sign(_ text: String) throws(NoteError) -> SignedNote.Signature {
        guard verifierKey.algorithm == .ed25519 else { throw .cannotSign }
        return try signature(over: text, prefix: [])
    }

    /// Signs a checkpoint text as a witness: at this time, in Unix seconds, it was the largest consistent tree seen.
    ///
    /// - Throws: ``NoteError/cannotSign`` when this is the key of a log.
    public func cosign(_ text: String, at seconds: UInt64) throws(NoteError) -> SignedNote.Signature {
        guard verifierKey.algorithm == .cosignature, seconds < 1 << 63 else { throw .cannotSign }
        return try signature(over: Cosignature.message(text, at: seconds), prefix: Cosignature.bigEndian(seconds))
    }

    private func signature(over message: String, prefix: [UInt8]) throws(NoteError) -> SignedNote.Signature {
        guard let made = try? privateKey.signature(for: Array(message.utf8)) else { throw .cannotSign }
        return SignedNote.Signature(name: verifierKey.name, keyID: verifierKey.id, bytes: prefix + Array(made))
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    /// The name only, so that the key does not get into a log.
    public var description: String { "SigningKey(\(verifierKey.name))" }

    /// Nothing of the key.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
