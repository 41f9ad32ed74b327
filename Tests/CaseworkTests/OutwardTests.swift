import Canonical
import Casework
import Postgres
import Support
import Testing

/// What a case holds beside its playbook.
@Suite struct `Payments, indicators, contacts and referrals` {
    @Test func `a payment is added with its clocks, and the clocks go when the money is back`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let sent = Timestamp.now.adding(seconds: -3_600)
        let added = try await test.desk.perform(
            AddPayment(reference, "SBP:150000:RUB:\(sent.wholeSecondsText)"), by: test.actor())
        #expect(added["payment"]?["no"] == 1)
        #expect(added["payment"]?["clocks"]?[0]?["clock"] == "BANK_OBJECTION")
        let due = added["payment"]?["clocks"]?[0]?["due_at"]?.string.flatMap(Timestamp.init)
        #expect(due?.seconds == sent.seconds + 86_400)
        let told = try PaymentDetails(bankToldAt: "now", claimedAt: "now")
        let claimed = try await test.desk.perform(ChangePayment(reference, number: 1, details: told), by: test.actor())
        #expect(claimed["payment"]?["clocks"]?.array?.count == 1)
        #expect(claimed["payment"]?["clocks"]?[0]?["clock"] == "REFUND_DECISION")
        let back = try PaymentDetails(returned: "150000")
        let whole = try await test.desk.perform(ChangePayment(reference, number: 1, details: back), by: test.actor())
        #expect(whole["payment"]?["state"] == "RETURNED_FULL")
        #expect(whole["payment"]?["clocks"]?.array?.isEmpty == true)
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["payments"]?[0]?["returned_minor"] == 15_000_000)
        #expect(try await test.isSound())
    }

    @Test func `a fresh payment makes an old case urgent`() async throws {
        let test = try await TestDesk.make()
        let month = Timestamp.now.adding(seconds: -40 * 86_400)
        let opened = try await test.openCase(paid: ["SBP:1000:RUB:\(month.wholeSecondsText)"])
        let added = try await test.desk.perform(
            AddPayment(opened.reference, "SBP:1000:RUB:now", details: PaymentDetails(state: "COMPLETED")),
            by: test.actor())
        #expect(added["priority"] == "P0")
    }

    @Test func `more cannot come back than was sent, and no time lies before the payment`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase(paid: ["SBP:1000:RUB:now"]).reference
        let wrong = [
            try PaymentDetails(returned: "1000.01"), try PaymentDetails(bankToldAt: "2020-01-01T00:00:00Z"),
            try PaymentDetails(claimedAt: "2099-01-01T00:00:00Z"), PaymentDetails(),
        ]
        for details in wrong {
            await #expect(throws: DeskError.self) {
                _ = try await test.desk.perform(
                    ChangePayment(reference, number: 1, details: details), by: test.actor())
            }
        }
        await #expect(throws: DeskError.noSuchPart(reference: reference.text, part: "payment", number: 7)) {
            let told = try PaymentDetails(bankToldAt: "now")
            _ = try await test.desk.perform(ChangePayment(reference, number: 7, details: told), by: test.actor())
        }
    }

    @Test func `an indicator says in how many other cases it was seen, the victim's own never counts`() async throws {
        let test = try await TestDesk.make()
        var last: JSON = .null
        for number in 0..<3 {
            let reference = try await test.openCase(phone: "+7928123456\(number)").reference
            last = try await test.desk.perform(
                AddIndicator(reference, number == 0 ? "PHONE:8 999 123 45 67" : "PHONE:+79991234567"), by: test.actor())
        }
        #expect(last["indicator"]?["cases"] == 2)
        #expect(last["indicator"]?["cases_this_week"] == 2)
        #expect(last["indicator"]?["masked"] == "+7 999 ***-**-67")
        let own = try await test.openCase(phone: "+79281234569").reference
        _ = try await test.desk.perform(
            AddIndicator(own, "PHONE:+79991230000", isVictimsOwn: true), by: test.actor())
        let other = try await test.openCase(phone: "+79281234568").reference
        let seen = try await test.desk.perform(AddIndicator(other, "PHONE:+79991230000"), by: test.actor())
        #expect(seen["indicator"]?["cases"] == 0)
        #expect(try await !test.everything().contains("9991234567"))
        #expect(try await test.isSound())
    }

    @Test func `a referral needs the person's consent, keeps its number sealed and takes an answer`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        await #expect(throws: DeskError.consentNeeded(reference: reference.text, purpose: .sharePolice)) {
            _ = try await test.desk.perform(MakeReferral(reference, to: .police), by: test.actor())
        }
        let made = try await test.desk.perform(
            MakeReferral(
                reference, to: .police, hasConsentNow: true, package: ["statement"], externalNumber: "КУСП 48217-2026"),
            by: test.actor())
        #expect(made["referral"]?["no"] == 1)
        // The consent stands: the next one needs none.
        _ = try await test.desk.perform(MakeReferral(reference, to: .police), by: test.actor())
        let answered = try await test.desk.perform(
            AnswerReferral(reference, number: 1, state: .accepted, words: "Принято, карта 4111 1111 1111 1111"),
            by: test.actor())
        #expect(answered["referral"]?["state"] == "ACCEPTED")
        #expect(answered["referral"]?["reply"]?.string?.contains("4111 1111") == false)
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["referrals"]?[0]?["external_number"] == "КУСП 48217-2026")
        #expect(shown["consents"]?[0]?["purpose"] == "SHARE_POLICE")
        #expect(try await !test.everything().contains("48217-2026"))
        _ = try await test.desk.perform(RecordConsent(reference, .sharePolice, isWithdrawn: true), by: test.actor())
        await #expect(throws: DeskError.consentNeeded(reference: reference.text, purpose: .sharePolice)) {
            _ = try await test.desk.perform(MakeReferral(reference, to: .police), by: test.actor())
        }
        #expect(try await test.isSound())
    }

    @Test func `a contact keeps its marks, and distress at its end makes the case urgent`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let contact = try ContactRecord(
            channel: "hotline", direction: "in", seconds: 600, wrapUp: "CB_SCHEDULED", distressStart: 1, distressEnd: 2,
            csat: 5, feltSupported: 4, summary: "Пароль: кукушка123, перезвонить дочери")
        let logged = try await test.desk.perform(LogContact(reference, contact), by: test.actor())
        #expect(logged["contact"]?["no"] == 1)
        #expect(logged["priority"] == "P0")
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["contacts"]?[0]?["felt_supported"] == 4)
        #expect(shown["contacts"]?[0]?["summary"]?.string?.contains("кукушка123") == false)
        #expect(try await test.isSound())
    }

    @Test func `who must not be contacted is not called`() async throws {
        let test = try await TestDesk.make()
        let intake = try Intake(
            channel: "hotline", language: "ru", jurisdiction: "RU", scamType: "SAFE_ACCOUNT", isSafeToContact: false)
        let reference = try await test.desk.perform(OpenCase(intake), by: test.actor()).reference
        let out = try ContactRecord(channel: "outbound", direction: "out")
        await #expect(throws: DeskError.notSafeToContact(reference: reference.text)) {
            _ = try await test.desk.perform(LogContact(reference, out), by: test.actor())
        }
    }
}

