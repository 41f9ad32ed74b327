/// Values that are text of a certain form.
extension CACAOCheck {
    /// Judges a text by its form.
    func checkText(_ node: CACAONode, _ kind: CACAOKind, path: String) {
        guard let text = node.string else {
            return report("wrong-type", at: node.place, path: path, "Here text is expected, not \(node.kindName).")
        }
        switch kind {
        case .word(let words): checkWord(text, words, node, path: path)
        case .openWord(let words):
            if words.contains(text) || log.isFull("unknown-word") { return }
            warn(
                "unknown-word", at: node.place, path: path, "'\(text.shortened)' is not in the list of the standard.",
                hint: Spelling.guess(text, among: words).map { "Did you mean '\($0)'?" } ?? "")
        case .base64:
            if CACAOBase64.decode(text) != nil { return }
            report("bad-base64", at: node.place, path: path, "The text is not Base64.")
        case .timestamp:
            if CACAOMoment(text) != nil { return }
            report(
                "bad-timestamp", at: node.place, path: path, "'\(text.shortened)' is no moment in UTC.",
                hint: "Write 2026-01-10T09:00:00.000Z.")
        case .identifier(let types): checkIdentifier(text, types, node, path: path)
        case .email: checkEmail(text, node, path: path)
        default: break
        }
    }

    private func checkWord(_ text: String, _ words: [String], _ node: CACAONode, path: String) {
        guard !words.contains(text), !log.isFull("wrong-value") else { return }
        report(
            "wrong-value", at: node.place, path: path, "'\(text.shortened)' does not fit here.",
            hint: Spelling.hint(for: text, among: words, verb: "These do"))
    }

    private func checkIdentifier(_ text: String, _ types: [String], _ node: CACAONode, path: String) {
        guard let id = CACAOIdentifier(text) else {
            return report(
                "bad-identifier", at: node.place, path: path, "'\(text.shortened)' is no identifier.",
                hint: "A type, two hyphens, a UUID.")
        }
        if !types.isEmpty, !types.contains(id.type) {
            report(
                "bad-identifier", at: node.place, path: path,
                "Here an identifier of type \(types.joined(separator: ", ")) is expected, not '\(id.type)'.")
        }
    }

    private func checkEmail(_ text: String, _ node: CACAONode, path: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isAddress =
            parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains(where: \.isWhitespace)
            && !parts[1].split(separator: ".", omittingEmptySubsequences: false).contains { $0.isEmpty }
            && parts[1].contains(".")
        // An address may be left to a variable.
        if isAddress || text.contains("__") { return }
        report("bad-email", at: node.place, path: path, "'\(text.shortened)' is no mail address.")
    }
}

/// Base64 with `+` and `/`, padded.
enum CACAOBase64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let values: [UInt8?] = {
        var values = [UInt8?](repeating: nil, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    /// The bytes that a text stands for; nil when it is none. Line breaks are passed over.
    static func decode(_ text: String) -> [UInt8]? {
        var bytes = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        guard bytes.count % 4 == 0 else { return nil }
        var padding = 0
        while padding < 2, bytes.last == UInt8(ascii: "=") {
            bytes.removeLast()
            padding += 1
        }
        return decode(digits: bytes)
    }

    /// The bytes that digits of the alphabet stand for, without padding; nil when a bit is left over.
    static func decode(digits: [UInt8]) -> [UInt8]? {
        guard digits.count % 4 != 1 else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(digits.count * 3 / 4)
        var (buffer, bits): (UInt32, Int) = (0, 0)
        for byte in digits {
            guard let value = values[Int(byte)] else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        guard buffer & ((1 << UInt32(bits)) - 1) == 0 else { return nil }
        return output
    }

    /// The text of bytes, padded.
    static func encode(_ bytes: some Collection<UInt8>) -> String {
        var output: [UInt8] = []
        var (buffer, bits): (UInt32, Int) = (0, 0)
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(alphabet[Int(buffer >> UInt32(bits)) & 63])
            }
        }
        if bits > 0 { output.append(alphabet[Int(buffer << UInt32(6 - bits)) & 63]) }
        while output.count % 4 != 0 { output.append(UInt8(ascii: "=")) }
        return String(decoding: output, as: UTF8.self)
    }

    /// The text of bytes in the form for addresses: `-` and `_`, no padding.
    static func encodeForURL(_ bytes: some Collection<UInt8>) -> String {
        let text = encode(bytes).utf8.filter { $0 != UInt8(ascii: "=") }
        return String(decoding: text.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }, as: UTF8.self)
    }

    /// The bytes of a text in the form for addresses; nil when it is none.
    static func decodeForURL(_ text: String) -> [UInt8]? {
        var digits = Array(text.utf8)
        while digits.last == UInt8(ascii: "=") { digits.removeLast() }
        guard !digits.contains(0x2B), !digits.contains(0x2F) else { return nil }
        return decode(digits: digits.map { $0 == 0x2D ? 0x2B : $0 == 0x5F ? 0x2F : $0 })
    }
}
