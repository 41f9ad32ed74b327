/// How the desk knows who is speaking.
public enum AuthLevel: String, Code {
    /// Not verified.
    case unauthenticated = "NONE"
    /// By calling number.
    case callerNumber = "ANI"
    /// By operator account.
    case account = "CABINET"
    /// By document in a shop.
    case shopDocument = "SHOP_ID"
    /// By security questions.
    case questions = "KBA"

    /// The name of the list.
    public static let listName = "auth_level"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .unauthenticated: CodeNames(ru: "Личность не проверена", en: "Not verified")
        case .callerNumber: CodeNames(ru: "По номеру звонящего", en: "By calling number")
        case .account: CodeNames(ru: "Через личный кабинет", en: "By operator account")
        case .shopDocument: CodeNames(ru: "По документу в салоне", en: "By document in a shop")
        case .questions: CodeNames(ru: "По контрольным вопросам", en: "By security questions")
        }
    }
}
