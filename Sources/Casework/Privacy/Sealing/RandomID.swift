/// Ids that nobody can guess: 16 bytes of the system's cryptographic generator.
public enum RandomID {
    /// The pseudonymous id of a person: `p-` and 32 hexadecimal digits.
    public static func subject() -> String { "p-" + Digest.hexadecimal(Digest.random(16)) }

    /// The id of an audit entry: `e-` and 32 hexadecimal digits.
    public static func entry() -> String { "e-" + Digest.hexadecimal(Digest.random(16)) }

    /// Whether the text has the form of a subject id.
    public static func isSubject(_ text: String) -> Bool { has("p-", text) }

    /// Whether the text has the form of an entry id.
    public static func isEntry(_ text: String) -> Bool { has("e-", text) }

    private static func has(_ prefix: String, _ text: String) -> Bool {
        text.utf8.count == 34 && text.hasPrefix(prefix)
            && text.utf8.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
