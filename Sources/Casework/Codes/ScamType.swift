/// The kind of deceit; a case has one primary and up to three secondary ones.
public enum ScamType: String, Code {
    /// Bank impersonation, "safe account".
    case safeAccount = "SAFE_ACCOUNT"
    /// Fake law enforcement or prosecution threat.
    case lawEnforcement = "LAW_ENF"
    /// Fake mobile operator.
    case operatorImpersonation = "OPERATOR_IMP"
    /// Government account takeover.
    case governmentAccountTakeover = "GOV_ATO"
    /// Fake boss or colleagues.
    case fakeBoss = "FAKE_BOSS"
    /// Relative in distress, cloned voice.
    case relative = "RELATIVE"
    /// Cash or valuables to a courier.
    case courierCash = "COURIER_CASH"
    /// Malware, remote access, NFC relay.
    case malware = "MALWARE_RAT"
    /// Phishing link or QR, card data, code.
    case phishing = "PHISHING"
    /// Investment or crypto platform.
    case investment = "INVEST_CRYPTO"
    /// Marketplace, delivery, fake shop.
    case marketplace = "MARKETPLACE"
    /// Romance or fake date.
    case romance = "ROMANCE"
    /// Job or task scam.
    case jobTask = "JOB_TASK"
    /// Messenger, social or e-mail hijack.
    case messengerTakeover = "MESSENGER_ATO"
    /// SIM swap, port-out, forwarding.
    case simSwap = "SIM_SWAP"
    /// Loan in the victim’s name, identity theft.
    case loanIdentity = "LOAN_ID"
    /// Victim’s account used as a mule.
    case mule = "MULE"
    /// Premium SMS, subscription, top-up.
    case mobileCharge = "MOBILE_CHARGE"
    /// Recovery or refund scam.
    case recovery = "RECOVERY"
    /// Blackmail, sextortion.
    case extortion = "EXTORT"
    /// Prize, benefit, advance fee.
    case advanceFee = "ADVANCE_FEE"
    /// Other.
    case other = "OTHER"
    /// Attempt without loss.
    case attempt = "ATTEMPT"

    /// The name of the list.
    public static let listName = "scam_type"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .safeAccount:
            CodeNames(ru: "«Безопасный счёт», лже-служба безопасности банка", en: "Bank impersonation, “safe account”")
        case .lawEnforcement:
            CodeNames(ru: "Лже-следователь, ФСБ, Центробанк", en: "Fake law enforcement or prosecution threat")
        case .operatorImpersonation:
            CodeNames(ru: "Лже-оператор: продление договора, SIM-карта", en: "Fake mobile operator")
        case .governmentAccountTakeover:
            CodeNames(ru: "Взлом Госуслуг или другого государственного аккаунта", en: "Government account takeover")
        case .fakeBoss: CodeNames(ru: "Фейк-босс, лже-коллеги", en: "Fake boss or colleagues")
        case .relative: CodeNames(ru: "Родственник в беде, подделка голоса", en: "Relative in distress, cloned voice")
        case .courierCash: CodeNames(ru: "Наличные или ценности курьеру", en: "Cash or valuables to a courier")
        case .malware:
            CodeNames(ru: "Вредоносная программа, удалённый доступ, NFC", en: "Malware, remote access, NFC relay")
        case .phishing:
            CodeNames(ru: "Фишинговая ссылка или QR, данные карты, код", en: "Phishing link or QR, card data, code")
        case .investment: CodeNames(ru: "Инвестиции, криптовалюта, лже-брокер", en: "Investment or crypto platform")
        case .marketplace: CodeNames(ru: "Объявления, доставка, лже-магазин", en: "Marketplace, delivery, fake shop")
        case .romance: CodeNames(ru: "Романтическое знакомство, лже-свидание", en: "Romance or fake date")
        case .jobTask: CodeNames(ru: "Лже-работа, «задания», анкета", en: "Job or task scam")
        case .messengerTakeover:
            CodeNames(ru: "Угон мессенджера, соцсети или почты", en: "Messenger, social or e-mail hijack")
        case .simSwap:
            CodeNames(
                ru: "Перевыпуск SIM или eSIM, перенос номера, переадресация", en: "SIM swap, port-out, forwarding")
        case .loanIdentity:
            CodeNames(ru: "Кредит на чужое имя, утечка документов", en: "Loan in the victim’s name, identity theft")
        case .mule:
            CodeNames(ru: "Счёт жертвы использован для чужих денег (дроппер)", en: "Victim’s account used as a mule")
        case .mobileCharge:
            CodeNames(ru: "Подписки, платные SMS, пополнение, роуминг", en: "Premium SMS, subscription, top-up")
        case .recovery: CodeNames(ru: "«Вернём ваши деньги»: повторный обман", en: "Recovery or refund scam")
        case .extortion: CodeNames(ru: "Шантаж, интимные материалы, угрозы", en: "Blackmail, sextortion")
        case .advanceFee:
            CodeNames(ru: "Приз, наследство, выплата, комиссия вперёд", en: "Prize, benefit, advance fee")
        case .other: CodeNames(ru: "Иное", en: "Other")
        case .attempt: CodeNames(ru: "Попытка без ущерба", en: "Attempt without loss")
        }
    }
}
