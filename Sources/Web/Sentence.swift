internal import Casework

/// One sentence in the languages of the interface. A text alone is English, and is shown where there is no other.
struct Sentence: Sendable, Hashable, ExpressibleByStringInterpolation {
    let en: String
    let ru: String?

    init(_ en: String, _ ru: String?) { (self.en, self.ru) = (en, ru) }
    init(stringLiteral value: String) { self.init(value, nil) }

    subscript(tongue: Words.Tongue) -> String { tongue == .ru ? ru ?? en : en }
}

extension Words.Tongue {
    /// The language that an `Accept-Language` header prefers (RFC 9110, 12.5.4); English when it asks for neither.
    init(accepting header: String?) {
        var best: (tongue: Words.Tongue, weight: Int) = (.en, 0)
        for part in (header ?? "").lowercased().split(separator: ",") {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let range = pieces.first?.prefix(while: { $0 != "-" }),
                let tongue = Words.Tongue(rawValue: String(range))
            else { continue }
            let weight =
                pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Self.thousandths($0.dropFirst(2)) } ?? 1000
            if weight > best.weight { best = (tongue, weight) }
        }
        self = best.tongue
    }

    /// `0.8` as 800; what cannot be read counts as nothing.
    private static func thousandths(_ text: Substring) -> Int {
        let sides = text.split(separator: ".", maxSplits: 1)
        guard let whole = sides.first.flatMap({ Int($0) }), (0...1).contains(whole) else { return 0 }
        let rest = sides.count > 1 ? String(sides[1].prefix(3)) : ""
        return min(1000, whole * 1000 + (Int(rest + String(repeating: "0", count: 3 - rest.count)) ?? 0))
    }
}

extension Browser {
    /// The language in which the desk explains itself to this browser.
    var explanationLanguage: Explanation.Language { tongue == .ru ? .ru : .en }
}

extension Desktop {
    /// What went wrong, in the language of the page.
    func told(_ error: any Error) -> String { Explanation(error).line(in: browser.explanationLanguage) }
}
