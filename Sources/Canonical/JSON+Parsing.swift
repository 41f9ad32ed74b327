/// Why some bytes are not a ``JSON`` value, and where.
public struct JSONSyntaxError: Error, Equatable, Sendable {
    /// What is wrong at the place.
    public enum Reason: Equatable, Sendable {
        /// The text ends in the middle of a value.
        case unexpectedEnd
        /// A byte that cannot stand here.
        case unexpectedByte(UInt8)
        /// A number with a fraction, an exponent, a leading zero, `-0`, or outside of 64 bits.
        case notAnInteger
        /// A member name that occurs twice in one object.
        case duplicateKey(String)
        /// A control character, a broken escape, a lone surrogate or bytes that are not UTF-8.
        case invalidText
        /// Containers nested deeper than the limit.
        case tooDeep(limit: Int)
        /// Something follows the value.
        case trailingBytes
    }
    /// What is wrong.
    public let reason: Reason
    /// Offset of the place in bytes from the start.
    public let offset: Int
    /// Line of the place, from 1.
    public let line: Int
    /// Column of the place in bytes, from 1.
    public let column: Int
}

extension JSON {
    /// Reads one value from UTF-8 bytes.
    ///
    /// - Parameter takesAnyForm: Whether a whole number may also be written as `3.0` or `3e2`, as JSON Schema counts it.
    /// - Throws: ``JSONSyntaxError`` for anything that RFC 8259 or this type's limits do not allow.
    public init(parsing bytes: [UInt8], maximumDepth: Int = 64, takesAnyForm: Bool = false) throws(JSONSyntaxError) {
        var parser = Parser(bytes: bytes, maximumDepth: maximumDepth, takesAnyForm: takesAnyForm)
        self = try parser.document()
    }

    /// Reads one value from text.
    public init(parsing text: String, maximumDepth: Int = 64) throws(JSONSyntaxError) {
        try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
    }

    private struct Parser {
        let bytes: [UInt8]
        let maximumDepth: Int
        let takesAnyForm: Bool
        var position = 0

        init(bytes: [UInt8], maximumDepth: Int, takesAnyForm: Bool) {
            (self.bytes, self.maximumDepth, self.takesAnyForm) = (bytes, maximumDepth, takesAnyForm)
        }

        mutating func document() throws(JSONSyntaxError) -> JSON {
            let value = try self.value(depth: 0)
            skipWhiteSpace()
            if position < bytes.count { throw failure(.trailingBytes) }
            return value
        }

        private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSON {
            skipWhiteSpace()
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            switch bytes[position] {
            case UInt8(ascii: "{"): return try object(depth: depth)
            case UInt8(ascii: "["): return try array(depth: depth)
            case UInt8(ascii: "\""): return .string(try string())
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
            case UInt8(ascii: "t"): return try word("true", .bool(true))
            case UInt8(ascii: "f"): return try word("false", .bool(false))
            case UInt8(ascii: "n"): return try word("null", .null)
            case let other: throw failure(.unexpectedByte(other))
            }
        }

        private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSON {
            if depth >= maximumDepth { throw failure(.tooDeep(limit: maximumDepth)) }
            position += 1
            var members = Members.Incoming()
            skipWhiteSpace()
            if take(UInt8(ascii: "}")) { return .object(members.members()) }
            while true {
                skipWhiteSpace()
                let start = position
                guard position < bytes.count else { throw failure(.unexpectedEnd) }
                guard bytes[position] == UInt8(ascii: "\"") else { throw failure(.unexpectedByte(bytes[position])) }
                let key = try string()
                skipWhiteSpace()
                try expect(UInt8(ascii: ":"))
                let value = try value(depth: depth + 1)
                if !members.append(value, as: key) {
                    position = start
                    throw failure(.duplicateKey(key))
                }
                skipWhiteSpace()
                if take(UInt8(ascii: "}")) { return .object(members.members()) }
                try expect(UInt8(ascii: ","))
            }
        }

        private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSON {
            if depth >= maximumDepth { throw failure(.tooDeep(limit: maximumDepth)) }
            position += 1
            var elements: [JSON] = []
            skipWhiteSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            while true {
                elements.append(try value(depth: depth + 1))
                skipWhiteSpace()
                if take(UInt8(ascii: "]")) { return .array(elements) }
                try expect(UInt8(ascii: ","))
            }
        }

        private mutating func number() throws(JSONSyntaxError) -> JSON {
            let start = position
            do { return try integer() } catch {
                guard takesAnyForm, error.reason == .notAnInteger else { throw error }
                position = start
                return try wholeNumber()
            }
        }

