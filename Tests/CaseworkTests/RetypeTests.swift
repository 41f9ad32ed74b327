import Canonical
import Casework
import Foundation
import Playbook
import Support
import Testing

@Suite struct `A wrong first guess` {
    /// Two playbooks that call one module from different places, and have one question of their own.
    private static let files = [
        """
        playbook: a-shared
        schema: playbook/1
        version: 1.0.0
        languages: [ru, en]
        title: {ru: "Общее", en: "Shared"}
        outputs: {own_phone: a.own_phone}
        steps:
          - ask: own_phone
            text: {ru: "Телефон ваш?", en: "Is the phone yours?"}
            type: YesNo
        scenarios:
          - name: all
            answers: {own_phone: "yes"}
            expect: {visits: [own_phone]}
        """, late, playbook("a-first", "JOB_TASK", branch: "phone", own: "paid"),
        playbook("a-second", "ROMANCE", branch: "contact", own: "met"),
    ]

    /// Has a question of its own before the shared module.
    private static let late = """
        playbook: a-third
        schema: playbook/1
        version: 1.0.0
        languages: [ru, en]
        title: {ru: "Проба", en: "Trial"}
        jurisdictions: [RU]
        applies: 'case.scam_type == "RELATIVE"'
        inputs: {case.scam_type: string}
        steps:
          - ask: reached
            text: {ru: "Дозвонились?", en: "Did you get through?"}
            type: YesNo
          - call: a-shared
            version: "1.0.0"
            take: {o.own_phone: own_phone}
          - end: over
            outcome: 'a.reached == "yes" && o.own_phone == "yes" ? "prevented" : "not_fraud"'
        scenarios:
          - name: yes
            inputs: {case.scam_type: RELATIVE}
            answers: {reached: "yes", own_phone: "yes"}
            expect: {outcome: prevented}
          - name: no
            inputs: {case.scam_type: RELATIVE}
            answers: {reached: "no", own_phone: "no"}
            expect: {outcome: not_fraud}
        """

    private static func playbook(_ id: String, _ scam: String, branch: String, own: String) -> String {
        """
        playbook: \(id)
        schema: playbook/1
        version: 1.0.0
        languages: [ru, en]
        title: {ru: "Проба", en: "Trial"}
        jurisdictions: [RU]
        applies: 'case.scam_type == "\(scam)"'
        inputs: {case.scam_type: string}
        steps:
          - parallel: work
            branches:
              \(branch):
                - call: a-shared
                  version: "1.0.0"
                  take: {o.own_phone: own_phone}
              other:
                - ask: \(own)
                  text: {ru: "Вопрос?", en: "Question?"}
                  type: YesNo
                  fact: wrap_up
          - end: over
            outcome: 'o.own_phone == "yes" ? "prevented" : "not_fraud"'
        scenarios:
          - name: yes
            inputs: {case.scam_type: \(scam)}
            answers: {own_phone: "yes", \(own): "no"}
            expect: {outcome: prevented}
          - name: no
            inputs: {case.scam_type: \(scam)}
            answers: {own_phone: "no", \(own): "no"}
            expect: {outcome: not_fraud}
        """
    }

    private static func desk() async throws -> TestDesk {
        let test = try await TestDesk.make()
        let sources = files.enumerated().map { PlaybookSource(file: "\($0).yaml", bytes: Array($1.utf8)) }
        let system = Actor(kind: .system, id: "redress", roles: [], session: "setup")
        _ = try await test.desk.perform(ImportPlaybooks(sources, publishes: true), by: system)
        return test
    }

    @Test func `is changed without asking anything twice, wherever a shared module stands`() async throws {
        let test = try await Self.desk()
        let (desk, agent) = (test.desk, test.actor())
        let opened = try await test.openCase(scam: "JOB_TASK")
        let reference = try opened.reference
        #expect(opened.openPaths == ["work/phone/a_shared/own_phone", "work/other/paid"])
        _ = try await desk.perform(
            RecordStep(reference, step: "own_phone", report: .answer("yes")), by: agent)
        let guide = try await desk.perform(ChangeScamType(reference, to: .romance), by: agent)
        #expect(guide.openPaths == ["work/other/met"])
        // Back again: what was answered in either run is known.
        _ = try await desk.perform(RecordStep(reference, step: "met", report: .answer("no")), by: agent)
        let back = try await desk.perform(ChangeScamType(reference, to: .jobTask), by: agent)
        #expect(back.openPaths == ["work/other/paid"])
        let health = try await desk.perform(CheckStore(), by: test.actor("tom", [.compliance]))
        #expect(health["ok"]?.bool == true, "\(health.canonicalText)")
    }

