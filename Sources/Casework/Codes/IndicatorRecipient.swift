/// Who was told of an indicator.
public enum IndicatorRecipient: String, Code {
    /// State anti-fraud system.
    case gis = "GIS"
    /// Bank.
    case bank = "BANK"
    /// Police.
    case police = "POLICE"

    /// The name of the list.
    public static let listName = "indicator_shared_to"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .gis: CodeNames(ru: "ГИС «Антифрод»", en: "State anti-fraud system")
        case .bank: CodeNames(ru: "Банк", en: "Bank")
        case .police: CodeNames(ru: "Полиция", en: "Police")
        }
    }
}
