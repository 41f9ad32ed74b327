public import Canonical
private import Crypto
private import CryptoExtras
private import Foundation

/// Signatures of CACAO playbooks, made and verified by the procedure of the specification: all signatures are taken
/// out, the one in question is put in alone and without its value, the RFC 8785 bytes of that are hashed, and what is
/// signed are the characters of the hash in lower-case hexadecimal.
public struct CACAOSignature: Sendable, Hashable {
    /// What can be said of a signature.
    public enum Verdict: Sendable, Hashable {
        /// The key that stands in the signature signed this playbook. Whose key that is, somebody else must know.
        case valid
        /// The playbook was changed, or another key signed it.
        case invalid
        /// The signature says that it is withdrawn.
        case revoked
        /// The signature is of another playbook or another version.
        case ofAnotherPlaybook
        /// The algorithm is not known here.
        case unknownAlgorithm(String)
        /// The key is not in the signature but behind a certificate, which is not followed.
        case noKey
        /// The signature cannot be read; the property that is wrong.
        case malformed(String)
    }
    /// The identifier of the signature; empty when it has none.
    public var id: String
    /// Who signed, in his own words.
    public var signee: String
    /// How: `Ed25519`, `RS256`.
    public var algorithm: String
    /// The key as it stands in the signature: Base64 of its DER form.
    public var publicKey: String?
    /// From when on the signature counts.
    public var validFrom: Timestamp?
    /// Until when the signature counts.
    public var validUntil: Timestamp?
    /// What can be said of it.
    public var verdict: Verdict
    /// Whether it is valid, and was made with one of the keys that the caller knows.
    public var isKnown: Bool

    /// Whether `moment` is in the time for which the signature was made.
    public func counts(at moment: Timestamp) -> Bool {
        (validFrom.map { $0 <= moment } ?? true) && (validUntil.map { moment < $0 } ?? true)
    }
}

// MARK: - Verifying

extension CACAOSignature {
    /// What can be said of each signature of a playbook, in their order.
    ///
    /// - Parameter known: Keys whose owner the caller knows. A signature that carries no key of its own, but a
    ///   certificate or a fingerprint, is tried with them.
    public static func verify(_ playbook: JSON, known: [PublicKey] = []) -> [CACAOSignature] {
        (playbook["signatures"]?.array ?? []).map { signature in
            let own = signature["public_key"]?.string.flatMap { CACAOBase64.decode($0) }
            var verdict = verdict(signature, of: playbook)
            var isKnown = verdict == .valid && known.contains { $0.bytes == own }
            if verdict == .noKey, known.contains(where: { isValid(signature, of: playbook, by: $0.bytes) }) {
                (verdict, isKnown) = (.valid, true)
            }
            return CACAOSignature(
                id: signature["id"]?.string ?? "", signee: signature["signee"]?.string ?? "",
                algorithm: signature["algorithm"]?.string ?? "", publicKey: signature["public_key"]?.string,
                validFrom: moment(signature["valid_from"]), validUntil: moment(signature["valid_until"]),
                verdict: verdict, isKnown: isKnown)
        }
    }

    /// Whether a key that does not stand in the signature made it.
    private static func isValid(_ signature: JSON, of playbook: JSON, by key: [UInt8]) -> Bool {
        guard let algorithm = signature["algorithm"]?.string.flatMap({ Algorithm(rawValue: $0) }),
            let hash = signature["hash_algorithm"]?.string.flatMap({ HashAlgorithm(rawValue: $0.lowercased()) }),
            let value = signature["value"]?.string.flatMap({ CACAOBase64.decodeForURL($0) })
        else { return false }
        return algorithm.isValid(value, of: message(playbook, with: signature, hash), by: key) ?? false
    }

    /// The same for the bytes of a file; nil when they are no JSON or have a number that is not a whole one.
    public static func verify(_ source: PlaybookSource, known: [PublicKey] = []) -> [CACAOSignature]? {
        CACAOReader.document(source.bytes, log: FindingLog(file: source.file))?.json.map { verify($0, known: known) }
    }

    private static func moment(_ json: JSON?) -> Timestamp? { json?.string.flatMap { CACAOMoment($0)?.timestamp } }

