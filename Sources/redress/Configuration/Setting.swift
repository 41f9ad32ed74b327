import Casework
import Foundation

/// One thing that can be set: where, how it is checked, and what it means. `redress config`, the check at the start and the
/// table in docs/operations.md are made of these and of nothing else.
struct Setting: Sendable {
    /// Its name in the file, and everywhere where it is spoken of.
    let key: String
    /// The environment variable.
    let variable: String
    /// The flag of `serve` and `up`; nil where there is none. Secrets never have one: every user of the machine could read it.
    var flag: String?
    /// What holds when nothing is said, in words.
    let otherwise: String
    /// What it means.
    let meaning: String
    /// Whether its value is never shown.
    var isSecret = false
    /// What is wrong with a value; nil when nothing is.
    var fault: @Sendable (String) -> String? = { _ in nil }
}

/// Everything that can be set.
enum SettingTable {
    static let all: [Setting] = store + serving + trail + people + others

    static func setting(_ key: String) -> Setting? { all.first { $0.key == key } }

    private static let store = [
        Setting(
            key: "database", variable: "DATABASE_URL", otherwise: "the private cluster",
            meaning: "The store, as libpq reads it: several hosts and `target_session_attrs` pass through.",
            isSecret: true),
        Setting(
            key: "migrator", variable: "REDRESS_MIGRATOR_URL", otherwise: "the same user",
            meaning: "The store as a user who may migrate it.", isSecret: true),
        Setting(
            key: "state", variable: "REDRESS_STATE", otherwise: "`/var/lib/redress` as root, `$XDG_DATA_HOME/redress`",
            meaning: "The directory of the keys, and of the private cluster."),
        Setting(
            key: "pool", variable: "REDRESS_POOL", otherwise: "16",
            meaning: "Connections of a server to the store, 1 to 200.", fault: number(1...200)),
    ]

    private static let serving = [
        Setting(
            key: "host", variable: "REDRESS_HOST", flag: "--host", otherwise: "127.0.0.1",
            meaning: "The address to listen on."),
        Setting(
            key: "port", variable: "REDRESS_PORT", flag: "--port", otherwise: "8080",
            meaning: "The port to listen on; 0 takes a free one.", fault: number(0...65_535)),
        Setting(
            key: "tls.certificate", variable: "REDRESS_TLS_CERTIFICATE", flag: "--tls-certificate",
            otherwise: "no TLS",
            meaning: "The certificate and those above it, PEM. Read again when the file changes."),
        Setting(
            key: "tls.key", variable: "REDRESS_TLS_KEY", flag: "--tls-key", otherwise: "no TLS",
            meaning: "The file of the private key, PEM, which no other user may read."),
        Setting(
            key: "proxies", variable: "REDRESS_TRUSTED_PROXIES", otherwise: "none",
            meaning: "Addresses of proxies, with commas: what they say in `X-Forwarded-For` is believed.",
            fault: each { NetworkAddress($0) == nil ? "\($0) is not an address" : nil }),
        Setting(
            key: "rate.token", variable: "REDRESS_RATE_TOKEN", otherwise: "60000",
            meaning: "Requests a minute that may come with one token; 0 for any number.", fault: number(0...100_000_000)
        ),
        Setting(
            key: "rate.address", variable: "REDRESS_RATE_ADDRESS", otherwise: "240000",
            meaning: "Requests a minute that one address may send; 0 for any number.", fault: number(0...100_000_000)),
        Setting(
            key: "rate.sign_in", variable: "REDRESS_RATE_SIGN_IN", otherwise: "10",
            meaning:
                "Tokens a minute that may be refused to one address, before all but the known ones are; 0 for any number.",
            fault: number(0...100_000_000)),
        Setting(
            key: "stream.seconds", variable: "REDRESS_STREAM_SECONDS", otherwise: "3600",
            meaning: "How long a stream of changes goes on before its reader comes again.", fault: number(1...86_400)),
    ]

    private static let trail = [
        Setting(
            key: "signer", variable: "REDRESS_SIGNER", otherwise: "an own one with the private cluster, else none",
            meaning: "The directory of the socket of a signer that runs on its own."),
        Setting(
            key: "witnesses", variable: "REDRESS_WITNESSES", otherwise: "none",
            meaning: "A policy file with the witnesses that are asked, and their addresses."),
    ]

