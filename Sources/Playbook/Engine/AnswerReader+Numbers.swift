import Canonical

extension AnswerReader {
    /// `150000 RUB`, `1 500,50 RUB`, `RUB 12.5`: major units with at most two digits behind the point or comma.
    static func money(_ text: String) throws(WrongAnswer) -> Money {
        let letters = text.filter { $0.isASCII && $0.isLetter }
        let digits = text.filter { !($0.isASCII && $0.isLetter) }.withoutSpaces
        guard letters.count == 3, text.uppercased().contains(letters.uppercased()) else { throw .notAnAmount }
        let parts = digits.split(separator: digits.contains(".") ? "." : ",", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = number(parts[0]) else { throw .notAnAmount }
        var cents: Int64 = 0
        if parts.count == 2 {
            guard parts[1].count <= 2, let fraction = number(parts[1]) else { throw .notAnAmount }
            cents = parts[1].count == 1 ? fraction * 10 : fraction
        }
        let (minor, isTooLarge) = whole.multipliedReportingOverflow(by: 100)
        guard !isTooLarge, minor <= Int64.max - cents else { throw .notAnAmount }
        return Money(minor: minor + cents, currency: letters.uppercased())
    }

    private static func number(_ digits: Substring) -> Int64? {
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int64(digits)
    }

    /// E.164 of a number that is written with its country code; nil for anything else.
    static func phone(_ text: String) -> String? {
        let allowed: Set<Character> = [" ", "\u{A0}", "-", "(", ")", ".", "\u{2011}", "\u{2013}"]
        let digits = text.filter { !allowed.contains($0) }
        return isE164(digits) ? digits : nil
    }

    /// `+` and 7 to 15 digits, the first of them not 0.
    static func isE164(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.first == UInt8(ascii: "+"), (8...16).contains(bytes.count), bytes[1] != UInt8(ascii: "0") else {
            return false
        }
        return bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}

extension AnswerType {
    /// Whether a code is one of the options, in any case: `UNKNOWN` of a set is not the answer that there is none.
    func hasOption(_ code: String) -> Bool {
        switch self {
        case .choice(let set), .choices(let set): set.options.contains { $0.value.lowercased() == code.lowercased() }
        case .text, .integer, .money, .timestamp, .date, .phone, .reference: false
        }
    }
}

extension String {
    /// Without spaces of any width.
    var withoutSpaces: String { filter { !$0.isWhitespace } }
}
