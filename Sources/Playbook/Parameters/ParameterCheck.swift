import Canonical

/// Judges the values of one parameters file.
struct ParameterCheck {
    let set: ParameterSet
    let map: SourceMap
    let log: FindingLog
    let desk: DeskVocabulary
    let today: Day?

    /// The most characters of a value that stands within a sentence.
    private static let longestValue = 160

    /// Runs all checks.
    func run() {
        checkReview(set.reviewBy, at: map.place(of: "review_by", in: "") ?? .start, path: "", "parameters were")
        for parameter in set.values.values.sorted(by: { $0.place < $1.place }) {
            let path = "values/\(parameter.name)"
            checkWords(of: parameter, path: path)
            checkSources(of: parameter, path: path)
            checkReview(
                parameter.reviewBy, at: map.place(of: "review_by", in: path) ?? parameter.place, path: path, "value was"
            )
        }
    }

    private func checkWords(of parameter: ParameterSet.Parameter, path: String) {
        var seen: Set<String> = []
        for (language, words) in parameter.words.wording.sorted(by: { $0.key < $1.key })
        where seen.insert(words).inserted {
            let place =
                map.place(ofCharacter: 0, in: "\(path).text", language) ?? map.place(of: "value", in: path)
                ?? parameter.place
            if let problem = parameter.kind.problem(of: words, longest: Self.longestValue) {
                log.add(
                    "parameter-value", at: place, path: path,
                    message: "'\(words.shortened)' is no \(parameter.kind.rawValue): \(problem).",
                    hint: "Mend the value, or give it another kind: text takes any words.")
            }
            for match in ForbiddenPhrases.matches(in: words, language) {
                log.add(
                    "forbidden-phrase", at: place, path: path,
                    message: "A victim is never told '\(match.words)': \(match.reason.rawValue).",
                    hint: "Say it in other words.")
            }
        }
    }

    private func checkSources(of parameter: ParameterSet.Parameter, path: String) {
        let place = map.place(of: "sources", in: path) ?? parameter.place
        if let known = desk.sources {
            for source in parameter.sources where source != "K" && !known.contains(source) {
                log.add(
                    "unknown-source", at: place, path: path, message: "There is no fact '\(source.shortened)'.",
                    hint: Spelling.hint(for: source, among: known, verb: "Known are"))
            }
        }
        if !parameter.sources.isEmpty, parameter.reviewBy == nil, set.reviewBy == nil {
            log.add(
                "missing-review-date", .warning, at: place, path: path,
                message:
                    "The value rests on \(parameter.sources[0].shortened), and nothing says when that must be read again.",
                hint: "Add 'review_by:' to the value or to the file.")
        }
    }

    private func checkReview(_ day: Day?, at place: Place, path: String, _ what: String) {
        guard let today, let day, day < today else { return }
        log.add(
            "review-date-passed", .warning, at: place, path: path,
            message: "The \(what) to be checked again by \(day).", hint: "Check, then set a new day.")
    }
}

extension ParameterSet.Kind {
    /// Why words cannot be a value of this kind; nil when they can.
    func problem(of words: String, longest: Int) -> String? {
        if words.contains("{{") { return "a value shows no other value" }
        if words.contains("\n") { return "it goes over lines" }
        if self != .text, words.unicodeScalars.count > longest { return "it has more than \(longest) characters" }
        switch self {
        case .phone: return phoneProblem(words)
        case .url: return addressProblem(words)
        case .money, .limit: return words.contains(where: \.isNumber) ? nil : "there is no figure in it"
        case .duration: return words.contains(where: \.isNumber) || Self.namesTime(words) ? nil : "it names no time"
        case .calendar:
            if BusinessCalendar.named(words) != nil { return nil }
            return "the calendars are \(BusinessCalendar.shipped.map(\.name).joined(separator: ", "))"
        case .name, .text: return words.allSatisfy(\.isWhitespace) ? "it is empty" : nil
        }
    }

    private func phoneProblem(_ words: String) -> String? {
        let digits = words.filter { $0.isASCII && $0.isNumber }.count
        let others = words.filter { !($0.isASCII && $0.isNumber) && !" -()+*#\u{A0}\u{2011}".contains($0) }
        if !others.isEmpty { return "a number has digits, spaces, hyphens, brackets and +" }
        return (2...15).contains(digits) ? nil : "a number has 2 to 15 digits"
    }

    private func addressProblem(_ words: String) -> String? {
        if words.contains(where: \.isWhitespace) { return "an address has no spaces" }
        if words.contains("://"), !words.hasPrefix("https://") { return "only https:// is safe to give away" }
        let host = words.replacing("https://", with: "").prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let parts = (host.split(separator: "@").last ?? host).split(separator: ".", omittingEmptySubsequences: false)
        let isHost =
            parts.count > 1
            && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } }
        return isHost ? nil : "there is no name of a site in it"
    }

    private static func namesTime(_ words: String) -> Bool {
        let stems = [
            "день", "дня", "дней", "дню", "сут", "час", "минут", "недел", "месяц", "год", "лет", "полноч", "сраз",
            "немедленно",
            "day", "hour", "minute", "week", "month", "year", "midnight", "at once", "immediately",
        ]
        let lowered = words.lowercased()
        return stems.contains { lowered.contains($0) }
    }
}
