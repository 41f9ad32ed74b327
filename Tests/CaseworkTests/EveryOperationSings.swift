import Canonical
import Casework
import Foundation
import Ledger
import Postgres
import Support
import Synchronization
import Testing

/// Every operation of the program is done with canaries in its words. The list comes from the sources: an operation that
/// nobody put here, and for which nobody said why, fails the test.
@Suite struct `Canaries in every operation` {
    private static let name = "Канарейкина Зоя"
    private static let phone = "+79287654321"
    private static let text = "канареечная звонила с +79287654321, карта 4111 1111 1111 1111"

    /// What takes no words of people and shows nothing of a case.
    private static let elsewhere = [
        "playbook.import": "texts of authors, read from files", "playbook.parameters.adopt": "values of the desk",
        "playbook.parameters.approve": "a digest only",
        "playbook.publish": "a version only", "playbook.approve": "a version only", "playbook.retire": "a version only",
    ]

    /// Does operations and remembers which; a refusal must not repeat what was said.
    private final class Choir: Sendable {
        let test: TestDesk
        let desk: Desk
        private let state = Mutex<Set<String>>([])
        var sung: Set<String> { state.withLock { $0 } }

        init(_ test: TestDesk) throws {
            self.test = test
            var desk = test.desk
            desk.keeper = test.keeper(signer: try MemorySigner(origin: desk.origin))
            self.desk = desk
        }

        /// Answers nil for a refusal.
        @discardableResult func sing<O: Casework.Operation>(
            _ operation: @autoclosure () throws -> O, _ actor: Actor? = nil
        ) async throws -> O.Answer? {
            state.withLock { _ = $0.insert(O.name) }
            do { return try await desk.perform(try operation(), by: actor ?? test.actor()) } catch let error
                where !(error is PostgresError)
            {
                let told = Explanation(error).line + Explanation(error).line(in: .ru)
                #expect(Canaries.whistle(in: told) == [], "\(O.name): \(told)")
                return nil
            }
        }
    }

    // The key of a request is the caller's own code and is kept as it is; it is the one field without a canary.
    @Test func `reach no leaf, no bundle without openings, and the store only sealed`() async throws {
        let choir = try Choir(try await TestDesk.make())
        let (test, desk) = (choir.test, choir.desk)
        let reference = try await cases(choir)
        let bundle = try await trail(choir, reference)
        try await care(choir, reference)
        try await reports(choir)
        try await office(choir)
        let declared = try Self.declared()
        #expect(declared.count > 50)
        #expect(declared.subtracting(choir.sung).subtracting(Self.elsewhere.keys) == [], "these never sang")
        #expect(Set(Self.elsewhere.keys).subtracting(declared) == [], "these are no operations any more")
        for (file, bytes) in bundle {
            #expect(Canaries.whistle(in: String(decoding: bytes, as: UTF8.self)) == [], "\(file)")
        }
        for row in try await test.query("SELECT convert_from(leaf, 'UTF8') AS leaf FROM audit.entry") {
            let leaf = try row.decode(String.self, "leaf")
            #expect(Canaries.whistle(in: leaf) == [], "\(leaf.prefix(300))")
        }
        // The desk knows its staff by name; they are no people of cases.
        try await test.asSuperuser("UPDATE casework.staff SET name = staff")
        #expect(Canaries.whistle(in: try await test.everything()) == [])
        #expect(try await desk.perform(VerifyStore(), by: test.actor("cora", [.compliance]))["ok"] == true)
    }

