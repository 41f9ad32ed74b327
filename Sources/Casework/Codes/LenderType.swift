/// Who lent money in the name of the victim.
public enum LenderType: String, Code {
    /// Bank.
    case bank = "BANK"
    /// Microfinance lender.
    case microfinance = "MFO"
    /// Card limit.
    case cardLimit = "CARD_LIMIT"
    /// Loan of a mobile operator.
    case mobile = "MICRO_MOBILE"

    /// The name of the list.
    public static let listName = "lender_type"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .bank: CodeNames(ru: "Банк", en: "Bank")
        case .microfinance: CodeNames(ru: "Микрофинансовая организация", en: "Microfinance lender")
        case .cardLimit: CodeNames(ru: "Лимит карты", en: "Card limit")
        case .mobile: CodeNames(ru: "Заём у оператора связи", en: "Loan of a mobile operator")
        }
    }
}
