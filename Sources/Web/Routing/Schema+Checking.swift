internal import Canonical

extension Schema {
    /// Everything that is wrong with a value, at most fifty things.
    func findings(in value: JSON) -> [Problem.Finding] {
        var findings: [Problem.Finding] = []
        check(value, at: "", into: &findings)
        return findings.prefix(50).map { finding in
            var finding = finding
            finding.isOfSchema = true
            return finding
        }
    }

    /// What is wrong with the text of a parameter.
    func finding(inParameter text: String) -> Sentence? {
        switch kind {
        case .flag where text != "true" && text != "false":
            return Sentence("It must be true or false.", "Должно быть true или false.")
        case .number(let range):
            guard let number = Int64(text) else {
                return Sentence("It must be a whole number.", "Должно быть целое число.")
            }
            return range.flatMap { $0.contains(number) ? nil : Self.outside($0) }
        case .text: return fault(of: text)
        default: return nil
        }
    }

    private func check(_ value: JSON, at pointer: String, into findings: inout [Problem.Finding]) {
        func wrong(_ detail: Sentence) { findings.append(.init(place: .pointer(pointer), detail: detail)) }
        switch (kind, value) {
        case (.anything, _), (.flag, .bool): break
        case (.either(let forms), _):
            let all = forms.map { form -> [Problem.Finding] in
                var findings: [Problem.Finding] = []
                form.check(value, at: pointer, into: &findings)
                return findings
            }
            if !all.contains(where: \.isEmpty), let fewest = all.min(by: { $0.count < $1.count }) { findings += fewest }
        case (.named(let name), _): Documents.all[name]?.check(value, at: pointer, into: &findings)
        case (.text, .string(let text)): if let fault = fault(of: text) { wrong(fault) }
        case (.number(let range), .int(let number)):
            if let range, !range.contains(number) { wrong(Self.outside(range)) }
        case (.list(let element), .array(let values)):
            for (index, value) in values.enumerated() {
                element.check(value, at: "\(pointer)/\(index)", into: &findings)
            }
        case (.map(let element), .object(let values)):
            for (name, value) in values {
                element.check(value, at: pointer + "/" + Self.escape(name), into: &findings)
            }
        case (.object(let members, let isOpen), .object(let values)):
            check(values, members, isOpen: isOpen, at: pointer, into: &findings)
        default:
            wrong(
                Sentence(
                    "It must be \(word.en), not \(value.word.en).", "Должно быть: \(word.ru). Пришло: \(value.word.ru)."
                ))
        }
    }

    private func check(
        _ values: JSON.Members, _ members: [Member], isOpen: Bool, at pointer: String,
        into findings: inout [Problem.Finding]
    ) {
        var known = 0
        for member in members {
            if let value = values[member.name] {
                known += 1
                // Most members are right, and need no pointer then.
                if member.schema.fits(value) { continue }
                member.schema.check(value, at: pointer + "/" + Self.escape(member.name), into: &findings)
            } else if member.isRequired {
                findings.append(
                    .init(
                        place: .pointer(pointer + "/" + Self.escape(member.name)),
                        detail: Sentence("\(member.name) is missing.", "Нет поля \(member.name).")))
            }
        }
        guard !isOpen, values.count > known else { return }
        let names = Set(members.map(\.name))
        let list = members.map(\.name).joined(separator: ", ")
        for (name, _) in values where !names.contains(name) {
            findings.append(
                .init(
                    place: .pointer(pointer + "/" + Self.escape(String(name.prefix(60)))),
                    detail: Sentence(
                        "There is no such field; there are: \(list).", "Такого поля нет. Есть поля: \(list).")))
        }
    }

    /// Whether a plain value is right beyond doubt; a list or an object is walked through instead.
    private func fits(_ value: JSON) -> Bool {
        switch (kind, value) {
        case (.anything, _), (.flag, .bool): true
        case (.text, .string(let text)): fault(of: text) == nil
        case (.number(let range), .int(let number)): range?.contains(number) ?? true
        default: false
        }
    }

    private func fault(of text: String) -> Sentence? {
        guard case .text(let limit, let least) = kind else { return nil }
        // JSON Schema counts code points, of which there are never more than bytes.
        let bytes = text.utf8.count
        let length = bytes <= limit ?? .max && bytes >= least * 4 ? bytes : text.unicodeScalars.count
        if let limit, length > limit {
            return Sentence("At most \(limit) characters.", "Не больше \(limit) знаков.")
        }
        if length < least {
            return Sentence("At least \(least) characters.", "Не меньше \(least) знаков.")
        }
        return pattern.flatMap { $0.fits(text) ? nil : $0.words }
    }

    private static func outside(_ range: ClosedRange<Int64>) -> Sentence {
        Sentence(
            "From \(range.lowerBound) to \(range.upperBound).", "От \(range.lowerBound) до \(range.upperBound).")
    }

    /// A name as a part of a JSON pointer (RFC 6901).
    private static func escape(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    private var word: (en: String, ru: String) {
        switch kind {
        case .text: ("a text", "текст")
        case .number: ("a whole number", "целое число")
        case .flag: ("true or false", "true или false")
        case .list: ("a list", "список")
        case .map, .object, .named: ("an object", "объект")
        case .anything, .either: ("a value", "значение")
        }
    }
}

extension JSON {
    fileprivate var word: (en: String, ru: String) {
        switch self {
        case .null: ("null", "null")
        case .bool: ("true or false", "true или false")
        case .int: ("a number", "число")
        case .string: ("a text", "текст")
        case .array: ("a list", "список")
        case .object: ("an object", "объект")
        }
    }
}

extension Schema.Pattern {
    /// The tag of a language: `ru`, `en-GB`.
    static let language = Schema.Pattern(
        source: "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$",
        words: Sentence("It must be a language, as ru or en-GB.", "Должен быть язык: ru или en-GB.")
    ) { text in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), text.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        return (2...3).contains(parts[0].count) && parts[0].allSatisfy(\.isLetter)
            && parts.dropFirst().allSatisfy {
                (2...8).contains($0.count) && $0.allSatisfy { $0.isLetter || $0.isNumber }
            }
    }

    /// Visible ASCII characters, as a header can carry them.
    static let visible = Schema.Pattern(
        source: "^[!-~]*$", words: Sentence("It must be visible ASCII characters.", "Нужны видимые знаки ASCII.")
    ) { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    /// A revision as an entity tag: `"r12"`.
    static let revision = Schema.Pattern(
        source: "^(\"r[0-9]{1,9}\"|\\*)$",
        words: Sentence("If-Match must look like \"r12\".", "If-Match выглядит так: \"r12\".")
    ) { text in
        text == "*"
            || (text.hasPrefix("\"r") && text.hasSuffix("\"") && (4...12).contains(text.utf8.count)
                && text.dropFirst(2).dropLast().utf8.allSatisfy { (0x30...0x39).contains($0) })
    }
}
