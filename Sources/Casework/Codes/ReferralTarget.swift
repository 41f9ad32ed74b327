/// Who else must act.
public enum ReferralTarget: String, Code {
    /// Sender’s bank.
    case senderBank = "BANK_SENDER"
    /// Recipient’s bank.
    case recipientBank = "BANK_RECIPIENT"
    /// Police.
    case police = "POLICE"
    /// Regulator.
    case regulator = "REGULATOR"
    /// Ombudsman.
    case ombudsman = "OMBUDSMAN"
    /// Government portal.
    case governmentPortal = "GOV_PORTAL"
    /// Credit bureau.
    case creditBureau = "CREDIT_BUREAU"
    /// Lender.
    case lender = "LENDER"
    /// Platform.
    case platform = "PLATFORM"
    /// Crypto exchange.
    case exchange = "EXCHANGE"
    /// Crisis line.
    case crisisLine = "CRISIS_LINE"
    /// Victim support.
    case victimSupport = "VICTIM_SUPPORT"
    /// Free legal aid.
    case freeLegalAid = "LAWYER_FREE_AID"
    /// Shop.
    case shop = "SHOP"
    /// Emergency services.
    case emergency = "EMERGENCY"

    /// The name of the list.
    public static let listName = "referral"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .senderBank: CodeNames(ru: "Банк отправителя", en: "Sender’s bank")
        case .recipientBank: CodeNames(ru: "Банк получателя", en: "Recipient’s bank")
        case .police: CodeNames(ru: "Полиция", en: "Police")
        case .regulator: CodeNames(ru: "Регулятор", en: "Regulator")
        case .ombudsman: CodeNames(ru: "Омбудсмен", en: "Ombudsman")
        case .governmentPortal: CodeNames(ru: "Портал госуслуг", en: "Government portal")
        case .creditBureau: CodeNames(ru: "Бюро кредитных историй", en: "Credit bureau")
        case .lender: CodeNames(ru: "Кредитор", en: "Lender")
        case .platform: CodeNames(ru: "Площадка или сервис", en: "Platform")
        case .exchange: CodeNames(ru: "Криптобиржа", en: "Crypto exchange")
        case .crisisLine: CodeNames(ru: "Линия психологической помощи", en: "Crisis line")
        case .victimSupport: CodeNames(ru: "Помощь пострадавшим", en: "Victim support")
        case .freeLegalAid: CodeNames(ru: "Бесплатная юридическая помощь", en: "Free legal aid")
        case .shop: CodeNames(ru: "Салон связи", en: "Shop")
        case .emergency: CodeNames(ru: "Экстренные службы", en: "Emergency services")
        }
    }
}
