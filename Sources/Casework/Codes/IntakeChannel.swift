/// How a contact reached the desk.
public enum IntakeChannel: String, Code {
    /// Hotline.
    case hotline = "HOTLINE"
    /// Voice assistant.
    case voiceBot = "VOICE_BOT"
    /// Chat-bot.
    case chatbot = "CHATBOT"
    /// In-app chat.
    case appChat = "APP_CHAT"
    /// Web chat.
    case webChat = "WEB_CHAT"
    /// Telegram.
    case telegram = "TELEGRAM"
    /// Social network.
    case social = "SOCIAL"
    /// Shop.
    case shop = "SHOP"
    /// Partner bank.
    case partnerBank = "PARTNER_BANK"
    /// Outbound call.
    case outbound = "OUTBOUND"

    /// The name of the list.
    public static let listName = "intake_channel"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .hotline: CodeNames(ru: "Горячая линия", en: "Hotline")
        case .voiceBot: CodeNames(ru: "Голосовой помощник", en: "Voice assistant")
        case .chatbot: CodeNames(ru: "Чат-бот", en: "Chat-bot")
        case .appChat: CodeNames(ru: "Чат в приложении", en: "In-app chat")
        case .webChat: CodeNames(ru: "Чат на сайте", en: "Web chat")
        case .telegram: CodeNames(ru: "Telegram", en: "Telegram")
        case .social: CodeNames(ru: "Социальная сеть", en: "Social network")
        case .shop: CodeNames(ru: "Салон связи", en: "Shop")
        case .partnerBank: CodeNames(ru: "Банк-партнёр", en: "Partner bank")
        case .outbound: CodeNames(ru: "Исходящий звонок", en: "Outbound call")
        }
    }
}
