/// The bytes of a file after they were found to be plain text: without byte order mark, lines ended by a single LF.
struct FileText {
    /// The most bytes that a playbook may have.
    static let maximumSize = 1 << 20

    /// The text as UTF-8. What was refused is replaced by blanks, so that reading can go on.
    let bytes: [UInt8]

    /// Looks at the bytes; nil when they are not text at all, and then `log` says why.
    init?(_ source: [UInt8], log: FindingLog) {
        guard source.count <= FileText.maximumSize else {
            log.add(
                "file-too-large", at: .start, message: "The file is larger than 1 MiB.",
                hint: "Split the playbook and call the parts.")
            return nil
        }
        if source.starts(with: [0xFF, 0xFE]) || source.starts(with: [0xFE, 0xFF]) {
            log.add("not-utf8", at: .start, message: "The file is UTF-16.", hint: "Save it as UTF-8.")
            return nil
        }
        let content = source.starts(with: [0xEF, 0xBB, 0xBF]) ? source[3...] : source[...]
        var cleaner = Cleaner(log: log)
        guard cleaner.run(content) else { return nil }
        bytes = cleaner.output
    }
}

/// Walks over the characters once and keeps what a playbook may contain.
private struct Cleaner {
    let log: FindingLog
    var output: [UInt8] = []
    var line = 1
    var column = 1
    var here: Place { Place(line: line, column: column) }

    init(log: FindingLog) { self.log = log }

    /// Walks over the file; false when it is no text at all.
    mutating func run(_ bytes: ArraySlice<UInt8>) -> Bool {
        output.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte >= 0x20, byte < 0x7F {
                output.append(byte)
                column += 1
                index += 1
            } else if byte < 0x80 {
                guard control(byte, next: index + 1 < bytes.endIndex ? bytes[index + 1] : 0) else { return false }
                index += 1
            } else {
                guard let length = multibyte(bytes[index...]) else {
                    log.add(
                        "not-utf8", at: here, message: "Here stands a byte that is not UTF-8.",
                        hint: "Save it as UTF-8.")
                    return false
                }
                index += length
                column += 1
            }
        }
        return true
    }

    /// A byte below 32, or 127.
    private mutating func control(_ byte: UInt8, next: UInt8) -> Bool {
        switch byte {
        case 0x0A:
            output.append(byte)
            (line, column) = (line + 1, 1)
            return true
        case 0x0D where next == 0x0A: return true
        case 0x00:
            log.add("not-text", at: here, message: "Here stands a NUL byte: this is not a text file.")
            return false
        case 0x09:
            log.add(
                "tab", at: here, message: "Here stands a tab.", hint: #"Indent with spaces; write \t in double quotes."#
            )
        default:
            log.add(
                "control-character", at: here,
                message: "Here stands the control character U+\(hexadecimal(UInt32(byte))).", hint: "Remove it.")
        }
        output.append(0x20)
        column += 1
        return true
    }

    /// The length of the character that begins here; nil when it is not UTF-8.
    private mutating func multibyte(_ rest: ArraySlice<UInt8>) -> Int? {
        let first = rest[rest.startIndex]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, rest.count >= length else { return nil }
        var code = UInt32(first) & (0x7F >> UInt32(length))
        for byte in rest[(rest.startIndex + 1)..<(rest.startIndex + length)] {
            guard byte & 0xC0 == 0x80 else { return nil }
            code = code << 6 | UInt32(byte & 0x3F)
        }
        let isOverlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x1_0000)
        guard !isOverlong, !(0xD800...0xDFFF).contains(code), code <= 0x10_FFFF else { return nil }
        if isRefused(code) {
            log.add(
                "control-character", at: here,
                message: "Here stands U+\(hexadecimal(code)), which nobody can see.", hint: "Remove it.")
            output.append(0x20)
        } else {
            output.append(contentsOf: rest[rest.startIndex..<(rest.startIndex + length)])
        }
        return length
    }

    /// Line breaks that only some readers know, marks that turn the direction of text, and what is no character.
    private func isRefused(_ code: UInt32) -> Bool {
        switch code {
        case 0x80...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private func hexadecimal(_ code: UInt32) -> String {
        let digits = String(code, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
