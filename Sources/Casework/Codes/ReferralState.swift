/// What became of a referral.
public enum ReferralState: String, Code {
    /// Sent, not answered.
    case sent = "SENT"
    /// Taken on.
    case accepted = "ACCEPTED"
    /// Refused.
    case refused = "REFUSED"
    /// Done.
    case done = "DONE"

    /// The name of the list.
    public static let listName = "referral_state"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .sent: CodeNames(ru: "Отправлено, ответа нет", en: "Sent, not answered")
        case .accepted: CodeNames(ru: "Принято в работу", en: "Taken on")
        case .refused: CodeNames(ru: "Отказ", en: "Refused")
        case .done: CodeNames(ru: "Сделано", en: "Done")
        }
    }
}
