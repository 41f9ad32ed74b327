/// Where this desk may send something by itself. Asked after a name was resolved, and the connection then goes to the very
/// address that was judged: a name that points elsewhere a moment later changes nothing.
public struct AddressPolicy: Sendable, Hashable {
    /// Why an address is refused.
    public enum Refusal: Error, Sendable, Hashable {
        /// It is not an address of the form `https://host/path`.
        case form
        /// What is sent without TLS could be read on the way.
        case notEncrypted
        /// It is not on the public internet.
        case notPublic

        /// Why, in words.
        public var words: String {
            switch self {
            case .form: "it is not a plain https address without user and fragment"
            case .notEncrypted: "it is not https"
            case .notPublic: "it is private, of this machine or reserved"
            }
        }

        var russianWords: String {
            switch self {
            case .form: "это не простой адрес https без имени пользователя и якоря"
            case .notEncrypted: "это не https"
            case .notPublic: "он внутренний, этой машины или зарезервирован"
            }
        }

        var wayOut: String {
            switch self {
            case .form: "It looks like https://hooks.example.org/redress."
            case .notEncrypted, .notPublic: "The operator can allow it: webhook.allow in the configuration."
            }
        }
    }
    /// Ranges that are allowed though they are not public; to them also without TLS.
    public var allowed: [NetworkRange]

    /// Whether addresses that are not public are allowed as well, with TLS.
    private var isAnywhere = false

    /// A policy; only public addresses when nothing is said.
    public init(allowing allowed: [NetworkRange] = []) { self.allowed = allowed }

    /// For what the operator named himself, as an identity provider in his own house.
    public static func anywhereEncrypted(plainlyTo allowed: [NetworkRange]) -> AddressPolicy {
        var policy = AddressPolicy(allowing: allowed)
        policy.isAnywhere = true
        return policy
    }

    /// Why nothing may be sent to this address; nil when it may.
    public func refusal(of address: NetworkAddress, isEncrypted: Bool) -> Refusal? {
        if allowed.contains(where: { $0.contains(address) }) { return nil }
        if !isAnywhere, !address.isPublic { return .notPublic }
        return isEncrypted ? nil : .notEncrypted
    }
}
