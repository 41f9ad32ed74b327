/// Secrets that are words.
extension RedactionScan {
    /// Twelve or more Latin words in a row that could be of the BIP 39 list; numbers and signs of a list may be between.
    mutating func findSeedPhrases() {
        var run: [Int] = []
        for index in tokens.indices {
            if tokens[index].isNumber, tokens[index].text.utf8.count <= 2 { continue }
            if isSeedWord(index), run.last.map({ isOneList(from: $0, to: index) }) ?? true {
                run.append(index)
            } else {
                markSeed(run)
                run = isSeedWord(index) ? [index] : []
            }
        }
        markSeed(run)
    }

    private mutating func markSeed(_ run: [Int]) {
        guard run.count >= 12, let first = run.first, let last = run.last else { return }
        mark(range(first, last), as: .seedPhrase)
    }

    private func isSeedWord(_ index: Int) -> Bool {
        let letters = scalars[tokens[index].range]
        guard !tokens[index].isNumber, (3...8).contains(letters.count),
            letters.dropFirst().allSatisfy({ ("a"..."z").contains($0) }), letters.first?.isASCII ?? false
        else { return false }
        return !Self.notSeedWords.contains(tokens[index].text)
    }

    private func isOneList(from first: Int, to last: Int) -> Bool {
        let between = scalars[tokens[first].range.upperBound..<tokens[last].range.lowerBound]
        return between.count <= 12
            && between.allSatisfy { scalar in
                scalar.properties.isWhitespace || Typing.isDash(scalar) || Typing.digit(scalar) != nil
                    || ",.;:)|/".unicodeScalars.contains(scalar)
            }
    }

    /// Frequent English words of three to eight letters that are not in the BIP 39 list.
    private static let notSeedWords: Set = [
        "the", "and", "was", "were", "said", "she", "her", "him", "his", "had", "has", "have", "for", "not", "but",
        "are",
        "would", "could", "from", "with", "been", "their", "them", "did", "does", "got", "which", "told", "asked",
        "because",
        "than", "into", "being", "these", "those", "its", "came", "went", "took", "gave", "called", "sent", "paid",
        "any",
        "also", "our", "who", "how", "didn", "wasn", "card", "bank",
    ]

    /// What stands behind a word for a password: after a colon or an equals sign any word, after `is` or a dash a Latin
    /// word, and otherwise what looks made up: letters with digits or signs, or a quotation.
    mutating func findPasswords() {
        for index in tokens.indices where CodeWords.passwords.contains(tokens[index].text) {
            var position = tokens[index].range.upperBound
            var hint = Hint.none
            for _ in 0..<6 {
                guard let chunk = chunk(from: position, across: hint == .colon) else { break }
                if holdsMask(chunk) { break }
                let core = core(of: chunk)
                hint = max(hint, Hint(scalars[position..<core.lowerBound]))
                if isPassword(core, chunk, hint) {
                    mark(core, as: .password)
                    break
                }
                hint = core.isEmpty ? hint : Hint(word: text(core))
                if endsHere(chunk) { break }
                position = chunk.upperBound
            }
        }
    }

    /// How strongly the signs before a chunk say that it is the password.
    private enum Hint: Int, Comparable {
        case none, dash, colon

        static func < (left: Hint, right: Hint) -> Bool { left.rawValue < right.rawValue }

        init(_ signs: ArraySlice<Unicode.Scalar>) {
            if signs.contains(where: { $0 == ":" || $0 == "=" }) {
                self = .colon
            } else {
                self = signs.contains(where: Typing.isDash(_:)) ? .dash : .none
            }
        }

        init(word: String) { self = ["is", "was", "это", "был", "такой"].contains(word) ? .dash : .none }
    }

    /// The next run of signs without blanks; a line ends the search unless `across` is set.
    private func chunk(from start: Int, across: Bool) -> Range<Int>? {
        var first = start
        while first < scalars.count, scalars[first].properties.isWhitespace {
            if scalars[first] == "\n" && !across { return nil }
            first += 1
        }
        var end = first
        while end < scalars.count, !scalars[end].properties.isWhitespace { end += 1 }
        return first < end ? first..<end : nil
    }

