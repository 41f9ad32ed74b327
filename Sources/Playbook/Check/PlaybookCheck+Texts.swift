/// Texts: what stands in them for values, how long they are, and what is never said.
extension PlaybookCheck {
    /// The most characters that an agent can take in at once; a `detail` may have more.
    static let longestText = 600
    static let longestDetail = 1500

    /// Judges every text.
    func checkTexts() {
        for text in playbook.placedTexts(steps: steps) {
            checkLength(text)
            checkPlaceholders(text)
            if text.use == .victim { checkPhrases(text) }
        }
    }

    private func place(_ text: PlacedText, _ language: Language, _ index: Int = 0) -> Place {
        map.place(ofCharacter: index, in: text.path, language) ?? text.place
    }

    private func checkLength(_ text: PlacedText) {
        let most = text.path.hasSuffix(".detail") ? PlaybookCheck.longestDetail : PlaybookCheck.longestText
        for (language, wording) in text.text.wording.sorted(by: { $0.key < $1.key }) {
            // Bytes first: counting characters takes time, and most texts are short.
            guard wording.utf8.count > most else { continue }
            let count = wording.unicodeScalars.count
            guard count > most else { continue }
            warn(
                "text-too-long", at: place(text, language), path: text.path,
                "The text in '\(language)' has \(count) characters; \(most) fit a screen.",
                hint: "Make two steps of it, or move a part to 'detail'.")
        }
    }

    private func checkPhrases(_ text: PlacedText) {
        for (language, wording) in text.text.wording.sorted(by: { $0.key < $1.key }) {
            for match in ForbiddenPhrases.matches(in: wording, language) {
                report(
                    "forbidden-phrase", at: place(text, language, match.index), path: text.path,
                    "A victim is never told '\(match.words)': \(match.reason.rawValue).",
                    hint: "Say it in other words. In quotation marks it counts as the words of somebody else.")
            }
        }
    }
}

// MARK: - Placeholders

/// A `{{name}}` in a wording.
private struct Placeholder {
    var name: String
    /// Its first character in the wording, from 0.
    var index: Int
}

extension PlaybookCheck {
    private func checkPlaceholders(_ text: PlacedText) {
        var names: [(language: Language, names: Set<String>)] = []
        for (language, wording) in text.text.wording.sorted(by: { $0.key < $1.key })
        where wording.utf8.contains(UInt8(ascii: "{")) {
            let (found, broken) = placeholders(in: wording)
            if let broken {
                report(
                    "broken-placeholder", at: place(text, language, broken), path: text.path,
                    "'{{' is not followed by '}}'.", hint: "Write {{a.amount}}.")
            }
            for placeholder in found { check(placeholder, text, language) }
            names.append((language, Set(found.map(\.name))))
        }
        guard let first = names.first else { return }
        for language in text.text.wording.keys.sorted() {
            let own = names.first { $0.language == language }?.names ?? []
            guard own != first.names, let other = own.symmetricDifference(first.names).min() else { continue }
            report(
                "placeholder-mismatch", at: place(text, language), path: text.path,
                "The wordings in '\(first.language)' and '\(language)' do not both show '\(other.shortened)'.",
                hint: "Show the same values in every language.")
            return
        }
    }

    private func placeholders(in wording: String) -> ([Placeholder], broken: Int?) {
        var found: [Placeholder] = []
        let scalars = Array(wording.unicodeScalars)
        var index = 0
        while index + 1 < scalars.count {
            guard scalars[index] == "{", scalars[index + 1] == "{" else {
                index += 1
                continue
            }
            var end = index + 2
            while end < scalars.count, scalars[end] != "}", scalars[end] != "{" { end += 1 }
            guard end + 1 < scalars.count, scalars[end] == "}", scalars[end + 1] == "}" else { return (found, index) }
            var name = String.UnicodeScalarView()
            name.append(contentsOf: scalars[(index + 2)..<end].filter { !$0.properties.isWhitespace })
            found.append(Placeholder(name: String(name), index: index))
            index = end + 2
        }
        return (found, nil)
    }

    private func check(_ placeholder: Placeholder, _ text: PlacedText, _ language: Language) {
        let place = place(text, language, placeholder.index)
        if placeholder.name.hasPrefix(Text.parameterPrefix) {
            return check(parameter: String(placeholder.name.dropFirst(2)), text, at: place)
        }
        guard text.step != nil, let index = table.index(of: placeholder.name), !table.isDoneAt(placeholder.name) else {
            if text.step != nil, table.opaque.contains(placeholder.name) || log.isIncomplete { return }
            let isKnownToDesk =
                placeholder.name.hasPrefix("case.")
                && desk.caseInputs[String(placeholder.name.dropFirst(5))] != nil
            let hint =
                text.step == nil
                ? "Titles and labels show no values."
                : isKnownToDesk
                    ? "Declare it in 'inputs'."
                    : Spelling.hint(for: placeholder.name, among: table.readableNames, verb: "Known are")
            report(
                "unknown-placeholder", at: place, path: text.path,
                "There is nothing that '{{\(placeholder.name.shortened)}}' could show.", hint: hint)
            return
        }
        used.insert(index)
        shown[text.step?.id ?? "", default: []].append(Shown(variable: index, place: place, path: text.path))
    }

    /// A parameter must have a value wherever the playbook is used. Once for a text: the languages show the same.
    private func check(parameter name: String, _ text: PlacedText, at place: Place) {
        guard let (message, hint) = parameters.problem(of: name, in: text.text, playbook) else { return }
        if !unknownParameters.insert("\(text.path) \(name)").inserted { return }
        report("unknown-parameter", at: place, path: text.path, message, hint: hint)
    }

    /// A value that a text of a step shows.
    struct Shown {
        var variable: Int
        var place: Place
        var path: String
    }

    /// Whether the values that the texts of a step show are there.
    func checkShown(_ step: Step, _ state: FlowState) {
        for value in shown[step.id] ?? [] {
            let name = table[value.variable].name
            if state[value.variable] == .unset {
                report(
                    "read-before-assigned", at: value.place, path: value.path,
                    "Nothing above can have given '\(name)' a value.", hint: "Move the step below what asks for it.")
            } else if state[value.variable] != .answered, step.isVerbatim {
                report(
                    "uncertain-placeholder", at: value.place, path: value.path,
                    "'\(name)' may have no value here, and the text is read word for word.",
                    hint: "Let the step apply only when it has one: 'applies: answered(\(name))'.")
            }
        }
    }
}

extension Step {
    /// Whether the words of the step are read as they stand.
    fileprivate var isVerbatim: Bool {
        if case .say(let say) = kind { say.reading == .verbatim } else { false }
    }
}
