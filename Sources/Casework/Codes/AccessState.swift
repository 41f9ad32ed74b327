/// Where a lost access stands.
public enum AccessState: String, Code {
    /// Data given away, no entry seen.
    case atRisk = "AT_RISK"
    /// Both the scammer and the victim are in.
    case shared = "SHARED"
    /// The victim is locked out.
    case lost = "LOST"
    /// The scammer is out.
    case secured = "SECURED"

    /// The name of the list.
    public static let listName = "access_state"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .atRisk: CodeNames(ru: "Данные отданы, входа не видно", en: "Data given away, no entry seen")
        case .shared: CodeNames(ru: "Внутри и мошенник, и пострадавший", en: "Both the scammer and the victim are in")
        case .lost: CodeNames(ru: "Пострадавший внутрь попасть не может", en: "The victim is locked out")
        case .secured: CodeNames(ru: "Мошенник выгнан", en: "The scammer is out")
        }
    }

    /// Whether the scammer can still do harm with it.
    var isOpen: Bool { self != .secured }
}
