/// An address on the web, taken apart strictly: what this program connects to and what it writes into the request must be
/// the same thing for everybody on the way.
public struct EndpointAddress: Sendable, Hashable {
    /// Whether it is `https`.
    public let isEncrypted: Bool
    /// The name or the address of the machine, in small letters, without brackets.
    public let host: String
    /// The port.
    public let port: Int
    /// Path and query, with the slash it begins with.
    public let target: String

    /// Reads `https://host:port/path?query`.
    ///
    /// - Throws: ``AddressPolicy/Refusal/form`` for anything else: another scheme, a user, a fragment, characters that
    ///   should have been written as percent signs.
    public init(_ text: String) throws(AddressPolicy.Refusal) {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x5C }),
            let mark = text.firstRange(of: "://")
        else { throw .form }
        switch text[..<mark.lowerBound].lowercased() {
        case "https": isEncrypted = true
        case "http": isEncrypted = false
        default: throw .form
        }
        let rest = text[mark.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard !rest.contains("#"), !rest[..<end].contains("@") else { throw .form }
        let path = String(rest[end...])
        target = path.hasPrefix("/") ? path : "/" + path
        (host, port) = try Self.place(rest[..<end], isEncrypted ? 443 : 80)
    }

    private static func place(_ text: Substring, _ usual: Int) throws(AddressPolicy.Refusal) -> (String, Int) {
        var (name, rest) = (text, Substring())
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw .form }
            (name, rest) = (text[text.index(after: text.startIndex)..<close], text[text.index(after: close)...])
            guard NetworkAddress(String(name))?.bytes.count == 16 || name.contains("."),
                NetworkAddress(String(name)) != nil
            else {
                throw .form
            }
        } else if let colon = text.firstIndex(of: ":") {
            (name, rest) = (text[..<colon], text[colon...])
        }
        let isName = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == 0x2D || byte == 0x2E || byte == 0x5F
        }
        guard !name.isEmpty, name.count <= 253, isName || text.hasPrefix("[") else { throw .form }
        guard !rest.isEmpty else { return (name.lowercased(), usual) }
        guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else { throw .form }
        return (name.lowercased(), Int(port))
    }
}
