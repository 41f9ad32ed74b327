/// How a case ended.
public enum Outcome: String, Code {
    /// Loss prevented.
    case prevented = "PREVENTED"
    /// Stopped in part.
    case stoppedInPart = "STOPPED_PARTIAL"
    /// Loss without return.
    case lossNotReturned = "LOSS_NO_RETURN"
    /// Returned in part.
    case returnedInPart = "RETURNED_PART"
    /// Returned in full.
    case returnedInFull = "RETURNED_FULL"
    /// Account restored.
    case accountRestored = "ACCOUNT_RESTORED"
    /// Loan cancelled.
    case loanCancelled = "LOAN_CANCELLED"
    /// Police case opened.
    case policeCaseOpened = "POLICE_CASE_OPENED"
    /// Refused by the bank.
    case refusedByBank = "REFUSED_BY_BANK"
    /// Refused by the police.
    case refusedByPolice = "REFUSED_BY_POLICE"
    /// Escalated to the regulator.
    case escalatedToRegulator = "ESCALATED_REGULATOR"
    /// Civil claim.
    case civilClaim = "CIVIL_CLAIM"
    /// Lost contact.
    case lostContact = "LOST_CONTACT"
    /// Not fraud.
    case notFraud = "NOT_FRAUD"
    /// Merged into another case, where the work goes on.
    case merged = "MERGED"

    /// The name of the list.
    public static let listName = "outcome"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .prevented: CodeNames(ru: "Ущерб предотвращён", en: "Loss prevented")
        case .stoppedInPart: CodeNames(ru: "Остановлено частично", en: "Stopped in part")
        case .lossNotReturned: CodeNames(ru: "Ущерб, возврата нет", en: "Loss without return")
        case .returnedInPart: CodeNames(ru: "Возвращено частично", en: "Returned in part")
        case .returnedInFull: CodeNames(ru: "Возвращено полностью", en: "Returned in full")
        case .accountRestored: CodeNames(ru: "Доступ восстановлен", en: "Account restored")
        case .loanCancelled: CodeNames(ru: "Кредит отменён", en: "Loan cancelled")
        case .policeCaseOpened: CodeNames(ru: "Возбуждено дело", en: "Police case opened")
        case .refusedByBank: CodeNames(ru: "Отказ банка", en: "Refused by the bank")
        case .refusedByPolice: CodeNames(ru: "Отказ полиции", en: "Refused by the police")
        case .escalatedToRegulator: CodeNames(ru: "Передано регулятору", en: "Escalated to the regulator")
        case .civilClaim: CodeNames(ru: "Гражданский иск", en: "Civil claim")
        case .lostContact: CodeNames(ru: "Связь потеряна", en: "Lost contact")
        case .notFraud: CodeNames(ru: "Не мошенничество", en: "Not fraud")
        case .merged: CodeNames(ru: "Объединено с другим обращением", en: "Merged into another case")
        }
    }
}
