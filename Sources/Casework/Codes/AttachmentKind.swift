/// What a file of a case is.
public enum AttachmentKind: String, Code {
    /// Screenshot.
    case screenshot = "SCREENSHOT"
    /// Bank statement.
    case statement = "STATEMENT"
    /// Chat export.
    case chatExport = "CHAT_EXPORT"
    /// Call detail.
    case callDetail = "CALL_DETAIL"
    /// Audio.
    case audio = "AUDIO"
    /// Certificate.
    case certificate = "CERTIFICATE"
    /// Police receipt.
    case policeCoupon = "POLICE_COUPON"
    /// Document.
    case document = "DOC"
    /// Capture of a page.
    case urlCapture = "URL_CAPTURE"

    /// The name of the list.
    public static let listName = "attachment_kind"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .screenshot: CodeNames(ru: "Снимок экрана", en: "Screenshot")
        case .statement: CodeNames(ru: "Выписка", en: "Bank statement")
        case .chatExport: CodeNames(ru: "Переписка", en: "Chat export")
        case .callDetail: CodeNames(ru: "Детализация звонков", en: "Call detail")
        case .audio: CodeNames(ru: "Аудиозапись", en: "Audio")
        case .certificate: CodeNames(ru: "Справка", en: "Certificate")
        case .policeCoupon: CodeNames(ru: "Талон-уведомление полиции", en: "Police receipt")
        case .document: CodeNames(ru: "Документ", en: "Document")
        case .urlCapture: CodeNames(ru: "Снимок страницы", en: "Capture of a page")
        }
    }
}
