internal import Canonical
internal import Crypto

/// The secret keys of personal data: key-encryption keys by epoch, and blind index keys by version.
///
/// Sealing uses the newest of each, reading any. A destroyed epoch makes every subject key that is still wrapped under
/// it unreadable for good, in backups too. Nothing prints the keys.
public struct KeyRing: Sendable {
    private var wrapping: [Int: SymmetricKey]
    private var indexing: [Int: SymmetricKey]

    /// A ring with a first, random key of each kind.
    public static func generate() -> KeyRing {
        KeyRing(wrapping: [1: SymmetricKey(size: .bits256)], indexing: [1: SymmetricKey(size: .bits256)])
    }

    private init(wrapping: [Int: SymmetricKey], indexing: [Int: SymmetricKey]) {
        (self.wrapping, self.indexing) = (wrapping, indexing)
    }

    /// The epochs that can be opened, oldest first.
    public var epochs: [Int] { wrapping.keys.sorted() }
    /// The epoch under which subject keys are wrapped from now on.
    public var currentEpoch: Int { wrapping.keys.max() ?? 0 }
    /// The versions of the blind index key, oldest first.
    public var indexVersions: [Int] { indexing.keys.sorted() }
    /// The version under which new index values are made.
    public var currentIndexVersion: Int { indexing.keys.max() ?? 0 }

    /// Adds a random key-encryption key, which becomes the current one.
    public mutating func addEpoch() { wrapping[currentEpoch + 1] = SymmetricKey(size: .bits256) }

    /// Adds a random blind index key, which becomes the current one: every value must be indexed again.
    public mutating func addIndexVersion() { indexing[currentIndexVersion + 1] = SymmetricKey(size: .bits256) }

    /// Forgets an old key-encryption key for good.
    ///
    /// - Throws: ``KeyFileError`` when the epoch is the current one or not there.
    public mutating func destroyEpoch(_ epoch: Int) throws(KeyFileError) {
        if epoch == currentEpoch { throw .keyInUse(epoch) }
        if wrapping.removeValue(forKey: epoch) == nil { throw .unknownKey(epoch) }
    }

    /// Forgets an old blind index key for good.
    ///
    /// - Throws: ``KeyFileError`` when the version is the current one or not there.
    public mutating func destroyIndexVersion(_ version: Int) throws(KeyFileError) {
        if version == currentIndexVersion { throw .keyInUse(version) }
        if indexing.removeValue(forKey: version) == nil { throw .unknownKey(version) }
    }

    /// The ring without the key-encryption keys of these epochs.
    func without(_ epochs: Set<Int>) -> KeyRing {
        if epochs.isDisjoint(with: wrapping.keys) { return self }
        return KeyRing(wrapping: wrapping.filter { !epochs.contains($0.key) }, indexing: indexing)
    }

    func wrappingKey(_ epoch: Int) -> SymmetricKey? { wrapping[epoch] }
    func indexKey(_ version: Int) -> SymmetricKey? { indexing[version] }
}

extension KeyRing: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The numbers of the keys, never the keys.
    public var description: String { "KeyRing(epochs: \(epochs), index versions: \(indexVersions))" }
    /// The numbers of the keys, never the keys.
    public var debugDescription: String { description }
    /// Empty: `dump` and a debugger see no key.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension KeyRing {
    /// Version 1 of the file: `{"bik":[{"key":"…","version":1}],"kek":[{"epoch":1,"key":"…"}],"version":1}`, canonical,
    /// keys as base64.
    var fileBytes: [UInt8] {
        func list(_ keys: [Int: SymmetricKey], _ name: String) -> JSON {
            .array(
                keys.sorted { $0.key < $1.key }.map { number, key in
                    .object([
                        name: .int(Int64(number)), "key": .string(KeyText.encode(key.withUnsafeBytes(Array.init))),
                    ])
                })
        }
        let json: JSON = ["version": 1, "kek": list(wrapping, "epoch"), "bik": list(indexing, "version")]
        return json.canonicalBytes + [UInt8(ascii: "\n")]
    }

    /// Reads the file's bytes. No error tells anything of the content.
    init(fileBytes: [UInt8], path: String) throws(KeyFileError) {
        guard let json = try? JSON(parsing: fileBytes), let version = json["version"]?.int else {
            throw .malformed(path: path)
        }
        guard version == 1 else { throw .unsupportedVersion(path: path, version: version) }
        guard let wrapping = KeyRing.keys(json["kek"], "epoch"), let indexing = KeyRing.keys(json["bik"], "version")
        else {
            throw .malformed(path: path)
        }
        self.init(wrapping: wrapping, indexing: indexing)
    }

    private static func keys(_ list: JSON?, _ name: String) -> [Int: SymmetricKey]? {
        guard let elements = list?.array, !elements.isEmpty else { return nil }
        var keys: [Int: SymmetricKey] = [:]
        for element in elements {
            guard let number = element[name]?.int, (1...Int64(Int32.max)).contains(number),
                let bytes = element["key"]?.string.flatMap(KeyText.decode), bytes.count == 32,
                keys.updateValue(SymmetricKey(data: bytes), forKey: Int(number)) == nil
            else { return nil }
        }
        return keys
    }
}

/// Base64 with padding, for 32-byte keys; the target's pure part does not import `Ledger`, which has a general one.
enum KeyText {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                let value = Int(bits >> UInt32(18 - 6 * index) & 63)
                text.append(index <= group.count ? alphabet[value] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of exactly the text that ``encode(_:)`` writes, or nil.
    static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, held): (UInt32, UInt32) = (0, 0)
        for character in text.utf8.prefix(while: { $0 != UInt8(ascii: "=") }) {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            (bits, held) = ((bits << 6 | UInt32(value)) & 0xFFF, held + 6)
            if held >= 8 {
                held -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> held))
            }
        }
        return encode(bytes) == text ? bytes : nil
    }
}
