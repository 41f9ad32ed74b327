/// The way that money or value left the victim.
public enum PaymentRail: String, Code {
    /// Account transfer.
    case accountTransfer = "ACCOUNT_TRANSFER"
    /// Faster Payments System (SBP).
    case sbp = "SBP"
    /// Card payment online.
    case cardOnline = "CARD_ECOM"
    /// Card-to-card transfer.
    case cardToCard = "CARD_P2P"
    /// Cash withdrawn at an ATM.
    case cardCashWithdrawal = "CARD_ATM_CASH"
    /// Cash deposited at an ATM.
    case cashDeposit = "CASH_DEPOSIT_ATM"
    /// Cash to a courier.
    case cashCourier = "CASH_COURIER"
    /// Cash by post.
    case cashPost = "CASH_POST"
    /// E-wallet.
    case eWallet = "E_WALLET"
    /// Mobile balance.
    case mobileBalance = "MOBILE_BALANCE"
    /// Premium SMS.
    case premiumSMS = "PREMIUM_SMS"
    /// Subscription.
    case subscription = "SUBSCRIPTION"
    /// Crypto through an exchange.
    case cryptoExchange = "CRYPTO_EXCHANGE"
    /// Crypto person to person.
    case cryptoPeerToPeer = "CRYPTO_P2P"
    /// Crypto ATM.
    case cryptoATM = "CRYPTO_ATM"
    /// Gift card.
    case giftCard = "GIFT_CARD"
    /// Money transfer service.
    case moneyTransferSystem = "MONEY_TRANSFER_SYSTEM"
    /// International wire.
    case internationalWire = "WIRE_INTL"
    /// ACH transfer.
    case ach = "ACH"
    /// Zelle or similar.
    case zelleLike = "ZELLE_LIKE"
    /// Faster Payments.
    case fasterPayments = "FASTER_PAYMENTS"
    /// CHAPS.
    case chaps = "CHAPS"
    /// SEPA credit transfer.
    case sepa = "SEPA"
    /// SEPA instant transfer.
    case sepaInstant = "SEPA_INSTANT"
    /// Direct debit.
    case directDebit = "DIRECT_DEBIT"
    /// Cheque.
    case cheque = "CHEQUE"
    /// Loan paid out to a third party.
    case loanDisbursement = "LOAN_DISBURSEMENT"
    /// Digital ruble.
    case digitalRuble = "DIGITAL_RUBLE"
    /// Valuables or goods.
    case valuables = "VALUABLES_GOODS"
    /// No money sent.
    case nothing = "NONE"

    /// The name of the list.
    public static let listName = "payment_rail"

    /// What the code is called.
    public var names: CodeNames {
        switch self {
        case .accountTransfer: CodeNames(ru: "Перевод по реквизитам счёта", en: "Account transfer")
        case .sbp: CodeNames(ru: "Система быстрых платежей", en: "Faster Payments System (SBP)")
        case .cardOnline: CodeNames(ru: "Оплата картой в интернете", en: "Card payment online")
        case .cardToCard: CodeNames(ru: "Перевод с карты на карту", en: "Card-to-card transfer")
        case .cardCashWithdrawal: CodeNames(ru: "Снятие наличных в банкомате", en: "Cash withdrawn at an ATM")
        case .cashDeposit: CodeNames(ru: "Внесение наличных через банкомат", en: "Cash deposited at an ATM")
        case .cashCourier: CodeNames(ru: "Наличные курьеру", en: "Cash to a courier")
        case .cashPost: CodeNames(ru: "Наличные почтой", en: "Cash by post")
        case .eWallet: CodeNames(ru: "Электронный кошелёк", en: "E-wallet")
        case .mobileBalance: CodeNames(ru: "Баланс телефона", en: "Mobile balance")
        case .premiumSMS: CodeNames(ru: "Платное SMS", en: "Premium SMS")
        case .subscription: CodeNames(ru: "Платная подписка", en: "Subscription")
        case .cryptoExchange: CodeNames(ru: "Криптовалюта через биржу", en: "Crypto through an exchange")
        case .cryptoPeerToPeer: CodeNames(ru: "Криптовалюта напрямую", en: "Crypto person to person")
        case .cryptoATM: CodeNames(ru: "Криптовалюта через терминал", en: "Crypto ATM")
        case .giftCard: CodeNames(ru: "Подарочная карта", en: "Gift card")
        case .moneyTransferSystem: CodeNames(ru: "Система денежных переводов", en: "Money transfer service")
        case .internationalWire: CodeNames(ru: "Международный банковский перевод", en: "International wire")
        case .ach: CodeNames(ru: "Перевод ACH", en: "ACH transfer")
        case .zelleLike:
            CodeNames(ru: "Мгновенный перевод по телефону или почте (Zelle и подобные)", en: "Zelle or similar")
        case .fasterPayments: CodeNames(ru: "Faster Payments (Великобритания)", en: "Faster Payments")
        case .chaps: CodeNames(ru: "CHAPS (Великобритания)", en: "CHAPS")
        case .sepa: CodeNames(ru: "Перевод SEPA", en: "SEPA credit transfer")
        case .sepaInstant: CodeNames(ru: "Мгновенный перевод SEPA", en: "SEPA instant transfer")
        case .directDebit: CodeNames(ru: "Прямое списание", en: "Direct debit")
        case .cheque: CodeNames(ru: "Чек", en: "Cheque")
        case .loanDisbursement: CodeNames(ru: "Выдача кредита третьему лицу", en: "Loan paid out to a third party")
        case .digitalRuble: CodeNames(ru: "Цифровой рубль", en: "Digital ruble")
        case .valuables: CodeNames(ru: "Ценности или товар", en: "Valuables or goods")
        case .nothing: CodeNames(ru: "Деньги не отправлены", en: "No money sent")
        }
    }
}
