/// An e-mail address in lower case, its domain in ASCII.
public struct EmailAddress: Sendable, Hashable, CustomStringConvertible {
    /// The part before the last `@`.
    public let mailbox: String
    /// The domain: at least two labels, internationalised ones as punycode.
    public let domain: String
    /// The whole address. Personal data: show ``masked``.
    public var description: String { mailbox + "@" + domain }
    /// The address with its mailbox hidden: `a***@example.com`.
    public var masked: String { Masking.email(description) }

    /// Reads an address. Quoted mailboxes are refused; a `mailto:` in front is dropped.
    ///
    /// - Throws: ``NormalisationError``.
    public init(_ text: String) throws(NormalisationError) {
        var text = Typing.trimmed(text).lowercased()
        if text.hasPrefix("mailto:") { text.removeFirst(7) }
        if text.isEmpty { throw .empty }
        if text.utf8.count > 254 { throw .tooLong(maximum: 254) }
        guard let at = text.lastIndex(of: "@") else { throw .unknownForm }
        let mailbox = String(text[..<at])
        guard !mailbox.isEmpty, mailbox.utf8.count <= 64, mailbox.first != ".", mailbox.last != ".",
            !mailbox.contains("..")
        else { throw .unknownForm }
        if let wrong = mailbox.first(where: { !Self.mayStandInMailbox($0) }) { throw .invalidCharacter(wrong) }
        let host = try HostName(String(text[text.index(after: at)...]))
        guard case .domain = host.kind, host.ascii.contains(".") else { throw .unknownForm }
        (self.mailbox, domain) = (mailbox, host.ascii)
    }

    private static func mayStandInMailbox(_ character: Character) -> Bool {
        if character.isLetter || character.isNumber { return true }
        return "!#$%&'*+-/=?^_`{|}~.".contains(character)
    }
}

/// A name in a messenger or social network: lower case, without `@` and without the address of the service.
public struct MessengerHandle: Sendable, Hashable, CustomStringConvertible {
    /// The name: `some_name`.
    public let name: String
    /// The same as ``name``.
    public var description: String { name }

    /// Reads `@Some_Name`, `t.me/some_name`, `https://vk.com/some_name` or the plain name.
    ///
    /// - Throws: ``NormalisationError``.
    public init(_ text: String) throws(NormalisationError) {
        var name = Typing.trimmed(text).lowercased()[...]
        for prefix in ["https://", "http://"] where name.hasPrefix(prefix) { name.removeFirst(prefix.count) }
        if let slash = name.firstIndex(of: "/") {
            let service = name[..<slash]
            guard service.contains(".") else { throw .invalidCharacter("/") }
            name = name[name.index(after: slash)...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        }
        if name.first == "@" { name.removeFirst() }
        if name.isEmpty { throw .empty }
        guard name.count <= 64 else { throw .tooLong(maximum: 64) }
        if let wrong = name.first(where: { !($0.isLetter || $0.isNumber || "._-".contains($0)) }) {
            throw .invalidCharacter(wrong)
        }
        self.name = String(name)
    }
}
