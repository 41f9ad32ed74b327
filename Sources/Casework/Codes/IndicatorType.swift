/// What identifies a scammer.
public enum IndicatorType: String, Code {
    /// Phone.
    case phone = "PHONE"
    /// Forwarding number or IMSI.
    case forwarding = "IMSI_MSISDN_FWD"
    /// Card (masked).
    case card = "CARD_MASKED"
    /// Account.
    case account = "ACCOUNT"
    /// IBAN.
    case iban = "IBAN"
    /// SBP phone and bank.
    case sbpPhoneBank = "SBP_PHONE_BANK"
    /// BIC.
    case bic = "BIC"
    /// Crypto address.
    case cryptoAddress = "CRYPTO_ADDRESS"
    /// Transaction hash.
    case transactionHash = "TX_HASH"
    /// URL.
    case url = "URL"
    /// Domain.
    case domain = "DOMAIN"
    /// E-mail.
    case email = "EMAIL"
    /// Messenger handle.
    case messengerHandle = "MESSENGER_HANDLE"
    /// Social page.
    case socialURL = "SOCIAL_URL"
    /// App package.
    case appPackage = "APP_PACKAGE"
    /// File hash.
    case fileHash = "FILE_HASH"
    /// IP address.
    case ip = "IP"
    /// Name that was used.
    case personName = "PERSON_NAME_USED"
    /// Vehicle.
    case vehicle = "VEHICLE"
    /// Address.
    case address = "ADDRESS"
    /// Voice sample.
    case voiceSample = "VOICE_SAMPLE_REF"
    /// Document image.
    case documentImage = "DOC_IMAGE_REF"

    /// The name of the list.
    public static let listName = "indicator_type"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .phone: CodeNames(ru: "Телефон", en: "Phone")
        case .forwarding: CodeNames(ru: "Номер переадресации или IMSI", en: "Forwarding number or IMSI")
        case .card: CodeNames(ru: "Карта (маскированная)", en: "Card (masked)")
        case .account: CodeNames(ru: "Счёт", en: "Account")
        case .iban: CodeNames(ru: "IBAN", en: "IBAN")
        case .sbpPhoneBank: CodeNames(ru: "Телефон СБП и банк", en: "SBP phone and bank")
        case .bic: CodeNames(ru: "БИК", en: "BIC")
        case .cryptoAddress: CodeNames(ru: "Криптокошелёк", en: "Crypto address")
        case .transactionHash: CodeNames(ru: "Хеш транзакции", en: "Transaction hash")
        case .url: CodeNames(ru: "Ссылка", en: "URL")
        case .domain: CodeNames(ru: "Домен", en: "Domain")
        case .email: CodeNames(ru: "Электронная почта", en: "E-mail")
        case .messengerHandle: CodeNames(ru: "Имя в мессенджере", en: "Messenger handle")
        case .socialURL: CodeNames(ru: "Страница в соцсети", en: "Social page")
        case .appPackage: CodeNames(ru: "Пакет приложения", en: "App package")
        case .fileHash: CodeNames(ru: "Хеш файла", en: "File hash")
        case .ip: CodeNames(ru: "IP-адрес", en: "IP address")
        case .personName: CodeNames(ru: "Имя, которым назвался", en: "Name that was used")
        case .vehicle: CodeNames(ru: "Автомобиль", en: "Vehicle")
        case .address: CodeNames(ru: "Адрес", en: "Address")
        case .voiceSample: CodeNames(ru: "Образец голоса", en: "Voice sample")
        case .documentImage: CodeNames(ru: "Изображение документа", en: "Document image")
        }
    }
}
