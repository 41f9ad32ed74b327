/// The names of variables and where texts use them.
enum CACAOVariable {
    /// Whether `text` can name a variable: `__bank__`.
    static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 5, bytes.count <= 204, bytes.starts(with: [0x5F, 0x5F]),
            bytes.suffix(2).elementsEqual([0x5F, 0x5F])
        else { return false }
        let inner = bytes[2..<(bytes.count - 2)]
        guard let first = inner.first, isLetter(first) || first == 0x5F else { return false }
        return inner.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x5F || $0 == 0x2D }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

    /// The variables that a text uses as `__name__:value`, in their order.
    static func uses(in text: String) -> [String] {
        let bytes = Array(text.utf8)
        let suffix = Array(":value".utf8)
        var names: [String] = []
        var start: Int?
        for index in bytes.indices {
            let byte = bytes[index]
            if isLetter(byte) || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D || byte == 0x2E {
                if start == nil { start = index }
                continue
            }
            if let begin = start, byte == UInt8(ascii: ":"), bytes[index...].starts(with: suffix),
                bytes[begin...].starts(with: [0x5F, 0x5F]), bytes[..<index].suffix(2).elementsEqual([0x5F, 0x5F])
            {
                names.append(String(decoding: bytes[begin..<index], as: UTF8.self))
            }
            start = nil
        }
        return names
    }

    /// The name in an argument: with or without `:value` behind it.
    static func name(ofArgument text: String) -> String {
        text.hasSuffix(":value") ? String(text.dropLast(6)) : text
    }
}

/// What the properties of steps are called.
enum CACAOStep {
    /// The properties that name the next step.
    static let successors: Set = ["on_completion", "on_success", "on_failure"]
}
