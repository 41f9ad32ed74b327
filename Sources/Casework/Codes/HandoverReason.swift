/// Why a bot handed a conversation to people.
public enum HandoverReason: String, Code {
    /// The words show distress or danger.
    case distress = "DISTRESS"
    /// The person asked for a human.
    case humanAsked = "HUMAN_ASKED"
    /// The next step of the playbook is not for self-service.
    case guideNeedsHuman = "GUIDE_NEEDS_HUMAN"
    /// The bot cannot go on.
    case botLost = "BOT_LOST"

    /// The name of the list.
    public static let listName = "handover_reason"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .distress: CodeNames(ru: "Человеку плохо или опасно", en: "Distress or danger")
        case .humanAsked: CodeNames(ru: "Попросил человека", en: "Asked for a human")
        case .guideNeedsHuman: CodeNames(ru: "Дальше нужен человек", en: "The next step needs a human")
        case .botLost: CodeNames(ru: "Бот не справился", en: "The bot could not go on")
        }
    }
}