        /// A number with a fraction or an exponent whose value is whole all the same.
        private mutating func wholeNumber() throws(JSONSyntaxError) -> JSON {
            let start = position
            let isNegative = take(UInt8(ascii: "-"))
            var digits = takeDigits()
            var exponent = 0
            let isWritten = digits.count == 1 || (digits.count > 1 && digits.first != 0)
            var isComplete = isWritten
            if take(UInt8(ascii: ".")) {
                let fraction = takeDigits()
                isComplete = isComplete && !fraction.isEmpty
                digits += fraction
                exponent -= fraction.count
            }
            if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
                let isDown = take(UInt8(ascii: "-"))
                if !isDown { _ = take(UInt8(ascii: "+")) }
                let power = takeDigits()
                isComplete = isComplete && !power.isEmpty
                // Beyond four digits nothing but zero stays within 64 bits.
                let value = power.prefix(4).reduce(0) { $0 * 10 + Int($1) }
                exponent += (isDown ? -1 : 1) * (power.count > 4 ? 9_999 : value)
            }
            while digits.last == 0 {
                digits.removeLast()
                exponent += 1
            }
            digits = Array(digits.drop { $0 == 0 })
            guard isComplete else { throw failure(.notAnInteger, at: start) }
            if digits.isEmpty { return .int(0) }
            guard exponent >= 0, digits.count + exponent <= 19 else { throw failure(.notAnInteger, at: start) }
            let text =
                (isNegative ? "-" : "") + digits.map(String.init).joined() + String(repeating: "0", count: exponent)
            guard let value = Int64(text) else { throw failure(.notAnInteger, at: start) }
            return .int(value)
        }

        private mutating func takeDigits() -> [UInt8] {
            var digits: [UInt8] = []
            while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
                digits.append(digit)
                position += 1
            }
            return digits
        }

        private mutating func integer() throws(JSONSyntaxError) -> JSON {
            let start = position
            let negative = take(UInt8(ascii: "-"))
            var value: Int64 = 0
            let digits = position
            while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
                let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
                let (sum, overflow) = scaled.subtractingReportingOverflow(Int64(digit))
                if tooLarge || overflow { throw failure(.notAnInteger, at: start) }
                value = sum
                position += 1
            }
            let leadingZero = position - digits > 1 && bytes[digits] == UInt8(ascii: "0")
            let continues = position < bytes.count && [0x2E, 0x45, 0x65].contains(bytes[position])
            if position == digits || leadingZero || continues || (negative && value == 0) {
                throw failure(.notAnInteger, at: start)
            }
            // Collected as a negative number because its range is the wider one.
            if negative { return .int(value) }
            guard value != .min else { throw failure(.notAnInteger, at: start) }
            return .int(-value)
        }

        private mutating func string() throws(JSONSyntaxError) -> String {
            let start = position
            position += 1
            let first = position
            position = bytes.withUnsafeBufferPointer { JSON.firstEscape(in: $0, from: first) }
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = Self.text(bytes[first..<position])
                position += 1
                guard let text else { throw failure(.invalidText, at: start) }
                return text
            case UInt8(ascii: "\\"): return try escapedString(start: start, first: first)
            default: throw failure(.invalidText)
            }
        }

        /// The bytes as text; nil when they are not UTF-8. What is all ASCII needs no validation, and most is.
        private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
            bytes.withUnsafeBufferPointer { bytes in
                var all: UInt8 = 0
                for byte in bytes { all |= byte }
                return all < 0x80 ? String(decoding: bytes, as: UTF8.self) : String(validating: bytes, as: UTF8.self)
            }
        }

        private mutating func escapedString(start: Int, first: Int) throws(JSONSyntaxError) -> String {
            var text = Array(bytes[first..<position])
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: "\""):
                    guard let text = Self.text(text[...]) else {
                        throw failure(.invalidText, at: start)
                    }
                    return text
                case UInt8(ascii: "\\"): try escape(into: &text)
                case 0..<0x20: throw failure(.invalidText, at: position - 1)
                default: text.append(byte)
                }
            }
            throw failure(.unexpectedEnd)
        }

        private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                var code = UInt32(try hexadecimal4())
                if (0xD800..<0xDC00).contains(code), position + 1 < bytes.count,
                    bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
                {
                    position += 2
                    let low = UInt32(try hexadecimal4())
                    guard (0xDC00..<0xE000).contains(low) else { throw failure(.invalidText) }
                    code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
                }
                guard let scalar = Unicode.Scalar(code) else { throw failure(.invalidText) }
                text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            default: throw failure(.invalidText, at: position - 1)
            }
        }

        private mutating func hexadecimal4() throws(JSONSyntaxError) -> UInt16 {
            guard position + 4 <= bytes.count else { throw failure(.unexpectedEnd) }
            var value: UInt16 = 0
            for _ in 0..<4 {
                guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                    throw failure(.invalidText)
                }
                value = value << 4 | UInt16(digit)
                position += 1
            }
            return value
        }

        private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONSyntaxError) -> JSON {
            let start = position
            for expected in "\(word)".utf8 {
                guard position < bytes.count else { throw failure(.unexpectedEnd) }
                guard bytes[position] == expected else { throw failure(.unexpectedByte(bytes[position]), at: start) }
                position += 1
            }
            return value
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        }

        private mutating func expect(_ byte: UInt8) throws(JSONSyntaxError) {
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            guard take(byte) else { throw failure(.unexpectedByte(bytes[position])) }
        }

        private mutating func skipWhiteSpace() {
            while position < bytes.count {
                switch bytes[position] {
                case 0x20, 0x09, 0x0A, 0x0D: position += 1
                default: return
                }
            }
        }

        private func failure(_ reason: JSONSyntaxError.Reason, at offset: Int? = nil) -> JSONSyntaxError {
            let offset = min(offset ?? position, bytes.count)
            var line = 1
            var column = 1
            for byte in bytes[..<offset] {
                if byte == 0x0A { (line, column) = (line + 1, 1) } else { column += 1 }
            }
            return JSONSyntaxError(reason: reason, offset: offset, line: line, column: column)
        }
    }
}
