/// For whom the person who contacts the desk speaks.
public enum VictimStatus: String, Code {
    /// The victim.
    case himself = "SELF"
    /// Third party with consent.
    case thirdPartyWithConsent = "THIRD_PARTY_WITH_CONSENT"
    /// Concerned third party.
    case thirdPartyConcern = "THIRD_PARTY_CONCERN"
    /// Legal representative.
    case legalRepresentative = "LEGAL_REP"
    /// Minor.
    case minor = "MINOR"
    /// Business.
    case business = "BUSINESS"
    /// Anonymous.
    case anonymous = "ANONYMOUS"

    /// The name of the list.
    public static let listName = "victim_status"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .himself: CodeNames(ru: "Сам пострадавший", en: "The victim")
        case .thirdPartyWithConsent: CodeNames(ru: "Другой человек с согласия", en: "Third party with consent")
        case .thirdPartyConcern: CodeNames(ru: "Обеспокоенный близкий", en: "Concerned third party")
        case .legalRepresentative: CodeNames(ru: "Законный представитель", en: "Legal representative")
        case .minor: CodeNames(ru: "Несовершеннолетний", en: "Minor")
        case .business: CodeNames(ru: "Организация", en: "Business")
        case .anonymous: CodeNames(ru: "Анонимно", en: "Anonymous")
        }
    }
}
