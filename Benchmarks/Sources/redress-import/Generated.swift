import Playbook

/// A playbook that passes every check, as an author would write it: questions in two languages, decisions, sentences, tests.
enum Generated {
    static let steps = 40

    static func source(_ number: Int) -> PlaybookSource {
        let id = "generated-\(number)"
        var lines = [
            "# Generated for the benchmark.", "playbook: \(id)", "schema: playbook/1", "version: 1.0.0",
            "languages: [ru, en]", "title: {ru: \"Проба \(number)\", en: \"Trial \(number)\"}",
            "applies: 'case.scam_type == \"RECOVERY\"'", "inputs: {case.scam_type: string, case.opened_at: timestamp}",
            "steps:",
        ]
        let groups = (steps - 1) / 3
        for group in 0..<groups {
            lines += [
                "  - ask: q_\(group)",
                "    text: {ru: \"Что случилось в случае \(group) из \(number)?\", en: \"What happened in case \(group) of \(number)?\"}",
                "    type: YesNo", "  - decide: d_\(group)", "    cases:", "      - when: 'a.q_\(group) == \"yes\"'",
                "        then:", "          - do: s_\(group)",
                "            text: {ru: \"Позвоните в банк \(number).\", en: \"Call bank \(number).\"}",
                "            deadline: {within: 4h, from: case.opened_at, warn: 1h, on_breach: {escalate: shift_lead}}",
                "      - else: []",
            ]
        }
        lines += ["  - end: finished", "    outcome: '\"prevented\"'", "scenarios:"]
        for answer in ["yes", "no"] {
            let answers = (0..<groups).map { "q_\($0): \"\(answer)\"" }.joined(separator: ", ")
            lines += [
                "  - name: all are \(answer)", "    inputs: {case.scam_type: RECOVERY}", "    answers: {\(answers)}",
                "    clock: {start: \"2026-01-12T09:00:00Z\"}", "    expect: {visits: [finished], outcome: prevented}",
            ]
        }
        let text = lines.joined(separator: "\n") + "\n"
        return PlaybookSource(file: "\(id).yaml", bytes: Array(text.utf8))
    }
}