    private func cases(_ choir: Choir) async throws -> CaseReference {
        let intake = try Intake(
            channel: "hotline", language: "ru", jurisdiction: "RU", scamType: "SAFE_ACCOUNT", phone: Self.phone,
            name: Self.name, payments: ["SBP:1000:RUB:now"], indicators: ["PERSON_NAME_USED:\(Self.name)"],
            summary: Self.text, externalID: "chat-7")
        let reference = try #require(try await choir.sing(OpenCase(intake, key: "k"))).reference
        let key = RequestKey("n", request: ["text": .string(Self.text)])
        try await choir.sing(AddNote(reference, text: Self.text, key: key))
        try await choir.sing(AddPayment(reference, "CARD_P2P:500:RUB:now"))
        try await choir.sing(
            ChangePayment(reference, number: 1, details: try PaymentDetails(bankToldAt: "now", claimedAt: "now")))
        try await choir.sing(AddIndicator(reference, "CARD_MASKED:4111 1111 1111 1111", isVictimsOwn: true))
        try await choir.sing(RecordConsent(reference, .sharePolice))
        try await choir.sing(
            MakeReferral(reference, to: .police, package: ["statement"], externalNumber: "КУСП \(Self.name)"))
        try await choir.sing(AnswerReferral(reference, number: 1, state: .accepted, words: Self.text))
        let contact = try ContactRecord(channel: "hotline", direction: "in", distressEnd: 1, summary: Self.text)
        try await choir.sing(LogContact(reference, contact))
        try await steps(choir, reference)
        try await choir.sing(RaiseInterrupt(reference, interrupt: Self.text, key: "i"))
        try await choir.sing(RecordEvent(reference, event: Self.text, values: ["words": .string(Self.text)], key: "e"))
        try await choir.sing(ExplainStep(reference, step: Self.text))
        var filter = ListCases.Filter()
        filter.phone = try ListCases.phone(Self.phone)
        try await choir.sing(ListCases(filter))
        try await choir.sing(RevealField(reference, field: .phone, purpose: .callBack))
        try await choir.sing(ShowCase(reference))
        try await choir.sing(MakeHandout(reference))
        // Both could be taken for a code, and codes stand on the trail as they are.
        try await choir.sing(MakeHandout(reference, language: Self.phone))
        try await choir.sing(MakeHandout(reference, language: Self.text))
        let lead = choir.test.actor("lead", [.supervisor])
        try await choir.sing(AssignCase(reference, to: Self.name), lead)
        try await choir.sing(ChangeStatus(reference, to: .waitingForVictim))
        try await choir.sing(ChangeScamType(reference, to: .jobTask))
        let other = try Intake(
            channel: "hotline", language: "ru", jurisdiction: "RU", phone: Self.phone, name: Self.name)
        let second = try await choir.sing(OpenCase(other))
        if let second { try await beside(choir, reference, try second.reference) }
        try await choir.sing(TakeNext(key: RequestKey("t", request: ["n": 1])))
        let bot = choir.test.actor("bot", [.bot])
        try await choir.sing(try StartConversation("chat \(Self.text)", other, words: Self.text), bot)
        try await choir.sing(try Converse("chat \(Self.text)", words: Self.text), bot)
        try await choir.sing(ShowConversation("chat \(Self.text)"), bot)
        let line = #"{"phone":"\#(Self.phone)","name":"\#(Self.name)","channel":"\#(Self.text)"}"#
        try await choir.sing(ImportCases(.init(Array(line.utf8)), skipsBad: true), lead)
        try await choir.sing(ExportCases(), lead)
        try await choir.sing(ListFollowUps())
        try await choir.sing(RecordFollowUp(reference, number: 1, wasReached: true))
        try await choir.sing(FireDeadlines(), Actor(kind: .system, id: "deadlines", roles: [], session: "d"))
        return reference
    }

