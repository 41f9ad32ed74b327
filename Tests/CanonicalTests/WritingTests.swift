import Canonical
import Testing

/// A second writer, as plain as can be: it sorts by code units and looks at each byte.
private func plainly(_ value: JSON) -> [UInt8] {
    switch value {
    case .null: return Array("null".utf8)
    case .bool(let value): return Array("\(value)".utf8)
    case .int(let value): return Array(String(value).utf8)
    case .string(let text): return plainly(text)
    case .array(let elements):
        return Array("[".utf8) + elements.map(plainly).joined(separator: [0x2C]) + Array("]".utf8)
    case .object(let members):
        let sorted = members.reversed().sorted { Array($0.key.utf16).lexicographicallyPrecedes(Array($1.key.utf16)) }
        let written = sorted.map { plainly($0.key) + [0x3A] + plainly($0.value) }
        return Array("{".utf8) + written.joined(separator: [0x2C]) + Array("}".utf8)
    }
}

private func plainly(_ text: String) -> [UInt8] {
    let short: [UInt8: String] = [
        0x08: "\\b", 0x09: "\\t", 0x0A: "\\n", 0x0C: "\\f", 0x0D: "\\r", 0x22: "\\\"", 0x5C: "\\\\",
    ]
    var output: [UInt8] = [0x22]
    for byte in text.utf8 {
        if let escape = short[byte] {
            output += Array(escape.utf8)
        } else if byte < 0x20 {
            output += Array((byte < 0x10 ? "\\u000" : "\\u00").utf8) + Array(String(byte, radix: 16).utf8)
        } else {
            output.append(byte)
        }
    }
    return output + [0x22]
}

@Suite struct `The canonical bytes` {
    @Test func `of random documents are those of a plain writer, and are read back`() throws {
        var dice = Dice(state: 11)
        for _ in 0..<400 {
            let value = JSON.random(depth: 4, &dice)
            #expect(value.canonicalBytes == plainly(value))
            #expect(try JSON(parsing: value.canonicalBytes) == value)
            #expect(try JSON(parsing: value.prettyText) == value)
        }
    }

    @Test func `escape what must be, wherever it stands among eight bytes`() throws {
        let fillers = ["x", "\u{20}", "\u{21}", "\u{23}", "\u{5B}", "\u{5D}", "\u{7F}", "é", "\u{80}", "\u{10FFFF}"]
        for filler in fillers {
            for code in UInt8(0)..<0x80 where code < 0x24 || code == 0x5C || code == 0x7F {
                let character = String(UnicodeScalar(code))
                for before in 0..<18 {
                    let text = String(repeating: filler, count: before) + character
                    for after in [0, 1, 7, 9] {
                        let value = JSON.string(text + String(repeating: filler, count: after))
                        let bytes = value.canonicalBytes
                        guard bytes == plainly(value), try JSON(parsing: bytes) == value else {
                            Issue.record("\(code) after \(before) of \(filler), before \(after)")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test func `escape any mixture`() throws {
        var dice = Dice(state: 12)
        let pieces = ["\"", "\\", "\n", "\u{1F}", "\u{0}", "plain", "ж", "😀", " ", "\u{7F}"]
        for _ in 0..<2_000 {
            let count = Int.random(in: 0..<30, using: &dice)
            let text = (0..<count).map { _ in pieces.randomElement(using: &dice) ?? "" }.joined()
            #expect(JSON.string(text).canonicalBytes == plainly(text))
        }
    }

    @Test func `of whole numbers are their digits`() {
        var numbers: [Int64] = [0, 9, 10, -1, -10, .min, .max, .min + 1]
        var power: Int64 = 1
        for _ in 0..<18 {
            power *= 10
            numbers += [power - 1, power, power + 1, -power, 1 - power]
        }
        for number in numbers { #expect(JSON.int(number).canonicalText == String(number)) }
    }

    @Test func `are the same in whatever order the members came`() throws {
        var dice = Dice(state: 13)
        for size in [1, 2, 7, 15, 16, 17, 40, 300] {
            var names = Set<String>()
            while names.count < size { names.insert(.random(&dice)) }
            let members = names.shuffled(using: &dice).map { plainly($0) + Array(": \(names.count)".utf8) }
            let text = Array("{".utf8) + members.joined(separator: [0x2C]) + Array("}".utf8)
            let value = try JSON(parsing: text)
            #expect(value.object?.count == size)
            #expect(value.canonicalBytes == plainly(value))
            #expect(
                value
                    == .object(
                        JSON.Members(
                            mapping: [String: Int64](
                                uniqueKeysWithValues: names.map { ($0, Int64(size)) }), JSON.int)))
        }
    }

    @Test func `a name that comes twice is found wherever both stand, in either spelling`() throws {
        var dice = Dice(state: 14)
        let twice = [("a", "a"), ("é", "e\u{301}"), ("K", "\u{212A}"), ("\u{10000}", "\u{10000}")]
        for (one, other) in twice {
            for size in [0, 1, 8, 14, 15, 16, 17, 60] {
                var names = (0..<size).map { "n\($0)" }
                if Bool.random(using: &dice) { names.shuffle(using: &dice) } else { names.sort() }
                names.insert(one, at: Int.random(in: 0...names.count, using: &dice))
                let place = try #require(names.firstIndex(of: one))
                names.insert(other, at: Int.random(in: (place + 1)...names.count, using: &dice))
                let members = names.map { plainly($0) + Array(":0".utf8) }.joined(separator: [0x2C])
                let error = #expect(throws: JSONSyntaxError.self) {
                    try JSON(parsing: Array("{".utf8) + members + Array("}".utf8))
                }
                #expect(error?.reason == .duplicateKey(other))
            }
        }
    }
}
