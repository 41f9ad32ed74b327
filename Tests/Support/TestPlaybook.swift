public import Canonical
public import Casework
public import Playbook

/// Small playbooks for tests of the shelf: one question, an action with a deadline, an end.
public enum TestPlaybook {
    /// A playbook for one kind of scam; see ``TestDesk/openSmall(by:)``.
    public static func text(
        id: String = "small", version: String = "1.0.0", question: String = "Is somebody with you?",
        steps: String? = nil, scenarios: String? = nil, applies: String = #"case.scam_type == "RECOVERY""#
    ) -> String {
        """
        playbook: \(id)
        schema: playbook/1
        version: \(version)
        languages: [ru, en]
        title: {ru: "Проба", en: "Trial"}
        applies: '\(applies)'
        inputs: {case.scam_type: string, case.opened_at: timestamp}
        steps:
        \(steps ?? standardSteps(question))
          - end: finished
            outcome: '"prevented"'
        scenarios:
        \((scenarios ?? standardScenario).replacing(
            "    expect:", with: "    inputs: {case.scam_type: RECOVERY}\n    expect:"))
        """
    }

    /// One question, and one action that is due a day after the case was opened.
    public static func standardSteps(_ question: String) -> String {
        """
          - ask: alone
            text: {ru: "Рядом кто-то есть?", en: "\(question)"}
            type: YesNo
          - do: call_bank
            text: {ru: "Позвоните в банк.", en: "Call the bank."}
            deadline: {within: 24h, from: case.opened_at, warn: 12h, on_breach: {escalate: shift_lead}, pausable: true}
        """
    }

    private static let standardScenario = """
          - name: all is done
            answers: {alone: "yes"}
            clock: {start: "2026-01-12T09:00:00Z"}
            expect: {visits: [alone, call_bank, finished], outcome: prevented}
        """

    /// The text as a file.
    public static func source(_ text: String, file: String = "test.yaml") -> PlaybookSource {
        PlaybookSource(file: file, bytes: Array(text.utf8))
    }
}

extension TestDesk {
    /// Brings a version in, has it approved by another person and publishes it.
    public func publish(_ text: String, effectiveFrom: Timestamp? = nil) async throws {
        let author = actor("author", [.author])
        let answer = try await desk.perform(ImportPlaybooks([TestPlaybook.source(text)]), by: author)
        for playbook in answer["playbooks"]?.array ?? [] {
            let name = try VersionName(playbook["id"]?.string ?? "", playbook["version"]?.string ?? "")
            _ = try await desk.perform(ApprovePlaybook(name), by: actor("lead", [.supervisor]))
            _ = try await desk.perform(PublishPlaybook(name, effectiveFrom: effectiveFrom), by: author)
        }
    }
}

extension TestDesk {
    /// Opens a case that a small playbook fits.
    public func openSmall(by actor: Actor? = nil) async throws -> JSON {
        try await openCase(by: actor, scam: "RECOVERY")
    }
}
