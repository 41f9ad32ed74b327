/// How the desk knows that something was done.
public enum ConfirmedHow: String, Code {
    /// The agent saw it.
    case agentSaw = "AGENT_SAW"
    /// A reference of the bank.
    case bankReference = "BANK_REF"
    /// The victim says so.
    case told = "SELF"
    /// A system shows it.
    case system = "SYSTEM"

    /// The name of the list.
    public static let listName = "confirmed_how"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .agentSaw: CodeNames(ru: "Видел сотрудник", en: "The agent saw it")
        case .bankReference: CodeNames(ru: "Номер банка", en: "A reference of the bank")
        case .told: CodeNames(ru: "Со слов пострадавшего", en: "The victim says so")
        case .system: CodeNames(ru: "По данным системы", en: "A system shows it")
        }
    }
}
