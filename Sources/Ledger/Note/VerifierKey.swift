import Crypto

/// How a key signs.
public enum KeyAlgorithm: UInt8, Sendable, Hashable {
    /// Ed25519 over the text: the log.
    case ed25519 = 0x01
    /// Ed25519 over a time and the text: a witness.
    case cosignature = 0x04
}

/// A public key with its name (c2sp.org/signed-note): `name+id+base64`.
public struct VerifierKey: Sendable, Hashable {
    /// The name, without space and plus sign.
    public let name: String
    /// How the key signs.
    public let algorithm: KeyAlgorithm
    /// The 32 bytes of the key.
    public let publicKey: [UInt8]
    /// The first four bytes of the hash over name, algorithm and key.
    public let id: [UInt8]

    /// A key with a name.
    ///
    /// A key of small order is a key under which nothing verifies.
    ///
    /// - Throws: ``NoteError`` when the name or the length of the key is not allowed.
    public init(name: String, algorithm: KeyAlgorithm, publicKey: [UInt8]) throws(NoteError) {
        guard VerifierKey.isValidName(name) else { throw .keyName(name) }
        guard publicKey.count == 32 else { throw .notAKey }
        (self.name, self.algorithm, self.publicKey) = (name, algorithm, publicKey)
        id = VerifierKey.id(name: name, algorithm: algorithm.rawValue, publicKey: publicKey)
    }

    /// Reads `name+id+base64`.
    ///
    /// - Throws: ``NoteError`` when it is not a key that can be used.
    public init(parsing text: String) throws(NoteError) {
        let parts = Array(text.utf8).split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .notAKey }
        let name = String(decoding: parts[0], as: UTF8.self)
        guard VerifierKey.isValidName(name) else { throw .keyName(name) }
        guard let id = Hexadecimal.decode(String(decoding: parts[1], as: UTF8.self)), id.count == 4 else {
            throw .notAKey
        }
        guard let body = Base64.decode(String(decoding: parts[2], as: UTF8.self)) else { throw .notBase64("key") }
        guard let type = body.first else { throw .notAKey }
        guard let algorithm = KeyAlgorithm(rawValue: type), body.count == 33 else { throw .keyAlgorithm(type) }
        try self.init(name: name, algorithm: algorithm, publicKey: Array(body.dropFirst()))
        guard id == self.id else { throw .keyIDMismatch(name) }
    }

    /// `name+id+base64`
    public var text: String {
        "\(name)+\(Hexadecimal.encode(id))+\(Base64.encode([algorithm.rawValue] + publicKey))"
    }

    /// Whether a signature line says that it is of this key.
    public func isNamed(by signature: SignedNote.Signature) -> Bool {
        signature.keyID == id && signature.name.utf8.elementsEqual(name.utf8)
    }

    /// Whether `signature` is this log key's over the text.
    public func verifies(_ signature: SignedNote.Signature, of text: String) -> Bool {
        algorithm == .ed25519 && Ed25519.verify(signature.bytes, of: Array(text.utf8), by: publicKey)
    }

    static func isValidName(_ name: String) -> Bool {
        !name.isEmpty && !name.unicodeScalars.contains { $0 == "+" || $0.properties.isWhitespace || $0.value < 0x20 }
    }

    static func id(name: String, algorithm: UInt8, publicKey: [UInt8]) -> [UInt8] {
        Array(sha256(Array(name.utf8), [0x0A, algorithm], publicKey).bytes.prefix(4))
    }
}

/// Ed25519 (RFC 8032) without the keys and signatures on which implementations disagree.
enum Ed25519 {
    static func verify(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard signature.count == 64, isReduced(signature[32...]), !isWeak(publicKey),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
        else { return false }
        return key.isValidSignature(signature, for: message)
    }

    /// Whether S is below the order of the group, so that a signature cannot be given in a second form.
    private static func isReduced(_ scalar: ArraySlice<UInt8>) -> Bool {
        scalar.reversed().lexicographicallyPrecedes(order)
    }

    /// Whether a key is a point of small order or not in its one encoding: it would accept what nobody signed.
    static func isWeak(_ key: [UInt8]) -> Bool {
        var coordinate = Array(key.reversed())
        coordinate[0] &= 0x7F
        return smallOrder.contains(coordinate) || !coordinate.lexicographicallyPrecedes(fieldPrime)
    }

    private static let order = number("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed")
    private static let fieldPrime = number("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed")
    /// The y coordinates of the eight points whose order divides the cofactor.
    private static let smallOrder: Set<[UInt8]> = [
        number("0000000000000000000000000000000000000000000000000000000000000000"),
        number("0000000000000000000000000000000000000000000000000000000000000001"),
        number("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"),
        number("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826"),
        number("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7"),
    ]

    private static func number(_ digits: String) -> [UInt8] { Hexadecimal.decode(digits) ?? [] }
}
