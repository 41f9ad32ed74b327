/// Whose rules a case follows.
public enum Jurisdiction: String, Code {
    /// Russia.
    case russia = "RU"
    /// United Kingdom.
    case unitedKingdom = "UK"
    /// United States.
    case unitedStates = "US"
    /// European Union.
    case europeanUnion = "EU"
    /// Australia.
    case australia = "AU"
    /// Singapore.
    case singapore = "SG"
    /// Another country.
    case other = "OTHER"

    /// The name of the list.
    public static let listName = "jurisdiction"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .russia: CodeNames(ru: "Россия", en: "Russia")
        case .unitedKingdom: CodeNames(ru: "Великобритания", en: "United Kingdom")
        case .unitedStates: CodeNames(ru: "США", en: "United States")
        case .europeanUnion: CodeNames(ru: "Европейский союз", en: "European Union")
        case .australia: CodeNames(ru: "Австралия", en: "Australia")
        case .singapore: CodeNames(ru: "Сингапур", en: "Singapore")
        case .other: CodeNames(ru: "Другая страна", en: "Another country")
        }
    }
}
