/// What kind of loss it is.
public enum LossType: String, Code {
    /// Own money.
    case direct = "DIRECT"
    /// Borrowed money.
    case borrowed = "BORROWED"
    /// Fees and interest.
    case fees = "FEES"
    /// Property.
    case property = "PROPERTY"
    /// Data only.
    case dataOnly = "DATA_ONLY"
    /// Prevented.
    case prevented = "PREVENTED"
    /// Time and stress.
    case time = "TIME"
    /// None.
    case nothing = "NONE"

    /// The name of the list.
    public static let listName = "loss_type"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .direct: CodeNames(ru: "Собственные деньги", en: "Own money")
        case .borrowed: CodeNames(ru: "Заёмные деньги", en: "Borrowed money")
        case .fees: CodeNames(ru: "Комиссии и проценты", en: "Fees and interest")
        case .property: CodeNames(ru: "Имущество", en: "Property")
        case .dataOnly: CodeNames(ru: "Только данные", en: "Data only")
        case .prevented: CodeNames(ru: "Предотвращён", en: "Prevented")
        case .time: CodeNames(ru: "Время и нервы", en: "Time and stress")
        case .nothing: CodeNames(ru: "Нет", en: "None")
        }
    }
}
