/// Where one payment is now.
public enum PaymentState: String, Code {
    /// Not sent.
    case notSent = "NOT_SENT"
    /// Pending.
    case pending = "PENDING"
    /// Held by the bank.
    case heldByBank = "HELD_BY_BANK"
    /// Completed.
    case completed = "COMPLETED"
    /// Cancelled.
    case cancelled = "CANCELLED"
    /// Returned in full.
    case returnedInFull = "RETURNED_FULL"
    /// Returned in part.
    case returnedInPart = "RETURNED_PART"
    /// Unknown.
    case unknown = "UNKNOWN"

    /// The name of the list.
    public static let listName = "tx_state"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .notSent: CodeNames(ru: "Не отправлен", en: "Not sent")
        case .pending: CodeNames(ru: "В обработке", en: "Pending")
        case .heldByBank: CodeNames(ru: "Приостановлен банком", en: "Held by the bank")
        case .completed: CodeNames(ru: "Исполнен", en: "Completed")
        case .cancelled: CodeNames(ru: "Отменён", en: "Cancelled")
        case .returnedInFull: CodeNames(ru: "Возвращён полностью", en: "Returned in full")
        case .returnedInPart: CodeNames(ru: "Возвращён частично", en: "Returned in part")
        case .unknown: CodeNames(ru: "Неизвестно", en: "Unknown")
        }
    }
}
