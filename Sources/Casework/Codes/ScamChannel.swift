/// How the scammer first reached the victim.
public enum ScamChannel: String, Code {
    /// Call to a mobile.
    case callMobile = "CALL_MOBILE"
    /// Call to a landline.
    case callFixed = "CALL_FIXED"
    /// Messenger call.
    case callMessenger = "CALL_MESSENGER"
    /// SMS.
    case sms = "SMS"
    /// Messenger message.
    case messengerMessage = "MESSENGER_MSG"
    /// E-mail.
    case email = "EMAIL"
    /// Social network.
    case social = "SOCIAL"
    /// Dating site.
    case dating = "DATING"
    /// Classified ads.
    case classified = "CLASSIFIED"
    /// Website or advertisement.
    case websiteAdvertisement = "WEBSITE_AD"
    /// App.
    case app = "APP"
    /// In person.
    case inPerson = "IN_PERSON"
    /// Post.
    case post = "POST"
    /// Printed QR code.
    case qrOffline = "QR_OFFLINE"
    /// Unknown.
    case unknown = "UNKNOWN"

    /// The name of the list.
    public static let listName = "scam_channel"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .callMobile: CodeNames(ru: "Звонок на мобильный", en: "Call to a mobile")
        case .callFixed: CodeNames(ru: "Звонок на городской телефон", en: "Call to a landline")
        case .callMessenger: CodeNames(ru: "Звонок в мессенджере", en: "Messenger call")
        case .sms: CodeNames(ru: "SMS", en: "SMS")
        case .messengerMessage: CodeNames(ru: "Сообщение в мессенджере", en: "Messenger message")
        case .email: CodeNames(ru: "Электронная почта", en: "E-mail")
        case .social: CodeNames(ru: "Социальная сеть", en: "Social network")
        case .dating: CodeNames(ru: "Сайт знакомств", en: "Dating site")
        case .classified: CodeNames(ru: "Сайт объявлений", en: "Classified ads")
        case .websiteAdvertisement: CodeNames(ru: "Сайт или реклама", en: "Website or advertisement")
        case .app: CodeNames(ru: "Приложение", en: "App")
        case .inPerson: CodeNames(ru: "Лично", en: "In person")
        case .post: CodeNames(ru: "Почта", en: "Post")
        case .qrOffline: CodeNames(ru: "QR-код на улице или бумаге", en: "Printed QR code")
        case .unknown: CodeNames(ru: "Неизвестно", en: "Unknown")
        }
    }
}