    /// Whether something in the chunk is masked already.
    private func holdsMask(_ chunk: Range<Int>) -> Bool {
        guard let first = firstToken(endingAfter: chunk.lowerBound) else { return false }
        return tokens[first...].prefix { $0.range.lowerBound < chunk.upperBound }.contains(where: \.isMasked)
    }

    private func firstToken(endingAfter position: Int) -> Int? {
        var (low, high) = (0, tokens.count)
        while low < high {
            let middle = (low + high) / 2
            if tokens[middle].range.upperBound <= position { low = middle + 1 } else { high = middle }
        }
        return low < tokens.count ? low : nil
    }

    /// A chunk without the punctuation around it.
    private func core(of chunk: Range<Int>) -> Range<Int> {
        let around = "«»\"'“”„‘’()[]<>,.;:=".unicodeScalars
        var (first, end) = (chunk.lowerBound, chunk.upperBound)
        while first < end, around.contains(scalars[first]) || Typing.isDash(scalars[first]) { first += 1 }
        while first < end, around.contains(scalars[end - 1]) { end -= 1 }
        return first..<end
    }

    private func isPassword(_ core: Range<Int>, _ chunk: Range<Int>, _ hint: Hint) -> Bool {
        let signs = scalars[core]
        let word = text(core)
        guard signs.count >= 3, !isAddress(word) else { return false }
        let hasLetter = signs.contains { $0.properties.isAlphabetic }
        let digits = signs.filter { Typing.digit($0) != nil }.count
        let hasSign = signs.contains { "@#$%^&*!_+~".unicodeScalars.contains($0) }
        if !hasLetter {
            let isCode = digits == signs.count && standsAlone(core)
            return digits >= 4 && (isCode || hasSign && !signs.starts(with: ["+"]))
        }
        if digits > 0 || hasSign { return !isSumWord(word) }
        let isLatin = signs.allSatisfy { $0.isASCII }
        let isQuoted = core.lowerBound > 0 && "«\"“„'".unicodeScalars.contains(scalars[core.lowerBound - 1])
        if Self.notPasswords.contains(word) { return false }
        return hint == .colon || (hint == .dash && isLatin) || (isQuoted && isLatin)
    }

    /// Whether the digits of the range are one number of its own.
    private func standsAlone(_ range: Range<Int>) -> Bool {
        guard let index = firstToken(endingAfter: range.lowerBound) else { return false }
        return tokens[index].range == range && standsAlone(index)
    }

    private func text(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[range])
        return String(text).lowercased()
    }

    private func isAddress(_ word: String) -> Bool {
        word.contains("://") || word.hasPrefix("www.")
            || (word.contains("@") && word.contains(".") && !word.hasSuffix("@"))
    }

    /// `150000р`, `20k`.
    private func isSumWord(_ word: String) -> Bool {
        let unit = word.drop { $0.isNumber || $0 == "." || $0 == "," }
        return unit.count < word.count && (CodeWords.isCurrency(String(unit)) || "₽$€£%".contains(unit))
    }

    private func endsHere(_ chunk: Range<Int>) -> Bool {
        [".", "!", "?", ";"].contains(scalars[chunk.upperBound - 1])
    }

    private static let notPasswords: Set = [
        "не", "нет", "no", "not", "none", "unknown", "неизвестен", "неизвестно", "changed", "сменен", "сменён",
        "сменила", "сменил",
        "изменен", "изменён", "safe", "lost", "same", "the", "that", "был", "была", "это", "никому", "never",
        "forgotten", "weak",
        "new", "old", "compromised", "утерян", "потерян", "скомпрометирован", "reset", "reused", "from", "for", "which",
        "given",
        "stolen", "known", "password", "пароль", "от", "для", "из", "приложение", "только", "клиент", "клиентка",
    ]
}
