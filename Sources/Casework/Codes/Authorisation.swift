/// Whether the victim made a payment himself: the law's clocks and duties differ by it.
public enum Authorisation: String, Code {
    /// The victim made it, deceived.
    case deceived = "YES_DECEIVED"
    /// Somebody else made it.
    case no = "NO"
    /// Not known yet.
    case unclear = "UNCLEAR"

    /// The name of the list.
    public static let listName = "authorised_by_victim"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .deceived: CodeNames(ru: "Перевёл сам, под обманом", en: "Made by the victim, deceived")
        case .no: CodeNames(ru: "Без участия пострадавшего", en: "Not made by the victim")
        case .unclear: CodeNames(ru: "Пока неясно", en: "Not clear yet")
        }
    }
}
