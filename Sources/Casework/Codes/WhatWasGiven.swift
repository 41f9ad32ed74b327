/// What the victim gave to the scammer; that it was given, never the value.
public enum WhatWasGiven: String, Code {
    /// One-time code.
    case oneTimeCode = "OTP"
    /// Card number.
    case cardNumber = "CARD_NO"
    /// CVV or CVC.
    case cvv = "CVV_GIVEN"
    /// PIN.
    case pin = "PIN_GIVEN"
    /// Login.
    case login = "LOGIN"
    /// Password.
    case password = "PASSWORD_GIVEN"
    /// Passport data.
    case passport = "PASSPORT"
    /// SNILS.
    case snils = "SNILS"
    /// Social security number.
    case ssn = "SSN"
    /// National insurance number.
    case nino = "NINO"
    /// Selfie.
    case selfie = "SELFIE"
    /// Voice recording.
    case voice = "VOICE"
    /// Wallet seed phrase.
    case seedPhrase = "SEED_PHRASE_GIVEN"
    /// Remote access.
    case remoteAccess = "REMOTE_ACCESS"
    /// SIM code.
    case simCode = "SIM_CODE"
    /// Biometrics.
    case biometric = "BIOMETRIC"
    /// Signature.
    case signature = "SIGNATURE"
    /// Nothing.
    case nothing = "NONE"

    /// The name of the list.
    public static let listName = "what_was_given"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .oneTimeCode: CodeNames(ru: "Одноразовый код", en: "One-time code")
        case .cardNumber: CodeNames(ru: "Номер карты", en: "Card number")
        case .cvv: CodeNames(ru: "CVV или CVC", en: "CVV or CVC")
        case .pin: CodeNames(ru: "ПИН-код", en: "PIN")
        case .login: CodeNames(ru: "Логин", en: "Login")
        case .password: CodeNames(ru: "Пароль", en: "Password")
        case .passport: CodeNames(ru: "Паспортные данные", en: "Passport data")
        case .snils: CodeNames(ru: "СНИЛС", en: "SNILS")
        case .ssn: CodeNames(ru: "Номер SSN", en: "Social security number")
        case .nino: CodeNames(ru: "Номер NINO", en: "National insurance number")
        case .selfie: CodeNames(ru: "Селфи", en: "Selfie")
        case .voice: CodeNames(ru: "Запись голоса", en: "Voice recording")
        case .seedPhrase: CodeNames(ru: "Секретная фраза кошелька", en: "Wallet seed phrase")
        case .remoteAccess: CodeNames(ru: "Удалённый доступ", en: "Remote access")
        case .simCode: CodeNames(ru: "Код от SIM-карты", en: "SIM code")
        case .biometric: CodeNames(ru: "Биометрия", en: "Biometrics")
        case .signature: CodeNames(ru: "Подпись", en: "Signature")
        case .nothing: CodeNames(ru: "Ничего", en: "Nothing")
        }
    }
}
