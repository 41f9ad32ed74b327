/// How wide text is: the advance widths of DejaVu Sans, rounded up to 40 thousandths of the size of the letters. Most
/// other sans-serif fonts are narrower, so what is measured here fits with them too.
enum LetterWidths {
    private static let rows: [(Int, String)] = [
        (280, "ijl"), (320, " ,.IJ’·\u{A0}"), (360, "-/:;\\f|"), (400, "!()[]t"), (440, "r"), (480, "\"'"),
        (520, "*_`s–“”"), (560, "?Lczгзсэ"), (600, "Fkvxyвтухчь•"),
        (640, "$0123456789EPSTYabdeghnopqu{}ГЕРТУабеклоряЁё«»₽"), (680, "KЗийнпц"),
        (720, "ABCRVXZАБВКСХЧЬЭЯдъ"), (760, "HNUИЙЛНПм"), (800, "&DGOQДОЦы"), (840, "#+<=>^w~Ъ→×≤≥≠−∈"),
        (880, "MМФфю"), (920, "Ыжш☐"), (960, "%щ"), (1000, "@Wm—…"), (1040, "№"), (1080, "ЖШЮ"), (1120, "Щ"),
    ]

    private static let table: [Character: Int] = {
        var table: [Character: Int] = [:]
        for (width, letters) in rows { for letter in letters { table[letter] = width } }
        return table
    }()

    /// The width in whole pixels, rounded up.
    ///
    /// - Parameters:
    ///   - size: Pixels of the letters.
    ///   - isBold: Bold letters are an eighth wider.
    static func width(of text: some StringProtocol, size: Int, isBold: Bool = false) -> Int {
        // A letter that is not in the table may be one that fills a square.
        let sum = text.reduce(into: 0) { $0 += table[$1] ?? 1120 }
        return (sum * size * (isBold ? 9 : 8) + 7999) / 8000
    }

    /// The text in lines of at most `width` pixels, and of at most `limit` of them, the last one ending in `…` then.
    static func lines(of text: String, width: Int, size: Int, isBold: Bool = false, limit: Int = .max) -> [String] {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            for piece in pieces(of: word, width: width, size: size, isBold: isBold) {
                if let last = lines.last, piece.startIndex == word.startIndex,
                    self.width(of: "\(last) \(piece)", size: size, isBold: isBold) <= width
                {
                    lines[lines.count - 1] = "\(last) \(piece)"
                } else {
                    lines.append(String(piece))
                }
            }
        }
        guard lines.count > limit, limit > 0 else { return lines }
        var last = lines[limit - 1]
        while !last.isEmpty, self.width(of: last + "…", size: size, isBold: isBold) > width { last.removeLast() }
        return lines[..<(limit - 1)] + [last + "…"]
    }

    /// A word in pieces that fit on a line; nearly always the word itself.
    private static func pieces(of word: Substring, width: Int, size: Int, isBold: Bool) -> [Substring] {
        if self.width(of: word, size: size, isBold: isBold) <= width { return [word] }
        var pieces: [Substring] = []
        var rest = word
        while !rest.isEmpty {
            var end = rest.index(after: rest.startIndex)
            while end < rest.endIndex,
                self.width(of: rest[...end], size: size, isBold: isBold) <= width
            {
                end = rest.index(after: end)
            }
            pieces.append(rest[..<end])
            rest = rest[end...]
        }
        return pieces
    }
}
