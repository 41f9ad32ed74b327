import Canonical

/// `type--uuid`, taken apart.
struct CACAOIdentifier {
    /// What stands before the two hyphens.
    let type: String
    /// What stands behind them, in lower case.
    let uuid: String
    /// The version of the UUID, 1 to 5.
    let version: Int

    /// Reads an identifier; nil when the text is not one.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 41, bytes.count <= 300 else { return nil }
        let cut = bytes.count - 36
        let name = bytes[..<(cut - 2)]
        guard bytes[cut - 2] == 0x2D, bytes[cut - 1] == 0x2D, name.count >= 3, let first = name.first,
            (0x61...0x7A).contains(first), name.last != 0x2D, name.allSatisfy(CACAOIdentifier.isNameByte),
            CACAOIdentifier.isUUID(bytes[cut...])
        else { return nil }
        type = String(decoding: name, as: UTF8.self)
        uuid = String(decoding: bytes[cut...], as: UTF8.self).lowercased()
        version = Int(bytes[cut + 14] - 0x30)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }

    private static func isUUID(_ bytes: ArraySlice<UInt8>) -> Bool {
        for (index, byte) in bytes.enumerated() {
            switch index {
            case 8, 13, 18, 23: if byte != 0x2D { return false }
            case 14: if !(0x31...0x35).contains(byte) { return false }
            case 19: if !Array("89abAB".utf8).contains(byte) { return false }
            default: if !isHexadecimal(byte) { return false }
            }
        }
        return true
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    /// An identifier in the form of a version 4 UUID that is always the same for the same words.
    static func derived(_ type: String, from words: String...) -> String {
        let digest = Array(sha256(Array((["redress/cacao/1", type] + words).joined(separator: "\u{0}").utf8)).utf8)
        var hex = Array(digest.prefix(32))
        hex[12] = UInt8(ascii: "4")
        let variant = Array("89ab".utf8)
        hex[16] = variant[Int(hex[16]) % 4]
        let parts = [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]]
        return "\(type)--" + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }
}

/// A moment as CACAO writes it: RFC 3339 in UTC with a capital `T` and `Z`.
struct CACAOMoment: Comparable {
    /// The moment.
    let timestamp: Timestamp
    /// How many digits stand behind the second.
    let precision: Int

    /// Reads a moment; nil when the text is not one. Of a fraction the first six digits count.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 64, bytes.last == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T")
        else { return nil }
        var whole = Array(bytes[..<19])
        let fraction = Array(bytes[19..<(bytes.count - 1)].dropFirst())
        guard bytes.count == 20 || (bytes[19] == UInt8(ascii: ".") && !fraction.isEmpty),
            fraction.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        // A leap second counts as the one before it.
        if whole.suffix(2).elementsEqual("60".utf8) { whole.replaceSubrange(17..., with: "59".utf8) }
        let tail = fraction.isEmpty ? [] : [UInt8(ascii: ".")] + fraction.prefix(6)
        guard let timestamp = Timestamp(String(decoding: whole + tail, as: UTF8.self) + "Z") else { return nil }
        (self.timestamp, precision) = (timestamp, fraction.count)
    }

    /// Earlier before later.
    static func < (left: CACAOMoment, right: CACAOMoment) -> Bool { left.timestamp < right.timestamp }
    /// The same moment.
    static func == (left: CACAOMoment, right: CACAOMoment) -> Bool { left.timestamp == right.timestamp }
}

extension Timestamp {
    /// With exactly three digits behind the second, rounded down: `2026-03-02T08:00:26.369Z`.
    var cacaoText: String { "\(description.dropLast(4))Z" }
}