    private static let people = [
        Setting(
            key: "token", variable: "REDRESS_TOKEN", otherwise: "the user of the machine",
            meaning: "Who the command line is, by token.", isSecret: true),
        Setting(
            key: "token_file", variable: "REDRESS_TOKEN_FILE", otherwise: "none",
            meaning: "A file that holds that token."),
        Setting(
            key: "server", variable: "REDRESS_SERVER", otherwise: "this machine",
            meaning: "The address of a desk elsewhere, at which commands are done."),
        Setting(
            key: "staff", variable: "REDRESS_STAFF", otherwise: "the user of the machine",
            meaning: "Who the local command line is."),
        Setting(
            key: "language", variable: "REDRESS_LANGUAGE", otherwise: "the locale",
            meaning: "Prompts and screen: `ru` or `en`.", fault: language),
        Setting(
            key: "oidc.issuer", variable: "REDRESS_OIDC_ISSUER", otherwise: "own tokens only",
            meaning: "The identity provider: exactly the claim `iss` of its tokens."),
        Setting(
            key: "oidc.audience", variable: "REDRESS_OIDC_AUDIENCE", otherwise: "none",
            meaning: "For whom its tokens are: one of the claim `aud`."),
        Setting(
            key: "oidc.keys", variable: "REDRESS_OIDC_KEYS", otherwise: "none",
            meaning: "The address of its keys (JWKS), https; http only on this machine.",
            fault: { (try? EndpointAddress($0)) == nil ? "it is not an address of the form https://host/path" : nil }),
        Setting(
            key: "oidc.algorithms", variable: "REDRESS_OIDC_ALGORITHMS", otherwise: "RS256",
            meaning: "The algorithms that are accepted, with commas: `RS256`, `ES256`, `EdDSA`.",
            fault: each(oneOf(["RS256", "ES256", "EdDSA"]))),
        Setting(
            key: "oidc.roles_claim", variable: "REDRESS_OIDC_ROLES_CLAIM", otherwise: "roles",
            meaning: "Where the roles stand in a token, with dots: `realm_access.roles`."),
        Setting(
            key: "oidc.roles", variable: "REDRESS_OIDC_ROLES", otherwise: "none",
            meaning: "What the provider calls a role and what it is here: `fraud-desk=agent,fraud-leads=supervisor`.",
            fault: each { Roles.pair($0) == nil ? "\($0) is not of the form name=role" : nil }),
    ]

    private static let others = [
        Setting(
            key: "webhook.allow", variable: "REDRESS_WEBHOOK_ALLOW", otherwise: "public addresses only",
            meaning:
                "Ranges that webhooks may be sent to though they are not public, with commas; there also without TLS.",
            fault: each { NetworkRange($0) == nil ? "\($0) is not a range as 10.1.0.0/16" : nil }),
        Setting(
            key: "retention", variable: "REDRESS_RETENTION", otherwise: "on",
            meaning: "Whether this server erases once a day what has been kept long enough: `on` or `off`.",
            fault: oneOf(["on", "off"])),
        Setting(
            key: "ca_file", variable: "REDRESS_CA_FILE", otherwise: "those of the system",
            meaning: "Certificates (PEM) that are trusted beside the system's for what this program asks of others."),
    ]

    /// A locale as `ru_RU.UTF-8` says it too.
    private static let language: @Sendable (String) -> String? = { text in
        ["ru", "en"].contains(String(text.prefix(2))) ? nil : "it must be ru or en"
    }

    private static func number(_ range: ClosedRange<Int>) -> @Sendable (String) -> String? {
        { text in
            if let number = Int(text), range.contains(number) { return nil }
            return "it must be a number from \(range.lowerBound) to \(range.upperBound)"
        }
    }

    private static func oneOf(_ words: [String]) -> @Sendable (String) -> String? {
        { words.contains($0) ? nil : "it must be one of: \(words.joined(separator: ", "))" }
    }

    private static func each(_ fault: @escaping @Sendable (String) -> String?) -> @Sendable (String) -> String? {
        { Settings.list($0).lazy.compactMap(fault).first }
    }
}

/// What an identity provider calls a role, and what it is here.
enum Roles {
    static func pair(_ text: String) -> (String, StaffRole)? {
        guard let mark = text.lastIndex(of: "="), mark != text.startIndex,
            let role = try? StaffRole.parse(String(text[text.index(after: mark)...]))
        else { return nil }
        return (String(text[..<mark]), role)
    }
}
