/// Where a loan in the name of the victim stands.
public enum LoanState: String, Code {
    /// Asked for.
    case applied = "APPLIED"
    /// Signed.
    case signed = "SIGNED"
    /// Paid out.
    case paidOut = "PAID_OUT"
    /// Refused by the victim.
    case refused = "REFUSED"
    /// Disputed.
    case disputed = "DISPUTED"
    /// Cancelled.
    case cancelled = "CANCELLED"
    /// The lender insists.
    case upheld = "UPHELD"

    /// The name of the list.
    public static let listName = "loan_state"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .applied: CodeNames(ru: "Заявка подана", en: "Asked for")
        case .signed: CodeNames(ru: "Договор подписан", en: "Signed")
        case .paidOut: CodeNames(ru: "Деньги выданы", en: "Paid out")
        case .refused: CodeNames(ru: "Пострадавший отказался", en: "Refused by the victim")
        case .disputed: CodeNames(ru: "Оспаривается", en: "Disputed")
        case .cancelled: CodeNames(ru: "Отменён", en: "Cancelled")
        case .upheld: CodeNames(ru: "Кредитор настаивает", en: "The lender insists")
        }
    }

    /// Whether it was got rid of.
    var isGone: Bool { self == .refused || self == .cancelled }
}
