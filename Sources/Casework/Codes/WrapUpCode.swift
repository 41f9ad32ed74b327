/// How one contact ended.
public enum WrapUpCode: String, Code {
    /// All done.
    case allDone = "RES_ALL_DONE"
    /// Partly done, the victim continues.
    case victimContinues = "RES_PARTIAL_VICTIM_CONTINUES"
    /// Call-back scheduled.
    case callBackScheduled = "CB_SCHEDULED"
    /// Handed over to the bank.
    case handedToBank = "HANDOVER_BANK"
    /// Handed over to the police.
    case handedToPolice = "HANDOVER_POLICE"
    /// Handed over to the second line.
    case handedToSecondLine = "HANDOVER_2L"
    /// Red support protocol.
    case supportRed = "SUP_RED"
    /// Attempt without loss.
    case attemptWithoutLoss = "NO_LOSS_ATTEMPT"
    /// Third-party information.
    case thirdPartyInformation = "THIRD_PARTY_INFO"
    /// Duplicate.
    case duplicate = "DUPLICATE"
    /// Not fraud.
    case notFraud = "NOT_FRAUD"
    /// Call dropped.
    case callDropped = "CALL_DROPPED"
    /// Victim refused.
    case victimRefused = "VICTIM_REFUSED"
    /// Suspected mule.
    case muleSuspect = "MULE_SUSPECT"
    /// Abuse.
    case abuse = "ABUSE"

    /// The name of the list.
    public static let listName = "wrap_code"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .allDone: CodeNames(ru: "Всё сделано", en: "All done")
        case .victimContinues:
            CodeNames(ru: "Сделано частично, дальше сам пострадавший", en: "Partly done, the victim continues")
        case .callBackScheduled: CodeNames(ru: "Назначен обратный звонок", en: "Call-back scheduled")
        case .handedToBank: CodeNames(ru: "Передано банку", en: "Handed over to the bank")
        case .handedToPolice: CodeNames(ru: "Передано полиции", en: "Handed over to the police")
        case .handedToSecondLine: CodeNames(ru: "Передано второй линии", en: "Handed over to the second line")
        case .supportRed: CodeNames(ru: "Красный протокол поддержки", en: "Red support protocol")
        case .attemptWithoutLoss: CodeNames(ru: "Попытка без ущерба", en: "Attempt without loss")
        case .thirdPartyInformation: CodeNames(ru: "Информация от другого человека", en: "Third-party information")
        case .duplicate: CodeNames(ru: "Повторное обращение", en: "Duplicate")
        case .notFraud: CodeNames(ru: "Не мошенничество", en: "Not fraud")
        case .callDropped: CodeNames(ru: "Звонок прервался", en: "Call dropped")
        case .victimRefused: CodeNames(ru: "Пострадавший отказался", en: "Victim refused")
        case .muleSuspect: CodeNames(ru: "Подозрение на дроппера", en: "Suspected mule")
        case .abuse: CodeNames(ru: "Оскорбления", en: "Abuse")
        }
    }
}
