/// A text with signatures below it (c2sp.org/signed-note).
public struct SignedNote: Sendable, Hashable {
    /// One signature line.
    public struct Signature: Sendable, Hashable {
        /// The name of the key.
        public let name: String
        /// The first four bytes of the hash over name, algorithm and key.
        public let keyID: [UInt8]
        /// What the algorithm makes; a cosignature has a time in front.
        public let bytes: [UInt8]

        /// A signature of the key with this name and id.
        public init(name: String, keyID: [UInt8], bytes: [UInt8]) {
            (self.name, self.keyID, self.bytes) = (name, keyID, bytes)
        }

        /// The line with its newline.
        public var line: String { "— \(name) \(Base64.encode(keyID + bytes))\n" }
    }

    /// How many signatures a note may have.
    public static let maximumSignatures = 64
    /// How many bytes a note may have.
    public static let maximumLength = 1 << 20

    /// The signed text, which ends with a newline.
    public let text: String
    /// The signatures, of known and unknown keys alike.
    public private(set) var signatures: [Signature]

    /// A note of a text that ends with a newline.
    public init(text: String, signatures: [Signature]) { (self.text, self.signatures) = (text, signatures) }

    /// Adds a signature line at the end.
    public mutating func add(_ signature: Signature) { signatures.append(signature) }

    /// The whole note.
    public var description: String { text + "\n" + signatures.map(\.line).joined() }

    /// The bytes of the whole note.
    public var bytes: [UInt8] { Array(description.utf8) }

    /// Reads a note.
    ///
    /// - Throws: ``NoteError`` for anything that the format does not allow.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= SignedNote.maximumLength, String(validating: bytes, as: UTF8.self) != nil,
            bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A })
        else { throw .textNotAllowed }
        guard bytes.last == 0x0A, let cut = SignedNote.lastEmptyLine(bytes) else { throw .noSignatureBlock }
        text = String(decoding: bytes[...cut], as: UTF8.self)
        let lines = bytes[(cut + 2)...].split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
        guard (1...SignedNote.maximumSignatures).contains(lines.count) else { throw .signatureCount(lines.count) }
        signatures = []
        for (place, line) in lines.enumerated() {
            signatures.append(try Signature(parsing: Array(line), place: place + 1))
        }
    }

    /// The place of the newline in front of the last empty line.
    private static func lastEmptyLine(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast().last { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
    }
}

extension SignedNote.Signature {
    fileprivate init(parsing line: [UInt8], place: Int) throws(NoteError) {
        let dash = Array("— ".utf8)
        guard line.starts(with: dash) else { throw .signatureLine(place) }
        let words = line.dropFirst(dash.count).split(separator: 0x20, omittingEmptySubsequences: false)
        guard words.count == 2, !words[1].isEmpty, words[1].allSatisfy(Self.isBase64) else {
            throw .signatureLine(place)
        }
        name = String(decoding: words[0], as: UTF8.self)
        guard VerifierKey.isValidName(name) else { throw .signatureLine(place) }
        guard let body = Base64.decode(String(decoding: words[1], as: UTF8.self)) else { throw .notBase64("signature") }
        guard body.count >= 5 else { throw .signatureLine(place) }
        keyID = Array(body[..<4])
        bytes = Array(body[4...])
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}

/// Plain decimal numbers without sign or leading zero, of at most 19 digits.
enum Decimal {
    static func parse(_ text: some StringProtocol, _ what: String) throws(NoteError) -> UInt64 {
        let digits = text.utf8
        guard (1...19).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }), let value = UInt64(text)
        else { throw .notDecimal(what) }
        return value
    }
}
