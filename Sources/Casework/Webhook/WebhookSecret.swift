internal import Crypto

/// The secret that a webhook is signed with: 32 random bytes, shown once.
struct WebhookSecret: Sendable {
    private let bytes: [UInt8]

    /// A new one.
    init() { bytes = Digest.random(32) }

    /// As the receiver is told: `whsec_` and base64.
    var text: String { StandardWebhook.prefix + KeyText.encode(bytes) }

    /// What is stored: encrypted under a key that is derived from the current key-encryption key, bound to the webhook.
    ///
    /// - Throws: ``SealError``.
    func sealed(for webhook: String, by keys: KeyRing) throws(SealError) -> (bytes: [UInt8], epoch: Int) {
        let epoch = keys.currentEpoch
        let key = try Self.key(keys, epoch)
        return (try GCM.seal(bytes, key, authenticating: Self.additional(webhook, epoch)), epoch)
    }

    /// Opens what is stored.
    ///
    /// - Throws: ``SealError``.
    init(opening sealed: [UInt8], epoch: Int, of webhook: String, by keys: KeyRing) throws(SealError) {
        bytes = try GCM.open(sealed, try Self.key(keys, epoch), authenticating: Self.additional(webhook, epoch))
    }

    /// The signature of one message.
    func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        StandardWebhook.signature(id: id, timestamp: timestamp, body: body, key: bytes)
    }

    private static func key(_ keys: KeyRing, _ epoch: Int) throws(SealError) -> SymmetricKey {
        guard let root = keys.wrappingKey(epoch) else { throw .unknownEpoch(epoch) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root, info: Array("redress/webhook/v1".utf8), outputByteCount: 32)
    }

    private static func additional(_ webhook: String, _ epoch: Int) -> [UInt8] {
        Array("redress/webhook/v1".utf8) + [0] + Array(webhook.utf8) + [0] + GCM.bigEndian(epoch)
    }
}

/// Signatures after Standard Webhooks (github.com/standard-webhooks, version 1, symmetric).
public enum StandardWebhook {
    static let prefix = "whsec_"

    /// `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`.
    public static func signature(id: String, timestamp: Int64, body: [UInt8], key: [UInt8]) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: key))
        return "v1," + KeyText.encode(Array(code))
    }

    /// The bytes of a secret as it is shown; nil when it is not one.
    public static func key(_ text: String) -> [UInt8]? {
        text.hasPrefix(prefix) ? KeyText.decode(String(text.dropFirst(prefix.count))) : nil
    }
}
