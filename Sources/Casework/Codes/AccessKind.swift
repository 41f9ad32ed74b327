/// What the scammer can get into.
public enum AccessKind: String, Code {
    /// Banking app.
    case bankApp = "BANK_APP"
    /// Government portal.
    case governmentPortal = "GOV_PORTAL"
    /// E-mail.
    case email = "EMAIL"
    /// Telegram.
    case telegram = "TELEGRAM"
    /// WhatsApp.
    case whatsApp = "WHATSAPP"
    /// MAX.
    case max = "MAX"
    /// Social network.
    case social = "SOCIAL"
    /// Operator account.
    case operatorAccount = "OPERATOR_ACCOUNT"
    /// SIM card.
    case sim = "SIM"
    /// Phone or computer.
    case device = "DEVICE"
    /// Marketplace.
    case marketplace = "MARKETPLACE"
    /// Crypto exchange.
    case exchange = "EXCHANGE"
    /// Cloud storage.
    case cloud = "CLOUD"
    /// Work systems.
    case work = "WORK"

    /// The name of the list.
    public static let listName = "access_compromised"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .bankApp: CodeNames(ru: "Банковское приложение", en: "Banking app")
        case .governmentPortal: CodeNames(ru: "Портал госуслуг", en: "Government portal")
        case .email: CodeNames(ru: "Электронная почта", en: "E-mail")
        case .telegram: CodeNames(ru: "Telegram", en: "Telegram")
        case .whatsApp: CodeNames(ru: "WhatsApp", en: "WhatsApp")
        case .max: CodeNames(ru: "MAX", en: "MAX")
        case .social: CodeNames(ru: "Социальная сеть", en: "Social network")
        case .operatorAccount: CodeNames(ru: "Кабинет оператора связи", en: "Operator account")
        case .sim: CodeNames(ru: "SIM-карта", en: "SIM card")
        case .device: CodeNames(ru: "Телефон или компьютер", en: "Phone or computer")
        case .marketplace: CodeNames(ru: "Маркетплейс", en: "Marketplace")
        case .exchange: CodeNames(ru: "Криптобиржа", en: "Crypto exchange")
        case .cloud: CodeNames(ru: "Облако", en: "Cloud storage")
        case .work: CodeNames(ru: "Рабочие системы", en: "Work systems")
        }
    }
}
