/// Turns the bytes of a terminal into keys, whatever the pieces in which they arrive.
struct KeyDecoder {
    private var pending: [UInt8] = []
    private var pasted: [UInt8]?
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    /// Whether bytes wait for more: after a short silence they are a key of their own, see ``flush()``.
    var isWaiting: Bool { !pending.isEmpty }

    /// The keys that are complete with these bytes.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        while let (key, length) = next() {
            pending.removeFirst(length)
            if let key { keys.append(key) }
        }
        return keys
    }

    /// What the bytes that wait mean when nothing follows them: the Escape key, most of the time.
    mutating func flush() -> [Key] {
        guard pasted == nil, let first = pending.first else { return [] }
        pending.removeAll()
        return [first == 0x1B ? .escape : .unknown]
    }

    /// The first key and its length; a nil key for bytes that are only consumed; nil when more bytes are needed.
    private mutating func next() -> (Key?, Int)? {
        if pasted != nil { return nextPasted() }
        guard let first = pending.first else { return nil }
        switch first {
        case 0x1B: return escapeSequence()
        case 0x0D, 0x0A: return (.enter, 1)
        case 0x09: return (.tab, 1)
        case 0x7F, 0x08: return (.backspace, 1)
        case 0x01...0x1A: return (.control(Character(Unicode.Scalar(first + 0x60))), 1)
        case 0..<0x20: return (.unknown, 1)
        default: return character(at: 0).map { ($0.map(Key.character) ?? .unknown, $1) }
        }
    }

    private mutating func nextPasted() -> (Key?, Int)? {
        guard let end = pending.firstRange(of: Self.pasteEnd) else {
            // Everything except of what may be the beginning of the end mark is text already.
            let length = pending.count - min(pending.count, Self.pasteEnd.count - 1)
            guard length > 0 else { return nil }
            pasted?.append(contentsOf: pending[..<length])
            return (nil, length)
        }
        let text = (pasted ?? []) + pending[..<end.lowerBound]
        pasted = nil
        return (.paste(String(decoding: text, as: UTF8.self)), end.upperBound)
    }

    /// The character at an offset, nil when the bytes are none; and its length.
    private func character(at start: Int) -> (Character?, Int)? {
        let first = pending[start]
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0
        guard length > 0, first < 0xF5 else { return (nil, 1) }
        let rest = pending[start...].prefix(length)
        if let wrong = rest.dropFirst().firstIndex(where: { $0 & 0xC0 != 0x80 }) { return (nil, wrong - start) }
        guard rest.count == length else { return nil }
        return (String(validating: rest, as: UTF8.self)?.first, length)
    }

    private mutating func escapeSequence() -> (Key?, Int)? {
        guard pending.count > 1 else { return nil }
        switch pending[1] {
        case UInt8(ascii: "["): return controlSequence()
        case UInt8(ascii: "O"):
            guard pending.count > 2 else { return nil }
            return (Self.letterKeys[pending[2]] ?? .unknown, 3)
        case 0x1B: return (.escape, 1)
        case 0x20..<0x7F, 0xC2...0xF4:
            return character(at: 1).map { ($0.map(Key.alt) ?? .unknown, $1 + 1) }
        default: return (.escape, 1)
        }
    }

    private mutating func controlSequence() -> (Key?, Int)? {
        // The Linux console calls F1 to F5 `ESC [ [ A` to `E`.
        if pending.count > 2, pending[2] == UInt8(ascii: "[") {
            guard pending.count > 3 else { return nil }
            let number = Int(pending[3]) - Int(UInt8(ascii: "A")) + 1
            return ((1...5).contains(number) ? .function(number) : .unknown, 4)
        }
        guard let last = pending[2...].firstIndex(where: { !(0x20..<0x40).contains($0) }) else {
            return pending.count > 32 ? (.unknown, pending.count) : nil
        }
        guard (0x40..<0x7F).contains(pending[last]) else { return (.unknown, last) }
        let parameters = String(decoding: pending[2..<last], as: UTF8.self)
        if pending[last] == UInt8(ascii: "~"), parameters == "200" {
            pasted = []
            return (nil, last + 1)
        }
        return (Self.key(parameters, pending[last]), last + 1)
    }

    private static func key(_ parameters: String, _ last: UInt8) -> Key {
        guard last == UInt8(ascii: "~") else { return letterKeys[last] ?? .unknown }
        return tildeKeys[parameters.split(separator: ";").first.flatMap { Int($0) } ?? 0] ?? .unknown
    }

    private static let letterKeys: [UInt8: Key] = [
        UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
        UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end, UInt8(ascii: "Z"): .backTab, UInt8(ascii: "M"): .enter,
        UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2), UInt8(ascii: "R"): .function(3),
        UInt8(ascii: "S"): .function(4),
    ]
    private static let tildeKeys: [Int: Key] = [
        1: .home, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end, 11: .function(1),
        12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    ]
}
