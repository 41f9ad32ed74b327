/// The kinds of data that are destroyed together and kept equally long.
public enum DataCategory: String, Code {
    /// What identifies the person: name, phone, e-mail, card, account.
    case identity = "IDENTITY"
    /// Keyed digests by which the person was found.
    case searchIndex = "SEARCH_INDEX"
    /// Notes, summaries of contacts, answers of others, in free words.
    case freeText = "FREE_TEXT"
    /// Answers, reasons and references within the playbook that tell of the person.
    case runAnswers = "RUN_ANSWERS"
    /// What stands behind the commitments of the trail.
    case openings = "OPENINGS"
    /// Traces that are the person's own.
    case ownIndicators = "OWN_INDICATORS"

    /// The name of the list.
    public static let listName = "data_category"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .identity: CodeNames(ru: "Сведения, по которым человека можно узнать", en: "Identifying data")
        case .searchIndex: CodeNames(ru: "Ключевые отпечатки для поиска", en: "Keyed search indexes")
        case .freeText: CodeNames(ru: "Заметки, записи разговоров, ответы", en: "Notes, contact summaries, replies")
        case .runAnswers: CodeNames(ru: "Личные ответы и причины в сценарии", en: "Personal answers and reasons")
        case .openings: CodeNames(ru: "Раскрытия к обязательствам журнала", en: "Openings of the trail")
        case .ownIndicators:
            CodeNames(ru: "Собственные реквизиты человека", en: "The person's own accounts and numbers")
        }
    }
}
