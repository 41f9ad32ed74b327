/// Finds lines and columns. Questions come nearly always in reading order, so that each is answered from the last one.
struct Locator {
    private var offset = 0
    private var line = 1
    private var column = 1

    /// The place of the byte at `target`.
    mutating func place(of target: Int, in bytes: [UInt8]) -> Place {
        if target < offset { rewind(to: target, in: bytes) }
        while offset < target {
            let byte = bytes[offset]
            offset += 1
            if byte == 0x0A {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        // Within a character: the bytes that continue it were not counted.
        return Place(line: line, column: column)
    }

    /// Goes back to `target`, byte by byte: the way back is never longer than one value.
    private mutating func rewind(to target: Int, in bytes: [UInt8]) {
        while offset > target {
            offset -= 1
            if bytes[offset] == 0x0A {
                line -= 1
                let start = bytes[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
                column = 1 + bytes[start..<offset].count { $0 & 0xC0 != 0x80 }
            } else if bytes[offset] & 0xC0 != 0x80 {
                column -= 1
            }
        }
    }
}

extension YAMLReader {
    /// The byte at the position; 0 behind the end, because the text holds none.
    var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

    /// The byte so many behind the position.
    func ahead(_ distance: Int) -> UInt8 {
        position + distance < bytes.count ? bytes[position + distance] : 0
    }

    /// Whether a byte ends a word: blank, line end, end of the file.
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0 }

    /// Whether a byte has a meaning of its own between brackets.
    static func isBracketOrComma(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    /// The place of the position.
    mutating func here() -> Place { locator.place(of: position, in: bytes) }

    /// How far the position is from the start of its line; only asked where nothing but ASCII stands before it.
    var indentHere: Int {
        var start = position
        while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
        return position - start
    }

    /// Whether a list element begins here.
    var isDash: Bool { current == UInt8(ascii: "-") && YAMLReader.isBlank(ahead(1)) }

    /// Whether one of the marks that separate documents stands here.
    func isMarker(_ mark: String) -> Bool {
        position + 3 <= bytes.count && bytes[position..<(position + 3)].elementsEqual(mark.utf8)
            && YAMLReader.isBlank(ahead(3))
    }

    /// Moves over blanks.
    mutating func skipSpaces() { while current == 0x20 { position += 1 } }

    /// Whether nothing but blanks and a comment stands on the rest of the line; moves over the blanks when so.
    mutating func isAtLineEnd() throws(Failure) -> Bool {
        let start = position
        skipSpaces()
        if current == 0x0A || current == 0 { return true }
        if current == UInt8(ascii: "#"), position == 0 || YAMLReader.isBlank(bytes[position - 1]) { return true }
        position = start
        return false
    }

    /// Moves to the first character of the next line that says something and gives its indentation; nil at the end.
    mutating func nextLine(mayStartDocument: Bool = false) throws(Failure) -> Int? {
        while position < bytes.count {
            var lineStart = position
            while lineStart > 0, bytes[lineStart - 1] == 0x20 { lineStart -= 1 }
            if lineStart > 0, bytes[lineStart - 1] != 0x0A { lineStart = -1 }
            skipSpaces()
            switch current {
            case 0x0A: position += 1
            case UInt8(ascii: "#"): skipLine()
            case 0: return nil
            default:
                guard lineStart >= 0 else { return 0 }
                let indent = position - lineStart
                if indent == 0 { try refuseMarkers(mayStartDocument: mayStartDocument) }
                return indent
            }
        }
        return nil
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    }

    private mutating func refuseMarkers(mayStartDocument: Bool) throws(Failure) {
        if isMarker("---"), mayStartDocument { return }
        if isMarker("---") || isMarker("...") {
            throw failure(
                "yaml-document", "A file holds one document.", "Put the second playbook into a file of its own.")
        }
        if current == UInt8(ascii: "%") {
            throw failure("yaml-document", "YAML directives are not read.", "Remove the line.")
        }
    }
}

// MARK: - Refusals

extension YAMLReader {
    /// A failure at the position.
    mutating func failure(_ code: String, _ message: String, _ hint: String = "") -> Failure {
        Failure(code: code, place: here(), message: message, hint: hint)
    }

    /// A line that is indented further than the ones that it would belong to.
    mutating func indentationFailure() -> Failure {
        failure("yaml-indentation", "This line is indented further than the one it belongs to.", "Align it.")
    }

    /// A line of a mapping without a key.
    mutating func noKeyFailure() -> Failure {
        if isDash {
            return failure("yaml-indentation", "A list element stands where a key is expected.", "Indent it further.")
        }
        return failure(
            "yaml-syntax", "Here a key is expected, followed by a colon and a blank.", "Mend the indentation.")
    }

    /// Refuses a level that is too deep.
    mutating func limit(_ depth: Int) throws(Failure) {
        if depth > YAMLReader.maximumDepth {
            throw failure(
                "nested-too-deep", "Mappings and lists are nested deeper than \(YAMLReader.maximumDepth) levels.",
                "Move the inner steps to a playbook of their own and call it.")
        }
    }

    /// Reports anchors, aliases and tags, and moves behind them; gives whether there were any.
    mutating func refuseProperties() throws(Failure) -> Bool {
        var found = false
        while true {
            let (code, name, hint): (String, String, String)
            switch current {
            case UInt8(ascii: "&"): (code, name, hint) = ("yaml-anchor", "Anchors", "Write the value out.")
            case UInt8(ascii: "*"): (code, name, hint) = ("yaml-alias", "Aliases", "Write the value out.")
            case UInt8(ascii: "!"): (code, name, hint) = ("yaml-tag", "Tags", "Remove it: the key decides the type.")
            default: return found
            }
            found = true
            log.add(code, at: here(), message: "\(name) are not read.", hint: hint)
            log.lose()
            repeat { position += 1 } while !YAMLReader.isBlank(current) && !YAMLReader.isBracketOrComma(current)
            skipSpaces()
        }
    }
}
