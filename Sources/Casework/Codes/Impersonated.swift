/// Who the scammer pretended to be.
public enum Impersonated: String, Code {
    /// Bank.
    case bank = "BANK"
    /// Central bank.
    case centralBank = "CENTRAL_BANK"
    /// Police.
    case police = "POLICE"
    /// Security service.
    case securityService = "SECURITY_SERVICE"
    /// Court or bailiffs.
    case court = "COURT"
    /// Tax authority.
    case tax = "TAX"
    /// Government portal.
    case governmentPortal = "GOV_PORTAL"
    /// Mobile operator.
    case mobileOperator = "MOBILE_OPERATOR"
    /// Boss or employer.
    case employer = "EMPLOYER"
    /// Relative.
    case relative = "RELATIVE"
    /// Friend.
    case friend = "FRIEND"
    /// Utility company.
    case utility = "UTILITY"
    /// Delivery service.
    case delivery = "DELIVERY"
    /// Marketplace.
    case marketplace = "MARKETPLACE"
    /// Broker.
    case broker = "BROKER"
    /// Recruiter.
    case recruiter = "EMPLOYER_HR"
    /// Romantic partner.
    case romanticPartner = "PARTNER_ROMANTIC"
    /// Charity.
    case charity = "CHARITY"
    /// Medical organisation.
    case medical = "MEDICAL"
    /// Technical support.
    case techSupport = "TECH_SUPPORT"
    /// Recovery agent.
    case recoveryAgent = "RECOVERY_AGENT"
    /// Nobody.
    case nobody = "NONE"

    /// The name of the list.
    public static let listName = "impersonated"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .bank: CodeNames(ru: "Банк", en: "Bank")
        case .centralBank: CodeNames(ru: "Центральный банк", en: "Central bank")
        case .police: CodeNames(ru: "Полиция или следствие", en: "Police")
        case .securityService: CodeNames(ru: "Спецслужба", en: "Security service")
        case .court: CodeNames(ru: "Суд или приставы", en: "Court or bailiffs")
        case .tax: CodeNames(ru: "Налоговая служба", en: "Tax authority")
        case .governmentPortal: CodeNames(ru: "Портал госуслуг", en: "Government portal")
        case .mobileOperator: CodeNames(ru: "Оператор связи", en: "Mobile operator")
        case .employer: CodeNames(ru: "Руководитель или работодатель", en: "Boss or employer")
        case .relative: CodeNames(ru: "Родственник", en: "Relative")
        case .friend: CodeNames(ru: "Друг или знакомый", en: "Friend")
        case .utility: CodeNames(ru: "Коммунальная служба", en: "Utility company")
        case .delivery: CodeNames(ru: "Служба доставки", en: "Delivery service")
        case .marketplace: CodeNames(ru: "Маркетплейс", en: "Marketplace")
        case .broker: CodeNames(ru: "Брокер", en: "Broker")
        case .recruiter: CodeNames(ru: "Кадровик, рекрутер", en: "Recruiter")
        case .romanticPartner: CodeNames(ru: "Романтический партнёр", en: "Romantic partner")
        case .charity: CodeNames(ru: "Благотворительный фонд", en: "Charity")
        case .medical: CodeNames(ru: "Медицинская организация", en: "Medical organisation")
        case .techSupport: CodeNames(ru: "Техническая поддержка", en: "Technical support")
        case .recoveryAgent: CodeNames(ru: "«Помощник по возврату денег»", en: "Recovery agent")
        case .nobody: CodeNames(ru: "Никем не представлялся", en: "Nobody")
        }
    }
}
