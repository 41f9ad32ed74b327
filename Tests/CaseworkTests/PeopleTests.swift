import Canonical
import Casework
import Postgres
import Support
import Testing

/// Who belongs to a case beside the victim.
@Suite struct `People of a case` {
    private static let daughter = (name: "Пелагея Канарейкина", phone: "+79287654321", email: "Pelageya@Example.org")

    private func addDaughter(_ test: TestDesk, to reference: CaseReference) async throws -> JSON {
        let details = try PartyDetails(
            role: "trusted-person", name: Self.daughter.name, phone: Self.daughter.phone, email: Self.daughter.email,
            relation: "дочь", ageBand: "35_44")
        return try await test.desk.perform(AddParty(reference, details), by: test.actor())
    }

    @Test func `somebody beside the victim is added masked, found by phone, and revealed for a purpose`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let added = try await addDaughter(test, to: reference)
        #expect(added["party"]?["no"] == 2)
        #expect(added["party"]?["masked"]?["email"] == "p***@example.org")
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["parties"]?[1]?["role"] == "TRUSTED_PERSON")
        #expect(shown["parties"]?[1]?["age_band"] == "35_44")
        let revealed = try await test.desk.perform(
            RevealField(reference, party: 2, field: .email, purpose: .callBack), by: test.actor())
        #expect(revealed["value"] == "pelageya@example.org")
        var filter = ListCases.Filter()
        filter.phone = try ListCases.phone(Self.daughter.phone)
        let found = try await test.desk.perform(ListCases(filter), by: test.actor())
        #expect(found["cases"]?[0]?["ref"]?.string == reference.text)
        let everything = try await test.everything()
        for secret in ["Пелагея", "79287654321", "elageya@", "дочь"] { #expect(!everything.contains(secret)) }
        #expect(try await test.isSound())
    }

    @Test func `a corrected phone is found, the old one no longer, and a field taken by mistake is gone`() async throws
    {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await addDaughter(test, to: reference)
        let corrected = try PartyDetails(phone: "+79280000001", authLevel: "KBA")
        let changed = try await test.desk.perform(
            ChangeParty(reference, number: 2, corrected, clearing: [.email]), by: test.actor())
        #expect(changed["party"]?["masked"]?["phone"] == "+7 928 ***-**-01")
        #expect(changed["party"]?["masked"]?["email"] == nil)
        for (phone, count) in [(Self.daughter.phone, 0), ("+79280000001", 1)] {
            var filter = ListCases.Filter()
            filter.phone = try ListCases.phone(phone)
            let found = try await test.desk.perform(ListCases(filter), by: test.actor())
            #expect(found["cases"]?.array?.count == count)
        }
        let rows = try await test.query("SELECT count(*) AS n FROM privacy.value WHERE field = 'email'")
        #expect(try rows[0].decode(Int.self, "n") == 0)
        await #expect(throws: DeskError.nothingToReveal(field: "email")) {
            _ = try await test.desk.perform(
                RevealField(reference, party: 2, field: .email, purpose: .callBack), by: test.actor())
        }
        #expect(try await test.isSound())
    }

    @Test func `nothing is taken back while a hold is on`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await test.desk.perform(PlaceHold(reference, reason: .police), by: test.actor("cora", [.compliance]))
        await #expect(throws: DeskError.onHold(reference: reference.text)) {
            _ = try await test.desk.perform(
                ChangeParty(reference, number: 1, try PartyDetails(), clearing: [.phone]), by: test.actor())
        }
        await #expect(throws: PostgresError.self) {
            try await test.asSuperuser(
                "SET ROLE redress_app; SELECT privacy.forget_field(case_no, subject, 'phone', now()) FROM casework.party"
            )
        }
    }

    @Test func `one person is erased without the other, and nothing of him is left`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await addDaughter(test, to: reference)
        _ = try await test.close(reference)
        _ = try await test.desk.perform(RequestErasure(reference, party: 2), by: test.actor("cora", [.compliance]))
        _ = try await test.desk.perform(DecideErasure(reference, party: 2), by: test.actor("carl", [.compliance]))
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["parties"]?[1]?["erased_at"]?.string != nil)
        #expect(shown["parties"]?[0]?["masked"]?["phone"] == "+7 928 ***-**-67")
        let left = try await test.query(
            """
            SELECT (SELECT count(*) FROM privacy.value v JOIN casework.party p USING (case_no, subject) WHERE p.party_no = 2)
                + (SELECT count(*) FROM privacy.opening o JOIN casework.party p USING (case_no, subject) WHERE p.party_no = 2)
                + (SELECT count(*) FROM privacy.blind_index b JOIN casework.party p USING (case_no, subject)
                    WHERE p.party_no = 2) AS n
            """)
        #expect(try left[0].decode(Int.self, "n") == 0)
        let kept = try await test.desk.perform(
            RevealField(reference, field: .phone, purpose: .callBack), by: test.actor())
        #expect(kept["value"] == "+79281234567")
        #expect(try await test.isSound())
    }

    @Test func `the export of a person has what was told of him, and not the others' data`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        _ = try await addDaughter(test, to: reference)
        let export = try await test.desk.perform(
            ExportPerson(.party(reference, 2)), by: test.actor("cora", [.compliance]))
        #expect(export["cases"]?[0]?["data"]?["relation"] == "дочь")
        #expect(!export.canonicalText.contains("Мария"))
    }

    @Test func `a victim stays the victim, and a person is more than a role`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        for details in [
            try PartyDetails(role: "VICTIM", name: "Зоя"), try PartyDetails(role: "REPORTER"), try PartyDetails.nobody,
        ] {
            await #expect(throws: DeskError.self) {
                _ = try await test.desk.perform(AddParty(reference, details), by: test.actor())
            }
        }
        await #expect(throws: DeskError.self) {
            _ = try await test.desk.perform(
                ChangeParty(reference, number: 1, try PartyDetails(role: "REPORTER")), by: test.actor())
        }
        await #expect(throws: DeskError.noSuchPart(reference: reference.text, part: "person", number: 7)) {
            _ = try await test.desk.perform(
                ChangeParty(reference, number: 7, try PartyDetails(name: "Зоя")), by: test.actor())
        }
    }

    @Test func `who turns out not to be safe is not called, and the reason is a note`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        await #expect(throws: DeskError.malformed(field: "reason", problem: .missing)) {
            _ = try await test.desk.perform(ChangeSafety(reference, isSafe: false, reason: " "), by: test.actor())
        }
        let changed = try await test.desk.perform(
            ChangeSafety(reference, isSafe: false, reason: "Рядом мошенник, он берёт трубку."), by: test.actor())
        #expect(changed["safe_to_contact"] == false)
        await #expect(throws: DeskError.notSafeToContact(reference: reference.text)) {
            _ = try await test.desk.perform(
                LogContact(reference, try ContactRecord(channel: "outbound", direction: "out")), by: test.actor())
        }
        let shown = try await test.desk.perform(ShowCase(reference), by: test.actor())
        #expect(shown["notes"]?[0]?["text"] == "Рядом мошенник, он берёт трубку.")
        _ = try await test.desk.perform(
            ChangeSafety(reference, isSafe: true, reason: "Она в отделении банка."), by: test.actor())
        _ = try await test.desk.perform(
            LogContact(reference, try ContactRecord(channel: "outbound", direction: "out")), by: test.actor())
        #expect(try await !test.everything().contains("мошенник, он"))
        #expect(try await test.isSound())
    }
}

extension PartyDetails {
    /// Nobody of whom anything is known.
    fileprivate static var nobody: PartyDetails { get throws { try PartyDetails() } }
}
