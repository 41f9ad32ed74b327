/// What the chains need of a leaf, as places in its bytes.
struct ScannedLeaf {
    var version: Int64?
    var log: Range<Int>?
    var id: Range<Int>?
    var time: Int64?
    var type: Range<Int>?
    var hasActor = false
    var session: Range<Int>?
    var sessionNumber: Int64?
    var casePlace: (id: Range<Int>, number: Int64, previous: Range<Int>)?
    var subject: Range<Int>?
    var commit: Range<Int>?
    var data: Range<Int>?
    /// The first fault that leaves the rest of the leaf readable.
    var fault: LeafError?
}

/// Reads a leaf in one pass without building it: the verifier spends its time here.
///
/// The scanner accepts exactly the canonical form, so nothing has to be written out and compared. Texts stay as they are
/// in the bytes, with their escapes.
struct LeafScanner {
    static let maximumDepth = 64

    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Reads all bytes as one leaf.
    ///
    /// - Throws: ``LeafError`` when the bytes are not canonical JSON or lack what every leaf has.
    mutating func leaf() throws(LeafError) -> ScannedLeaf {
        var leaf = ScannedLeaf()
        try object { (scanner, key) throws(LeafError) in try scanner.member(key, of: &leaf) }
        if position != bytes.count { throw .notCanonical(offset: position) }
        guard leaf.version != nil else { throw .missing("v") }
        guard leaf.log != nil else { throw .missing("log") }
        guard leaf.id != nil else { throw .missing("id") }
        guard leaf.time != nil else { throw .missing("ts") }
        guard leaf.type != nil else { throw .missing("type") }
        guard leaf.hasActor else { throw .missing("actor") }
        return leaf
    }

    private mutating func member(_ key: ScannedKey, of leaf: inout ScannedLeaf) throws(LeafError) {
        switch key.start {
        case .actor: try actor(of: &leaf)
        case .case: try casePlace(of: &leaf)
        case .commit: leaf.commit = try objectRange("commit")
        case .data: leaf.data = try objectRange("data")
        case .id: leaf.id = try text("id")
        case .log: leaf.log = try text("log")
        case .purpose: _ = try text("purpose")
        case .subject: leaf.subject = try text("subject")
        case .ts: leaf.time = try LeafTime.microseconds(self[text("ts")])
        case .type: leaf.type = try text("type")
        case .version: leaf.version = try number("v")
        default:
            leaf.fault = .unknownField(string(key.range))
            try value(depth: 1)
        }
    }

    private mutating func actor(of leaf: inout ScannedLeaf) throws(LeafError) {
        var hasKind = false
        var hasID = false
        var fault: LeafError?
        try require(UInt8(ascii: "{"), "actor")
        try object { (scanner, key) throws(LeafError) in
            switch key.start {
            case .id:
                _ = try scanner.text("actor.id")
                hasID = true
            case .kind:
                _ = try scanner.text("actor.kind")
                hasKind = true
            case .n: leaf.sessionNumber = try scanner.number("actor.n")
            case .session: leaf.session = try scanner.text("actor.session")
            default:
                fault = .unknownField("actor." + scanner.string(key.range))
                try scanner.value(depth: 2)
            }
        }
        leaf.hasActor = true
        if !hasID || !hasKind { fault = .missing(hasID ? "actor.kind" : "actor.id") }
        if (leaf.session == nil) != (leaf.sessionNumber == nil) {
            fault = .missing(leaf.session == nil ? "actor.session" : "actor.n")
        }
        if let fault { leaf.fault = fault }
    }

    private mutating func casePlace(of leaf: inout ScannedLeaf) throws(LeafError) {
        var id: Range<Int>?
        var number: Int64?
        var previous: Range<Int>?
        var fault: LeafError?
        try require(UInt8(ascii: "{"), "case")
        try object { (scanner, key) throws(LeafError) in
            switch key.start {
            case .id: id = try scanner.text("case.id")
            case .seq: number = try scanner.number("case.seq")
            case .prev: previous = try scanner.text("case.prev")
            default:
                fault = .unknownField("case." + scanner.string(key.range))
                try scanner.value(depth: 2)
            }
        }
        guard let id, let number, let previous else { throw .malformed("case") }
        leaf.casePlace = (id, number, previous)
        if let fault { leaf.fault = fault }
    }
}

/// A member name, as it is in the leaf.
struct ScannedKey {
    /// The first eight bytes as a number, see ``Bytes/firstEight(_:)``: all of them when the name is shorter.
    struct Start: Equatable {
        let bytes: UInt64

        init(bytes: UInt64) { self.bytes = bytes }

