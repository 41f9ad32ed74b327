/// Texts as they stand in addresses and forms.
enum Percent {
    /// Reads `%41` as `A`; in a form a plus sign is a space. Bytes that are no UTF-8 make it nil.
    static func decode(_ text: some StringProtocol, isForm: Bool = false) -> String? {
        if !text.utf8.contains(where: { $0 == 0x25 || (isForm && $0 == 0x2B) }) { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case 0x25:
                guard let high = rest.next().flatMap(value), let low = rest.next().flatMap(value) else { return nil }
                bytes.append(high << 4 | low)
            case 0x2B where isForm: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Writes everything that is not a letter, a digit or one of `-._~` as `%41`.
    static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + Hexadecimal.text(CollectionOfOne(byte)).uppercased()
            }
        }
        return result
    }

    /// Reads `a=1&b=2`, in the order in which it stands; nil when a part cannot be read.
    static func pairs(_ text: some StringProtocol) -> [(name: String, value: String)]? {
        var pairs: [(name: String, value: String)] = []
        for part in text.split(separator: "&") {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(sides[0], isForm: true),
                let value = decode(sides.count > 1 ? sides[1] : "", isForm: true)
            else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt8.init)
    }
}