    /// People, items, files and actions of a case, and its links with another one.
    private func beside(_ choir: Choir, _ reference: CaseReference, _ other: CaseReference) async throws {
        let lead = choir.test.actor("lead", [.supervisor])
        let friend = try PartyDetails(
            role: "TRUSTED_PERSON", name: Self.name, phone: Self.phone, email: "zoya@example.org", relation: Self.text,
            contactNote: Self.text)
        try await choir.sing(AddParty(reference, friend))
        try await choir.sing(ChangeParty(reference, number: 2, try PartyDetails(name: Self.name, phone: Self.phone)))
        try await choir.sing(ChangeSafety(reference, isSafe: false, reason: Self.text))
        try await choir.sing(ChangeSafety(reference, isSafe: true, reason: Self.text))
        try await choir.sing(LinkCases(reference, other, kind: .related))
        try await choir.sing(MergeCases(other, into: reference), lead)
        let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(Self.text.utf8)
        try await choir.sing(
            AttachFile(reference, kind: .screenshot, fileName: "\(Self.name).png") { take in try await take(picture) })
        try await choir.sing(ListAttachments(reference))
        try await choir.sing(ReadAttachment(reference, number: 1, purpose: .investigation))
        try await choir.sing(RecordAccess(reference, kind: .governmentPortal, try .init(state: "LOST", lostAt: "now")))
        let loan = try LoanDetails(lender: Self.text, lenderNumber: Self.text)
        try await choir.sing(try RecordLoan(reference, "MFO:60000:RUB", loan))
        try await choir.sing(RequestAction(reference, .suspendNumber, reason: Self.text))
        try await choir.sing(DecideAction(reference, number: 1, isApproved: true, words: Self.text), lead)
        try await choir.sing(CompleteAction(reference, number: 1, isDone: true, words: Self.text))
    }

    private func steps(_ choir: Choir, _ reference: CaseReference) async throws {
        for round in 0..<8 {
            guard let guide = try await choir.sing(GuideCase(reference)),
                let step = guide["open"]?.array?.first(where: { $0["kind"] != "wait" })
            else { return }
            let path = step["path"]?.string ?? ""
            for report in [StepReport.cannot(reason: Self.text), .answer(.string(Self.text)), TestAnswers.report(step)]
            {
                let recorded = try await choir.sing(
                    RecordStep(reference, step: path, report: report, key: "r\(round)"))
                if recorded != nil { break }
            }
            try await choir.sing(
                CorrectAnswer(
                    reference, step: path, answer: TestAnswers.report(step).json["answer"] ?? "yes", reason: Self.text))
        }
    }

