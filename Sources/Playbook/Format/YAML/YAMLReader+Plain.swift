/// Text without quotes, and keys.
extension YAMLReader {
    /// Whether a key and its colon stand on this line from the position on.
    mutating func isKeyAhead() throws(Failure) -> Bool {
        if current == UInt8(ascii: "?"), YAMLReader.isBlank(ahead(1)) {
            throw failure("yaml-syntax", "Keys with a question mark are not read.", "Write 'key: value'.")
        }
        let isQuoted = current == UInt8(ascii: "\"") || current == UInt8(ascii: "'")
        guard isQuoted || canBeginPlain(inFlow: false) else { return false }
        var end = isQuoted ? endOfQuotesOnLine() : position
        while end < bytes.count, bytes[end] != 0x0A {
            if bytes[end] == UInt8(ascii: ":"), end + 1 >= bytes.count || YAMLReader.isBlank(bytes[end + 1]) {
                return true
            }
            let isComment = bytes[end] == UInt8(ascii: "#") && end > position && bytes[end - 1] == 0x20
            if isComment || (isQuoted && bytes[end] != 0x20) { return false }
            end += 1
        }
        return false
    }

    /// The offset behind the closing quote, or the end of the line.
    private func endOfQuotesOnLine() -> Int {
        let quote = current
        var end = position + 1
        while end < bytes.count, bytes[end] != 0x0A {
            if bytes[end] == quote {
                let isDoubled = quote == UInt8(ascii: "'") && end + 1 < bytes.count && bytes[end + 1] == quote
                if !isDoubled { return end + 1 }
                end += 1
            } else if quote == UInt8(ascii: "\""), bytes[end] == UInt8(ascii: "\\") {
                end += 1
            }
            end += 1
        }
        return min(end, bytes.count)
    }

    /// Reads a key; afterwards the position is at its colon.
    mutating func key(inFlow: Bool) throws(Failure) -> (String, Place) {
        let start = position
        let place = here()
        let text: String
        if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
            guard case .scalar(let scalar) = try quoted(parent: -1).content else { return ("", place) }
            text = scalar.text
            if bytes[start..<position].contains(0x0A) {
                throw Failure(code: "yaml-syntax", place: place, message: "A key ends on its line.", hint: "")
            }
            skipSpaces()
        } else {
            let end = endOfPlain(inFlow: inFlow)
            text = String(decoding: bytes[start..<end], as: UTF8.self)
            position = end
            skipSpaces()
        }
        if position - start > YAMLReader.maximumKeyLength {
            throw Failure(code: "yaml-syntax", place: place, message: "The key is too long.", hint: "")
        }
        return (text, place)
    }

    /// Text without quotes that goes on over lines which are indented further than `parent`.
    mutating func plainBlock(parent: Int) throws(Failure) -> YAMLNode {
        try checkPlainStart(inFlow: false)
        let place = here()
        var builder = ScalarBuilder()
        while true {
            builder.begin(at: here())
            let end = endOfPlain(inFlow: false)
            builder.append(bytes[position..<end])
            position = end
            guard try isAtLineEnd() else { throw colonFailure() }
            guard current == 0x0A, let lines = try plainContinuation(parent: parent) else { break }
            if lines > 1 { builder.appendLines(lines - 1) } else { builder.append(" ") }
        }
        return YAMLNode(content: .scalar(builder.scalar(.plain)), place: place)
    }

    /// Moves to the next line of the same text and gives how many line breaks were passed; nil when the text is over.
    private mutating func plainContinuation(parent: Int) throws(Failure) -> Int? {
        let start = position
        var lines = 0
        var lineStart = position
        while current == 0x0A || current == 0x20 {
            if current == 0x0A {
                lines += 1
                lineStart = position + 1
            }
            position += 1
        }
        if current == 0 || current == UInt8(ascii: "#") || position - lineStart <= parent {
            position = start
            return nil
        }
        if isDash { throw indentationFailure() }
        if position == lineStart, isMarker("---") || isMarker("...") {
            position = start
            return nil
        }
        return lines
    }

    /// Text without quotes between brackets: it ends on its line.
    mutating func plainFlow() throws(Failure) -> YAMLNode {
        try checkPlainStart(inFlow: true)
        let place = here()
        let end = endOfPlain(inFlow: true)
        var builder = ScalarBuilder()
        builder.begin(at: place)
        builder.append(bytes[position..<end])
        position = end
        return YAMLNode(content: .scalar(builder.scalar(.plain)), place: place)
    }

    /// Where text without quotes ends on this line, blanks at its end not counted.
    private func endOfPlain(inFlow: Bool) -> Int {
        var end = position
        var index = position
        while index < bytes.count {
            let byte = bytes[index]
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            if byte == 0x0A || (byte == UInt8(ascii: "#") && index > position && bytes[index - 1] == 0x20) { break }
            if byte == UInt8(ascii: ":") {
                let endsInFlow = YAMLReader.isBracketOrComma(next) || next == UInt8(ascii: "?")
                if YAMLReader.isBlank(next) || (inFlow && endsInFlow) { break }
            } else if inFlow, YAMLReader.isBracketOrComma(byte) {
                break
            }
            index += 1
            if byte != 0x20 { end = index }
        }
        return end
    }

    /// Whether text without quotes can begin with what stands here.
    func canBeginPlain(inFlow: Bool) -> Bool {
        let next = ahead(1)
        switch current {
        case UInt8(ascii: "-"):
            return !YAMLReader.isBlank(next) && !(inFlow && YAMLReader.isBracketOrComma(next))
        case 0, 0x0A: return false
        default: return !#",[]{}#&*!|>'"%@`?:"#.utf8.contains(current)
        }
    }

    private mutating func checkPlainStart(inFlow: Bool) throws(Failure) {
        guard canBeginPlain(inFlow: inFlow) else {
            if isDash { throw failure("yaml-syntax", "A list element cannot begin here.", "Begin it on its own line.") }
            let sign = current == 0 ? "the end of the file" : "'\(Character(Unicode.Scalar(current)))'"
            throw failure("yaml-syntax", "A value cannot begin with \(sign).", "Put it in quotes.")
        }
    }

    private mutating func colonFailure() -> Failure {
        failure(
            "yaml-syntax", "A colon with a blank behind it cannot stand in text without quotes.",
            "Put the whole text in quotes.")
    }
}
