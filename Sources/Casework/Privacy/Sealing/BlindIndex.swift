internal import Crypto

/// What the store keeps in order to find a value without being able to read it.
public struct BlindIndexValue: Sendable, Hashable {
    /// The version of the key.
    public let version: Int
    /// The first 16 bytes of the code.
    public let bytes: [UInt8]
}

/// Finds equal values: HMAC-SHA256 over the whole normalised value, under a key of its own for each column.
///
/// The column key is HKDF-SHA256 of the blind index key with the info `"fdc/bidx/v1" 0 column 0 u32be(version)`.
/// Equal values give equal codes, so whoever reads the store sees frequencies: index phones, cards, accounts and other
/// indicators, never a field of few values. Normalise first; a changed normaliser means a new version for all.
public struct BlindIndex: Sendable {
    private let keys: KeyRing

    /// An index under the keys of a ring.
    public init(_ keys: KeyRing) { self.keys = keys }

    /// The code of a value under the current key: what is stored.
    public func value(of normalised: String, column: String) -> BlindIndexValue {
        guard let value = values(of: normalised, column: column).first else {
            preconditionFailure("a ring has an index key")
        }
        return value
    }

    /// The codes of a value under every key, newest first: what is searched for while an index is being rebuilt.
    public func values(of normalised: String, column: String) -> [BlindIndexValue] {
        keys.indexVersions.reversed().compactMap { value(of: normalised, column: column, version: $0) }
    }

    private func value(of normalised: String, column: String, version: Int) -> BlindIndexValue? {
        guard let root = keys.indexKey(version) else { return nil }
        let info = Array("fdc/bidx/v1".utf8) + [0] + Array(column.utf8) + [0] + GCM.bigEndian(version)
        let key = HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: info, outputByteCount: 32)
        let code = HMAC<SHA256>.authenticationCode(for: Array(normalised.utf8), using: key)
        return BlindIndexValue(version: version, bytes: Array(code.prefix(16)))
    }
}
