/// The name of a computer or domain, in lower-case ASCII.
public struct HostName: Sendable, Hashable, CustomStringConvertible {
    /// What a host is written as.
    public enum Kind: Sendable, Hashable {
        /// Labels with dots.
        case domain
        /// An IPv4 address.
        case ipv4
        /// An IPv6 address; ``HostName/ascii`` holds it without brackets.
        case ipv6
    }
    /// What it is written as.
    public let kind: Kind
    /// Lower case, internationalised labels as punycode, no dot at the end.
    public let ascii: String
    /// The same as ``ascii``.
    public var description: String { ascii }
    /// With dots that no program makes a link of: `example[.]com`.
    public var defanged: String { String(ascii.flatMap { $0 == "." ? Array("[.]") : [$0] }) }

    /// Reads a host, defanged or not. Letters are lower-cased, not normalised further: a letter that was typed as two
    /// code points stays two.
    ///
    /// - Throws: ``NormalisationError``.
    public init(_ text: String) throws(NormalisationError) {
        var host = Defang.undone(Typing.trimmed(text)).lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        host = String(host.map { "\u{3002}\u{FF0E}\u{FF61}".contains($0) ? "." : $0 })
        if host.hasSuffix(".") { host.removeLast() }
        if host.isEmpty { throw .empty }
        if host.contains(":") {
            guard IPAddress.isVersion6(host) else { throw .unknownForm }
            (kind, ascii) = (.ipv6, host)
            return
        }
        var labels: [String] = []
        for label in host.split(separator: ".", omittingEmptySubsequences: false) {
            labels.append(try Self.asciiLabel(label))
        }
        ascii = labels.joined(separator: ".")
        guard ascii.utf8.count <= 253 else { throw .tooLong(maximum: 253) }
        if let last = labels.last, last.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard IPAddress.isVersion4(ascii) else { throw .unknownForm }
            kind = .ipv4
        } else {
            kind = .domain
        }
    }

    private static func asciiLabel(_ label: Substring) throws(NormalisationError) -> String {
        guard !label.isEmpty else { throw .unknownForm }
        for character in label {
            guard character == "-" || character == "_" || character.isLetter || character.isNumber else {
                throw .invalidCharacter(character)
            }
        }
        guard label.first != "-", label.last != "-" else { throw .invalidCharacter("-") }
        var ascii = String(label)
        if !label.utf8.allSatisfy({ $0 < 0x80 }) {
            guard label.unicodeScalars.count <= 63, let encoded = Punycode.encoded(label) else { throw .unknownForm }
            ascii = "xn--" + encoded
        }
        guard ascii.utf8.count <= 63 else { throw .tooLong(maximum: 63) }
        return ascii
    }
}

/// A web address with its host in ASCII, shown so that nobody can follow it by accident.
public struct WebAddress: Sendable, Hashable, CustomStringConvertible {
    /// `http`, `https` or another scheme in lower case.
    public let scheme: String
    /// The host.
    public let host: HostName
    /// The port; nil for the usual one.
    public let port: Int?
    /// Everything after the host: path and query as written, nothing for `/`. A fragment never reaches a server and is
    /// dropped.
    public let path: String

    /// The address in its one form, for storing and comparing.
    public var description: String { scheme + "://" + authority(host.ascii) + path }
    /// The address as it is shown: `hxxps://example[.]com/path`.
    public var defanged: String {
        let safe = scheme.hasPrefix("http") ? "hxxp" + scheme.dropFirst(4) : scheme
        return safe + "://" + authority(host.defanged) + path
    }

    private func authority(_ host: String) -> String {
        let name = self.host.kind == .ipv6 ? "[\(host)]" : host
        return port.map { "\(name):\($0)" } ?? name
    }

    /// Reads an address, defanged or not; `https` when there is no scheme. What stands before an `@` in the host is no
    /// part of the address and is dropped.
    ///
    /// - Throws: ``NormalisationError``.
    public init(_ text: String) throws(NormalisationError) {
        let text = Defang.undone(Typing.trimmed(text))
        if text.isEmpty { throw .empty }
        if text.utf8.count > 2048 { throw .tooLong(maximum: 2048) }
        if let blank = text.first(where: Typing.isBlank) { throw .invalidCharacter(blank) }
        var rest = text[...]
        var scheme = "https"
        if let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") {
            scheme = text[..<colon].lowercased()
            if scheme.hasPrefix("hxxp") { scheme = "http" + scheme.dropFirst(4) }
            rest = text[text.index(colon, offsetBy: 3)...]
        }
        guard let first = scheme.first, first.isLetter, first.isASCII,
            scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
        else { throw .unknownForm }
        var authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != "\\" }
        let after = rest[authority.endIndex...].prefix { $0 != "#" }
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        (host, port) = try Self.hostAndPort(authority, scheme: scheme)
        self.scheme = scheme
        path = after == "/" ? "" : String(after)
    }

    private static func hostAndPort(
        _ authority: Substring, scheme: String
    ) throws(NormalisationError) -> (HostName, Int?) {
        guard let colon = authority.lastIndex(of: ":"), authority.last != "]" else {
            return (try HostName(String(authority)), nil)
        }
        let digits = authority[authority.index(after: colon)...]
        let host = try HostName(String(authority[..<colon]))
        if digits.isEmpty { return (host, nil) }
        guard let port = Int(digits), (1...65_535).contains(port), digits.first != "+" else { throw .unknownForm }
        let usual = ["http": 80, "https": 443][scheme]
        return (host, port == usual ? nil : port)
    }
}

/// Addresses that somebody made harmless by hand.
enum Defang {
    /// `hxxps[:]//example[.]com` with brackets around dots, colons and slashes undone.
    static func undone(_ text: String) -> String {
        var plain = ""
        var rest = text[...]
        while let first = rest.first {
            if let (written, meant) = forms.first(where: { rest.hasPrefix($0.0) }) {
                plain += meant
                rest.removeFirst(written.count)
            } else {
                plain.append(first)
                rest.removeFirst()
            }
        }
        return plain
    }

    private static let forms = [
        ("[.]", "."), ("(.)", "."), ("{.}", "."), ("[dot]", "."), ("(dot)", "."), ("[:]", ":"), ("[://]", "://"),
        ("[/]", "/"), ("[at]", "@"), ("[@]", "@"),
    ]
}

/// The written forms of internet addresses.
enum IPAddress {
    static func isVersion4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.utf8.allSatisfy { (0x30...0x39).contains($0) } && part.utf8.count <= 3
                    && (part.utf8.count == 1 || part.first != "0") && (Int(part).map { $0 < 256 } ?? false)
            }
    }

    static func isVersion6(_ text: String) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return false }
        var groups = 0
        for half in halves where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                if index == parts.count - 1, half.endIndex == text.endIndex, isVersion4(String(part)) {
                    groups += 2
                } else if (1...4).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit }) {
                    groups += 1
                } else {
                    return false
                }
            }
        }
        return halves.count == 2 ? groups < 8 : groups == 8
    }
}
