import Canonical
import Testing

@testable import Casework

@Suite struct `The priority of a case` {
    static let now = Timestamp(seconds: 1_800_000_000)
    static func payment(_ state: PaymentState, hoursAgo: Int64?) -> PriorityFacts {
        PriorityFacts(payments: [.init(state: state, sentAt: hoursAgo.map { now.adding(seconds: -$0 * 3600) })])
    }

    static let table: [(PriorityFacts, Priority, [PriorityReason])] = [
        (PriorityFacts(), .p3, []),
        (PriorityFacts(distress: 1), .p3, []),
        (PriorityFacts(distress: 2), .p0, [.severeDistress]),
        (PriorityFacts(riskFlags: [.lifeRisk]), .p0, [.lifeRisk]),
        (PriorityFacts(riskFlags: [.coercedCrime, .physicalThreat]), .p0, [.coercedCrime, .physicalThreat]),
        (PriorityFacts(riskFlags: [.courier, .child]), .p3, []),
        (PriorityFacts(ongoing: .onCallNow), .p0, [.attackOngoing]),
        (payment(.pending, hoursAgo: 200), .p0, [.paymentStoppable]),
        (payment(.heldByBank, hoursAgo: nil), .p0, [.paymentStoppable]),
        (payment(.completed, hoursAgo: 2), .p0, [.completedUnderThreeHours]),
        (payment(.completed, hoursAgo: -1), .p0, [.completedUnderThreeHours]),
        (payment(.completed, hoursAgo: 3), .p1, [.lossUnderThreeDays]),
        (payment(.completed, hoursAgo: 71), .p1, [.lossUnderThreeDays]),
        (payment(.unknown, hoursAgo: 1), .p1, [.lossUnderThreeDays]),
        (payment(.completed, hoursAgo: nil), .p1, [.lossTimeUnknown]),
        (payment(.completed, hoursAgo: 72), .p2, [.lossUnderThirtyDays]),
        (payment(.completed, hoursAgo: 720), .p2, [.lossUnderThirtyDays]),
        (payment(.completed, hoursAgo: 721), .p3, []),
        (payment(.returnedInFull, hoursAgo: 1), .p3, []),
        (payment(.cancelled, hoursAgo: 1), .p3, []),
        (PriorityFacts(access: [.init(kind: .bankApp, revoked: false)]), .p0, [.criticalAccessOpen]),
        (PriorityFacts(access: [.init(kind: .bankApp, revoked: true)]), .p3, []),
        (PriorityFacts(access: [.init(kind: .email, revoked: false)]), .p1, [.accessLost]),
        (PriorityFacts(scamType: .simSwap), .p0, [.criticalAccessOpen]),
        (PriorityFacts(access: [.init(kind: .sim, revoked: true)], scamType: .simSwap), .p3, []),
        (PriorityFacts(scamType: .messengerTakeover), .p1, [.accessLost]),
        (PriorityFacts(attackStage: .moneyMoving), .p0, [.moneyMoving]),
        (PriorityFacts(attackStage: .moneyGone), .p1, [.lossTimeUnknown]),
        (PriorityFacts(attackStage: .accessGained), .p1, [.accessLost]),
        (PriorityFacts(loanCoolingUntil: now.adding(seconds: 1)), .p0, [.loanCooling]),
        (PriorityFacts(loanCoolingUntil: now), .p2, [.loanOrIdentityMisuse]),
        (PriorityFacts(scamType: .loanIdentity), .p2, [.loanOrIdentityMisuse]),
        (PriorityFacts(vulnerabilities: [.age65]), .p2, [.age65]),
        (
            PriorityFacts(vulnerabilities: [.age65, .minor, .repeatVictim, .livesAlone]), .p2,
            [.age65, .minor, .repeatVictim, .livesAlone]
        ),
        (PriorityFacts(vulnerabilities: [.debt, .illness]), .p3, []),
        (PriorityFacts(lossShareOfIncome: 30), .p3, []),
        (PriorityFacts(vulnerabilities: [.age65], scamType: .loanIdentity), .p1, [.loanOrIdentityMisuse, .age65]),
        (PriorityFacts(distress: 3, lossShareOfIncome: 31), .p0, [.severeDistress, .largeShareOfIncome]),
    ]

    @Test(arguments: table.indices) func `follows the table`(row: Int) {
        let (facts, priority, reasons) = Self.table[row]
        let found = PriorityRule.priority(of: facts, at: Self.now)
        #expect(found.priority == priority)
        #expect(found.reasons == reasons)
    }

    @Test func `is never lowered`() {
        for current in Priority.allCases {
            for computed in Priority.allCases {
                let raised = computed.raised(from: current)
                #expect(raised <= current && raised <= computed && (raised == current || raised == computed))
            }
        }
    }

    @Test func `more facts never make it less urgent`() {
        for (left, _, _) in Self.table {
            for (right, _, _) in Self.table where left.scamType == nil && right.scamType == nil {
                var both = left
                both.distress = max(left.distress, right.distress)
                both.riskFlags.formUnion(right.riskFlags)
                both.vulnerabilities.formUnion(right.vulnerabilities)
                let before = PriorityRule.priority(of: left, at: Self.now).priority
                #expect(PriorityRule.priority(of: both, at: Self.now).priority <= before)
            }
        }
    }
}
