/// A free text as it may be stored, and what was taken out of it.
public struct Redaction: Sendable, Hashable {
    /// The text with every secret replaced: a card by its first six and last four digits, anything else by its kind in
    /// brackets, as `[ONE_TIME_CODE]`.
    public let text: String
    /// What was found, each kind once, in the order of the list. The agent is told.
    public let kinds: [RedactedKind]

    /// Whether nothing was found.
    public var isClean: Bool { kinds.isEmpty }
}

/// Takes out of free text what must never be stored: card numbers, one-time codes, PIN, CVV, passwords, seed phrases
/// and numbers of identity documents; and phones, which have fields of their own where they are sealed and found.
///
/// It looks at form and at the words around, in Russian and English, and knows no dictionary: it can miss a secret that
/// is written in words, and it can mask a number that only looks like one. Case references, sums, dates and the free
/// lines of banks and services (8 800) stay.
/// A seed phrase is taken for one when twelve or more Latin words of three to eight letters stand in a row, none of them
/// a common English word that the BIP 39 list lacks. Applying it twice changes nothing more.
public enum Redactor {
    /// The text without its secrets.
    public static func redact(_ text: String) -> Redaction {
        var redaction = Redaction(text: text, kinds: [])
        // What is masked can bring a further number next to a word; nearly always the second look finds nothing.
        for _ in 0..<8 {
            let found = scan(redaction.text)
            if found.isClean { break }
            let kinds = RedactedKind.allCases.filter { redaction.kinds.contains($0) || found.kinds.contains($0) }
            redaction = Redaction(text: found.text, kinds: kinds)
        }
        return redaction
    }

    private static func scan(_ text: String) -> Redaction {
        var scan = RedactionScan(text)
        scan.findCards()
        scan.findDocuments()
        scan.findSeedPhrases()
        scan.findPasswords()
        scan.findCodes(of: .pin, words: CodeWords.pin, lengths: 4...8)
        scan.findCodes(of: .cvv, words: CodeWords.cvv, lengths: 3...4)
        scan.findCodes(of: .oneTimeCode, words: CodeWords.code, lengths: 4...8)
        scan.findPhones()
        return scan.result
    }
}

/// One text under the redactor's eyes: its signs, its words and numbers, and what is to be masked.
struct RedactionScan {
    /// A run of letters or of digits, or a secret that is masked already.
    struct Token {
        let isNumber: Bool
        var isMasked = false
        let range: Range<Int>
        /// Lower case with `ё` as `е`; for a number its ASCII digits.
        let text: String
    }
    struct Mark {
        let range: Range<Int>
        let kind: RedactedKind
        let replacement: String
    }

