import Canonical
import Casework
import Postgres
import Support
import Testing

/// What must be won back, and what the operator does for that.
@Suite struct `Accesses and loans` {
    @Test func `a critical access that the scammer has makes the case urgent, and one that is secured is told so`()
        async throws
    {
        let test = try await TestDesk.make()
        let month = Timestamp.now.adding(seconds: -40 * 86_400).wholeSecondsText
        let reference = try await test.openCase(paid: ["SBP:1000:RUB:\(month)"]).reference
        let added = try await test.desk.perform(
            RecordAccess(reference, kind: .governmentPortal, try .init(state: "LOST", lostAt: "now")),
            by: test.actor())
        #expect(added["access"]?["no"] == 1)
        #expect(added["priority"] == "P0")
        #expect(added["priority_reasons"]?.array?.contains("CRITICAL_ACCESS_OPEN") == true)
        let secured = try await test.desk.perform(
            RecordAccess(
                reference, number: 1,
                try .init(state: "SECURED", sessionsEndedAt: "now", confirmed: "AGENT_SAW")), by: test.actor())
        #expect(secured["access"]?["confirmed"] == "AGENT_SAW")
        #expect(secured["access"]?["lost_at"]?.string != nil)
        // What was urgent once stays so until a person says otherwise.
        #expect(secured["priority"] == "P0")
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["facts"]?["access_secured"] == ["GOV_PORTAL"])
        #expect(shown["access"]?[0]?["state"] == "SECURED")
        #expect(try await test.isSound())
    }

    @Test(
        arguments: [
            ("MFO:50000:RUB", nil), ("MFO:50000.01:RUB", 4), ("BANK:200000:RUB", 4), ("BANK:200000.01:RUB", 48),
            ("BANK:900000:USD", nil),
        ] as [(String, Int64?)])
    func `a loan can be refused for as long as the law says`(text: String, hours: Int64?) async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let signed = try #require(Timestamp(Timestamp.now.adding(seconds: -60).wholeSecondsText))
        let added = try await test.desk.perform(
            try RecordLoan(reference, text, try LoanDetails(signedAt: signed.wholeSecondsText)), by: test.actor())
        let end = added["loan"]?["cooling_until"]?.string.flatMap(Timestamp.init)
        #expect(end == hours.map { signed.adding(seconds: $0 * 3600) })
        if hours != nil {
            #expect(added["priority_reasons"]?.array?.contains("LOAN_COOLING") == true)
        }
    }

    @Test func `the lender is sealed, a loan that was refused is gone, and the export has both`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(
            try RecordLoan(
                reference, "MFO:60000:RUB", try LoanDetails(lender: "Канареечные деньги", lenderNumber: "КД-77-канар")),
            by: test.actor())
        let refused = try await test.desk.perform(
            RecordLoan(reference, number: 1, try LoanDetails(refusedAt: "now")), by: test.actor())
        #expect(refused["loan"]?["state"] == "REFUSED")
        #expect(refused["loan"]?["lender"] == "Канареечные деньги")
        let export = try await test.desk.perform(
            ExportPerson(.party(reference, 1)), by: test.actor("cora", [.compliance]))
        #expect(export["cases"]?[0]?["loans"]?[0]?["lender_number"] == "КД-77-канар")
        for secret in ["анареечные", "КД-77"] { #expect(try await !test.everything().contains(secret)) }
        _ = try await test.close(reference)
        try await test.erase(reference)
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["loans"]?[0]?["amount"]?["minor"] == 6_000_000)
        #expect(shown["loans"]?[0]?["lender"] == nil)
        let rows = try await test.query(
            "SELECT count(*) AS n FROM casework.loan_item WHERE lender IS NOT NULL OR lender_number IS NOT NULL")
        #expect(try rows[0].decode(Int.self, "n") == 0)
        #expect(try await test.isSound())
    }

    @Test(arguments: ["MFO", "MFO:0:RUB", "MFO:60000", "MFO:60000:rubles", "SHARK:1:RUB"])
    func `a loan that cannot be read is refused`(text: String) async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        await #expect(throws: (any Error).self) {
            _ = try await test.desk.perform(try RecordLoan(reference, text, try LoanDetails()), by: test.actor())
        }
    }
}