    @Test func `is changed without asking again what opens only later`() async throws {
        let test = try await Self.desk()
        let (desk, agent) = (test.desk, test.actor())
        let reference = try await test.openCase(scam: "JOB_TASK").reference
        _ = try await desk.perform(RecordStep(reference, step: "own_phone", report: .answer("yes")), by: agent)
        let guide = try await desk.perform(ChangeScamType(reference, to: .relative), by: agent)
        #expect(guide.openPaths == ["reached"])
        // The shared module opens now, its question is answered, and the playbook is through.
        let over = try await desk.perform(RecordStep(reference, step: "reached", report: .answer("yes")), by: agent)
        #expect(over.openPaths == [])
        #expect(over["outcome"]?.string == "PREVENTED")
        // What is corrected is not overwritten by what the first run knew.
        let corrected = try await desk.perform(
            CorrectAnswer(reference, step: "own_phone", answer: "no", reason: "misheard"), by: agent)
        #expect(corrected["outcome"]?.string == "NOT_FRAUD")
        let health = try await desk.perform(CheckStore(), by: test.actor("tom", [.compliance]))
        #expect(health["ok"]?.bool == true, "\(health.canonicalText)")
    }

    @Test func `that was right changes nothing, and a closed case is left alone`() async throws {
        let test = try await Self.desk()
        let (desk, agent) = (test.desk, test.actor())
        let reference = try await test.openCase(scam: "JOB_TASK").reference
        let same = try await desk.perform(ChangeScamType(reference, to: .jobTask), by: agent)
        #expect(same.openPaths == ["work/phone/a_shared/own_phone", "work/other/paid"])
        _ = try await desk.perform(CloseCase(reference, outcome: .notFraud), by: agent)
        await #expect(throws: DeskError.caseClosed(reference: reference.text)) {
            try await desk.perform(ChangeScamType(reference, to: .romance), by: agent)
        }
    }

    @Test func `is no end: the calls of days 1, 3, 10, 30 and 90 are on the list until they are made`() async throws {
        let test = try await Self.desk()
        let (desk, agent) = (test.desk, test.actor())
        let reference = try await test.openCase(scam: "JOB_TASK").reference
        _ = try await desk.perform(CloseCase(reference, outcome: .lostContact), by: agent)
        func purposes(_ days: Int64) async throws -> [String] {
            let until = Timestamp.now.adding(seconds: days * 86_400)
            let list = try await desk.perform(ListFollowUps(until: until), by: agent)
            return list["follow_ups"]?.array?.compactMap { $0["purpose"]?.string } ?? []
        }
        #expect(try await purposes(0) == [])
        #expect(try await purposes(4) == ["D1", "D3"])
        _ = try await desk.perform(RecordFollowUp(reference, number: 1, wasReached: true), by: agent)
        _ = try await desk.perform(RecordFollowUp(reference, number: 2, wasReached: false), by: agent)
        #expect(try await purposes(100) == ["D3", "D10", "D30", "D90"])
    }
}

@Suite struct `The plan as a PDF` {
    private static let isPossible = ["chromium", "weasyprint"].contains { name in
        ["/usr/bin", "/usr/local/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    /// Chromium has a minute; where everything else runs beside it, it may need another one.
    private static func plan(of reference: CaseReference, at test: TestDesk) async throws -> JSON {
        for _ in 0..<3 {
            do {
                return try await test.desk.perform(
                    MakeHandout(reference, language: "ru", format: .pdf), by: test.actor())
            } catch DeskError.pageRendererFailed {}
        }
        return try await test.desk.perform(MakeHandout(reference, language: "ru", format: .pdf), by: test.actor())
    }

    @Test(.enabled(if: isPossible)) func `is one, and is on the trail like the others`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let answer = try await Self.plan(of: reference, at: test)
        let pdf = try #require(Data(base64Encoded: answer["body"]?.string ?? ""))
        #expect(pdf.starts(with: Data("%PDF-".utf8)) && pdf.count > 5_000)
        #expect(answer["receipt"]?.string?.isEmpty == false)
    }

    @Test func `has the numbers of the case's jurisdiction in its words`() async throws {
        let test = try await TestDesk.make()
        let reference = try await test.openCase().reference
        let plan = try await test.desk.perform(MakeHandout(reference, language: "ru"), by: test.actor())
        let body = try #require(plan["body"]?.string)
        #expect(body.contains("ОФИЦИАЛЬНЫЕ НОМЕРА") && body.contains("112") && body.contains("8-800-2000-122"))
        #expect(!body.contains("{{"))
    }
}
