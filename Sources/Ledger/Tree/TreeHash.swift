import Crypto

/// A SHA-256 value in the log: the hash of a leaf, of an inner node, or the root of a tree.
public struct TreeHash: Sendable, Hashable {
    // Four machine words in memory order: an array would cost an allocation for every node of the tree.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// The value with these 32 bytes, nil for any other number.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// Reads the one canonical base64 spelling.
    public init?(base64 text: String) {
        guard let bytes = Base64.decode(text) else { return nil }
        self.init(bytes)
    }

    /// Reads the one canonical base64 spelling without an allocation.
    init?(base64 text: UnsafeBufferPointer<UInt8>) {
        words = (0, 0, 0, 0)
        let isValid = withUnsafeMutableBytes(of: &words) { target in
            target.withMemoryRebound(to: UInt8.self) { Base64.decode(text, into: $0) }
        }
        if !isValid { return nil }
    }

    private init() { words = (0, 0, 0, 0) }

    init(_ digest: SHA256Digest) {
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { target in digest.withUnsafeBytes { target.copyMemory(from: $0) } }
    }

    /// The 32 bytes from `place` on, which must be there.
    init(reading bytes: UnsafeRawBufferPointer, _ place: Int) {
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) {
            $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[place..<place + 32]))
        }
    }

    /// Puts the 32 bytes at `place`.
    func write(to bytes: UnsafeMutableRawBufferPointer, _ place: Int) {
        withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: bytes[place..<place + 32]).copyMemory(from: $0) }
    }

    /// 32 zero bytes, which stand for the entry before the first one of a case.
    public static let zero = TreeHash()

    /// The root of the tree without leaves: `SHA-256("")`.
    public static let emptyRoot = TreeHash(SHA256().finalize())

    /// The 32 bytes.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Standard base64 with padding.
    public var base64: String { Base64.encode(bytes) }

    /// Lower-case hexadecimal digits.
    public var hexadecimal: String { Hexadecimal.encode(bytes) }

    /// Calls `body` with the 32 bytes in place.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Swift.withUnsafeBytes(of: words, body)
    }

    /// Whether both hold the same bytes.
    public static func == (left: TreeHash, right: TreeHash) -> Bool { left.words == right.words }

    /// Feeds the bytes.
    public func hash(into hasher: inout Hasher) { withUnsafeBytes { hasher.combine(bytes: $0) } }
}

/// The hash of one leaf, which is also the receipt of its entry.
public typealias LeafHash = TreeHash

extension TreeHash {
    /// The leaf hash of these bytes: `H(0x00 || leaf)`.
    public init(leaf: [UInt8]) { self = leaf.withUnsafeBytes { TreeHash(leaf: $0) } }

    init(leaf: UnsafeRawBufferPointer) {
        var function = SHA256()
        var prefix: UInt8 = 0
        Swift.withUnsafeBytes(of: &prefix) { function.update(bufferPointer: $0) }
        function.update(bufferPointer: leaf)
        self.init(function.finalize())
    }

    /// The hash of an inner node: `H(0x01 || left || right)`.
    public init(left: TreeHash, right: TreeHash) {
        self = withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { buffer in
            buffer[0] = 1
            left.write(to: buffer, 1)
            right.write(to: buffer, 33)
            return TreeHash(digesting: UnsafeRawBufferPointer(buffer))
        }
    }

    /// The SHA-256 of both: the running hash of a session.
    init(_ first: TreeHash, _ second: TreeHash) {
        self = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            first.write(to: buffer, 0)
            second.write(to: buffer, 32)
            return TreeHash(digesting: UnsafeRawBufferPointer(buffer))
        }
    }
}

/// The SHA-256 of the concatenated parts.
func sha256(_ parts: [UInt8]...) -> TreeHash {
    var function = SHA256()
    for part in parts { part.withUnsafeBytes { function.update(bufferPointer: $0) } }
    return TreeHash(function.finalize())
}

extension TreeHash {
    init(digesting bytes: UnsafeRawBufferPointer) {
        var function = SHA256()
        function.update(bufferPointer: bytes)
        self.init(function.finalize())
    }
}
