/// Where the money of a loan went.
public enum LoanReceiver: String, Code {
    /// To the account of the victim.
    case own = "SELF"
    /// To somebody else.
    case third = "THIRD"
    /// Unknown.
    case unknown = "UNKNOWN"

    /// The name of the list.
    public static let listName = "disbursed_to"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .own: CodeNames(ru: "На счёт пострадавшего", en: "To the account of the victim")
        case .third: CodeNames(ru: "Третьему лицу", en: "To somebody else")
        case .unknown: CodeNames(ru: "Неизвестно", en: "Unknown")
        }
    }
}
