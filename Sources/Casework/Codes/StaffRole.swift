/// What somebody who works with the program may do.
public enum StaffRole: String, Code {
    /// Agent.
    case agent = "AGENT"
    /// Supervisor.
    case supervisor = "SUPERVISOR"
    /// Compliance officer.
    case compliance = "COMPLIANCE"
    /// Author.
    case author = "AUTHOR"
    /// Bot.
    case bot = "BOT"
    /// Administrator.
    case admin = "ADMIN"

    /// The name of the list.
    public static let listName = "staff_role"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .agent: CodeNames(ru: "Оператор", en: "Agent")
        case .supervisor: CodeNames(ru: "Супервизор", en: "Supervisor")
        case .compliance: CodeNames(ru: "Контролёр", en: "Compliance officer")
        case .author: CodeNames(ru: "Автор сценариев", en: "Author")
        case .bot: CodeNames(ru: "Бот", en: "Bot")
        case .admin: CodeNames(ru: "Администратор", en: "Administrator")
        }
    }
}
