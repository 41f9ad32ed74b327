/// What somebody is to a case.
public enum PartyRole: String, Code {
    /// Victim.
    case victim = "VICTIM"
    /// Reporter.
    case reporter = "REPORTER"
    /// Representative.
    case representative = "REPRESENTATIVE"
    /// Trusted person.
    case trustedPerson = "TRUSTED_PERSON"

    /// The name of the list.
    public static let listName = "party_role"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .victim: CodeNames(ru: "Пострадавший", en: "Victim")
        case .reporter: CodeNames(ru: "Заявитель", en: "Reporter")
        case .representative: CodeNames(ru: "Представитель", en: "Representative")
        case .trustedPerson: CodeNames(ru: "Доверенное лицо", en: "Trusted person")
        }
    }
}
