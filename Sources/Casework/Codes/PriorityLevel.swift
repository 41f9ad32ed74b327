/// How soon somebody must act; `p0` is the most urgent.
public enum Priority: String, Code {
    /// Act now.
    case p0 = "P0"
    /// Within one hour.
    case p1 = "P1"
    /// Within a day.
    case p2 = "P2"
    /// Within three days.
    case p3 = "P3"

    /// The name of the list.
    public static let listName = "priority"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .p0: CodeNames(ru: "Действовать сейчас", en: "Act now")
        case .p1: CodeNames(ru: "В течение часа", en: "Within one hour")
        case .p2: CodeNames(ru: "В течение суток", en: "Within a day")
        case .p3: CodeNames(ru: "В течение трёх дней", en: "Within three days")
        }
    }
}