    let scalars: [Unicode.Scalar]
    let tokens: [Token]
    private(set) var marks: [Mark] = []
    private var taken: [Bool]

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        tokens = Self.tokens(of: scalars)
        taken = [Bool](repeating: false, count: scalars.count)
    }

    /// Marks a range unless a part of it is marked already.
    mutating func mark(_ range: Range<Int>, as kind: RedactedKind, showing replacement: String? = nil) {
        if isMarked(range) { return }
        for place in range { taken[place] = true }
        marks.append(Mark(range: range, kind: kind, replacement: replacement ?? "[\(kind.rawValue)]"))
    }

    func isMarked(_ range: Range<Int>) -> Bool { taken[range].contains(true) }

    var result: Redaction {
        var output = String.UnicodeScalarView()
        var position = 0
        for mark in marks.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            output.append(contentsOf: scalars[position..<mark.range.lowerBound])
            output.append(contentsOf: mark.replacement.unicodeScalars)
            position = mark.range.upperBound
        }
        output.append(contentsOf: scalars[position...])
        let kinds = RedactedKind.allCases.filter { kind in marks.contains { $0.kind == kind } }
        return Redaction(text: String(output), kinds: kinds)
    }

    /// The end of `[PIN]` or `411111******1111` that begins here.
    private static func maskedEnd(_ scalars: [Unicode.Scalar], from start: Int) -> Int? {
        if scalars[start] == "[" {
            return placeholders.first { scalars[start...].starts(with: $0) }.map { start + $0.count }
        }
        guard start == 0 || Typing.digit(scalars[start - 1]) == nil else { return nil }
        let head = scalars[start...].prefix(7).prefix { Typing.digit($0) != nil }.count
        guard head == 6 else { return nil }
        let stars = scalars[(start + head)...].prefix { $0 == "*" }.count
        let tail = scalars[(start + head + stars)...].prefix(4).prefix { Typing.digit($0) != nil }.count
        return stars >= 3 && tail == 4 ? start + head + stars + tail : nil
    }

    private static let placeholders = RedactedKind.allCases.map { Array("[\($0.rawValue)]".unicodeScalars) }

    /// The digits that begin here, signs without width between them left out, and where they end.
    private static func number(_ scalars: [Unicode.Scalar], from start: Int) -> (digits: String, end: Int) {
        var (digits, end) = ("", start)
        for position in start..<scalars.count {
            if let digit = Typing.digit(scalars[position]) {
                digits += String(digit)
                end = position + 1
            } else if !Typing.hasNoWidth(scalars[position]) {
                break
            }
        }
        return (digits, end)
    }

    private static func tokens(of scalars: [Unicode.Scalar]) -> [Token] {
        var tokens: [Token] = []
        var position = 0
        while position < scalars.count {
            let start = position
            if let end = maskedEnd(scalars, from: position) {
                tokens.append(Token(isNumber: false, isMasked: true, range: start..<end, text: ""))
                position = end
            } else if Typing.digit(scalars[position]) != nil {
                let (digits, end) = number(scalars, from: position)
                position = end
                tokens.append(Token(isNumber: true, range: start..<end, text: digits))
            } else if scalars[position].properties.isAlphabetic {
                while position < scalars.count, scalars[position].properties.isAlphabetic { position += 1 }
                var word = String.UnicodeScalarView()
                word.append(contentsOf: scalars[start..<position])
                let lower = String(word).lowercased().map { $0 == "ё" ? "е" : $0 }
                tokens.append(Token(isNumber: false, range: start..<position, text: String(lower)))
            } else {
                position += 1
            }
        }
        return tokens
    }
}

extension RedactionScan {
    /// The signs between two neighbouring tokens.
    func gap(after index: Int) -> ArraySlice<Unicode.Scalar> {
        guard index >= 0, index + 1 < tokens.count else { return [] }
        return scalars[tokens[index].range.upperBound..<tokens[index + 1].range.lowerBound]
    }

    /// Whether the next token is a number too and only blanks, dashes, brackets and dots of one line are between.
    func isJoined(_ index: Int) -> Bool {
        guard index >= 0, index + 1 < tokens.count, tokens[index].isNumber, tokens[index + 1].isNumber else {
            return false
        }
        let gap = gap(after: index)
        return gap.count <= 3
            && gap.allSatisfy { scalar in
                scalar.value == 0x09 || Typing.isDash(scalar) || Typing.hasNoWidth(scalar)
                    || "._()".unicodeScalars.contains(scalar)
                    || scalar.properties.generalCategory == .spaceSeparator
            }
    }

    /// The lengths of the number at `index` and of those joined to it, at most so many.
    func groups(at index: Int, atMost limit: Int) -> [Int] {
        var (groups, position) = ([tokens[index].text.utf8.count], index)
        while groups.count < limit, isJoined(position) {
            position += 1
            groups.append(tokens[position].text.utf8.count)
        }
        return groups
    }

    /// The range from one token to another, both included.
    func range(_ first: Int, _ last: Int) -> Range<Int> {
        tokens[first].range.lowerBound..<tokens[last].range.upperBound
    }

    func digits(_ first: Int, _ last: Int) -> String { tokens[first...last].map(\.text).joined() }

    /// Whether one of the words stands at most so many tokens before, with no end of a sentence between.
    func hasWord(_ matches: (String) -> Bool, before index: Int, within count: Int) -> Bool {
        var position = index - 1
        while position >= 0, position >= index - count, !endsSentence(position), !tokens[position].isMasked {
            if !tokens[position].isNumber, matches(tokens[position].text) { return true }
            position -= 1
        }
        return false
    }

    /// Whether a sentence or line ends between a token and the next one.
    func endsSentence(_ index: Int) -> Bool {
        let gap = Array(gap(after: index))
        return gap.indices.contains { place in
            let next = place + 1 < gap.count ? gap[place + 1] : nil
            switch gap[place] {
            case "\n", "\r", "!", "?", ";", "\u{2028}", "\u{2029}": return true
            case ".": return next?.properties.isWhitespace ?? false
            default: return false
            }
        }
    }
}