    private static func verdict(_ signature: JSON, of playbook: JSON) -> Verdict {
        guard signature["type"] == "jss" else { return .malformed("type") }
        guard let related = signature["related_to"]?.string, let version = signature["related_version"]?.string else {
            return .malformed("related_to")
        }
        guard related == playbook["id"]?.string, version == playbook["modified"]?.string else {
            return .ofAnotherPlaybook
        }
        if signature["revoked"]?.bool == true { return .revoked }
        guard let algorithm = signature["algorithm"]?.string.map({ Algorithm(rawValue: $0) }) else {
            return .malformed("algorithm")
        }
        guard let algorithm else { return .unknownAlgorithm(signature["algorithm"]?.string ?? "") }
        guard let name = signature["hash_algorithm"]?.string, let hash = HashAlgorithm(rawValue: name.lowercased())
        else { return .unknownAlgorithm(signature["hash_algorithm"]?.string ?? "") }
        guard let written = signature["public_key"] else { return .noKey }
        guard let key = written.string.flatMap({ CACAOBase64.decode($0) }) else { return .malformed("public_key") }
        guard let value = signature["value"]?.string.flatMap({ CACAOBase64.decodeForURL($0) }) else {
            return .malformed("value")
        }
        let message = message(playbook, with: signature, hash)
        guard let isValid = algorithm.isValid(value, of: message, by: key) else { return .malformed("public_key") }
        return isValid ? .valid : .invalid
    }

    /// What is signed: 64 characters for SHA-256.
    static func message(_ playbook: JSON, with signature: JSON, _ hash: HashAlgorithm) -> [UInt8] {
        var members = playbook.object ?? [:]
        var own = signature.object ?? [:]
        own["value"] = Optional<JSON>.none
        members["signatures"] = [.object(own)]
        return hash.characters(of: JSON.object(members).canonicalBytes)
    }

    /// How the bytes are hashed before they are signed.
    enum HashAlgorithm: String {
        case sha256 = "sha-256"
        case sha384 = "sha-384"
        case sha512 = "sha-512"

        /// The hash in lower-case hexadecimal.
        func characters(of bytes: [UInt8]) -> [UInt8] {
            let digits = Array("0123456789abcdef".utf8)
            let hash: [UInt8] =
                switch self {
                case .sha256: Array(Crypto.SHA256.hash(data: bytes))
                case .sha384: Array(Crypto.SHA384.hash(data: bytes))
                case .sha512: Array(Crypto.SHA512.hash(data: bytes))
                }
            return hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        }
    }

    /// The algorithms that are known here.
    private enum Algorithm: String {
        case ed25519 = "Ed25519"
        case rs256 = "RS256"
        case rs384 = "RS384"
        case rs512 = "RS512"
        case ps256 = "PS256"
        case ps384 = "PS384"
        case ps512 = "PS512"
        case es256 = "ES256"
        case es384 = "ES384"
        case es512 = "ES512"

        /// Whether `value` is a signature; nil when the key is none for this algorithm.
        func isValid(_ value: [UInt8], of message: [UInt8], by key: [UInt8]) -> Bool? {
            switch self {
            case .ed25519:
                guard key.starts(with: SigningKey.ed25519Prefix),
                    let key = try? Curve25519.Signing.PublicKey(
                        rawRepresentation: key.dropFirst(SigningKey.ed25519Prefix.count))
                else { return nil }
                return key.isValidSignature(value, for: message)
            case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: return isValidRSA(value, message, key)
            case .es256, .es384, .es512: return isValidECDSA(value, message, key)
            }
        }

        private func isValidRSA(_ value: [UInt8], _ message: [UInt8], _ key: [UInt8]) -> Bool? {
            guard let key = try? _RSA.Signing.PublicKey(derRepresentation: key) else { return nil }
            let signature = _RSA.Signing.RSASignature(rawRepresentation: value)
            let isPSS = [.ps256, .ps384, .ps512].contains(self)
            let padding = isPSS ? _RSA.Signing.Padding.PSS : .insecurePKCS1v1_5
            switch self {
            case .rs384, .ps384:
                return key.isValidSignature(signature, for: Crypto.SHA384.hash(data: message), padding: padding)
            case .rs512, .ps512:
                return key.isValidSignature(signature, for: Crypto.SHA512.hash(data: message), padding: padding)
            default: return key.isValidSignature(signature, for: Crypto.SHA256.hash(data: message), padding: padding)
            }
        }

        private func isValidECDSA(_ value: [UInt8], _ message: [UInt8], _ key: [UInt8]) -> Bool? {
            switch self {
            case .es384:
                guard let key = try? P384.Signing.PublicKey(derRepresentation: key) else { return nil }
                let signature = try? P384.Signing.ECDSASignature(rawRepresentation: value)
                return signature.map { key.isValidSignature($0, for: message) } ?? false
            case .es512:
                guard let key = try? P521.Signing.PublicKey(derRepresentation: key) else { return nil }
                let signature = try? P521.Signing.ECDSASignature(rawRepresentation: value)
                return signature.map { key.isValidSignature($0, for: message) } ?? false
            default:
                guard let key = try? P256.Signing.PublicKey(derRepresentation: key) else { return nil }
                let signature = try? P256.Signing.ECDSASignature(rawRepresentation: value)
                return signature.map { key.isValidSignature($0, for: message) } ?? false
            }
        }
    }
}
