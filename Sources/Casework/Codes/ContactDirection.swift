/// Who began a contact.
public enum ContactDirection: String, Code {
    /// The person came to the desk.
    case incoming = "IN"
    /// The desk called or wrote.
    case outgoing = "OUT"

    /// The name of the list.
    public static let listName = "contact_direction"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .incoming: CodeNames(ru: "Обратились к нам", en: "They came to us")
        case .outgoing: CodeNames(ru: "Связались мы", en: "We contacted them")
        }
    }
}
