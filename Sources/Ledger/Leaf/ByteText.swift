import Canonical

/// A text from a leaf, compared byte by byte: `String` takes different spellings of one letter for equal, the log must
/// not.
struct ByteText: Hashable, Sendable {
    /// The bytes as they are in the leaf, with their escapes.
    let bytes: [UInt8]

    init(_ leaf: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) { bytes = Array(leaf[range]) }
    init(_ text: String) { bytes = LeafText.canonicalContent(of: text) }

    static func == (left: ByteText, right: ByteText) -> Bool { left.bytes == right.bytes }

    // All at once: an array would feed its bytes one by one.
    func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }

    /// The text itself.
    var content: String { LeafText.content(of: bytes) }

    /// The bytes of the text itself.
    var contentBytes: [UInt8] { bytes.contains(UInt8(ascii: "\\")) ? Array(content.utf8) : bytes }
}

/// Texts between their quotes in canonical JSON.
enum LeafText {
    static func canonicalContent(of text: String) -> [UInt8] {
        Array(JSON.string(text).canonicalBytes.dropFirst().dropLast())
    }

    static func content(of bytes: [UInt8]) -> String {
        if !bytes.contains(UInt8(ascii: "\\")) { return String(decoding: bytes, as: UTF8.self) }
        let quote = [UInt8(ascii: "\"")]
        return (try? JSON(parsing: quote + bytes + quote))?.string ?? String(decoding: bytes, as: UTF8.self)
    }

    /// Shows the bytes of the text itself: nearly always those of the leaf.
    static func withContent<Result>(
        of bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        if !bytes.contains(UInt8(ascii: "\\")) { return try body(bytes) }
        return try Array(content(of: Array(bytes)).utf8).withUnsafeBufferPointer(body)
    }
}

/// Stands for an entry id in the set of all ids: 128 bits of its SHA-256, so that the set stays small.
///
/// Two ids with one fingerprint would be reported as a duplicate, never passed over.
struct Fingerprint: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    init(_ digest: TreeHash) {
        (high, low) = digest.withUnsafeBytes {
            (
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    init(_ leaf: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.init(TreeHash(digesting: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: leaf[range]))))
    }

    // The value is already evenly spread.
    func hash(into hasher: inout Hasher) { hasher.combine(low) }

    /// Shows it as sixteen bytes in the order of the numbers.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
        try withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes in
            try bytes.withMemoryRebound(to: UInt8.self, body)
        }
    }
}
