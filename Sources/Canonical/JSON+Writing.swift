extension JSON {
    /// The one byte form of this value: RFC 8785, members sorted by UTF-16 code units, no white space.
    public var canonicalBytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(roughLength)
        write(to: &output)
        return output
    }

    /// The one byte form as text.
    public var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// The value laid out over lines with two spaces a level, members sorted: for people, never for hashing.
    public var prettyText: String {
        var output: [UInt8] = []
        writePretty(to: &output, level: 0)
        return String(decoding: output, as: UTF8.self)
    }

    /// Room for most values of this kind: 64 bytes an entry, more for many of them when they are written.
    private var roughLength: Int {
        switch self {
        case .array(let elements): max(256, min(elements.count, 256) * 64)
        case .object(let members): max(256, min(members.count, 256) * 64)
        case .string(let text): text.utf8.count + 16
        case .null, .bool, .int: 24
        }
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            var first = true
            for element in elements {
                if !first { output.append(UInt8(ascii: ",")) }
                first = false
                element.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            var first = true
            for (key, value) in members {
                if !first { output.append(UInt8(ascii: ",")) }
                first = false
                JSON.writeString(key, to: &output)
                output.append(UInt8(ascii: ":"))
                value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        default: writeScalar(to: &output)
        }
    }

    private func writePretty(to output: inout [UInt8], level: Int) {
        func newLine(_ level: Int) {
            output.append(UInt8(ascii: "\n"))
            output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
        }
        switch self {
        case .array(let elements) where !elements.isEmpty:
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                element.writePretty(to: &output, level: level + 1)
            }
            newLine(level)
            output.append(UInt8(ascii: "]"))
        case .object(let members) where !members.isEmpty:
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                newLine(level + 1)
                JSON.writeString(member.key, to: &output)
                output.append(contentsOf: [UInt8(ascii: ":"), UInt8(ascii: " ")])
                member.value.writePretty(to: &output, level: level + 1)
            }
            newLine(level)
            output.append(UInt8(ascii: "}"))
        default: write(to: &output)
        }
    }

    private func writeScalar(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): JSON.writeInteger(value, to: &output)
        case .string(let value): JSON.writeString(value, to: &output)
        case .array, .object: preconditionFailure("containers are written by their callers")
        }
    }

    private static func writeInteger(_ value: Int64, to output: inout [UInt8]) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        let start = output.count
        var rest = value.magnitude
        repeat {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        output[start...].reverse()
    }

    private static func writeString(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { writeEscaped($0, to: &output) }
        if isWritten == nil { Array(text.utf8).withUnsafeBufferPointer { writeEscaped($0, to: &output) } }
        output.append(UInt8(ascii: "\""))
    }

    /// Writes what needs no escape in one piece: nearly all text has none.
    private static func writeEscaped(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        var start = 0
        while start < text.count {
            let end = firstEscape(in: text, from: start)
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<end]))
            if end < text.count { writeEscape(of: text[end], to: &output) }
            start = end + 1
        }
    }

    /// Where the next byte stands that needs an escape, or ends the text when it is a written one; the end without one.
    static func firstEscape(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(text)
        var place = start
        while place + 8 <= text.count, !hasEscape(bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) {
            place += 8
        }
        while place < text.count, !(text[place] < 0x20 || text[place] == 0x22 || text[place] == 0x5C) { place += 1 }
        return place
    }

    /// Whether one of eight bytes needs an escape.
    ///
    /// Taking n from each byte sets the highest bit of one that is below n and had that bit clear. It may also set that of
    /// a byte above it, which does no harm: one that needs an escape is there then. A byte that equals another is below 1
    /// once both are laid over each other.
    private static func hasEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let slash = word ^ (ones &* 0x5C)
        let control = (word &- ones &* 0x20) & ~word
        return (control | (quote &- ones) & ~quote | (slash &- ones) & ~slash) & (ones &* 0x80) != 0
    }

    private static func writeEscape(of byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case 0..<0x20:
            output.append(contentsOf: "u00".utf8)
            output.append(hexadecimalDigit(byte >> 4))
            output.append(hexadecimalDigit(byte & 15))
        default: output.append(byte)
        }
    }

    private static func hexadecimalDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