    /// Everything that leaves the trail without openings.
    private func trail(_ choir: Choir, _ reference: CaseReference) async throws -> [String: [UInt8]] {
        let (cora, carl) = (
            choir.test.actor("cora", [.compliance]), choir.test.actor("carl", [.compliance])
        )
        let sink = MemorySink()
        _ = try await choir.sing(ExportTrail(), cora)?.write(into: sink)
        var bundle = await sink.files
        #expect(bundle["entries.jsonl"]?.isEmpty == false)
        bundle["case"] = try await choir.sing(ProveCase(reference), cora)?.canonicalBytes
        bundle["list"] = try await choir.sing(ListEntries(reference: reference, limit: 1_000), cora)?.canonicalBytes
        bundle["checkpoint shown"] = try await choir.sing(ShowCheckpoint(), cora)?.canonicalBytes
        let id = try await choir.test.query("SELECT entry_id FROM audit.entry WHERE type = 'case.note_added'")[0]
            .decode(String.self, "entry_id")
        bundle["proof"] = try await choir.sing(ProveEntry(.entry(id)), cora)?.canonicalBytes
        bundle["tile"] = try await choir.sing(ReadTile(path: "tile/entries/000.p/8"), cora)?.bytes
        for (file, bytes) in bundle { #expect(!bytes.isEmpty, "\(file)") }
        #expect(bundle.count >= 7)
        try await choir.sing(ProveEntry(.receipt(Self.text)), cora)
        try await choir.sing(ReadTile(path: Self.text), cora)
        try await choir.sing(VerifyStore(), cora)
        try await choir.sing(CheckStore(), choir.test.actor("root", [.admin]))
        try await choir.sing(ShowPolicy(), cora)
        let asked = try #require(try await choir.sing(RequestOpenings(purpose: .investigation), cora))
        try await choir.sing(DecideOpenings(asked["request"]?.string ?? "", approves: true), carl)
        try await choir.sing(DecideOpenings(Self.text, approves: true), carl)
        let root = choir.test.actor("root", [.admin])
        try await choir.sing(RotateKey(), root)
        try await choir.sing(RetireKey(Self.text), root)
        try await choir.sing(CloseLog(approvedBy: Self.name), root)
        let signer = try MemorySigner(origin: choir.desk.origin)
        try await choir.sing(BringBack(MemoryBundle(), policy: signer.policy), root)
        return bundle
    }

    private func care(_ choir: Choir, _ reference: CaseReference) async throws {
        let (cora, carl) = (
            choir.test.actor("cora", [.compliance]), choir.test.actor("carl", [.compliance])
        )
        try await choir.sing(PlaceHold(reference, reason: .police, until: Self.text), cora)
        try await choir.sing(PlaceHold(reference, reason: .police), cora)
        try await choir.sing(ReleaseHold(reference, hold: Self.text), carl)
        try await choir.sing(ReleaseHold(reference), carl)
        try await choir.sing(ExportPerson(.phone(try ListCases.phone(Self.phone))), cora)
        try await choir.sing(SetRetention(.answer, days: 2), cora)
        try await choir.sing(RunRetention(), cora)
        try await choir.sing(ListKeys(), choir.test.actor("root", [.admin]))
        try await choir.sing(CloseCase(reference, outcome: .lostContact))
        try await choir.sing(RequestErasure(reference, basis: .order), cora)
        try await choir.sing(DecideErasure(reference, refusal: .legalClaim), carl)
        try await choir.sing(ShowErasureAct(reference, organisation: Self.text), cora)
    }

    private func reports(_ choir: Choir) async throws {
        let lead = choir.test.actor("lead", [.supervisor])
        let period = try ReportPeriod()
        try await choir.sing(ReportVolume(period), lead)
        try await choir.sing(ReportOutcomes(period), lead)
        try await choir.sing(ReportDeadlines(period), lead)
        try await choir.sing(ReportQuality(period), lead)
        try await choir.sing(ReportCampaigns(period, least: 2), lead)
        try await choir.sing(ListCodes(Self.text))
    }

    private func office(_ choir: Choir) async throws {
        let root = choir.test.actor("root", [.admin])
        try await choir.sing(AddStaff("zoya", name: Self.name, roles: [.agent]), root)
        try await choir.sing(AddStaff(Self.text, name: Self.name, roles: [.agent]), root)
        try await choir.sing(ListStaff(), root)
        try await choir.sing(DisableStaff(Self.text), root)
        try await choir.sing(DisableStaff("zoya"), root)
        try await choir.sing(IssueToken(role: .agent, staff: Self.name), root)
        try await choir.sing(RevokeToken(Self.text), root)
        try await choir.sing(ListTokens(), root)
        try await choir.sing(AddWebhook(url: "https://hooks.example.org/\(Self.name)", kinds: []), root)
        try await choir.sing(ListWebhooks(), root)
        for id in [Self.text] {
            try await choir.sing(TestWebhook(id), root)
            try await choir.sing(RetryWebhook(id, message: Self.text), root)
            try await choir.sing(ListDeliveries(id), root)
            try await choir.sing(RotateWebhook(id), root)
            try await choir.sing(RemoveWebhook(id), root)
        }
        try await choir.sing(WatchChanges())
        try await choir.sing(ListPlaybooks())
        try await choir.sing(ShowPlaybook(try VersionName(Self.name, "1.0.0")))
        try await choir.sing(ListParameters(digest: Self.text))
        try await choir.sing(
            MigrateCases(
                from: VersionName("safe-account", "1.3.0"), to: VersionName("safe-account", "1.3.0"), reason: Self.text),
            choir.test.actor("lead", [.supervisor]))
        // Last: no keys can be turned that are not in a file, and the refusal is all there is to see.
        for turn in [RotateKeys.Kind.wrapping, .index] {
            do { try await choir.sing(RotateKeys(turn), root) } catch is KeyFileError {}
            do { try await choir.sing(DestroyKey(turn, number: 9), root) } catch is KeyFileError {}
        }
    }

    /// The names of all operations, from the sources.
    private static func declared() throws -> Set<String> {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Casework")
        var names: Set<String> = []
        for case let file as URL in try #require(
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
        where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(
                of: /struct \w+(?:<[^>]*>)?: Operation \{(?s:.*?)static (?:let name = |var name: String \{ )"([^"]+)"/)
            {
                names.insert(String(match.1))
            }
        }
        return names
    }
}
