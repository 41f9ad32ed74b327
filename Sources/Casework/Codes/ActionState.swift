/// Where an operator action stands.
public enum ActionState: String, Code {
    /// Waits for a second person.
    case requested = "REQUESTED"
    /// May be carried out.
    case approved = "APPROVED"
    /// Refused.
    case refused = "REFUSED"
    /// Expired.
    case expired = "EXPIRED"
    /// Done.
    case done = "DONE"
    /// Failed.
    case failed = "FAILED"

    /// The name of the list.
    public static let listName = "action_state"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .requested: CodeNames(ru: "Ждёт второго человека", en: "Waits for a second person")
        case .approved: CodeNames(ru: "Можно выполнять", en: "May be carried out")
        case .refused: CodeNames(ru: "Отказано", en: "Refused")
        case .expired: CodeNames(ru: "Просрочено", en: "Expired")
        case .done: CodeNames(ru: "Выполнено", en: "Done")
        case .failed: CodeNames(ru: "Не удалось", en: "Failed")
        }
    }
}
