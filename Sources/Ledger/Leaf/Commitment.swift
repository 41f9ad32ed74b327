public import Canonical

/// 32 bytes that bind an entry to a value without telling it: 32 random bytes stand in front, so that not even a phone
/// number can be guessed, and once they are destroyed the commitment is noise.
public struct Commitment: Sendable, Hashable {
    /// The 32 bytes.
    public let digest: TreeHash

    /// A commitment that was made before.
    public init(digest: TreeHash) { self.digest = digest }

    /// A commitment that was made before, from base64.
    public init?(base64 text: String) {
        guard let digest = TreeHash(base64: text) else { return nil }
        self.init(digest: digest)
    }

    /// Commits to `value`, the field `path` of the entry `entry`.
    ///
    /// - Throws: ``LeafError`` when a leaf could not hold the value: its names or numbers are out of range.
    public init(salt: Salt, entry: String, path: String, value: JSON) throws(LeafError) {
        try CanonicalJSON.check(value)
        self.init(salt: salt, entry: entry, path: path, canonicalValue: value.canonicalBytes)
    }

    init(salt: Salt, entry: String, path: String, canonicalValue: [UInt8]) {
        digest = sha256(
            Array("fdc-audit-commit-v1\n".utf8), salt.bytes, Commitment.framed(entry), Commitment.framed(path),
            canonicalValue)
    }

    /// Standard base64 with padding, as the leaf holds it.
    public var base64: String { digest.base64 }

    private static func framed(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        let count = UInt32(bytes.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + bytes
    }
}

/// 32 random bytes that hide the value of one commitment. They come from the caller and are destroyed at erasure.
public struct Salt: Sendable, Hashable {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// The salt of these 32 bytes, nil for any other number.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }
}

/// What is needed to check a commitment: personal data, kept apart from the log under the key of its subject.
public struct Opening: Sendable, Hashable {
    /// The id of the entry.
    public let entry: String
    /// The key under `commit`.
    public let path: String
    /// The bytes that hid the value.
    public let salt: Salt
    /// The value.
    public let value: JSON

    /// An opening of the commitment `path` of the entry `entry`.
    public init(entry: String, path: String, salt: Salt, value: JSON) {
        (self.entry, self.path, self.salt, self.value) = (entry, path, salt, value)
    }

    /// Reads one line of `openings.jsonl`, nil when it is not an opening.
    public init?(parsing line: [UInt8]) {
        guard let json = try? JSON(parsing: line), let entry = json["entry"]?.string, let path = json["path"]?.string,
            let salt = json["salt"]?.string.flatMap(Base64.decode).flatMap(Salt.init), let value = json["value"]
        else { return nil }
        self.init(entry: entry, path: path, salt: salt, value: value)
    }

    /// The line of `openings.jsonl`, without its newline.
    public var canonicalBytes: [UInt8] {
        let json: JSON = [
            "entry": .string(entry), "path": .string(path), "salt": .string(Base64.encode(salt.bytes)), "value": value,
        ]
        return json.canonicalBytes
    }

    /// The commitment that this opens.
    ///
    /// - Throws: ``LeafError`` when no leaf could hold the value.
    public func commitment() throws(LeafError) -> Commitment {
        try Commitment(salt: salt, entry: entry, path: path, value: value)
    }

    /// Whether this is the value behind `commitment`.
    public func opens(_ commitment: Commitment) -> Bool { (try? self.commitment()) == commitment }
}
