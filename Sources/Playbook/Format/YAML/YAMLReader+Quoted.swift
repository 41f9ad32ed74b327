/// Text in quotes.
extension YAMLReader {
    /// The text in the quotes that begin here; afterwards the position is behind them.
    mutating func quoted(parent: Int) throws(Failure) -> YAMLNode {
        let opening = here()
        let quote = current
        position += 1
        let place = here()
        var builder = ScalarBuilder()
        builder.begin(at: place)
        var start = position
        while true {
            switch current {
            case 0 where position >= bytes.count:
                throw Failure(code: "yaml-syntax", place: opening, message: "These quotes never end.", hint: "")
            case quote:
                builder.append(bytes[start..<position])
                position += 1
                guard quote == UInt8(ascii: "'"), current == quote else {
                    return YAMLNode(content: .scalar(builder.scalar(.quoted)), place: place)
                }
                doubledQuote(into: &builder)
                start = position
            case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
                builder.append(bytes[start..<position])
                try escape(into: &builder, parent: parent)
                start = position
            case 0x0A:
                try fold(from: start, into: &builder, parent: parent)
                start = position
            default: position += 1
            }
        }
    }

    /// The second of two quotes that stand for one.
    private mutating func doubledQuote(into builder: inout ScalarBuilder) {
        builder.append("'")
        position += 1
        builder.begin(at: here())
    }

    /// A line break in quotes: blanks around it vanish, one break becomes a blank, more become one less.
    private mutating func fold(from start: Int, into builder: inout ScalarBuilder, parent: Int) throws(Failure) {
        var end = position
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        builder.append(bytes[start..<end])
        let lines = try skipBreaks(parent: parent)
        if lines > 1 { builder.appendLines(lines - 1) } else { builder.append(" ") }
        builder.begin(at: here())
    }

    /// Moves over line breaks and the blanks behind them.
    private mutating func skipBreaks(parent: Int) throws(Failure) -> Int {
        var lines = 0
        var lineStart = position
        while current == 0x0A || current == 0x20 {
            if current == 0x0A {
                lines += 1
                lineStart = position + 1
            }
            position += 1
        }
        let isMarked = position == lineStart && (isMarker("---") || isMarker("..."))
        if position < bytes.count, position - lineStart <= parent || isMarked {
            throw failure("yaml-indentation", "Text in quotes goes on here without indentation.", "Indent it.")
        }
        return lines
    }

    /// Reads what stands behind a backslash.
    private mutating func escape(into builder: inout ScalarBuilder, parent: Int) throws(Failure) {
        let letter = ahead(1)
        if letter == 0x0A {
            position += 1
            let lines = try skipBreaks(parent: parent)
            builder.appendLines(lines - 1)
        } else if let scalar = YAMLReader.simpleEscape(letter) {
            builder.append(scalar)
            position += 2
        } else {
            builder.append(try numericEscape(letter))
        }
        builder.begin(at: here())
    }

    private static func simpleEscape(_ letter: UInt8) -> Unicode.Scalar? {
        switch letter {
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "t"): "\t"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "\""): "\""
        case UInt8(ascii: "\\"): "\\"
        case UInt8(ascii: "/"): "/"
        case 0x20: " "
        case UInt8(ascii: "_"): "\u{A0}"
        default: nil
        }
    }

    private mutating func numericEscape(_ letter: UInt8) throws(Failure) -> Unicode.Scalar {
        let lengths: [UInt8: Int] = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8]
        guard let length = lengths[letter], position + 2 + length <= bytes.count else {
            throw failure("yaml-syntax", "This escape is not known.", #"Write \\ for a backslash."#)
        }
        let digits = bytes[(position + 2)..<(position + 2 + length)]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 0x80 }),
            let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(code), code >= 0x20, !(0x7F...0x9F).contains(code)
        else { throw failure("yaml-syntax", "This escape gives no character that text may hold.") }
        position += 2 + length
        return scalar
    }
}
