import Canonical
import Foundation
import Playbook
import Testing

@testable import Casework

@Suite struct `The clocks of a payment` {
    /// Monday, 7 December 2026, 10:00 UTC.
    private static let sent = Timestamp("2026-12-07T10:00:00Z") ?? .now
    private static let told = Timestamp("2026-12-22T15:00:00Z") ?? .now

    private func payment(_ rail: PaymentRail, _ authorised: Authorisation = .deceived) -> Payment {
        var payment = Payment(
            number: 1, rail: rail, minor: 100_000, currency: "GBP", sentAt: Self.sent, state: .completed)
        payment.authorised = authorised
        return payment
    }

    private func clocks(_ payment: Payment, _ place: Jurisdiction, learned: Timestamp? = nil) -> [String] {
        let calendar = BusinessCalendar.of(jurisdiction: place.rawValue)
        return PaymentClock.clocks(of: payment, in: place, learnedAt: learned, calendar)
            .map { "\($0.code.rawValue) \($0.dueAt.wholeSecondsText) \($0.source)" }
    }

    @Test func `Russia: a day for the objection, the end of the next day once the notice is known`() {
        var sbp = payment(.sbp)
        #expect(clocks(sbp, .russia) == ["BANK_OBJECTION 2026-12-08T10:00:00Z RU-02"])
        // 22:00 UTC is the next day in Moscow, whose end is 20:59:59 UTC of the day after.
        sbp.bankNoticeAt = Timestamp("2026-12-07T22:00:00Z")
        #expect(clocks(sbp, .russia) == ["BANK_OBJECTION 2026-12-09T20:59:59Z RU-02"])
        sbp.bankToldAt = Self.sent
        #expect(clocks(sbp, .russia) == [])
        sbp.claimedAt = Self.told
        #expect(clocks(sbp, .russia) == ["REFUND_DECISION 2027-01-21T15:00:00Z RU-01"])
        sbp.isCrossBorder = true
        #expect(clocks(sbp, .russia) == ["REFUND_DECISION 2027-02-20T15:00:00Z RU-01"])
        #expect(clocks(payment(.cashCourier), .russia) == [])
    }

