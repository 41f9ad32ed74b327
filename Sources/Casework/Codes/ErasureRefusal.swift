/// Why personal data is not erased, or not yet.
public enum ErasureRefusal: String, Code {
    /// A hold is on the case.
    case hold = "HOLD"
    /// The case is open: the data is still needed for what it was given for.
    case caseOpen = "CASE_OPEN"
    /// A law wants the data kept for some time.
    case retentionDuty = "RETENTION_DUTY"
    /// Whoever asked is not the person, or could not show it.
    case notIdentified = "NOT_IDENTIFIED"
    /// The data is needed for a legal claim.
    case legalClaim = "LEGAL_CLAIM"

    /// The name of the list.
    public static let listName = "erasure_refusal"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .hold: CodeNames(ru: "Уничтожение запрещено на время разбирательства", en: "A hold forbids it")
        case .caseOpen: CodeNames(ru: "Обращение ещё не закрыто", en: "The case is still open")
        case .retentionDuty: CodeNames(ru: "Обязательный срок хранения не истёк", en: "A law wants it kept longer")
        case .notIdentified: CodeNames(ru: "Заявитель не установлен", en: "The person is not identified")
        case .legalClaim: CodeNames(ru: "Данные нужны для защиты прав", en: "Needed for a legal claim")
        }
    }
}
