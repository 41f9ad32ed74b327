public import Canonical

extension Priority: Comparable {
    /// The more urgent before the less urgent: `p0 < p1`.
    public static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }

    /// Seconds until somebody must have acted: 0, one hour, one day, three days.
    public var seconds: Int64 {
        switch self {
        case .p0: 0
        case .p1: 3600
        case .p2: 86_400
        case .p3: 259_200
        }
    }

    /// The more urgent of this one and the one that the case has: a rule raises a priority, only a person lowers it.
    public func raised(from current: Priority) -> Priority { min(self, current) }

    var oneLevelUp: Priority {
        switch self {
        case .p0, .p1: .p0
        case .p2: .p1
        case .p3: .p2
        }
    }
}

/// What the priority of a case depends on.
public struct PriorityFacts: Sendable, Hashable {
    /// A payment as far as the priority needs it.
    public struct Payment: Sendable, Hashable {
        /// Where the payment is.
        public var state: PaymentState
        /// When it was sent; nil when nobody knows.
        public var sentAt: Timestamp?
        /// Minor units of its currency; nil when nobody knows. Recorded with the facts, not used by the rule.
        public var amount: Int64?
        /// A payment.
        public init(state: PaymentState, sentAt: Timestamp?, amount: Int64? = nil) {
            (self.state, self.sentAt, self.amount) = (state, sentAt, amount)
        }
    }

    /// A compromised access as far as the priority needs it.
    public struct Access: Sendable, Hashable {
        /// What the scammer could get into.
        public var kind: AccessKind
        /// Whether the scammer is out again.
        public var revoked: Bool
        /// An access.
        public init(kind: AccessKind, revoked: Bool) { (self.kind, self.revoked) = (kind, revoked) }
    }

    /// 0 calm to 3 danger.
    public var distress: Int
    /// Dangers beyond the money.
    public var riskFlags: Set<RiskFlag>
    /// What is happening right now.
    public var ongoing: Ongoing
    /// Every payment of the case.
    public var payments: [Payment]
    /// Every compromised access of the case.
    public var access: [Access]
    /// The end of the latest loan's cooling period; nil when there is no such loan.
    public var loanCoolingUntil: Timestamp?
    /// Why the victim needs extra care.
    public var vulnerabilities: Set<Vulnerability>
    /// The loss in percent of the stated monthly income; nil when not stated.
    public var lossShareOfIncome: Int?
    /// The kind of deceit; nil before triage.
    public var scamType: ScamType?
    /// How far the attack came; nil before triage.
    public var attackStage: AttackStage?

    /// Facts; whatever is not known stays out.
    public init(
        distress: Int = 0, riskFlags: Set<RiskFlag> = [], ongoing: Ongoing = .nothing, payments: [Payment] = [],
        access: [Access] = [], loanCoolingUntil: Timestamp? = nil, vulnerabilities: Set<Vulnerability> = [],
        lossShareOfIncome: Int? = nil, scamType: ScamType? = nil, attackStage: AttackStage? = nil
    ) {
        (self.distress, self.riskFlags, self.ongoing) = (distress, riskFlags, ongoing)
        (self.payments, self.access, self.loanCoolingUntil) = (payments, access, loanCoolingUntil)
        (self.vulnerabilities, self.lossShareOfIncome) = (vulnerabilities, lossShareOfIncome)
        (self.scamType, self.attackStage) = (scamType, attackStage)
    }
}

/// The priority of a case from its facts: the same facts at the same time give the same answer and the same reasons.
///
/// This is rule 6.3 of the domain with four cautious readings. A risk to life is urgent whatever the distress is.
/// A loss whose time nobody knows counts as recent. Before payments and accesses are recorded, the attack stage speaks
/// for them, and a deceit that *is* a takeover speaks for its own access. An access other than the four critical ones
/// that the scammer still has counts even when money is lost too.
public enum PriorityRule {
    /// The priority of the facts at a moment, and every condition that matched, most urgent first.
    ///
    /// Care conditions raise by one level in all, however many match; `p0` cannot be raised.
    public static func priority(
        of facts: PriorityFacts, at now: Timestamp
    ) -> (priority: Priority, reasons: [PriorityReason]) {
        let matched = Set(
            dangers(facts) + moneyReasons(facts, at: now) + accessReasons(facts) + loanReasons(facts, at: now)
                + careReasons(facts))
        let base = matched.compactMap(\.priority).min() ?? .p3
        let isRaised = matched.contains { $0.priority == nil }
        return (isRaised ? base.oneLevelUp : base, PriorityReason.allCases.filter(matched.contains))
    }

