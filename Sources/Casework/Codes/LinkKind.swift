/// How two cases belong together.
public enum LinkKind: String, Code {
    /// The same matter.
    case duplicate = "DUPLICATE"
    /// Related.
    case related = "RELATED"
    /// The same scammers.
    case sameScammer = "SAME_SCAMMER"
    /// The same victim.
    case sameVictim = "SAME_VICTIM"
    /// The person was deceived again.
    case repeatIncident = "REPEAT_INCIDENT"
    /// Somebody deceived in the name of the victim.
    case contactOfVictim = "CONTACT_OF_VICTIM"
    /// Merged.
    case merged = "MERGED"

    /// The name of the list.
    public static let listName = "link_kind"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .duplicate: CodeNames(ru: "То же обращение", en: "The same matter")
        case .related: CodeNames(ru: "Связаны", en: "Related")
        case .sameScammer: CodeNames(ru: "Те же мошенники", en: "The same scammers")
        case .sameVictim: CodeNames(ru: "Тот же пострадавший", en: "The same victim")
        case .repeatIncident: CodeNames(ru: "Повторный обман того же человека", en: "The person was deceived again")
        case .contactOfVictim:
            CodeNames(
                ru: "Знакомый пострадавшего, обманутый от его имени", en: "Somebody deceived in the name of the victim")
        case .merged: CodeNames(ru: "Объединено", en: "Merged")
        }
    }
}
