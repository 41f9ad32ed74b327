/// Why somebody unmasks personal data.
public enum RevealPurpose: String, Code {
    /// Call back.
    case callBack = "CALL_BACK"
    /// Identify.
    case identify = "IDENTIFY"
    /// Referral.
    case referral = "REFERRAL"
    /// Request of the person.
    case subjectRequest = "SUBJECT_REQUEST"
    /// Investigation.
    case investigation = "INVESTIGATION"
    /// Quality check.
    case qualityCheck = "QUALITY_CHECK"

    /// The name of the list.
    public static let listName = "reveal_purpose"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .callBack: CodeNames(ru: "Перезвонить", en: "Call back")
        case .identify: CodeNames(ru: "Установить личность", en: "Identify")
        case .referral: CodeNames(ru: "Передать обращение", en: "Referral")
        case .subjectRequest: CodeNames(ru: "Запрос самого человека", en: "Request of the person")
        case .investigation: CodeNames(ru: "Расследование", en: "Investigation")
        case .qualityCheck: CodeNames(ru: "Проверка качества", en: "Quality check")
        }
    }
}
