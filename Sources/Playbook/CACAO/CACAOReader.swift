/// Reads JSON with the place of everything, in one pass over the bytes. Whatever is no JSON ends the reading with a
/// finding; a member that stands twice is a finding, and the first one counts.
struct CACAOReader {
    /// The most bytes of one file.
    static let maximumSize = 8 << 20
    /// The most levels of lists and objects in each other.
    static let maximumDepth = 64

    private let bytes: [UInt8]
    private let log: FindingLog
    private var position = 0
    private var line = 1
    /// Where the line begins, and how many bytes of it since then continued a character.
    private var lineStart = 0
    private var continuations = 0

    /// The value that a file holds; nil and a finding when it holds none.
    static func document(_ bytes: [UInt8], log: FindingLog) -> CACAONode? {
        guard bytes.count <= maximumSize else {
            log.add(
                "too-large", at: .start, message: "The file has \(bytes.count) bytes; the most are \(maximumSize).")
            return nil
        }
        var reader = CACAOReader(bytes: bytes, log: log)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { (reader.position, reader.lineStart) = (3, 3) }
        do throws(Broken) {
            let node = try reader.value(depth: 0)
            reader.skipBlanks()
            guard reader.position == bytes.count else { throw reader.broken("Something follows the value.") }
            return node
        } catch {
            log.add("bad-json", at: error.place, message: error.message)
            return nil
        }
    }

    private struct Broken: Error {
        var place: Place
        var message: String
    }

    private init(bytes: [UInt8], log: FindingLog) { (self.bytes, self.log) = (bytes, log) }

    private var place: Place { Place(line: line, column: position - lineStart - continuations + 1) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func broken(_ message: String) -> Broken { Broken(place: place, message: message) }

    private func unexpected(_ wanted: String) -> Broken {
        guard let next else { return broken("The text ends where \(wanted) should stand.") }
        let found = (0x20..<0x7F).contains(next) ? "'\(Character(Unicode.Scalar(next)))'" : "byte \(next)"
        return broken("Here \(wanted) is expected, not \(found).")
    }

    private mutating func skipBlanks() {
        while let byte = next {
            switch byte {
            case 0x20, 0x09, 0x0D: position += 1
            case 0x0A:
                position += 1
                (line, lineStart, continuations) = (line + 1, position, 0)
            default: return
            }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Broken) -> CACAONode {
        skipBlanks()
        let place = place
        guard let byte = next else { throw unexpected("a value") }
        switch byte {
        case UInt8(ascii: "{"): return CACAONode(content: try object(depth: depth), place: place)
        case UInt8(ascii: "["): return CACAONode(content: try array(depth: depth), place: place)
        case UInt8(ascii: "\""): return CACAONode(content: .string(try string()), place: place)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return CACAONode(content: try number(), place: place)
        default:
            for (word, content) in [("true", .bool(true)), ("false", .bool(false)), ("null", CACAONode.Content.null)]
            where bytes[position...].starts(with: word.utf8) {
                position += word.utf8.count
                return CACAONode(content: content, place: place)
            }
            throw unexpected("a value")
        }
    }

    private mutating func array(depth: Int) throws(Broken) -> CACAONode.Content {
        try enter(depth)
        var elements: [CACAONode] = []
        skipBlanks()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return .array(elements) }
            guard take(",") else { throw unexpected("',' or ']'") }
        }
    }

    private mutating func object(depth: Int) throws(Broken) -> CACAONode.Content {
        try enter(depth)
        var members: [CACAONode.Member] = []
        var index: [String: Int] = [:]
        skipBlanks()
        if take("}") { return .object(members, index) }
        while true {
            skipBlanks()
            let place = place
            guard next == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
            let key = try string()
            skipBlanks()
            guard take(":") else { throw unexpected("':'") }
            let value = try value(depth: depth + 1)
            if index[key] == nil {
                index[key] = members.count
                members.append(CACAONode.Member(key: key, place: place, value: value))
            } else {
                log.add("duplicate-key", at: place, message: "'\(key.shortened)' stands twice in one object.")
            }
            skipBlanks()
            if take("}") { return .object(members, index) }
            guard take(",") else { throw unexpected("',' or '}'") }
        }
    }

    private mutating func enter(_ depth: Int) throws(Broken) {
        guard depth < CACAOReader.maximumDepth else {
            throw broken("Lists and objects are nested deeper than \(CACAOReader.maximumDepth) levels.")
        }
        position += 1
    }
}

// MARK: - Numbers and text

extension CACAOReader {
    private mutating func number() throws(Broken) -> CACAONode.Content {
        let start = position
        _ = take("-")
        let digits = position
        skipDigits()
        let isPadded = position - digits > 1 && bytes[digits] == UInt8(ascii: "0")
        guard position > digits, !isPadded else { throw broken("This is no number.") }
        if take(".") { try someDigits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try someDigits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let whole = Int64(text), text != "-0" { return .int(whole) }
        return .number(text)
    }

    private mutating func skipDigits() {
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    }

    private mutating func someDigits() throws(Broken) {
        let start = position
        skipDigits()
        if position == start { throw unexpected("a digit") }
    }

    private mutating func string() throws(Broken) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                guard let result = String(validating: text, as: UTF8.self) else {
                    throw broken("The text is not UTF-8.")
                }
                position += 1
                return result
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw broken("A control character stands in a text.")
            default:
                if byte & 0xC0 == 0x80 { continuations += 1 }
                text.append(byte)
                position += 1
            }
        }
        throw unexpected("the end of the text")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Broken) {
        position += 1
        guard let byte = next else { throw unexpected("the rest of an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += Array("\(try scalar())".utf8)
        default: throw broken("There is no such escape.")
        }
    }

    private mutating func scalar() throws(Broken) -> Unicode.Scalar {
        var code = try fourDigits()
        if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: [0x5C, 0x75]) {
            position += 2
            let low = try fourDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw broken("Half of a character stands alone.") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw broken("Half of a character stands alone.") }
        return scalar
    }

    private mutating func fourDigits() throws(Broken) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
