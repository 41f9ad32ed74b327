extension Condition.Lexer {
    /// Reads a text in single, double or triple quotes, which begin at the present position.
    mutating func text(isRaw: Bool) throws(ConditionError) -> String {
        let start = position
        let quote = scalars[position]
        let isTriple = peek(1) == quote && peek(2) == quote
        position += isTriple ? 3 : 1
        var content = String.UnicodeScalarView()
        while let scalar = peek() {
            if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                position += isTriple ? 3 : 1
                return String(content)
            }
            if !isTriple, scalar == "\n" || scalar == "\r" { break }
            if scalar == "\\", !isRaw {
                try escape(into: &content)
            } else {
                content.append(scalar)
                position += 1
            }
        }
        throw ConditionError(
            .badText, column: start + 1, "the text has no end", hint: "close it with the quote that opened it")
    }

    private mutating func escape(into content: inout String.UnicodeScalarView) throws(ConditionError) {
        guard let letter = peek(1) else {
            position += 1
            return
        }
        if let plain = Self.plain[letter] {
            content.append(plain)
            position += 2
            return
        }
        switch letter {
        case "x", "X": content.append(try scalar(skipping: 2, digits: 2, radix: 16))
        case "u": content.append(try scalar(skipping: 2, digits: 4, radix: 16))
        case "U": content.append(try scalar(skipping: 2, digits: 8, radix: 16))
        case "0"..."3": content.append(try scalar(skipping: 1, digits: 3, radix: 8))
        default: throw badEscape()
        }
    }

    /// A scalar written as exactly so many digits.
    private mutating func scalar(skipping: Int, digits: Int, radix: UInt64) throws(ConditionError) -> Unicode.Scalar {
        var value: UInt64 = 0
        for offset in skipping..<skipping + digits {
            guard let digit = peek(offset)?.digit(radix: radix) else { throw badEscape() }
            value = value * radix + digit
        }
        guard value <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(value)) else { throw badEscape() }
        position += skipping + digits
        return scalar
    }

    private func badEscape() -> ConditionError {
        ConditionError(
            .badText, column: position + 1, "an escape that is not known, or not a character",
            hint: "write \\\\ for a backslash, \\u00AB for a code point, or a raw text r\"…\"")
    }

    private static let plain: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "?": "?", "\"": "\"", "'": "'", "`": "`", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}", "n": "\n",
        "r": "\r", "t": "\t", "v": "\u{B}",
    ]
}