    @Test func `United Kingdom: thirteen months to claim, five working days to decide, Christmas does not count`() {
        var transfer = payment(.fasterPayments)
        #expect(clocks(transfer, .unitedKingdom) == ["CLAIM 2028-01-07T10:00:00Z UK-02"])
        // 25 and 28 December (for Saturday, the 26th) and 1 January are holidays.
        transfer.claimedAt = Self.told
        #expect(
            clocks(transfer, .unitedKingdom) == [
                "REFUND_DECISION 2026-12-31T15:00:00Z UK-01", "REFUND_LAST_DAY 2027-02-12T15:00:00Z UK-01",
            ])
        // Neither cards nor transfers abroad are reimbursed by that rule.
        #expect(clocks(payment(.cardOnline), .unitedKingdom) == ["CARD_DISPUTE 2027-04-06T10:00:00Z EU-06"])
        #expect(clocks(payment(.internationalWire), .unitedKingdom) == [])
        var taken = payment(.cardOnline, .no)
        #expect(
            clocks(taken, .unitedKingdom) == [
                "CARD_DISPUTE 2027-04-06T10:00:00Z EU-06", "BANK_OBJECTION 2028-01-07T10:00:00Z EU-01",
            ])
        taken.bankToldAt = Timestamp("2026-12-24T15:00:00Z")
        #expect(clocks(taken, .unitedKingdom).first == "REFUND_DECISION 2026-12-29T15:00:00Z UK-08")
    }

    @Test func `United States: two business days from learning, ten for the credit, 72 hours for a wire`() {
        #expect(clocks(payment(.internationalWire), .unitedStates) == ["RECALL 2026-12-10T10:00:00Z US-05"])
        #expect(clocks(payment(.ach), .unitedStates) == ["RECALL 2026-12-10T10:00:00Z US-05"])
        var taken = payment(.zelleLike, .no)
        // Learned on Thursday, the 24th: Christmas is a Friday.
        let learned = Timestamp("2026-12-24T15:00:00Z")
        #expect(
            clocks(taken, .unitedStates, learned: learned) == ["BANK_OBJECTION 2026-12-29T15:00:00Z US-01"])
        // Nobody knows when it was learned: then the payment counts, which is never later.
        #expect(clocks(taken, .unitedStates) == ["BANK_OBJECTION 2026-12-09T10:00:00Z US-01"])
        taken.bankToldAt = Self.told
        #expect(clocks(taken, .unitedStates) == ["PROVISIONAL_CREDIT 2027-01-07T15:00:00Z US-02"])
        #expect(clocks(payment(.cardOnline), .unitedStates) == ["CARD_DISPUTE 2027-04-06T10:00:00Z EU-06"])
    }

    @Test func `European Union: thirteen months for the notice, the next business day for the refund`() {
        var taken = payment(.directDebit, .no)
        #expect(clocks(taken, .europeanUnion) == ["BANK_OBJECTION 2028-01-07T10:00:00Z EU-01"])
        // The 24th is a Thursday; 25 and 26 December are holidays of TARGET.
        taken.bankToldAt = Timestamp("2026-12-24T15:00:00Z")
        #expect(clocks(taken, .europeanUnion) == ["REFUND_DECISION 2026-12-28T15:00:00Z EU-02"])
        // Sent by the person: no refund by law yet, but the card has its dispute, whether the bank was told or not.
        var card = payment(.cardOnline)
        card.bankToldAt = Self.told
        #expect(clocks(card, .europeanUnion) == ["CARD_DISPUTE 2027-04-06T10:00:00Z EU-06"])
    }

    @Test(arguments: [PaymentState.notSent, .cancelled, .returnedInFull], [Jurisdiction.russia, .unitedKingdom])
    func `money that is back or never left has none`(_ state: PaymentState, _ place: Jurisdiction) {
        var done = payment(.accountTransfer)
        done.state = state
        #expect(clocks(done, place) == [])
    }

    /// The rows of `docs/clocks.md` that name a payment clock; the playbooks are held to the same rows by another test.
    private static let rows: [[String]] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = (try? String(contentsOf: root.appending(path: "docs/clocks.md"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst()
            .map { line in
                line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
                    .map { $0.trimmingCharacters(in: .whitespaces) }
            }
            .filter { $0.count >= 7 && !$0[6].isEmpty }
    }()

    @Test(arguments: rows) func `say the same as the playbooks`(_ row: [String]) throws {
        let place = try Jurisdiction.parse(row[1])
        let length = try #require(Span(row[5]))
        let words = row[6].split(separator: " ").map(String.init)
        let isTaken = words.contains("unauthorised")
        let rail: PaymentRail =
            words.contains("card")
            ? .cardOnline : isTaken ? .directDebit : place == .unitedKingdom ? .fasterPayments : .accountTransfer
        var payment = payment(rail, isTaken ? .no : .deceived)
        payment.isCrossBorder = words.contains("abroad")
        // What counts from a notice or a claim needs one; what counts from the payment is over with it.
        let isAnswer = ["REFUND_DECISION", "REFUND_LAST_DAY", "PROVISIONAL_CREDIT"].contains(words[0])
        if isAnswer { (payment.bankToldAt, payment.claimedAt) = (Self.told, Self.told) }
        let calendar = BusinessCalendar.of(jurisdiction: place.rawValue)
        let all = PaymentClock.clocks(of: payment, in: place, learnedAt: Self.sent, calendar)
        let clock = try #require(all.first { $0.code.rawValue == words[0] })
        #expect(clock.dueAt == calendar.adding(length, to: isAnswer ? Self.told : Self.sent))
        #expect(all.map(\.dueAt) == all.map(\.dueAt).sorted(), "The earliest comes first.")
    }
}
