extension ForbiddenPhrases {
    /// The phrases that stand in `text`, each once.
    static func matches(in text: String, _ language: Language) -> [Match] {
        guard let index = indices[language] else { return [] }
        let words = Words(text)
        var matches: [Match] = []
        var covered = 0
        for position in words.list.indices where position >= covered {
            guard let found = index.longest(at: position, in: words) else { continue }
            if found.reason == .promise, isDenied(words, position, found.length) { continue }
            let shown = (position..<(position + found.length)).map(words.text).joined(separator: " ")
            matches.append(Match(words: shown, index: words.list[position].range.lowerBound, reason: found.reason))
            covered = position + found.length
        }
        return matches
    }

    /// Whether the words around take a promise back: "банк вернёт не всегда", "if the bank will refund".
    private static func isDenied(_ words: Words, _ position: Int, _ length: Int) -> Bool {
        let near: Set<String> = ["не", "ли", "not", "never"]
        let far: Set<String> = ["если", "никто", "if", "whether", "nobody", "cannot", "can't"]
        let end = position + length
        if end < words.list.count, !words.list[end].beginsAnew, near.contains(words.text(end)) { return true }
        var index = position
        while index > 0, position - index < 5, !words.list[index].beginsAnew {
            index -= 1
            if far.contains(words.text(index)) { return true }
            if index == position - 1, near.contains(words.text(index)) { return true }
        }
        return false
    }

    private static let indices: [Language: PhraseIndex] = Dictionary(
        grouping: table, by: \.language
    ).mapValues { rows in PhraseIndex(rows.flatMap { row in row.phrases.map { ($0, row.reason) } }) }
}

/// Phrases by the first two letters of their first word.
private struct PhraseIndex: Sendable {
    /// A phrase, letter by letter.
    struct Phrase: Sendable {
        var words: [(letters: [UInt32], isOpen: Bool)]
        var reason: ForbiddenPhrases.Reason
    }
    private var phrases: [UInt64: [Phrase]] = [:]

    init(_ list: [(String, ForbiddenPhrases.Reason)]) {
        for (phrase, reason) in list {
            let words = phrase.split(separator: " ").map { word in
                let isOpen = word.hasSuffix("*")
                return ((isOpen ? word.dropLast() : word).unicodeScalars.map(\.value), isOpen)
            }
            guard let first = words.first else { continue }
            phrases[PhraseIndex.key(first.0[...]), default: []].append(Phrase(words: words, reason: reason))
        }
    }

    private static func key(_ letters: ArraySlice<UInt32>) -> UInt64 {
        let first = letters.first ?? 0
        let second = letters.count > 1 ? letters[letters.startIndex + 1] : 0
        return UInt64(first) << 32 | UInt64(second)
    }

    /// The longest phrase that begins with the word at `position`.
    func longest(at position: Int, in words: Words) -> (length: Int, reason: ForbiddenPhrases.Reason)? {
        var best: (length: Int, reason: ForbiddenPhrases.Reason)?
        for phrase in phrases[PhraseIndex.key(words.letters(position))] ?? [] {
            let length = phrase.words.count
            guard length > best?.length ?? 0, position + length <= words.list.count else { continue }
            let fits = phrase.words.indices.allSatisfy { index in
                let (wanted, found) = (phrase.words[index], words.letters(position + index))
                // A phrase does not run over the end of a sentence, nor in and out of quotation marks.
                if index > 0, words.list[position + index].beginsAnew { return false }
                return wanted.isOpen ? found.starts(with: wanted.letters) : found.elementsEqual(wanted.letters)
            }
            if fits { best = (length, phrase.reason) }
        }
        return best
    }
}

/// The words of a text outside of quotation marks.
private struct Words {
    /// A word.
    struct Word {
        /// Its characters in the text, from 0.
        var range: Range<Int>
        /// Whether a full stop or a quotation stands before it.
        var beginsAnew: Bool
    }
    /// The text in small letters.
    private let plain: [UInt32]
    private(set) var list: [Word] = []

    /// The letters of a word.
    func letters(_ index: Int) -> ArraySlice<UInt32> { plain[list[index].range] }

    /// A word as text.
    func text(_ index: Int) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: letters(index).compactMap(Unicode.Scalar.init))
        return String(text)
    }

    init(_ text: String) {
        plain = text.unicodeScalars.map(Words.plain)
        var start: Int?
        var beginsAnew = true
        var depth = 0
        for (index, value) in plain.enumerated() {
            if Words.isLetter(value) {
                if start == nil { start = index }
                continue
            }
            if let begin = start, depth == 0 {
                list.append(Word(range: begin..<index, beginsAnew: beginsAnew))
                beginsAnew = false
            }
            start = nil
            switch value {
            case 0xAB, 0x201C, 0x201E: (depth, beginsAnew) = (depth + 1, true)
            case 0xBB, 0x201D: (depth, beginsAnew) = (max(0, depth - 1), true)
            // Full stop, exclamation mark, question mark, semicolon, line break.
            case 0x2E, 0x21, 0x3F, 0x3B, 0x0A: beginsAnew = true
            default: break
            }
        }
        if let begin = start, depth == 0 { list.append(Word(range: begin..<plain.count, beginsAnew: beginsAnew)) }
    }

    private static func isLetter(_ value: UInt32) -> Bool {
        switch value {
        case 0x61...0x7A, 0x30...0x39, 0x27, 0x430...0x44F: true
        case 0..<0xC0, 0x2000...0x2BFF: false
        default: Unicode.Scalar(value)?.properties.isAlphabetic ?? false
        }
    }

    /// The small letter, `е` for `ё`, and one form of the apostrophe.
    private static func plain(_ scalar: Unicode.Scalar) -> UInt32 {
        switch scalar.value {
        case 0x41...0x5A, 0x410...0x42F: return scalar.value + 0x20
        case 0x401, 0x451: return 0x435
        case 0x2019: return 0x27
        case 0..<0xC0, 0x430...0x44F, 0x2000...0x2BFF: return scalar.value
        default:
            let lowered = scalar.properties.lowercaseMapping.unicodeScalars
            return lowered.count == 1 ? lowered.first?.value ?? scalar.value : scalar.value
        }
    }
}
