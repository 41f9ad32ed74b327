/// Where a case is.
public enum CaseStatus: String, Code {
    /// New.
    case new = "NEW"
    /// In progress.
    case inProgress = "IN_PROGRESS"
    /// Waiting for the victim.
    case waitingForVictim = "WAIT_VICTIM"
    /// Waiting for a third party.
    case waitingForThirdParty = "WAIT_THIRD_PARTY"
    /// Monitoring.
    case monitoring = "MONITORING"
    /// Closed.
    case closed = "CLOSED"
    /// Reopened.
    case reopened = "REOPENED"

    /// The name of the list.
    public static let listName = "case_status"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .new: CodeNames(ru: "Новое", en: "New")
        case .inProgress: CodeNames(ru: "В работе", en: "In progress")
        case .waitingForVictim: CodeNames(ru: "Ждём пострадавшего", en: "Waiting for the victim")
        case .waitingForThirdParty: CodeNames(ru: "Ждём третью сторону", en: "Waiting for a third party")
        case .monitoring: CodeNames(ru: "Наблюдение", en: "Monitoring")
        case .closed: CodeNames(ru: "Закрыто", en: "Closed")
        case .reopened: CodeNames(ru: "Открыто снова", en: "Reopened")
        }
    }
}
