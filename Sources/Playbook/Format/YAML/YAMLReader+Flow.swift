/// Values between brackets: `[a, b]` and `{a: 1, b: 2}`.
extension YAMLReader {
    /// The list or mapping whose bracket stands here; afterwards the position is behind it.
    mutating func flow(depth: Int) throws(Failure) -> YAMLNode {
        try limit(depth)
        let place = here()
        let isMapping = current == UInt8(ascii: "{")
        let close = isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")
        position += 1
        var elements: [YAMLNode] = []
        var members = Members()
        while true {
            try skipFlowSpace(opening: place)
            if current == close { break }
            if isMapping {
                try flowMember(into: &members, depth: depth)
            } else {
                elements.append(try flowElement(depth: depth))
            }
            try skipFlowSpace(opening: place)
            if current == UInt8(ascii: ",") {
                position += 1
            } else if current != close {
                throw failure(
                    "yaml-syntax", "Here a comma or '\(Character(Unicode.Scalar(close)))' is expected.",
                    "Put text with commas, colons or brackets in quotes.")
            }
        }
        position += 1
        return YAMLNode(content: isMapping ? .mapping(members.list) : .sequence(elements), place: place)
    }

    private mutating func flowMember(into members: inout Members, depth: Int) throws(Failure) {
        _ = try refuseProperties()
        if current != UInt8(ascii: "\""), current != UInt8(ascii: "'"), !canBeginPlain(inFlow: true) {
            throw failure("yaml-syntax", "Here a key is expected.", "Write '{key: value}'.")
        }
        let isQuoted = current == UInt8(ascii: "\"") || current == UInt8(ascii: "'")
        let (key, place) = try self.key(inFlow: true)
        if !isQuoted, current == UInt8(ascii: ":"), !YAMLReader.isBlank(ahead(1)) {
            throw failure("yaml-syntax", "A blank is missing behind this colon.", "Write '{key: value}'.")
        }
        guard current == UInt8(ascii: ":") else {
            throw Failure(
                code: "yaml-syntax", place: place, message: "The key '\(key)' has no value.",
                hint: "Write a colon and a blank behind it.")
        }
        position += 1
        try skipFlowSpace(opening: place)
        let value: YAMLNode
        if current == UInt8(ascii: ",") || current == UInt8(ascii: "}") {
            value = YAMLNode(content: .empty, place: here())
        } else {
            value = try flowElement(depth: depth)
        }
        members.add(YAMLNode.Member(key: key, place: place, value: value), log: log)
    }

    private mutating func flowElement(depth: Int) throws(Failure) -> YAMLNode {
        if try refuseProperties(), current == 0x0A || YAMLReader.isBracketOrComma(current), !isOpening {
            return YAMLNode(content: .refused, place: here())
        }
        switch current {
        case UInt8(ascii: "["), UInt8(ascii: "{"): return try flow(depth: depth + 1)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try quoted(parent: -1)
        default: return try plainFlow()
        }
    }

    private var isOpening: Bool { current == UInt8(ascii: "[") || current == UInt8(ascii: "{") }

    /// Moves over blanks, line breaks and comments.
    private mutating func skipFlowSpace(opening: Place) throws(Failure) {
        while true {
            skipSpaces()
            if current == 0x0A {
                position += 1
                if isMarker("---") || isMarker("...") {
                    throw failure("yaml-document", "A file holds one document.", "Close the brackets above.")
                }
            } else if current == UInt8(ascii: "#"), position > 0, YAMLReader.isBlank(bytes[position - 1]) {
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            } else if position >= bytes.count {
                throw Failure(
                    code: "yaml-syntax", place: opening, message: "These brackets never end.", hint: "")
            } else {
                return
            }
        }
    }
}
