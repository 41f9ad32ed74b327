/// Why personal data is erased.
public enum ErasureBasis: String, Code {
    /// The person asked for it.
    case subjectRequest = "SUBJECT_REQUEST"
    /// The person took a consent back.
    case consentWithdrawn = "CONSENT_WITHDRAWN"
    /// The data should not have been taken.
    case unlawful = "UNLAWFUL"
    /// An authority ordered it.
    case order = "ORDER"
    /// The time for which it may be kept is over.
    case retentionExpired = "RETENTION_EXPIRED"

    /// The name of the list.
    public static let listName = "erasure_basis"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .subjectRequest: CodeNames(ru: "Требование самого человека", en: "Request of the person")
        case .consentWithdrawn: CodeNames(ru: "Согласие отозвано", en: "Consent withdrawn")
        case .unlawful: CodeNames(ru: "Данные обрабатывались неправомерно", en: "Unlawful processing")
        case .order: CodeNames(ru: "Предписание органа власти", en: "Order of an authority")
        case .retentionExpired: CodeNames(ru: "Срок хранения истёк", en: "Retention period over")
        }
    }
}