    private static func dangers(_ facts: PriorityFacts) -> [PriorityReason] {
        var reasons: [PriorityReason] = []
        if facts.riskFlags.contains(.lifeRisk) { reasons.append(.lifeRisk) }
        if facts.distress >= 2 { reasons.append(.severeDistress) }
        if facts.riskFlags.contains(.coercedCrime) { reasons.append(.coercedCrime) }
        if facts.riskFlags.contains(.physicalThreat) { reasons.append(.physicalThreat) }
        if facts.ongoing != .nothing { reasons.append(.attackOngoing) }
        return reasons
    }

    private static func moneyReasons(_ facts: PriorityFacts, at now: Timestamp) -> [PriorityReason] {
        var reasons: [PriorityReason] = []
        for payment in facts.payments {
            switch payment.state {
            case .pending, .heldByBank: reasons.append(.paymentStoppable)
            case .completed, .returnedInPart, .unknown: reasons += lossReason(payment, at: now).map { [$0] } ?? []
            case .notSent, .cancelled, .returnedInFull: break
            }
        }
        if facts.payments.isEmpty {
            if facts.attackStage == .moneyMoving { reasons.append(.moneyMoving) }
            if facts.attackStage == .moneyGone { reasons.append(.lossTimeUnknown) }
        }
        return reasons
    }

    /// Three hours, three days and thirty days; a time that is still to come is a wrong clock and counts as now.
    private static func lossReason(_ payment: PriorityFacts.Payment, at now: Timestamp) -> PriorityReason? {
        guard let sentAt = payment.sentAt else { return .lossTimeUnknown }
        if payment.state == .completed, now < sentAt.adding(seconds: 3 * 3600) { return .completedUnderThreeHours }
        if now < sentAt.adding(seconds: 72 * 3600) { return .lossUnderThreeDays }
        if now <= sentAt.adding(seconds: 30 * 86_400) { return .lossUnderThirtyDays }
        return nil
    }

    private static func accessReasons(_ facts: PriorityFacts) -> [PriorityReason] {
        let critical: Set<AccessKind> = [.bankApp, .sim, .device, .governmentPortal]
        var reasons = facts.access.filter { !$0.revoked }.map { access in
            critical.contains(access.kind) ? PriorityReason.criticalAccessOpen : .accessLost
        }
        let implied = facts.scamType?.impliedAccess ?? []
        if !implied.isEmpty, !facts.access.contains(where: { implied.contains($0.kind) }) {
            reasons.append(critical.isDisjoint(with: implied) ? .accessLost : .criticalAccessOpen)
        }
        if facts.access.isEmpty, facts.attackStage == .accessGained { reasons.append(.accessLost) }
        return reasons
    }

    private static func loanReasons(_ facts: PriorityFacts, at now: Timestamp) -> [PriorityReason] {
        var reasons: [PriorityReason] = []
        if let end = facts.loanCoolingUntil { reasons.append(now < end ? .loanCooling : .loanOrIdentityMisuse) }
        if facts.scamType == .loanIdentity { reasons.append(.loanOrIdentityMisuse) }
        return reasons
    }

    private static func careReasons(_ facts: PriorityFacts) -> [PriorityReason] {
        var reasons: [PriorityReason] = []
        if facts.vulnerabilities.contains(.age65) { reasons.append(.age65) }
        if facts.vulnerabilities.contains(.minor) { reasons.append(.minor) }
        if facts.vulnerabilities.contains(.repeatVictim) { reasons.append(.repeatVictim) }
        if facts.vulnerabilities.contains(.livesAlone) { reasons.append(.livesAlone) }
        if let share = facts.lossShareOfIncome, share > 30 { reasons.append(.largeShareOfIncome) }
        return reasons
    }
}

extension ScamType {
    /// The accesses of which at least one is lost when the deceit is of this type.
    var impliedAccess: Set<AccessKind> {
        switch self {
        case .governmentAccountTakeover: [.governmentPortal]
        case .malware: [.device]
        case .simSwap: [.sim]
        case .messengerTakeover: [.telegram, .whatsApp, .max, .social, .email]
        default: []
        }
    }
}
