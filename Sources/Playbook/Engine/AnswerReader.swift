public import Canonical

/// Reads answers as people and scripts write them.
public enum AnswerReader {
    /// The answer that a text or the text of a JSON value gives.
    ///
    /// Accepted beside the JSON form of each type: `unknown` and `refused`; the code, the label in any language or its
    /// unambiguous beginning for a choice; a list with commas for several; `150000 RUB` and `1 500,50 RUB` in major
    /// units; RFC 3339 or `2026-01-10 12:30`; `+7 928 123-45-67`.
    /// - Parameter offsetMinutes: minutes east of UTC of a time without an offset.
    public static func answer(
        _ text: String, as type: AnswerType, now: Timestamp, offsetMinutes: Int = 0
    ) -> Result<Answer, WrongAnswer> {
        let trimmed = String(Substring(text).trimmed)
        if let none = NoValue(rawValue: trimmed.lowercased()), !type.hasOption(none.rawValue) {
            return .success(.none(none))
        }
        do throws(WrongAnswer) {
            let value = try value(trimmed, as: type, now: now, offsetMinutes: offsetMinutes)
            return .success(.value(try type.fitting(value)))
        } catch {
            return .failure(error)
        }
    }

    /// The answer that a JSON value gives: its written form, or a text as above.
    public static func answer(
        _ json: JSON, as type: AnswerType, now: Timestamp, offsetMinutes: Int = 0
    ) -> Result<Answer, WrongAnswer> {
        if let text = json.string { return answer(text, as: type, now: now, offsetMinutes: offsetMinutes) }
        var form = type.valueType
        // A code that the set does not have is found below, with the options.
        if case .choices(let set) = type { form = .list(.string, maximum: max(set.options.count, 100)) }
        guard let value = Value(json, as: form) else { return .failure(.wrongType(type.name)) }
        do throws(WrongAnswer) {
            return .success(.value(try type.fitting(value)))
        } catch {
            return .failure(error)
        }
    }

    private static func value(_ text: String, as type: AnswerType, now: Timestamp, offsetMinutes: Int)
        throws(WrongAnswer) -> Value
    {
        switch type {
        case .choice(let set): return .string(try code(text, of: set))
        case .choices(let set):
            let parts = text.split(separator: ",").map { String($0.trimmed) }
            var values: [Value] = []
            for part in parts { values.append(.string(try code(part, of: set))) }
            return .list(values)
        case .text, .reference: return .string(text)
        case .integer:
            guard let number = Int64(text.withoutSpaces) else { throw .notANumber }
            return .int(number)
        case .money: return .money(try money(text))
        case .timestamp:
            guard let moment = moment(text, now: now, offsetMinutes: offsetMinutes) else { throw .notAMoment }
            return .timestamp(moment)
        case .date:
            guard let day = Day(text) else { throw .notADay }
            return .string(day.description)
        case .phone:
            guard let phone = phone(text) else { throw .notAPhone }
            return .string(phone)
        }
    }

    /// The code that a text means: the code, a label, or the beginning of exactly one label.
    private static func code(_ text: String, of set: ChoiceType) throws(WrongAnswer) -> String {
        if set.contains(text) { return text }
        let wanted = text.lowercased()
        func labels(_ option: ChoiceType.Option) -> [String] {
            let label = option.label ?? ChoiceType.builtInLabels[option.value]
            return [option.value.lowercased()] + (label?.wording.values.map { $0.lowercased() } ?? [])
        }
        let exact = set.options.filter { labels($0).contains(wanted) }
        if exact.count == 1 { return exact[0].value }
        let near = wanted.isEmpty ? [] : set.options.filter { labels($0).contains { $0.hasPrefix(wanted) } }
        guard exact.isEmpty, near.count == 1 else { throw .notAnOption(set.options.map(\.value)) }
        return near[0].value
    }

    private static func moment(_ text: String, now: Timestamp, offsetMinutes: Int) -> Timestamp? {
        if let moment = Timestamp(text) { return moment }
        if text.lowercased() == "now" { return now }
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard parts.count == 2 else { return nil }
        let time = parts[1].count == 5 ? "\(parts[1]):00" : String(parts[1])
        guard let moment = Timestamp("\(parts[0])T\(time)Z") else { return nil }
        return moment.adding(seconds: Int64(-offsetMinutes) * 60)
    }
}
