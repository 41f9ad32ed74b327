internal import Foundation

/// What somebody typed as plain words: whatever alphabet his keyboard lent, whatever is between the letters.
struct PlainWords: Sendable {
    /// The words with Latin look-alikes read as Cyrillic, where a word has any Cyrillic letter.
    let russian: [String]
    /// The words with Cyrillic look-alikes and digits read as Latin.
    let english: [String]
    /// Words that were spelled out letter by letter, read both ways.
    let spelled: [String]
    /// Everything without what stands between the words, read both ways.
    var squeezed: String { russian.joined() + " " + english.joined() }

    /// Reads at most ten thousand signs; more is no message of a person.
    init(_ text: String) {
        let folded = String(text.prefix(10_000)).decomposedStringWithCompatibilityMapping.lowercased()
        var words: [[Character]] = [[]]
        for scalar in folded.unicodeScalars {
            if scalar.properties.generalCategory == .nonspacingMark || Typing.hasNoWidth(scalar) { continue }
            if scalar.properties.isAlphabetic || Typing.digit(scalar) != nil || scalar == "@" || scalar == "$" {
                words[words.count - 1].append(Character(scalar))
            } else if words[words.count - 1].isEmpty == false {
                words.append([])
            }
        }
        let (joined, runs) = Self.joined(words.filter { !$0.isEmpty })
        words = joined.map(Self.unstretched)
        russian = words.map(Self.russian)
        english = words.map(Self.english)
        spelled = runs.map(Self.unstretched).flatMap { [Self.russian($0), Self.english($0)] }
    }

    private static func russian(_ word: [Character]) -> String {
        word.contains(where: isCyrillic) ? String(word.map { toCyrillic[$0] ?? $0 }) : String(word)
    }

    private static func english(_ word: [Character]) -> String { String(word.map { toLatin[$0] ?? $0 }) }

    /// “ч е л о в е к” is one word; the second part are the words that were made so.
    private static func joined(_ words: [[Character]]) -> ([[Character]], [[Character]]) {
        var (result, run): ([[Character]], [Character]) = ([], [])
        var runs: [[Character]] = []
        func flush(_ result: inout [[Character]], _ run: inout [Character]) {
            if run.count >= 3 {
                result.append(run)
                runs.append(run)
            } else {
                result += run.map { [$0] }
            }
            run = []
        }
        for word in words {
            if word.count == 1 {
                run += word
            } else {
                flush(&result, &run)
                result.append(word)
            }
        }
        flush(&result, &run)
        return (result, runs)
    }

    /// “жииить” is “жить”.
    private static func unstretched(_ word: [Character]) -> [Character] {
        var result: [Character] = []
        var index = 0
        while index < word.count {
            var end = index
            while end < word.count, word[end] == word[index] { end += 1 }
            result += Array(repeating: word[index], count: end - index > 2 ? 1 : end - index)
            index = end
        }
        return result
    }

    private static func isCyrillic(_ character: Character) -> Bool {
        character.unicodeScalars.first.map { (0x400...0x4FF).contains($0.value) } ?? false
    }

    private static let toCyrillic: [Character: Character] = [
        "a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "y": "у", "k": "к", "m": "м", "t": "т", "h": "н",
        "b": "в", "u": "и", "n": "п", "r": "г", "0": "о", "3": "з", "4": "ч", "6": "б", "@": "а", "$": "с",
    ]
    private static let toLatin: [Character: Character] = [
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "к": "k", "м": "m", "т": "t", "н": "h",
        "в": "b", "і": "i", "ѕ": "s", "ј": "j", "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a",
        "$": "s",
    ]
}
