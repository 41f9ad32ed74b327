internal import Canonical
public import Casework
internal import Foundation

/// What the operator says of the identity provider.
public struct IdentitySettings: Sendable {
    /// Who signs: exactly the claim `iss`.
    public var issuer: String
    /// For whom: one of the claims `aud`.
    public var audience: String
    /// Where the keys are.
    public var keysURL: String
    /// The algorithms that are accepted: `RS256`, `ES256`, `EdDSA`.
    public var algorithms: [String]
    /// Where the roles stand in the token: `roles`, `realm_access.roles`.
    public var rolesClaim: String
    /// What the provider calls a role, and what it is here.
    public var roles: [String: StaffRole]
    /// How far the clocks may be apart, in seconds.
    public var leeway: Int64

    /// Settings.
    public init(
        issuer: String, audience: String, keysURL: String, algorithms: [String] = ["RS256"],
        rolesClaim: String = "roles",
        roles: [String: StaffRole], leeway: Int64 = 60
    ) {
        (self.issuer, self.audience, self.keysURL) = (issuer, audience, keysURL)
        (self.algorithms, self.rolesClaim, self.roles, self.leeway) = (algorithms, rolesClaim, roles, leeway)
    }
}

/// Reads the tokens of an identity provider (OpenID Connect, RFC 7519 and 9068).
struct IdentityProvider: Sendable {
    /// Somebody whom the provider knows.
    struct Person: Sendable, Equatable {
        let subject: String
        let roles: Set<StaffRole>
        /// Until when the token is good, leeway and all.
        let until: Timestamp
    }
    let settings: IdentitySettings
    let keys: KeySet
    private let algorithms: Set<TokenAlgorithm>

    /// The keys come over https, or without TLS from this machine.
    init(_ settings: IdentitySettings, authorities: String?) throws {
        let local = ["127.0.0.0/8", "::1"].compactMap(NetworkRange.init)
        let client = try OutgoingClient(policy: .anywhereEncrypted(plainlyTo: local), authorities: authorities)
        self.init(settings, keys: KeySet(url: settings.keysURL, client: client))
    }

    init(_ settings: IdentitySettings, keys: KeySet) {
        (self.settings, self.keys) = (settings, keys)
        algorithms = Set(settings.algorithms.compactMap(TokenAlgorithm.init))
    }

    /// Who shows this token.
    ///
    /// - Throws: ``TokenFault``.
    func person(_ text: String, now: Timestamp) async throws(TokenFault) -> Person {
        let token = try JSONWebToken(text, allowed: algorithms)
        guard let key = await keys.key(token.keyName) else { throw .unknownKey }
        let claims = try token.claims(verifiedBy: key)
        guard claims["iss"] as? String == settings.issuer else { throw .issuer }
        let audiences = claims["aud"] as? [String] ?? (claims["aud"] as? String).map { [$0] } ?? []
        guard audiences.contains(settings.audience) else { throw .audience }
        let (seconds, leeway) = (Double(now.seconds), Double(settings.leeway))
        guard let until = Self.moment(claims["exp"]), seconds < until + leeway else { throw .expired }
        if claims["nbf"] != nil {
            guard let from = Self.moment(claims["nbf"]), from - leeway <= seconds else { throw .notYet }
        }
        if claims["iat"] != nil {
            guard let at = Self.moment(claims["iat"]), at - leeway <= seconds else { throw .issuedLater }
        }
        guard let subject = claims["sub"] as? String, (1...255).contains(subject.utf8.count) else { throw .noSubject }
        let end = Timestamp(microseconds: Int64(min(until + leeway, 32_503_680_000)) * 1_000_000)
        return Person(subject: subject, roles: roles(claims), until: end)
    }

    private func roles(_ claims: [String: Any]) -> Set<StaffRole> {
        var value: Any? = claims
        for part in settings.rolesClaim.split(separator: ".") { value = (value as? [String: Any])?[String(part)] }
        let names = value as? [String] ?? (value as? String)?.split(separator: " ").map(String.init) ?? []
        return Set(names.compactMap { settings.roles[$0] })
    }

    /// A moment in seconds; nil when it is not a number.
    private static func moment(_ value: Any?) -> Double? {
        guard let number = value as? NSNumber else { return nil }
        return number.doubleValue.isFinite && number.doubleValue >= 0 ? number.doubleValue : nil
    }
}
