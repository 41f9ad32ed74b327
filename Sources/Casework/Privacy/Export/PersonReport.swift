public import Canonical

/// What is held on a person, for the person to read: the answer of ``ExportPerson`` in words.
public enum PersonReport {
    /// Plain text in Russian for `ru`, in English for every other language.
    public static func text(_ answer: JSON, language: String) -> String {
        let isRussian = language.lowercased().hasPrefix("ru")
        var lines = [
            isRussian ? "ВСЕ СВЕДЕНИЯ О ВАС" : "EVERYTHING THAT IS HELD ON YOU", answer["made_at"]?.string ?? "",
        ]
        for found in answer["cases"]?.array ?? [] {
            lines += ["", "\(isRussian ? "Обращение" : "Case") \(found["ref"]?.string ?? "")"]
            for section in sections {
                guard let value = found[section.member], !isEmpty(value) else { continue }
                lines.append("  " + (isRussian ? section.ru : section.en))
                lines += told(value).map { "    " + $0 }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Section {
        let member: String
        let ru: String
        let en: String

        init(_ member: String, _ ru: String, _ en: String) { (self.member, self.ru, self.en) = (member, ru, en) }
    }

    private static let sections = [
        Section("data", "Личные данные", "Personal data"),
        Section("opened_at", "Открыто", "Opened"), Section("channel", "Канал", "Channel"),
        Section("scam_type", "Вид обмана", "Kind of scam"), Section("status", "Состояние", "Status"),
        Section("outcome", "Исход", "Outcome"), Section("closed_at", "Закрыто", "Closed"),
        Section("purposes", "Цели обработки", "Purposes"), Section("consents", "Ваши согласия", "What you allowed"),
        Section("payments", "Платежи", "Payments"), Section("facts", "Обстоятельства", "Circumstances"),
        Section("indicators", "Следы мошенников", "Traces of the scammers"), Section("notes", "Заметки", "Notes"),
        Section("contacts", "Разговоры", "Contacts"),
        Section("referrals", "Кому переданы данные", "Who received the data"),
        Section("access", "Потерянные доступы", "Lost accesses"), Section("loans", "Кредиты", "Loans"),
        Section("actions", "Действия оператора", "Actions of the operator"),
        Section("attachments", "Файлы", "Files"),
        Section("handovers", "Передачи между сотрудниками", "Hand-overs"),
        Section("links", "Связанные обращения", "Cases that belong together"),
        Section("answers", "Ваши ответы", "What you answered"),
        Section("reads", "Когда и зачем данные смотрели", "When and why the data was looked at"),
    ]

    private static func isEmpty(_ value: JSON) -> Bool {
        switch value {
        case .array(let values): values.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }

    private static func told(_ value: JSON) -> [String] {
        switch value {
        case .object(let members): members.map { "\($0.key): \(short($0.value))" }
        case .array(let values): values.map { "- " + short($0) }
        default: [short(value)]
        }
    }

    private static func short(_ value: JSON) -> String {
        switch value {
        case .string(let text): text
        case .object(let members):
            members.map { "\($0.key) \(short($0.value))" }.joined(separator: ", ")
        case .array(let values): values.map(short).joined(separator: ", ")
        default: value.canonicalText
        }
    }
}
