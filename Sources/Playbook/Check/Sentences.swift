/// One sentence of a wording, as it is heard.
struct Sentence {
    /// How many words it has.
    var words: Int
    /// Its first character in the wording, from 0.
    var index: Int
}

/// Takes a wording apart into sentences and counts their words, by rules that anybody can check by hand
/// (`docs/playbook-format.md`).
///
/// A sentence ends at a full stop, question mark, exclamation mark or ellipsis with a blank or the end behind it (closing
/// quotation marks and brackets may stand between), and at a line break. A full stop behind one letter, behind a number
/// or behind a known abbreviation ends nothing when a small letter or a digit follows. A word is what stands between
/// blanks and has a letter or a digit; a placeholder is one word.
enum Sentences {
    /// The sentences of a wording, in order; what has no word is none.
    static func of(_ wording: String) -> [Sentence] {
        var sentences: [Sentence] = []
        var current: Sentence?
        let tokens = tokens(of: wording)
        for (number, token) in tokens.enumerated() {
            if token.isBreak {
                if let sentence = current { sentences.append(sentence) }
                current = nil
                continue
            }
            if token.isWord {
                if current == nil { current = Sentence(words: 0, index: token.index) }
                current?.words += 1
            }
            let next = tokens.dropFirst(number + 1).first
            if let sentence = current, ends(token.text, before: next?.text) {
                sentences.append(sentence)
                current = nil
            }
        }
        if let sentence = current { sentences.append(sentence) }
        return sentences
    }

    private struct Token {
        var text: [Unicode.Scalar]
        var index: Int
        /// Whether it is a line break.
        var isBreak: Bool { text.first == "\n" }
        var isWord: Bool { text.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil } }
    }

    /// What stands between blanks; a placeholder is one token however it is written.
    private static func tokens(of wording: String) -> [Token] {
        let scalars = Array(wording.unicodeScalars)
        var tokens: [Token] = []
        var start: Int?
        var index = 0
        // Only ever moves on, so that a text of opening brackets costs no more than any other.
        var brace = 0
        func close() {
            if let begin = start { tokens.append(Token(text: Array(scalars[begin..<index]), index: begin)) }
            start = nil
        }
        while index < scalars.count {
            if scalars[index] == "{", index + 1 < scalars.count, scalars[index + 1] == "{" {
                while brace < scalars.count, brace < index || scalars[brace] != "}" { brace += 1 }
                if brace < scalars.count {
                    if start == nil { start = index }
                    index = min(brace + 2, scalars.count)
                    continue
                }
            }
            if scalars[index] == "\n" {
                close()
                tokens.append(Token(text: ["\n"], index: index))
            } else if scalars[index].properties.isWhitespace {
                close()
            } else if start == nil {
                start = index
            }
            index += 1
        }
        close()
        return tokens
    }

    private static let enders: Set<Unicode.Scalar> = [".", "!", "?", "…"]
    private static let closers: Set<Unicode.Scalar> = ["»", "”", "\"", "'", "’", ")", "]"]
    /// In small letters, without the stop.
    private static let abbreviations: Set<String> = [
        "руб", "тыс", "млн", "млрд", "ул", "кв", "стр", "тел", "мин", "сек", "напр", "см", "др", "пр", "mr", "mrs",
        "ms",
        "dr", "no", "st", "vs", "etc", "approx", "min", "e.g", "i.e", "т.е", "т.д", "т.п",
    ]

    /// Whether a sentence is over behind a token.
    private static func ends(_ token: [Unicode.Scalar], before next: [Unicode.Scalar]?) -> Bool {
        var core = token[...]
        while let last = core.last, closers.contains(last) { core.removeLast() }
        guard let last = core.last, enders.contains(last) else { return false }
        guard last == "." else { return true }
        let word = core.dropLast().drop { !($0.properties.isAlphabetic || $0.properties.numericType != nil) }
        guard let first = next?.first(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil }) else {
            return true
        }
        let goesOn = first.properties.isLowercase || first.properties.numericType != nil
        if !goesOn { return true }
        let isShort = word.count == 1 || word.allSatisfy { $0.properties.numericType != nil }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: word)
        return !(isShort || abbreviations.contains(String(text).lowercased()))
    }
}

/// How easily the words of a playbook are taken in, in one language.
public struct Readability: Sendable, Hashable {
    /// The most words that a sentence may have on average.
    public static let mostOnAverage = 20
    /// The most words that any sentence may have.
    public static let most = 35

    /// How many sentences there are.
    public internal(set) var sentences = 0
    /// How many words.
    public internal(set) var words = 0
    /// The words of the longest sentence.
    public internal(set) var longest = 0

    init(sentences: Int = 0, words: Int = 0, longest: Int = 0) {
        (self.sentences, self.words, self.longest) = (sentences, words, longest)
    }

    /// Words a sentence, in tenths: 123 for 12.3.
    public var tenthsOnAverage: Int { sentences == 0 ? 0 : (words * 10 + sentences / 2) / sentences }
    /// Words a sentence: `12.3`.
    public var average: String { "\(tenthsOnAverage / 10).\(tenthsOnAverage % 10)" }
    /// Whether the sentences are short enough on average.
    public var isShort: Bool { words <= Readability.mostOnAverage * sentences }
}

extension PlacedText {
    /// Whether the text is read aloud to a victim: `say`, a question and its reason, what to do or tick that no member of
    /// the desk is named for. Labels of answers are no sentences, and how
    /// a plan says that something is done is short by nature and would only flatter the average.
    var isHeard: Bool {
        guard use == .victim, let step, step.role == nil else { return false }
        return !path.hasSuffix(".label") && !path.hasSuffix(".done")
    }
}

extension Playbook {
    /// How easily the words that victims hear are taken in, by language.
    public var readability: [Language: Readability] {
        var result = Dictionary(uniqueKeysWithValues: languages.map { ($0, Readability()) })
        for text in placedTexts where text.isHeard {
            for (language, wording) in text.text.wording {
                for sentence in Sentences.of(wording) { result[language, default: Readability()].add(sentence) }
            }
        }
        return result
    }
}

extension Readability {
    mutating func add(_ sentence: Sentence) {
        sentences += 1
        words += sentence.words
        longest = max(longest, sentence.words)
    }
}

/// Long sentences.
extension PlaybookCheck {
    /// Judges what victims hear: no sentence too long, and short ones on average.
    func checkSentences() {
        var totals: [Language: Readability] = [:]
        for text in playbook.placedTexts(steps: steps) where text.isHeard {
            for (language, wording) in text.text.wording.sorted(by: { $0.key < $1.key }) {
                for sentence in Sentences.of(wording) {
                    totals[language, default: Readability()].add(sentence)
                    guard sentence.words > Readability.most else { continue }
                    report(
                        "long-sentence",
                        at: map.place(ofCharacter: sentence.index, in: text.path, language) ?? text.place,
                        path: text.path,
                        "The sentence in '\(language)' has \(sentence.words) words; nobody in shock follows more than \(Readability.most).",
                        hint: "Make two or three sentences of it.")
                }
            }
        }
        for (language, total) in totals.sorted(by: { $0.key < $1.key }) where !total.isShort {
            report(
                "long-sentences", at: .start, path: "",
                "What victims hear in '\(language)' has \(total.average) words a sentence; the most on average are \(Readability.mostOnAverage).",
                hint: "Shorten the longest sentences first.")
        }
    }
}