/// Actions for which two people stand.
@Suite struct `Operator actions` {
    @Test func `suspending a number waits for a second person who may, and is then done in time`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        await #expect(throws: DeskError.malformed(field: "reason", problem: .missing)) {
            _ = try await test.desk.perform(RequestAction(reference, .suspendNumber), by: test.actor())
        }
        let asked = try await test.desk.perform(
            RequestAction(reference, .suspendNumber, reason: "Номер у мошенника"), by: test.actor())
        #expect(asked["action"]?["state"] == "REQUESTED")
        await #expect(throws: DeskError.actionState(reference: reference.text, number: 1, state: .requested)) {
            _ = try await test.desk.perform(CompleteAction(reference, number: 1, isDone: true), by: test.actor())
        }
        await #expect(throws: DeskError.notAllowed(.approveActions)) {
            _ = try await test.desk.perform(
                DecideAction(reference, number: 1, isApproved: true), by: test.actor("boris"))
        }
        await #expect(throws: DeskError.secondPersonNeeded) {
            _ = try await test.desk.perform(
                DecideAction(reference, number: 1, isApproved: true), by: test.actor("anna", [.supervisor]))
        }
        await #expect(throws: DeskError.actionWaiting(reference: reference.text, action: .suspendNumber, number: 1)) {
            _ = try await test.desk.perform(
                RequestAction(reference, .suspendNumber, reason: "ещё раз"), by: test.actor())
        }
        let approved = try await test.desk.perform(
            DecideAction(reference, number: 1, isApproved: true), by: test.actor("lead", [.supervisor]))
        #expect(approved["action"]?["state"] == "APPROVED")
        let done = try await test.desk.perform(
            CompleteAction(reference, number: 1, isDone: true, words: "наряд канарейки"), by: test.actor())
        #expect(done["action"]?["state"] == "DONE")
        await #expect(throws: DeskError.actionState(reference: reference.text, number: 1, state: .done)) {
            _ = try await test.desk.perform(CompleteAction(reference, number: 1, isDone: true), by: test.actor())
        }
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["actions"]?[0]?["result"] == "наряд канарейки")
        #expect(shown["actions"]?[0]?["decided_by"] == "lead")
        let types = try await test.query(
            "SELECT type FROM audit.entry WHERE type LIKE 'case.action%' ORDER BY case_seq")
        #expect(
            try types.map { try $0.decode(String.self, "type") }
                == ["case.action_requested", "case.action_decided", "case.action_done"])
        #expect(try await !test.everything().contains("канарейки"))
        #expect(try await test.isSound())
    }

    @Test func `what harms nobody may be done at once, and a refusal says why`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let asked = try await test.desk.perform(RequestAction(reference, .clearForwarding), by: test.actor())
        #expect(asked["action"]?["state"] == "APPROVED")
        let failed = try await test.desk.perform(
            CompleteAction(reference, number: 1, isDone: false, words: "нет связи с сетью"), by: test.actor())
        #expect(failed["action"]?["state"] == "FAILED")
        _ = try await test.desk.perform(
            RequestAction(reference, .refundContent, reason: "подписка без согласия"), by: test.actor())
        let lead = test.actor("lead", [.supervisor])
        await #expect(throws: DeskError.malformed(field: "reason", problem: .missing)) {
            _ = try await test.desk.perform(DecideAction(reference, number: 2, isApproved: false), by: lead)
        }
        let refused = try await test.desk.perform(
            DecideAction(reference, number: 2, isApproved: false, words: "согласие есть в журнале"), by: lead)
        #expect(refused["action"]?["state"] == "REFUSED")
        // It can be asked for again.
        let again = try await test.desk.perform(
            RequestAction(reference, .refundContent, reason: "журнал подделан"), by: test.actor())
        #expect(again["action"]?["no"] == 3)
    }

    @Test func `what nobody decides or does in time expires`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(
            RequestAction(reference, .suspendNumber, reason: "Номер у мошенника"), by: test.actor())
        let lead = test.actor("lead", [.supervisor])
        let late = test.desk.at { Timestamp.now.adding(seconds: 5 * 3600) }
        await #expect(throws: DeskError.actionState(reference: reference.text, number: 1, state: .expired)) {
            _ = try await late.perform(DecideAction(reference, number: 1, isApproved: true), by: lead)
        }
        let again = try await late.perform(
            RequestAction(reference, .suspendNumber, reason: "Всё ещё у мошенника"), by: test.actor())
        #expect(again["action"]?["no"] == 2)
        _ = try await late.perform(DecideAction(reference, number: 2, isApproved: true), by: lead)
        let later = test.desk.at { Timestamp.now.adding(seconds: 7 * 3600) }
        await #expect(throws: DeskError.actionState(reference: reference.text, number: 2, state: .expired)) {
            _ = try await later.perform(CompleteAction(reference, number: 2, isDone: true), by: test.actor())
        }
    }

    @Test func `of two who approve and refuse at once one wins and the other is told`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(
            RequestAction(reference, .suspendNumber, reason: "Номер у мошенника"), by: test.actor())
        let states = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    do {
                        _ = try await test.desk.perform(
                            DecideAction(reference, number: 1, isApproved: number % 2 == 0, words: "так"),
                            by: test.actor("lead\(number)", [.supervisor]))
                        return true
                    } catch { return false }
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(states.filter { $0 }.count == 1)
    }

    @Test func `the store itself refuses an approval by whoever asked, and doing without one`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(
            RequestAction(reference, .suspendNumber, reason: "Номер у мошенника"), by: test.actor())
        for change in [
            "state = 'APPROVED', decided_at = now(), decided_by = requested_by", "state = 'APPROVED'",
            "state = 'DONE', done_at = now(), done_by = 'anna'",
        ] {
            await #expect(throws: PostgresError.self) {
                try await test.asSuperuser("UPDATE casework.operator_action SET \(change)")
            }
        }
    }
}

/// A case that goes to a colleague.
@Suite struct `Handing over` {
    @Test func `the words come first for whoever takes the case, sealed and masked`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(
            AddStaff("boris", name: "Борис", roles: [.agent]), by: test.actor("root", [.admin]))
        let words = "Банк перезвонит в шесть, карта 4111 1111 1111 1111, она одна."
        _ = try await test.desk.perform(AssignCase(reference, to: "boris", words: words), by: test.actor())
        for answer in [
            try await test.desk.perform(GuideCase(reference), by: test.actor("boris")),
            try await test.desk.perform(ShowCase(reference), by: test.actor("boris")),
        ] {
            #expect(answer["handover"]?["from"] == "anna" && answer["handover"]?["to"] == "boris")
            #expect(answer["handover"]?["words"]?.string?.hasPrefix("Банк перезвонит в шесть") == true)
            #expect(answer["handover"]?["words"]?.string?.contains("4111 1111") == false)
        }
        #expect(try await !test.everything().contains("перезвонит в шесть"))
        #expect(try await test.isSound())
    }
}
