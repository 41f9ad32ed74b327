/// A danger beyond the money.
public enum RiskFlag: String, Code {
    /// Risk to life.
    case lifeRisk = "LIFE_RISK"
    /// Coerced into a crime.
    case coercedCrime = "COERCED_CRIME"
    /// Physical threat.
    case physicalThreat = "PHYSICAL_THREAT"
    /// Courier.
    case courier = "COURIER"
    /// Child.
    case child = "CHILD"

    /// The name of the list.
    public static let listName = "risk_flag"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .lifeRisk: CodeNames(ru: "Риск для жизни", en: "Risk to life")
        case .coercedCrime: CodeNames(ru: "Принуждение к преступлению", en: "Coerced into a crime")
        case .physicalThreat: CodeNames(ru: "Угроза физической расправы", en: "Physical threat")
        case .courier: CodeNames(ru: "Курьер", en: "Courier")
        case .child: CodeNames(ru: "Ребёнок", en: "Child")
        }
    }
}
