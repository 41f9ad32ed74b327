internal import Canonical
internal import Playbook

/// A day that the law or a scheme sets for one payment: until when something must be asked, or answered.
struct PaymentClock: Sendable, Equatable {
    /// What runs out.
    enum Code: String, Sendable {
        /// The victim's objection at the bank.
        case objection = "BANK_OBJECTION"
        /// The recall of a transfer that may still be stopped.
        case recall = "RECALL"
        /// The bank's decision on the claim.
        case refundDecision = "REFUND_DECISION"
        /// The bank's decision when it needs more time.
        case lastDecision = "REFUND_LAST_DAY"
        /// A credit until the bank has looked into it.
        case provisionalCredit = "PROVISIONAL_CREDIT"
        /// The claim itself.
        case claim = "CLAIM"
        /// The dispute under the rules of the card scheme.
        case cardDispute = "CARD_DISPUTE"
    }

    let code: Code
    let dueAt: Timestamp
    /// The id of the fact that the clock rests on.
    let source: String

    var json: JSON {
        ["clock": .string(code.rawValue), "due_at": .string(dueAt.wholeSecondsText), "source": .string(source)]
    }

    /// The clocks of a payment, the next first; none once the money is back or never left.
    ///
    /// The rules are those of the playbooks (docs/clocks.md): an anchor that somebody told, and a length in the
    /// jurisdiction's business days, or in months where the law counts months. Where the bank's notice is not known,
    /// 24 hours after the payment are taken, which is never later. A limit that runs from the last of several payments
    /// is counted from each of them, which is never later either.
    static func clocks(
        of payment: Payment, in jurisdiction: Jurisdiction, learnedAt: Timestamp?, _ days: BusinessCalendar
    )
        -> [PaymentClock]
    {
        if [.notSent, .cancelled, .returnedInFull].contains(payment.state) { return [] }
        let rules: [PaymentClock?] =
            switch jurisdiction {
            case .russia: russian(payment, days)
            case .unitedKingdom: british(payment, days)
            case .unitedStates: american(payment, learnedAt ?? payment.sentAt, days)
            case .europeanUnion: european(payment, days)
            default: []
            }
        return rules.compactMap { $0 }.sorted { $0.dueAt < $1.dueAt }
    }

    private init(_ code: Code, _ dueAt: Timestamp, _ source: String) {
        (self.code, self.dueAt, self.source) = (code, dueAt, source)
    }

    private static func russian(_ payment: Payment, _ days: BusinessCalendar) -> [PaymentClock?] {
        guard payment.rail.isThroughBank else { return [] }
        let objection = payment.bankNoticeAt.map { $0.endOfNextDay(days) } ?? days.adding("24h", to: payment.sentAt)
        return [
            payment.bankToldAt == nil ? PaymentClock(.objection, objection, "RU-02") : nil,
            payment.claimedAt.map {
                PaymentClock(.refundDecision, days.adding(payment.isCrossBorder ? "60d" : "30d", to: $0), "RU-01")
            },
        ]
    }

    private static func british(_ payment: Payment, _ days: BusinessCalendar) -> [PaymentClock?] {
        guard payment.rail.isThroughBank else { return [] }
        if payment.authorised == .no {
            let notice =
                payment.bankToldAt.map { PaymentClock(.refundDecision, days.adding("1bd", to: $0), "UK-08") }
                ?? PaymentClock(.objection, days.adding("13mo", to: payment.sentAt), "EU-01")
            return [notice, dispute(payment, days)]
        }
        // What the person sent himself is reimbursed by rule inside of the country only; cards have their disputes.
        let isReimbursed = [.fasterPayments, .chaps, .accountTransfer].contains(payment.rail)
        guard isReimbursed, !payment.isCrossBorder else { return [dispute(payment, days)] }
        guard let claimed = payment.claimedAt else {
            return [PaymentClock(.claim, days.adding("13mo", to: payment.sentAt), "UK-02")]
        }
        return [
            PaymentClock(.refundDecision, days.adding("5bd", to: claimed), "UK-01"),
            PaymentClock(.lastDecision, days.adding("35bd", to: claimed), "UK-01"),
        ]
    }

    private static func american(_ payment: Payment, _ learned: Timestamp, _ days: BusinessCalendar) -> [PaymentClock?]
    {
        var clocks: [PaymentClock?] = [dispute(payment, days)]
        if [.internationalWire, .accountTransfer, .ach].contains(payment.rail) {
            clocks.append(PaymentClock(.recall, days.adding("72h", to: payment.sentAt), "US-05"))
        }
        guard payment.rail.isThroughBank, payment.authorised != .deceived else { return clocks }
        if let told = payment.bankToldAt {
            clocks.append(PaymentClock(.provisionalCredit, days.adding("10bd", to: told), "US-02"))
        } else {
            clocks.append(PaymentClock(.objection, days.adding("2bd", to: learned), "US-01"))
        }
        return clocks
    }

    private static func european(_ payment: Payment, _ days: BusinessCalendar) -> [PaymentClock?] {
        guard payment.rail.isThroughBank else { return [] }
        guard let told = payment.bankToldAt else {
            return [PaymentClock(.objection, days.adding("13mo", to: payment.sentAt), "EU-01"), dispute(payment, days)]
        }
        if payment.authorised == .deceived { return [dispute(payment, days)] }
        return [PaymentClock(.refundDecision, days.adding("1bd", to: told), "EU-02"), dispute(payment, days)]
    }

    /// The schemes outside of Russia take disputes for 120 days; a bank may set less.
    private static func dispute(_ payment: Payment, _ days: BusinessCalendar) -> PaymentClock? {
        guard payment.rail == .cardOnline || payment.rail == .cardToCard else { return nil }
        return PaymentClock(.cardDispute, days.adding("120d", to: payment.sentAt), "EU-06")
    }
}

extension PaymentRail {
    /// Whether a bank or payment institution of the victim carried it out, and has duties towards him.
    var isThroughBank: Bool {
        switch self {
        case .cashCourier, .cashPost, .cryptoPeerToPeer, .cryptoATM, .giftCard, .mobileBalance, .premiumSMS,
            .subscription, .valuables, .nothing, .cryptoExchange, .cheque:
            false
        default: true
        }
    }
}

extension Timestamp {
    /// So many times 24 hours on.
    func adding(days: Int64) -> Timestamp { adding(seconds: days * 86_400) }

    /// The last second of the day after this one, as the clocks on the wall of the calendar's place have it.
    func endOfNextDay(_ calendar: BusinessCalendar) -> Timestamp {
        let offset = Int64(calendar.offsetMinutes) * 60
        let local = adding(seconds: offset).day
        return Day(number: local.number + 2).start.adding(seconds: -offset - 1)
    }
}

extension BusinessCalendar {
    /// The moment so long after another one, the length as playbooks write it: `13mo`.
    fileprivate func adding(_ length: StaticString, to moment: Timestamp) -> Timestamp {
        guard let span = Span("\(length)") else { preconditionFailure("\(length) is no length of time") }
        return adding(span, to: moment)
    }
}

extension Case {
    /// The clocks of one of its payments.
    func clocks(of payment: Payment) -> [PaymentClock] {
        PaymentClock.clocks(of: payment, in: jurisdiction, learnedAt: discoveredAt, calendar)
    }
}
