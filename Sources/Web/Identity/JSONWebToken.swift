internal import Canonical
internal import Crypto
internal import CryptoExtras
internal import Foundation

/// How a token may be signed. The configuration names them; what the token says of itself chooses nothing.
enum TokenAlgorithm: String, Sendable, CaseIterable {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    case rs256 = "RS256"
    /// ECDSA on P-256 with SHA-256.
    case es256 = "ES256"
    /// Ed25519.
    case edDSA = "EdDSA"
}

/// Why a token is refused. Told to nobody but the tests: whoever shows a bad token learns that it is bad.
enum TokenFault: Error, Sendable, Equatable {
    case tooLong, malformed, algorithm, critical, kind, noKeyName, unknownKey, signature
    case issuer, audience, expired, notYet, issuedLater, noSubject
}

/// A key of the identity provider, with the one algorithm that it is for.
struct TokenKey: Sendable {
    private enum Key: @unchecked Sendable {
        // `@unchecked Sendable`: public keys that never change, of types that are values.
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }
    let name: String
    let algorithm: TokenAlgorithm
    private let key: Key

    /// Reads one key of a key set; nil for keys that are not for signatures of a pinned algorithm, have no name or are weak.
    init?(_ jwk: [String: Any]) {
        guard let name = jwk["kid"] as? String, (1...256).contains(name.utf8.count) else { return nil }
        if let use = jwk["use"] as? String, use != "sig" { return nil }
        func number(_ member: String) -> [UInt8]? { (jwk[member] as? String).flatMap { Base64URL.decode($0) } }
        switch (jwk["kty"] as? String, jwk["crv"] as? String) {
        case ("RSA", _):
            guard let n = number("n"), let e = number("e"), n.drop(while: { $0 == 0 }).count >= 256, n.count <= 1_024,
                e.count <= 8, let key = try? _RSA.Signing.PublicKey(n: Data(n), e: Data(e))
            else { return nil }
            (self.key, algorithm) = (.rsa(key), .rs256)
        case ("EC", "P-256"):
            guard let x = number("x"), let y = number("y"), x.count == 32, y.count == 32,
                let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
            else { return nil }
            (self.key, algorithm) = (.p256(key), .es256)
        case ("OKP", "Ed25519"):
            guard let x = number("x"), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else {
                return nil
            }
            (self.key, algorithm) = (.ed25519(key), .edDSA)
        default: return nil
        }
        if let said = jwk["alg"] as? String, said != algorithm.rawValue { return nil }
        self.name = name
    }

    func isValid(_ signature: [UInt8], of signed: [UInt8]) -> Bool {
        switch key {
        case .rsa(let key):
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: Data(signature)), for: SHA256.hash(data: signed),
                padding: .insecurePKCS1v1_5)
        case .p256(let key):
            (try? P256.Signing.ECDSASignature(rawRepresentation: signature)).map {
                key.isValidSignature($0, for: signed)
            }
                ?? false
        case .ed25519(let key): key.isValidSignature(signature, for: signed)
        }
    }
}

/// A token in compact form (RFC 7515), taken apart; nothing of it is believed yet.
struct JSONWebToken {
    /// The longest token that is looked at.
    static let limit = 8_192
    let algorithm: TokenAlgorithm
    let keyName: String
    private let signed: [UInt8]
    private let signature: [UInt8]
    private let payload: [UInt8]

    /// Takes a token apart.
    ///
    /// - Throws: ``TokenFault``, also for an algorithm that is not among `allowed`: `none` and the symmetric ones never are.
    init(_ text: String, allowed: Set<TokenAlgorithm>) throws(TokenFault) {
        guard text.utf8.count <= Self.limit else { throw .tooLong }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]),
            let header = try? JSON(parsing: head, maximumDepth: 4).object
        else { throw .malformed }
        guard let algorithm = header["alg"]?.string.flatMap(TokenAlgorithm.init), allowed.contains(algorithm) else {
            throw .algorithm
        }
        // What must be understood and is not known here: so not understood.
        if header["crit"] != nil { throw .critical }
        if let kind = header["typ"]?.string, !["jwt", "at+jwt", "application/at+jwt"].contains(kind.lowercased()) {
            throw .kind
        }
        guard let keyName = header["kid"]?.string, (1...256).contains(keyName.utf8.count) else { throw .noKeyName }
        (self.algorithm, self.keyName, self.signature, self.payload) = (algorithm, keyName, signature, payload)
        signed = Array(text.utf8.prefix(parts[0].utf8.count + 1 + parts[1].utf8.count))
    }

    /// What it claims, once the signature is good.
    ///
    /// - Throws: ``TokenFault``.
    func claims(verifiedBy key: TokenKey) throws(TokenFault) -> [String: Any] {
        guard key.algorithm == algorithm, key.name == keyName else { throw .algorithm }
        guard key.isValid(signature, of: signed) else { throw .signature }
        guard let claims = try? JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any] else {
            throw .malformed
        }
        return claims
    }

    /// Whether a bearer's word has the form of one of these and not that of a token of this desk.
    static func looksLike(_ text: String) -> Bool {
        !text.hasPrefix("rdr_") && text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2
    }
}

/// Base 64 for addresses without padding (RFC 7515, 2): one text for each value, nothing else is read.
enum Base64URL {
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard
            text.utf8.allSatisfy({ byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            })
        else { return nil }
        let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), encode(Array(data)) == String(text) else { return nil }
        return Array(data)
    }

    static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
