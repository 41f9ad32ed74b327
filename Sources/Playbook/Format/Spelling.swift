/// Guesses what an author meant.
enum Spelling {
    /// "Did you mean …?", or the list of what is known.
    static func hint(for word: String, among known: some Collection<String>, verb: String) -> String {
        if let guess = guess(word, among: known) { return "Did you mean '\(guess)'?" }
        if known.isEmpty { return "" }
        let list = known.sorted()
        let shown = list.prefix(24).joined(separator: ", ")
        return "\(verb): \(shown)\(list.count > 24 ? ", …" : "")."
    }

    /// The known word that differs least from `word`, when it differs little enough.
    static func guess(_ word: String, among known: some Collection<String>) -> String? {
        let letters = Array(word.lowercased().utf8.prefix(65))
        guard letters.count <= 64 else { return nil }
        let allowed = max(1, letters.count / 3)
        let ranked = known.filter { $0.utf8.count <= 64 }
            .map { (distance(letters, Array($0.lowercased().utf8)), $0) }
        return ranked.filter { $0.0 <= allowed }.min { $0 < $1 }?.1
    }

    /// Insertions, deletions, changes and swaps of neighbours that make one word of the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for i in 0..<left.count {
            var row = [i + 1]
            for j in 0..<right.count {
                var cost = min(previous[j] + (left[i] == right[j] ? 0 : 1), previous[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    cost = min(cost, before[j - 1] + 1)
                }
                row.append(cost)
            }
            (before, previous) = (previous, row)
        }
        return previous[right.count]
    }
}
