/// A piece of personal data about a party.
public enum PartyField: String, Code {
    /// Name.
    case name = "NAME"
    /// Phone.
    case phone = "PHONE"
    /// E-mail.
    case email = "EMAIL"
    /// Card.
    case card = "CARD"
    /// Account.
    case account = "ACCOUNT"
    /// Address.
    case address = "ADDRESS"
    /// Year of birth.
    case birthYear = "BIRTH_YEAR"
    /// Identity document.
    case document = "DOCUMENT"
    /// Messenger handle.
    case handle = "HANDLE"
    /// Region.
    case region = "REGION"
    /// Relation to the victim.
    case relation = "RELATION"
    /// When and how to call.
    case contactNote = "CONTACT_NOTE"

    /// The name of the list.
    public static let listName = "party_field"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .name: CodeNames(ru: "Имя", en: "Name")
        case .phone: CodeNames(ru: "Телефон", en: "Phone")
        case .email: CodeNames(ru: "Электронная почта", en: "E-mail")
        case .card: CodeNames(ru: "Карта", en: "Card")
        case .account: CodeNames(ru: "Счёт", en: "Account")
        case .address: CodeNames(ru: "Адрес", en: "Address")
        case .birthYear: CodeNames(ru: "Год рождения", en: "Year of birth")
        case .document: CodeNames(ru: "Документ", en: "Identity document")
        case .handle: CodeNames(ru: "Имя в мессенджере", en: "Messenger handle")
        case .region: CodeNames(ru: "Регион", en: "Region")
        case .relation: CodeNames(ru: "Кем приходится пострадавшему", en: "Relation to the victim")
        case .contactNote: CodeNames(ru: "Когда и как можно звонить", en: "When and how to call")
        }
    }
}
