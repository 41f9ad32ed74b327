/// How sure it is that an indicator belongs to a scammer.
public enum IndicatorConfidence: String, Code {
    /// Low.
    case low = "LOW"
    /// Medium.
    case medium = "MED"
    /// High.
    case high = "HIGH"

    /// The name of the list.
    public static let listName = "indicator_confidence"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .low: CodeNames(ru: "Низкая", en: "Low")
        case .medium: CodeNames(ru: "Средняя", en: "Medium")
        case .high: CodeNames(ru: "Высокая", en: "High")
        }
    }
}
