/// A condition of the priority rule that a case fulfils; its name is the sentence that the agent reads.
public enum PriorityReason: String, Code {
    /// P0: a risk to life.
    case lifeRisk = "LIFE_RISK"
    /// P0: distress of 2 or 3.
    case severeDistress = "SEVERE_DISTRESS"
    /// P0: the victim is made to commit a crime.
    case coercedCrime = "COERCED_CRIME"
    /// P0: a physical threat.
    case physicalThreat = "PHYSICAL_THREAT"
    /// P0: the attack is going on.
    case attackOngoing = "ATTACK_ONGOING"
    /// P0: a payment is pending or held.
    case paymentStoppable = "PAYMENT_STOPPABLE"
    /// P0: money is moving and no payment is recorded yet.
    case moneyMoving = "MONEY_MOVING"
    /// P0: a payment was completed less than three hours ago.
    case completedUnderThreeHours = "COMPLETED_UNDER_3H"
    /// P0: the bank app, SIM card, device or government portal is still open to the scammer.
    case criticalAccessOpen = "CRITICAL_ACCESS_OPEN"
    /// P0: a loan is inside its cooling period.
    case loanCooling = "LOAN_COOLING"
    /// P1: a loss less than 72 hours ago.
    case lossUnderThreeDays = "LOSS_UNDER_72H"
    /// P1: a loss, and nobody knows when.
    case lossTimeUnknown = "LOSS_TIME_UNKNOWN"
    /// P1: another access is lost.
    case accessLost = "ACCESS_LOST"
    /// P2: a loss of three to thirty days ago.
    case lossUnderThirtyDays = "LOSS_3_TO_30_DAYS"
    /// P2: a loan or a misuse of documents was found.
    case loanOrIdentityMisuse = "LOAN_OR_IDENTITY_MISUSE"
    /// One level up: the victim is 65 or older.
    case age65 = "AGE65"
    /// One level up: the victim is a minor.
    case minor = "MINOR"
    /// One level up: the victim was deceived before.
    case repeatVictim = "REPEAT_VICTIM"
    /// One level up: the victim lives alone.
    case livesAlone = "LIVES_ALONE"
    /// One level up: the loss is more than 30 % of the stated monthly income.
    case largeShareOfIncome = "LOSS_OVER_30_PERCENT"

    /// The name of the list.
    public static let listName = "priority_reason"

    /// The priority that the condition demands; nil for one that raises by one level.
    public var priority: Priority? {
        switch self {
        case .lifeRisk, .severeDistress, .coercedCrime, .physicalThreat, .attackOngoing, .paymentStoppable,
            .moneyMoving, .completedUnderThreeHours, .criticalAccessOpen, .loanCooling:
            .p0
        case .lossUnderThreeDays, .lossTimeUnknown, .accessLost: .p1
        case .lossUnderThirtyDays, .loanOrIdentityMisuse: .p2
        case .age65, .minor, .repeatVictim, .livesAlone, .largeShareOfIncome: nil
        }
    }

    /// The sentence in both languages.
    public var names: CodeNames {
        switch self {
        case .lifeRisk: CodeNames(ru: "Есть риск для жизни", en: "There is a risk to life")
        case .severeDistress: CodeNames(ru: "Человеку очень тяжело", en: "The victim is in severe distress")
        case .coercedCrime: CodeNames(ru: "Принуждают к преступлению", en: "The victim is coerced into a crime")
        case .physicalThreat: CodeNames(ru: "Угрожают расправой", en: "The victim is threatened")
        case .attackOngoing: CodeNames(ru: "Атака идёт прямо сейчас", en: "The attack is going on now")
        case .paymentStoppable:
            CodeNames(ru: "Перевод ещё можно остановить", en: "A payment can still be stopped")
        case .moneyMoving: CodeNames(ru: "Деньги уходят сейчас", en: "Money is moving now")
        case .completedUnderThreeHours:
            CodeNames(ru: "Перевод исполнен меньше 3 часов назад", en: "A payment completed less than 3 hours ago")
        case .criticalAccessOpen:
            CodeNames(
                ru: "У мошенника остался доступ к банку, SIM-карте, устройству или Госуслугам",
                en: "The scammer still has the bank app, SIM, device or government portal")
        case .loanCooling:
            CodeNames(ru: "От кредита ещё можно отказаться", en: "A loan is inside its cooling period")
        case .lossUnderThreeDays:
            CodeNames(ru: "Деньги ушли меньше 72 часов назад", en: "Money was lost less than 72 hours ago")
        case .lossTimeUnknown:
            CodeNames(ru: "Деньги ушли, время неизвестно", en: "Money was lost, the time is unknown")
        case .accessLost: CodeNames(ru: "Потерян доступ к аккаунту", en: "Access to an account is lost")
        case .lossUnderThirtyDays:
            CodeNames(ru: "Деньги ушли от 3 до 30 дней назад", en: "Money was lost 3 to 30 days ago")
        case .loanOrIdentityMisuse:
            CodeNames(ru: "Оформлен кредит или использованы документы", en: "A loan or misuse of documents was found")
        case .age65: CodeNames(ru: "Пострадавшему 65 лет или больше", en: "The victim is 65 or older")
        case .minor: CodeNames(ru: "Пострадавший несовершеннолетний", en: "The victim is a minor")
        case .repeatVictim: CodeNames(ru: "Обманут не в первый раз", en: "The victim was deceived before")
        case .livesAlone: CodeNames(ru: "Живёт один", en: "The victim lives alone")
        case .largeShareOfIncome:
            CodeNames(ru: "Потеряно больше 30 % месячного дохода", en: "The loss is over 30 % of the monthly income")
        }
    }
}
