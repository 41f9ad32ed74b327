/// Keys as they stand in files: PEM.
extension CACAOSignature.SigningKey {
    /// A private key from its PEM form: Ed25519 (`openssl genpkey -algorithm ed25519`) or RSA from 2048 bits on.
    ///
    /// - Throws: ``CACAOSignature/SigningError/badKey`` for anything else.
    public init(pem text: String) throws(CACAOSignature.SigningError) {
        // What stands before the 32 bytes of an Ed25519 key in PKCS #8.
        let prefix: [UInt8] = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20]
        if let bytes = PEM(text, "PRIVATE KEY")?.bytes, bytes.count == 48, bytes.starts(with: prefix) {
            try self.init(ed25519: Array(bytes.dropFirst(prefix.count)))
        } else {
            try self.init(rsaPEM: text)
        }
    }
}

extension CACAOSignature {
    /// A key that somebody is known to sign with: what a file of his says, not what a signature says of itself.
    public struct PublicKey: Sendable, Hashable {
        /// The key with its algorithm, in its DER form.
        let bytes: [UInt8]

        /// A key from its PEM form, or the key of a certificate. The certificate itself is not judged: neither who
        /// issued it nor until when it counts.
        ///
        /// - Throws: ``SigningError/badKey`` when it is neither.
        public init(pem text: String) throws(SigningError) {
            if let key = PEM(text, "PUBLIC KEY") {
                bytes = key.bytes
            } else if let certificate = PEM(text, "CERTIFICATE"), let key = DER.publicKey(of: certificate.bytes) {
                bytes = key
            } else {
                throw .badKey
            }
        }
    }
}

/// One block of a PEM file.
private struct PEM {
    let bytes: [UInt8]

    /// The first block of this name.
    init?(_ text: String, _ name: String) {
        guard let begin = text.firstRange(of: "-----BEGIN \(name)-----"),
            let end = text.firstRange(of: "-----END \(name)-----"), begin.upperBound <= end.lowerBound
        else { return nil }
        let body = text[begin.upperBound..<end.lowerBound].filter { !$0.isWhitespace }
        guard let bytes = CACAOBase64.decode(body) else { return nil }
        self.bytes = bytes
    }
}

/// As much of DER as it takes to find the key in a certificate.
private struct DER {
    private var rest: ArraySlice<UInt8>

    /// The key of an X.509 certificate: behind version, number, algorithm, issuer, time and subject.
    static func publicKey(of certificate: [UInt8]) -> [UInt8]? {
        var outer = DER(rest: certificate[...])
        guard let whole = outer.next(0x30) else { return nil }
        var inside = DER(rest: whole.content)
        guard let signed = inside.next(0x30) else { return nil }
        var fields = DER(rest: signed.content)
        _ = fields.next(0xA0)
        for tag: UInt8 in [0x02, 0x30, 0x30, 0x30, 0x30] where fields.next(tag) == nil { return nil }
        return fields.next(0x30).map { Array($0.whole) }
    }

    /// Takes the next value when it has this tag.
    private mutating func next(_ tag: UInt8) -> (whole: ArraySlice<UInt8>, content: ArraySlice<UInt8>)? {
        guard rest.first == tag, rest.count >= 2 else { return nil }
        var header = 2
        var length = Int(rest[rest.startIndex + 1])
        if length >= 0x80 {
            let digits = length & 0x7F
            guard (1...3).contains(digits), rest.count >= 2 + digits else { return nil }
            length = rest[(rest.startIndex + 2)..<(rest.startIndex + 2 + digits)].reduce(0) { $0 << 8 | Int($1) }
            header += digits
        }
        guard rest.count >= header + length else { return nil }
        let end = rest.startIndex + header + length
        let value = (rest[rest.startIndex..<end], rest[(rest.startIndex + header)..<end])
        rest = rest[end...]
        return value
    }
}