        @inline(__always)
        private init(_ name: StaticString) {
            var bytes: UInt64 = 0
            for place in 0..<8 {
                bytes = bytes << 8 | (place < name.utf8CodeUnitCount ? UInt64(name.utf8Start[place]) : 0)
            }
            self.bytes = bytes
        }

        // All shorter than eight bytes, so that no other name begins with the same eight.
        static var actor: Start { Start("actor") }
        static var `case`: Start { Start("case") }
        static var commit: Start { Start("commit") }
        static var data: Start { Start("data") }
        static var id: Start { Start("id") }
        static var kind: Start { Start("kind") }
        static var log: Start { Start("log") }
        static var n: Start { Start("n") }
        static var prev: Start { Start("prev") }
        static var purpose: Start { Start("purpose") }
        static var seq: Start { Start("seq") }
        static var session: Start { Start("session") }
        static var subject: Start { Start("subject") }
        static var ts: Start { Start("ts") }
        static var type: Start { Start("type") }
        static var version: Start { Start("v") }

        @inline(__always)
        static func ~= (pattern: Start, start: Start) -> Bool { pattern.bytes == start.bytes }
    }

    let range: Range<Int>
    let start: Start
}

// Typed values.
extension LeafScanner {
    /// These bytes.
    subscript(range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[range]) }

    /// The text of these bytes.
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for place in 0..<range.count where bytes[range.lowerBound + place] != text.utf8Start[place] { return false }
        return true
    }

    private func require(_ byte: UInt8, _ field: String) throws(LeafError) {
        if position >= bytes.count { throw .notCanonical(offset: position) }
        if bytes[position] != byte { throw .malformed(field) }
    }

    private mutating func objectRange(_ field: String) throws(LeafError) -> Range<Int> {
        try require(UInt8(ascii: "{"), field)
        let start = position
        try value(depth: 1)
        return start..<position
    }

    mutating func text(_ field: String) throws(LeafError) -> Range<Int> {
        try require(UInt8(ascii: "\""), field)
        return try text()
    }

    mutating func number(_ field: String) throws(LeafError) -> Int64 {
        if position < bytes.count, bytes[position] != UInt8(ascii: "-"), bytes[position] &- UInt8(ascii: "0") > 9 {
            throw .malformed(field)
        }
        return try number()
    }
}

