/// What the redactor masked in a free text.
public enum RedactedKind: String, Code {
    /// Card number.
    case cardNumber = "CARD_NUMBER"
    /// One-time code.
    case oneTimeCode = "ONE_TIME_CODE"
    /// PIN.
    case pin = "PIN"
    /// CVV or CVC.
    case cvv = "CVV"
    /// Password.
    case password = "PASSWORD"
    /// Wallet seed phrase.
    case seedPhrase = "SEED_PHRASE"
    /// Passport number.
    case passport = "PASSPORT"
    /// SNILS.
    case snils = "SNILS"
    /// Social security number.
    case ssn = "SSN"
    /// Phone number.
    case phone = "PHONE"

    /// The name of the list.
    public static let listName = "redacted_kind"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .cardNumber: CodeNames(ru: "Номер карты", en: "Card number")
        case .oneTimeCode: CodeNames(ru: "Одноразовый код", en: "One-time code")
        case .pin: CodeNames(ru: "ПИН-код", en: "PIN")
        case .cvv: CodeNames(ru: "CVV или CVC", en: "CVV or CVC")
        case .password: CodeNames(ru: "Пароль", en: "Password")
        case .seedPhrase: CodeNames(ru: "Секретная фраза кошелька", en: "Wallet seed phrase")
        case .passport: CodeNames(ru: "Номер паспорта", en: "Passport number")
        case .snils: CodeNames(ru: "СНИЛС", en: "SNILS")
        case .ssn: CodeNames(ru: "Номер SSN", en: "Social security number")
        case .phone: CodeNames(ru: "Номер телефона", en: "Phone number")
        }
    }
}