@Suite struct `The next case of the queue` {
    @Test func `sixty-four agents who ask at once get each case once, the most urgent first`() async throws {
        let test = try await TestDesk.make()
        for number in 0..<40 {
            let reference = try await test.openCase(phone: "+792812345\(number + 10)").reference
            _ = try await test.desk.perform(AssignCase(reference, to: nil), by: test.actor("anna", [.supervisor]))
        }
        let taken = try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<64 {
                group.addTask {
                    do {
                        return try await test.desk.perform(TakeNext(), by: test.actor("agent\(number)"))["ref"]?.string
                    } catch DeskError.queueEmpty { return nil }
                }
            }
            return try await group.reduce(into: [String]()) { if let ref = $1 { $0.append(ref) } }
        }
        #expect(taken.count == 40)
        #expect(Set(taken).count == 40)
        await #expect(throws: DeskError.queueEmpty) { _ = try await test.desk.perform(TakeNext(), by: test.actor()) }
        #expect(try await test.isSound())
    }

    @Test func `the same key takes one case, also when the queue is empty afterwards`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(AssignCase(reference, to: nil), by: test.actor())
        let key = RequestKey("turn-1", request: ["operation": "case.next"])
        let first = try await test.desk.perform(TakeNext(key: key), by: test.actor("boris"))
        let again = try await test.desk.perform(TakeNext(key: key), by: test.actor("boris"))
        #expect(first == again)
    }
}

extension TestDesk {
    /// Whether the trail verifies and the doctor finds nothing.
    func isSound() async throws -> Bool {
        let trail = try await desk.perform(VerifyStore(), by: actor("carla", [.compliance]))
        let store = try await desk.perform(CheckStore(), by: actor("carla", [.compliance]))
        return trail["ok"] == true && store["ok"] == true
    }
}