// The grammar.
extension LeafScanner {
    /// Reads an object whose member names ascend, and lets `member` read the value of each.
    mutating func object(
        _ member: (inout LeafScanner, ScannedKey) throws(LeafError) -> Void
    ) throws(LeafError) {
        try expect(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        var previous = ScannedKey(range: 0..<0, start: ScannedKey.Start(bytes: 0))
        while true {
            let key = try key(after: previous)
            try expect(UInt8(ascii: ":"))
            try member(&self, key)
            previous = key
            if take(UInt8(ascii: "}")) { return }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func value(depth: Int) throws(LeafError) {
        guard position < bytes.count, depth <= LeafScanner.maximumDepth else { throw .notCanonical(offset: position) }
        switch bytes[position] {
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "{"):
            if depth == LeafScanner.maximumDepth { throw .notCanonical(offset: position) }
            try object { (scanner, _) throws(LeafError) in try scanner.value(depth: depth + 1) }
        case UInt8(ascii: "["):
            if depth == LeafScanner.maximumDepth { throw .notCanonical(offset: position) }
            try array(depth: depth)
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: _ = try number()
        }
    }

    private mutating func array(depth: Int) throws(LeafError) {
        position += 1
        if take(UInt8(ascii: "]")) { return }
        while true {
            try value(depth: depth + 1)
            if take(UInt8(ascii: "]")) { return }
            try expect(UInt8(ascii: ","))
        }
    }

    /// A member name behind `previous` in the order of bytes, which also refuses duplicates.
    @inline(__always)
    private mutating func key(after previous: ScannedKey) throws(LeafError) -> ScannedKey {
        if let key = shortKey(after: previous) { return key }
        return try anyKey(after: previous)
    }

    /// A name of at most seven bytes between its quotes, all looked at together; nil when it may be longer or wrong. The
    /// position stays where it is unless the name is right and comes after `previous`.
    @inline(__always)
    private mutating func shortKey(after previous: ScannedKey) -> ScannedKey? {
        let raw = UnsafeRawBufferPointer(bytes)
        let start = position + 1
        guard start + 8 <= raw.count, raw[position] == UInt8(ascii: "\"") else { return nil }
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high = ones &* 0x80
        let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        let quote = word ^ (ones &* 0x22)
        let isQuote = (quote &- ones) & ~quote & high
        if isQuote == 0 { return nil }
        // All bits below the highest of the byte that is the quote.
        let inside = (isQuote & (0 &- isQuote)) &- 1
        let name = word & (inside >> 7)
        // Below 0x80 no sum carries into the next byte.
        let isLetter = (name &+ ones &* (0x80 - 0x61)) & ~(name &+ ones &* (0x80 - 0x7B))
        let isDigit = (name &+ ones &* (0x80 - 0x30)) & ~(name &+ ones &* (0x80 - 0x3A))
        let isLine = ~((name ^ (ones &* 0x5F)) &+ ones &* 0x7F)
        let isWrong = (name | ~(isLetter | isDigit | isLine)) & high & inside | ~isLetter & 0x80
        guard isWrong == 0, previous.start.bytes < name.byteSwapped else { return nil }
        let end = start + isQuote.trailingZeroBitCount / 8
        position = end + 1
        return ScannedKey(range: start..<end, start: ScannedKey.Start(bytes: name.byteSwapped))
    }

    @inline(never)
    private mutating func anyKey(after previous: ScannedKey) throws(LeafError) -> ScannedKey {
        try expect(UInt8(ascii: "\""))
        let start = position
        while position < bytes.count, LeafKey.isPart(bytes[position]) { position += 1 }
        let range = start..<position
        guard take(UInt8(ascii: "\"")) else { throw .notCanonical(offset: position) }
        guard !range.isEmpty, range.count <= 32, bytes[start] >= UInt8(ascii: "a") else {
            throw .keyNotAllowed(string(range))
        }
        guard Bytes.order(self[previous.range], self[range]) < 0 else { throw .notCanonical(offset: start) }
        return ScannedKey(range: range, start: ScannedKey.Start(bytes: Bytes.firstEight(self[range])))
    }

    private mutating func number() throws(LeafError) -> Int64 {
        let start = position
        let negative = take(UInt8(ascii: "-"))
        let digits = position
        var value: Int64 = 0
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit <= 9 {
            if position - digits >= 16 { throw .notCanonical(offset: start) }
            value = value * 10 + Int64(digit)
            position += 1
        }
        guard position > digits, bytes[digits] != UInt8(ascii: "0") || (position == digits + 1 && !negative) else {
            throw .notCanonical(offset: start)
        }
        if value > LeafNumber.maximum { throw .integerOutOfRange(negative ? -value : value) }
        return negative ? -value : value
    }

    private mutating func text() throws(LeafError) -> Range<Int> {
        position += 1
        let start = position
        while true {
            skipPlainLetters()
            guard position < bytes.count else { throw .notCanonical(offset: position) }
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return start..<position - 1
            }
            if byte >= 0x80 {
                try multibyteScalar()
            } else if byte == UInt8(ascii: "\\") {
                try escape()
            } else {
                throw .notCanonical(offset: position)
            }
        }
    }

    /// Goes on to the next quote, backslash, control character or part of a longer scalar, eight bytes at a time.
    @inline(__always)
    private mutating func skipPlainLetters() {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let raw = UnsafeRawBufferPointer(bytes)
        while position + 8 <= raw.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let (quote, backslash) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5C))
            // What borrows from the byte below is wrong only behind a byte that was found.
            let special =
                ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) | word)
                & (ones &* 0x80)
            if special != 0 {
                position += special.trailingZeroBitCount / 8
                return
            }
            position += 8
        }
        while position < raw.count, case let byte = raw[position], byte >= 0x20, byte < 0x80, byte != 0x22, byte != 0x5C
        {
            position += 1
        }
    }

    /// The only escapes of the canonical form: the short ones, and `\u00xx` for the other control characters.
    private mutating func escape() throws(LeafError) {
        guard position + 1 < bytes.count else { throw .notCanonical(offset: position) }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"):
            guard position + 6 <= bytes.count, let code = Hexadecimal.decode(string(position + 2..<position + 6)),
                code[0] == 0, code[1] < 0x20, ![0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(code[1])
            else { throw .notCanonical(offset: position) }
            position += 6
        default: throw .notCanonical(offset: position)
        }
    }

    private mutating func multibyteScalar() throws(LeafError) {
        let (count, range): (Int, ClosedRange<UInt8>) =
            switch bytes[position] {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (0, 0...0)
            }
        guard count > 0, position + count <= bytes.count, range.contains(bytes[position + 1]) else {
            throw .notCanonical(offset: position)
        }
        for place in 2..<max(count, 2) where bytes[position + place] & 0xC0 != 0x80 {
            throw .notCanonical(offset: position)
        }
        position += count
    }

    private mutating func word(_ word: StaticString) throws(LeafError) {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, matches(position..<end, word) else { throw .notCanonical(offset: position) }
        position = end
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    private mutating func expect(_ byte: UInt8) throws(LeafError) {
        guard take(byte) else { throw .notCanonical(offset: position) }
    }
}
