/// What has a period of its own for which it is kept.
public enum RetentionCategory: String, Code {
    /// The people of closed cases in which money went.
    case caseLoss = "CASE_LOSS"
    /// The people of closed cases in which no money went.
    case caseAttempt = "CASE_ATTEMPT"
    /// What stands behind the commitments of the trail, of closed cases.
    case opening = "OPENING"
    /// Answers kept for repeated requests.
    case answer = "ANSWER"
    /// Backups of the database, which this program does not make and whose age it must know.
    case backup = "BACKUP"

    /// The name of the list.
    public static let listName = "retention_category"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .caseLoss: CodeNames(ru: "Закрытые обращения с потерей денег", en: "Closed cases with a loss")
        case .caseAttempt: CodeNames(ru: "Закрытые обращения без потери", en: "Closed cases without a loss")
        case .opening: CodeNames(ru: "Раскрытия к обязательствам журнала", en: "Openings of the trail")
        case .answer: CodeNames(ru: "Ответы на повторные запросы", en: "Answers for repeated requests")
        case .backup: CodeNames(ru: "Резервные копии", en: "Backups")
        }
    }
}
