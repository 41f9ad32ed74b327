internal import Crypto

/// Why a sealed value cannot be made or opened.
public enum SealError: Error, Hashable, Sendable {
    /// The value has more bytes than the 65,535 that can be sealed.
    case tooLong(bytes: Int)
    /// The bytes are not a sealed value.
    case malformed
    /// The format of the bytes is not known.
    case unsupportedFormat(UInt8)
    /// The value was sealed under another version of the subject's key.
    case wrongKeyVersion(found: Int, expected: Int)
    /// The key-encryption key of this epoch is not on the ring: it was destroyed, or the ring is not the right one.
    case unknownEpoch(Int)
    /// Somebody changed the bytes, or they belong to another subject, table or column, or the key is another.
    case notAuthentic
}

/// A subject key as the store keeps it: encrypted under the key-encryption key of an epoch.
public struct WrappedSubjectKey: Sendable, Hashable {
    /// The epoch of the key-encryption key.
    public let epoch: Int
    /// `1 || u32be epoch || nonce 12 || encrypted key 32 || tag 16`.
    public let bytes: [UInt8]
}

/// The key of one person's data: whoever deletes its wrapped form has erased everything that was sealed under it.
///
/// A sealed value is `1 || u32be key version || nonce 12 || ciphertext || tag 16` of AES-256-GCM. The plain text is the
/// length (u16be), the value, and zeros up to a multiple of 32, so that the size tells little. The associated data is
/// `"fdc/pii/v1" 0 subject 0 table 0 column 0 u32be(key version)`: a value moved to another row or column does not open.
/// The zero bytes keep two pairs of table and column from having the same associated data.
public struct SubjectKey: Sendable {
    /// The pseudonymous id of the person.
    public let subject: String
    /// The version of the key, from 1.
    public let version: Int
    private let key: SymmetricKey

    /// The greatest length of a value in bytes.
    public static let maximumLength = 65_535

    /// A new random key.
    public init(for subject: String, version: Int = 1) {
        (self.subject, self.version, key) = (subject, version, SymmetricKey(size: .bits256))
    }

    /// Seals text.
    ///
    /// - Throws: ``SealError`` when it is too long.
    public func seal(_ value: String, table: String, column: String) throws(SealError) -> [UInt8] {
        try seal(Array(value.utf8), table: table, column: column)
    }

    /// Seals bytes.
    ///
    /// - Throws: ``SealError`` when there are too many.
    public func seal(_ value: [UInt8], table: String, column: String) throws(SealError) -> [UInt8] {
        guard value.count <= Self.maximumLength else { throw .tooLong(bytes: value.count) }
        var plain = [UInt8(value.count >> 8), UInt8(value.count & 255)] + value
        plain += repeatElement(0, count: (32 - plain.count % 32) % 32)
        let box = try GCM.seal(plain, key, authenticating: additional(table, column))
        return [1] + GCM.bigEndian(version) + box
    }

    /// Opens sealed bytes.
    ///
    /// - Throws: ``SealError``.
    public func openBytes(_ sealed: [UInt8], table: String, column: String) throws(SealError) -> [UInt8] {
        guard let format = sealed.first else { throw .malformed }
        guard format == 1 else { throw .unsupportedFormat(format) }
        guard sealed.count >= 5 + 12 + 32 + 16 else { throw .malformed }
        let found = GCM.number(sealed[1..<5])
        guard found == version else { throw .wrongKeyVersion(found: found, expected: version) }
        let plain = try GCM.open(Array(sealed[5...]), key, authenticating: additional(table, column))
        let length = Int(plain[0]) << 8 | Int(plain[1])
        guard plain.count % 32 == 0, length + 2 <= plain.count, plain[(length + 2)...].allSatisfy({ $0 == 0 }) else {
            throw .malformed
        }
        return Array(plain[2..<(length + 2)])
    }

    /// Opens sealed text.
    ///
    /// - Throws: ``SealError``, `malformed` also when the bytes are not UTF-8.
    public func open(_ sealed: [UInt8], table: String, column: String) throws(SealError) -> String {
        let bytes = try openBytes(sealed, table: table, column: column)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        return text
    }

    private func additional(_ table: String, _ column: String) -> [UInt8] {
        var bytes = Array("fdc/pii/v1".utf8)
        for part in [subject, table, column] { bytes += [0] + Array(part.utf8) }
        return bytes + [0] + GCM.bigEndian(version)
    }
}

extension SubjectKey {
    /// The key encrypted under the ring's current epoch, with the subject and the epoch as associated data.
    ///
    /// - Throws: ``SealError``.
    public func wrapped(by keys: KeyRing) throws(SealError) -> WrappedSubjectKey {
        let epoch = keys.currentEpoch
        guard let wrapping = keys.wrappingKey(epoch) else { throw .unknownEpoch(epoch) }
        let plain = key.withUnsafeBytes { Array($0) }
        let box = try GCM.seal(plain, wrapping, authenticating: Self.additional(subject, epoch))
        return WrappedSubjectKey(epoch: epoch, bytes: [1] + GCM.bigEndian(epoch) + box)
    }

    /// The key whose wrapped form the store keeps.
    ///
    /// - Throws: ``SealError``.
    public init(unwrapping wrapped: [UInt8], for subject: String, version: Int, by keys: KeyRing) throws(SealError) {
        guard let format = wrapped.first else { throw .malformed }
        guard format == 1 else { throw .unsupportedFormat(format) }
        guard wrapped.count == 1 + 4 + 12 + 32 + 16 else { throw .malformed }
        let epoch = GCM.number(wrapped[1..<5])
        guard let wrapping = keys.wrappingKey(epoch) else { throw .unknownEpoch(epoch) }
        let plain = try GCM.open(Array(wrapped[5...]), wrapping, authenticating: Self.additional(subject, epoch))
        (self.subject, self.version, key) = (subject, version, SymmetricKey(data: plain))
    }

    /// `"fdc/dek/v1" || subject || u32be(epoch)`.
    private static func additional(_ subject: String, _ epoch: Int) -> [UInt8] {
        Array("fdc/dek/v1".utf8) + Array(subject.utf8) + GCM.bigEndian(epoch)
    }
}

extension SubjectKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The subject and the version, never the key.
    public var description: String { "SubjectKey(\(subject), version: \(version))" }
    /// The subject and the version, never the key.
    public var debugDescription: String { description }
    /// Empty: `dump` and a debugger see no key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// AES-256-GCM with a random nonce in front and the tag behind.
enum GCM {
    static func seal(_ plain: [UInt8], _ key: SymmetricKey, authenticating data: [UInt8]) throws(SealError) -> [UInt8] {
        guard let box = try? AES.GCM.seal(plain, using: key, authenticating: data), let combined = box.combined else {
            throw .malformed
        }
        return Array(combined)
    }

    static func open(_ box: [UInt8], _ key: SymmetricKey, authenticating data: [UInt8]) throws(SealError) -> [UInt8] {
        guard let box = try? AES.GCM.SealedBox(combined: box) else { throw .malformed }
        guard let plain = try? AES.GCM.open(box, using: key, authenticating: data) else { throw .notAuthentic }
        return Array(plain)
    }

    static func bigEndian(_ number: Int) -> [UInt8] {
        let value = UInt32(number)
        return [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
    }

    static func number(_ bytes: some Sequence<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}
