extension Condition {
    /// Cuts an expression into tokens, spelled as in CEL.
    struct Lexer {
        private(set) var scalars: [Unicode.Scalar]
        var position = 0

        /// - Throws: `too-long` before anything is read.
        init(_ source: String) throws(ConditionError) {
            // Four bytes are the most that a scalar has; the count of a huge text is not needed.
            let isTooLong =
                source.utf8.count > 4 * maximumLength || source.unicodeScalars.count > maximumLength
            if isTooLong {
                throw ConditionError(
                    .tooLong, column: maximumLength + 1, "the expression is longer than \(maximumLength) characters",
                    hint: "split it: ask a question in between, or use two cases")
            }
            scalars = Array(source.unicodeScalars)
        }

        mutating func tokens() throws(ConditionError) -> [Token] {
            var tokens: [Token] = []
            while let token = try next() { tokens.append(token) }
            tokens.append(Token(kind: .end, column: scalars.count + 1))
            return tokens
        }

        func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
            position + ahead < scalars.count ? scalars[position + ahead] : nil
        }

        private mutating func next() throws(ConditionError) -> Token? {
            skipBlanks()
            guard let first = peek() else { return nil }
            let column = position + 1
            if first == "\"" || first == "'" { return Token(kind: .text(try text(isRaw: false)), column: column) }
            if first.isDigit { return Token(kind: .integer(try integer()), column: column) }
            if first.isNameStart { return try nameOrPrefixedText(column: column) }
            if first == ".", peek(1)?.isDigit == true { throw unsupportedNumber(column: column) }
            return Token(kind: .symbol(try symbol()), column: column)
        }

        private mutating func skipBlanks() {
            while let scalar = peek() {
                if scalar == "/", peek(1) == "/" {
                    while peek() != nil, peek() != "\n" { position += 1 }
                } else if [" ", "\t", "\n", "\r", "\u{C}"].contains(scalar) {
                    position += 1
                } else {
                    return
                }
            }
        }

        private mutating func nameOrPrefixedText(column: Int) throws(ConditionError) -> Token {
            let start = position
            while let scalar = peek(), scalar.isNameStart || scalar.isDigit { position += 1 }
            var name = String.UnicodeScalarView()
            name.append(contentsOf: scalars[start..<position])
            let quoted = peek() == "\"" || peek() == "'"
            switch String(name) {
            case "r", "R":
                guard quoted else { break }
                return Token(kind: .text(try text(isRaw: true)), column: column)
            case "b", "B", "br", "bR", "Br", "BR", "rb", "rB", "Rb", "RB":
                guard quoted else { break }
                throw ConditionError(
                    .unsupportedLiteral, column: column, "there are no bytes", hint: "write a text without the prefix")
            default: break
            }
            return Token(kind: .name(String(name)), column: column)
        }

        private mutating func integer() throws(ConditionError) -> UInt64 {
            let start = position
            let isHexadecimal = peek() == "0" && (peek(1) == "x" || peek(1) == "X")
            if isHexadecimal { position += 2 }
            let radix: UInt64 = isHexadecimal ? 16 : 10
            let digits = position
            var value: UInt64 = 0
            while let digit = peek()?.digit(radix: radix) {
                let (scaled, tooLarge) = value.multipliedReportingOverflow(by: radix)
                let (sum, overflow) = scaled.addingReportingOverflow(digit)
                if tooLarge || overflow { throw tooLargeNumber(column: start + 1) }
                value = sum
                position += 1
            }
            let hasFraction = peek() == "." && peek(1)?.isDigit == true
            let suffix = peek().map(String.init) ?? ""
            if hasFraction || ["u", "U", "e", "E"].contains(suffix) { throw unsupportedNumber(column: start + 1) }
            if position == digits || peek()?.isNameStart == true {
                throw ConditionError(
                    .badNumber, column: start + 1, "this is not a whole number", hint: "write digits only: 250000")
            }
            return value
        }

        private func unsupportedNumber(column: Int) -> ConditionError {
            ConditionError(
                .unsupportedLiteral, column: column, "there are only whole, signed numbers",
                hint: "write amounts in minor units: money(\"RUB\", 250050)")
        }

        private func tooLargeNumber(column: Int) -> ConditionError {
            ConditionError(
                .badNumber, column: column, "the number is outside of 64 bits", hint: "use a number below 9.2e18")
        }

        private mutating func symbol() throws(ConditionError) -> String {
            let column = position + 1
            let one = scalars[position]
            if let other = peek(1), case let pair = "\(one)\(other)", Lexer.pairs.contains(pair) {
                position += 2
                return pair
            }
            if Lexer.single.contains(one) {
                position += 1
                return String(one)
            }
            switch one {
            case "*", "/", "%":
                throw ConditionError(
                    .unsupportedOperator, column: column, "there is no operator \(one)",
                    hint: "write the computed number")
            case "{", "}", "`", ";":
                throw ConditionError(
                    .unsupportedSyntax, column: column, "maps, messages and quoted names are not part of the language",
                    hint: "use a list: [\"a\", \"b\"]")
            default:
                throw ConditionError(
                    .badCharacter, column: column, "a character that cannot stand here",
                    hint: one == "=" ? "equality is ==" : one == "&" || one == "|" ? "write && or ||" : "remove it")
            }
        }

        private static let pairs: Set<String> = ["&&", "||", "==", "!=", "<=", ">="]
        private static let single = Set("<>!?:+-()[],.".unicodeScalars)
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
    fileprivate var isNameStart: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_" }

    /// The value of this digit.
    func digit(radix: UInt64) -> UInt64? {
        let value: UInt32
        switch self {
        case "0"..."9": value = self.value - 0x30
        case "a"..."f": value = self.value - 0x61 + 10
        case "A"..."F": value = self.value - 0x41 + 10
        default: return nil
        }
        return UInt64(value) < radix ? UInt64(value) : nil
    }
}
