import Casework
import Web

extension WebConfiguration {
    /// Takes over what is set for the server.
    mutating func apply(_ known: Configuration) {
        if let chain = known["tls.certificate"], let key = known["tls.key"] {
            certificate = CertificateFiles(chain: chain, key: key)
        }
        authorities = known["ca_file"]
        if let seconds = known["stream.seconds"].flatMap({ Int($0) }) { streamLifetime = .seconds(seconds) }
        guard let issuer = known["oidc.issuer"], let audience = known["oidc.audience"], let keys = known["oidc.keys"]
        else {
            return
        }
        let pairs = Settings.list(known["oidc.roles"] ?? "").compactMap(Roles.pair)
        identity = IdentitySettings(
            issuer: issuer, audience: audience, keysURL: keys,
            algorithms: Settings.list(known["oidc.algorithms"] ?? "RS256"),
            rolesClaim: known["oidc.roles_claim"] ?? "roles", roles: Dictionary(pairs) { _, last in last })
    }
}

extension AddressPolicy {
    /// Where webhooks may be sent.
    init(_ known: Configuration) {
        self.init(allowing: Settings.list(known["webhook.allow"] ?? "").compactMap(NetworkRange.init))
    }
}
