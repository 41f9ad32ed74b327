public import Canonical
private import Crypto
private import CryptoExtras
private import Foundation

extension CACAOSignature {
    /// Why a playbook cannot be signed.
    public enum SigningError: Error, Equatable {
        /// The key cannot be read, or an RSA key has less than 2048 bits.
        case badKey
        /// The JSON has no `id` and `modified`, or is no object: it is no CACAO playbook.
        case noPlaybook
    }

    /// A key that signs. Kept in memory only, never written or printed.
    public struct SigningKey: Sendable {
        /// What stands before the 32 bytes of an Ed25519 key in its DER form.
        static let ed25519Prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
        private enum Key: Sendable {
            case ed25519(Curve25519.Signing.PrivateKey)
            case rs256(_RSA.Signing.PrivateKey)
        }
        private let key: Key

        /// An Ed25519 key from its 32 bytes.
        ///
        /// - Throws: ``SigningError/badKey`` when there are not 32 of them.
        public init(ed25519 bytes: [UInt8]) throws(SigningError) {
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else {
                throw .badKey
            }
            self.key = .ed25519(key)
        }

        /// An RSA key from its PEM form, for RS256.
        ///
        /// - Throws: ``SigningError/badKey`` when it cannot be read or has less than 2048 bits.
        public init(rsaPEM text: String) throws(SigningError) {
            guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: text) else { throw .badKey }
            self.key = .rs256(key)
        }

        /// What the standard calls the algorithm: `Ed25519` or `RS256`.
        public var algorithm: String {
            switch key {
            case .ed25519: "Ed25519"
            case .rs256: "RS256"
            }
        }

        /// The other half of the key: Base64 of its DER form.
        public var publicKey: String {
            switch key {
            case .ed25519(let key): CACAOBase64.encode(SigningKey.ed25519Prefix + key.publicKey.rawRepresentation)
            case .rs256(let key): CACAOBase64.encode(key.publicKey.derRepresentation)
            }
        }

        fileprivate func sign(_ message: [UInt8]) throws(SigningError) -> [UInt8] {
            do {
                switch key {
                case .ed25519(let key): return Array(try key.signature(for: message))
                case .rs256(let key):
                    let digest = Crypto.SHA256.hash(data: message)
                    return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
                }
            } catch {
                throw .badKey
            }
        }
    }

    /// The playbook with one more signature. Signing is not a new version; those who signed before keep their place.
    ///
    /// - Parameters:
    ///   - signee: Who signs, in his own words.
    ///   - createdBy: The STIX identity of him who signs, `identity--uuid`; nil to leave it out.
    ///   - created: When it is signed.
    /// - Throws: ``SigningError``.
    public static func sign(
        _ playbook: JSON, key: SigningKey, signee: String, createdBy: String? = nil, created: Timestamp,
        validFrom: Timestamp? = nil, validUntil: Timestamp? = nil
    ) throws(SigningError) -> JSON {
        guard var members = playbook.object, let id = playbook["id"]?.string,
            let modified = playbook["modified"]?.string
        else { throw .noPlaybook }
        let moment = created.cacaoText
        var signature: JSON.Members = [
            "type": "jss", "created": .string(moment), "modified": .string(moment), "signee": .string(signee),
            "related_to": .string(id), "related_version": .string(modified), "hash_algorithm": "sha-256",
            "algorithm": .string(key.algorithm), "public_key": .string(key.publicKey),
            "id": .string(CACAOIdentifier.derived("jss", from: id, modified, moment, signee, key.publicKey)),
        ]
        if let createdBy { signature["created_by"] = .string(createdBy) }
        if let validFrom { signature["valid_from"] = .string(validFrom.cacaoText) }
        if let validUntil { signature["valid_until"] = .string(validUntil.cacaoText) }
        let message = message(playbook, with: .object(signature), .sha256)
        signature["value"] = .string(CACAOBase64.encodeForURL(try key.sign(message)))
        members["signatures"] = .array((playbook["signatures"]?.array ?? []) + [.object(signature)])
        return .object(members)
    }
}
