/// Whether the victim sees that it is a deceit.
public enum Awareness: String, Code {
    /// Aware.
    case aware = "AWARE"
    /// Doubting.
    case doubting = "DOUBTING"
    /// Denies.
    case denies = "DENIES"

    /// The name of the list.
    public static let listName = "awareness"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .aware: CodeNames(ru: "Понимает, что это обман", en: "Aware")
        case .doubting: CodeNames(ru: "Сомневается", en: "Doubting")
        case .denies: CodeNames(ru: "Отрицает", en: "Denies")
        }
    }
}
