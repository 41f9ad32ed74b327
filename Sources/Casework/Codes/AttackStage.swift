/// How far the attack has come.
public enum AttackStage: String, Code {
    /// Attempt.
    case attempt = "S0_ATTEMPT"
    /// Data given.
    case dataGiven = "S1_DATA_GIVEN"
    /// Access gained.
    case accessGained = "S2_ACCESS_GAINED"
    /// Money is moving.
    case moneyMoving = "S3_MONEY_MOVING"
    /// Money is gone.
    case moneyGone = "S4_MONEY_GONE"
    /// Extortion afterwards.
    case extortionAfter = "S5_POST_EXTORTION"
    /// Recovery scam.
    case recoveryScam = "S6_RECOVERY_SCAM"

    /// The name of the list.
    public static let listName = "attack_stage"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .attempt: CodeNames(ru: "Попытка", en: "Attempt")
        case .dataGiven: CodeNames(ru: "Данные переданы", en: "Data given")
        case .accessGained: CodeNames(ru: "Доступ получен", en: "Access gained")
        case .moneyMoving: CodeNames(ru: "Деньги уходят", en: "Money is moving")
        case .moneyGone: CodeNames(ru: "Деньги ушли", en: "Money is gone")
        case .extortionAfter: CodeNames(ru: "Вымогательство после", en: "Extortion afterwards")
        case .recoveryScam: CodeNames(ru: "Обман с «возвратом»", en: "Recovery scam")
        }
    }
}
