/// A condition in the part of the STIX patterning grammar that playbooks use: comparisons, AND, OR, NOT, brackets.
indirect enum STIXCondition: Equatable {
    /// A path, an operator and what it is compared with.
    case compare(path: String, comparison: String, values: [Literal])
    /// A path alone, taken for true or false.
    case holds(path: String)
    /// All of them.
    case all([STIXCondition])
    /// One of them.
    case any([STIXCondition])
    /// The opposite.
    case not(STIXCondition)

    /// What a path is compared with.
    enum Literal: Equatable {
        /// Text in quotes.
        case text(String)
        /// A whole number.
        case integer(Int64)
        /// Another number, as written.
        case number(String)
        /// True or false.
        case truth(Bool)
        /// Another path.
        case path(String)
    }

    /// The longest condition that is read.
    static let maximumLength = 4096

    /// Reads a condition; nil when the text is none of this grammar.
    init?(_ text: String) {
        guard text.utf8.count <= STIXCondition.maximumLength, let tokens = STIXToken.tokens(text) else { return nil }
        var parser = STIXParser(tokens: tokens)
        guard let condition = parser.any(depth: 0), parser.isAtEnd else { return nil }
        self = condition
    }
}

/// A word of a condition.
enum STIXToken: Equatable {
    /// A name, a path or an operator in letters.
    case path(String)
    /// Text in quotes.
    case text(String)
    /// Digits.
    case number(String)
    /// An operator, a bracket or a comma.
    case sign(String)

    private static let signs = ["==", "!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ","]

    /// The words of a text; nil when something in it is none.
    static func tokens(_ text: String) -> [STIXToken]? {
        var rest = Substring(text)
        var tokens: [STIXToken] = []
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first == "'" {
                guard let quoted = quoted(&rest) else { return nil }
                tokens.append(.text(quoted))
            } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
                rest = rest.dropFirst(sign.count)
                tokens.append(.sign(sign))
            } else {
                let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-:.$".contains($0)) }
                guard !word.isEmpty else { return nil }
                rest = rest.dropFirst(word.count)
                let isNumber = word.first.map { $0.isNumber || $0 == "-" } == true
                tokens.append(isNumber ? .number(String(word)) : .path(String(word)))
            }
        }
        return tokens
    }

    /// A text in single quotes; `\'` and `\\` stand for themselves.
    private static func quoted(_ rest: inout Substring) -> String? {
        rest.removeFirst()
        var text = ""
        while let next = rest.popFirst() {
            if next == "'" { return text }
            if next != "\\" {
                text.append(next)
                continue
            }
            guard let escaped = rest.popFirst(), escaped == "'" || escaped == "\\" else { return nil }
            text.append(escaped)
        }
        return nil
    }
}

private struct STIXParser {
    private static let maximumDepth = 16
    let tokens: [STIXToken]
    var position = 0

    init(tokens: [STIXToken]) { self.tokens = tokens }

    var isAtEnd: Bool { position == tokens.count }
    private var next: STIXToken? { position < tokens.count ? tokens[position] : nil }

    private mutating func take(sign: String) -> Bool {
        guard next == .sign(sign) else { return false }
        position += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard case .path(let text)? = next, text.uppercased() == word else { return false }
        position += 1
        return true
    }

    mutating func any(depth: Int) -> STIXCondition? {
        guard depth < STIXParser.maximumDepth, let first = all(depth: depth) else { return nil }
        var terms = [first]
        while take(word: "OR") {
            guard let term = all(depth: depth) else { return nil }
            terms.append(term)
        }
        return terms.count == 1 ? first : .any(terms)
    }

    private mutating func all(depth: Int) -> STIXCondition? {
        guard let first = term(depth: depth) else { return nil }
        var terms = [first]
        while take(word: "AND") {
            guard let term = term(depth: depth) else { return nil }
            terms.append(term)
        }
        return terms.count == 1 ? first : .all(terms)
    }

    private mutating func term(depth: Int) -> STIXCondition? {
        for (open, close) in [("(", ")"), ("[", "]")] where take(sign: open) {
            guard let inner = any(depth: depth + 1), take(sign: close) else { return nil }
            return inner
        }
        guard case .path(let path)? = next, path.contains(":") else { return nil }
        position += 1
        let isNegated = take(word: "NOT")
        guard let comparison = comparison() else { return isNegated ? nil : .holds(path: path) }
        guard let values = values(isList: comparison == "IN") else { return nil }
        let result = STIXCondition.compare(path: path, comparison: comparison, values: values)
        return isNegated ? .not(result) : result
    }

    private mutating func comparison() -> String? {
        for (sign, meaning) in [
            ("==", "="), ("=", "="), ("!=", "!="), ("<>", "!="), ("<=", "<="), (">=", ">="), ("<", "<"), (">", ">"),
        ] where take(sign: sign) { return meaning }
        for word in ["IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"] where take(word: word) { return word }
        return nil
    }

    private mutating func values(isList: Bool) -> [STIXCondition.Literal]? {
        guard isList else { return literal().map { [$0] } }
        guard take(sign: "("), let first = literal() else { return nil }
        var values = [first]
        while take(sign: ",") {
            guard let value = literal() else { return nil }
            values.append(value)
        }
        return take(sign: ")") ? values : nil
    }

    private mutating func literal() -> STIXCondition.Literal? {
        guard let token = next else { return nil }
        position += 1
        switch token {
        case .text(let text): return .text(text)
        case .number(let text): return Int64(text).map { .integer($0) } ?? (Double(text) == nil ? nil : .number(text))
        case .path(let word) where word == "true" || word == "false": return .truth(word == "true")
        case .path(let word) where word.contains(":"): return .path(word)
        default: return nil
        }
    }
}
