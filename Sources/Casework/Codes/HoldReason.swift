/// Why nothing of a case may be erased.
public enum HoldReason: String, Code {
    /// A court.
    case court = "COURT"
    /// The police or an investigator.
    case police = "POLICE"
    /// A regulator or the financial ombudsman.
    case regulator = "REGULATOR"
    /// A complaint or a claim that is not decided.
    case claim = "CLAIM"
    /// An inquiry of the desk itself.
    case inquiry = "INQUIRY"

    /// The name of the list.
    public static let listName = "hold_reason"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .court: CodeNames(ru: "Суд", en: "A court")
        case .police: CodeNames(ru: "Полиция или следствие", en: "Police or an investigator")
        case .regulator: CodeNames(ru: "Регулятор или финансовый уполномоченный", en: "Regulator or ombudsman")
        case .claim: CodeNames(ru: "Жалоба или требование без решения", en: "A complaint or claim not yet decided")
        case .inquiry: CodeNames(ru: "Внутренняя проверка", en: "An inquiry of the desk")
        }
    }
}
