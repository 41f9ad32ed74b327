/// The age of a person, as coarse as the statistics need.
public enum AgeBand: String, Code {
    /// Under 14.
    case under14 = "UNDER_14"
    /// 14–17.
    case from14 = "14_17"
    /// 18–24.
    case from18 = "18_24"
    /// 25–34.
    case from25 = "25_34"
    /// 35–44.
    case from35 = "35_44"
    /// 45–54.
    case from45 = "45_54"
    /// 55–64.
    case from55 = "55_64"
    /// 65–74.
    case from65 = "65_74"
    /// 75 or older.
    case from75 = "75_PLUS"
    /// Not stated.
    case notStated = "NA"

    /// The name of the list.
    public static let listName = "age_band"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .under14: CodeNames(ru: "До 14 лет", en: "Under 14")
        case .from14: CodeNames(ru: "14–17 лет", en: "14–17")
        case .from18: CodeNames(ru: "18–24 года", en: "18–24")
        case .from25: CodeNames(ru: "25–34 года", en: "25–34")
        case .from35: CodeNames(ru: "35–44 года", en: "35–44")
        case .from45: CodeNames(ru: "45–54 года", en: "45–54")
        case .from55: CodeNames(ru: "55–64 года", en: "55–64")
        case .from65: CodeNames(ru: "65–74 года", en: "65–74")
        case .from75: CodeNames(ru: "75 лет и старше", en: "75 or older")
        case .notStated: CodeNames(ru: "Не указан", en: "Not stated")
        }
    }
}
