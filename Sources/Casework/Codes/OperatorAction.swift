/// What the operator itself can do for the victim.
public enum OperatorAction: String, Code {
    /// Suspend the number.
    case suspendNumber = "SUSPEND_MSISDN"
    /// Resume the number.
    case resumeNumber = "RESUME"
    /// Clear call forwarding.
    case clearForwarding = "CLEAR_FORWARDING"
    /// Cancel the reissue of the SIM.
    case cancelReissue = "CANCEL_REISSUE"
    /// Cancel the port-out.
    case cancelPortOut = "CANCEL_MNP"
    /// Forbid remote reissue.
    case lockRemoteReissue = "LOCK_REMOTE_REISSUE"
    /// Reset the account password.
    case resetCabinet = "RESET_CABINET"
    /// End the account sessions.
    case endCabinetSessions = "END_CABINET_SESSIONS"
    /// Ban paid content.
    case contentBan = "CONTENT_BAN"
    /// Cancel subscriptions.
    case unsubscribe = "UNSUBSCRIBE"
    /// Refund paid content.
    case refundContent = "REFUND_CONTENT"
    /// Hold the receiving balance.
    case holdBalance = "HOLD_BALANCE"
    /// Block the number of the scammer.
    case blockNumber = "BLOCK_NUMBER"
    /// Label the number of the scammer.
    case labelNumber = "LABEL_NUMBER"
    /// Send to the state anti-fraud system.
    case sendToState = "SEND_GIS"
    /// Ban calls from abroad.
    case foreignCallBan = "FOREIGN_CALL_BAN"
    /// Ban mass calls.
    case massCallBan = "MASS_CALL_BAN"
    /// Alert the family.
    case familyAlert = "FAMILY_ALERT"
    /// Issue the call detail.
    case issueDetail = "ISSUE_DETAIL"
    /// Claim the insurance.
    case insuranceClaim = "INSURANCE_CLAIM"

    /// The name of the list.
    public static let listName = "operator_action"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .suspendNumber: CodeNames(ru: "Заблокировать номер", en: "Suspend the number")
        case .resumeNumber: CodeNames(ru: "Разблокировать номер", en: "Resume the number")
        case .clearForwarding: CodeNames(ru: "Снять переадресацию", en: "Clear call forwarding")
        case .cancelReissue: CodeNames(ru: "Отменить перевыпуск SIM", en: "Cancel the reissue of the SIM")
        case .cancelPortOut: CodeNames(ru: "Отменить перенос номера", en: "Cancel the port-out")
        case .lockRemoteReissue: CodeNames(ru: "Запретить удалённый перевыпуск", en: "Forbid remote reissue")
        case .resetCabinet: CodeNames(ru: "Сбросить пароль кабинета", en: "Reset the account password")
        case .endCabinetSessions: CodeNames(ru: "Завершить сеансы кабинета", en: "End the account sessions")
        case .contentBan: CodeNames(ru: "Запретить платный контент", en: "Ban paid content")
        case .unsubscribe: CodeNames(ru: "Отключить подписки", en: "Cancel subscriptions")
        case .refundContent: CodeNames(ru: "Вернуть деньги за контент", en: "Refund paid content")
        case .holdBalance: CodeNames(ru: "Удержать баланс получателя", en: "Hold the receiving balance")
        case .blockNumber: CodeNames(ru: "Заблокировать номер мошенника", en: "Block the number of the scammer")
        case .labelNumber: CodeNames(ru: "Пометить номер мошенника", en: "Label the number of the scammer")
        case .sendToState: CodeNames(ru: "Передать в ГИС «Антифрод»", en: "Send to the state anti-fraud system")
        case .foreignCallBan: CodeNames(ru: "Запретить звонки из-за рубежа", en: "Ban calls from abroad")
        case .massCallBan: CodeNames(ru: "Запретить массовые звонки", en: "Ban mass calls")
        case .familyAlert: CodeNames(ru: "Предупредить близких", en: "Alert the family")
        case .issueDetail: CodeNames(ru: "Выдать детализацию", en: "Issue the call detail")
        case .insuranceClaim: CodeNames(ru: "Заявить страховой случай", en: "Claim the insurance")
        }
    }

    /// Whether a second person must approve it: it takes somebody's number or money away, or gives a number back to whoever
    /// holds the SIM (domain.md, 6.4: four eyes for suspensions and refunds; PB15).
    public var needsSecondPerson: Bool {
        switch self {
        case .suspendNumber, .resumeNumber, .cancelReissue, .cancelPortOut, .resetCabinet, .refundContent, .holdBalance,
            .blockNumber:
            true
        default: false
        }
    }
}
