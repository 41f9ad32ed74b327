import Canonical
import Foundation
import Testing

@testable import Playbook

/// Each code of docs/cacao.md is documented, and is given by something.
@Suite struct `Codes of CACAO files` {
    private typealias Forge = CACAOForge
    private static let other = "11111111-1111-4111-8111-111111111111"

    /// Two steps, and members of the file in place of what they have.
    private static func file(_ more: JSON.Members = [:], action: JSON.Members = [:]) -> JSON {
        Forge.json("A", [Forge.act("A", "E", action), Forge.end("E")], more)
    }

    private static func signature(_ members: JSON.Members) -> JSON {
        let own: JSON.Members = [
            "type": "jss", "id": .string("jss--\(other)"), "created": "2026-01-02T10:00:00.123Z",
            "modified": "2026-01-02T10:00:00.123Z", "signee": "Desk",
            "related_to": "playbook--fe65ef7b-e8b1-4ed9-ba60-3c380ae5ab28",
            "related_version": "2026-01-02T10:00:00.123Z", "hash_algorithm": "sha-256", "algorithm": "RS256",
            "public_key": "AAAA", "value": "AAAA",
        ]
        return file(["signatures": [.object(own.merging(members) { _, new in new })]])
    }

    private static let manual: JSON.Members = ["type": "manual", "command": "Do it."]

    /// What gives a code that no fixture gives, and nothing else.
    static let examples: [(code: String, file: JSON)] = [
        ("bad-base64", file(action: ["commands": [["type": "manual", "command_b64": "?"]]])),
        ("bad-signature", signature(["related_version": "2026-01-03T10:00:00.123Z"])),
        ("weak-signature", signature(["algorithm": "HS256"])),
        ("empty-value", file(["labels": []])),
        ("missing-activities", file(["playbook_types": ["mitigation"]])),
        ("unknown-word", file(["playbook_types": ["cooking"], "playbook_activities": ["step-sequence"]])),
        ("unused-activity", file(["playbook_activities": ["step-sequence"]])),
        ("out-of-range", file(["priority": 101])),
        ("wrong-value", file(["type": "playbok"])),
        ("timestamp-precision", file(["created": "2026-01-01T00:00:00Z"])),
        ("summary-mismatch", file(["playbook_processing_summary": ["if_logic": true]])),
        ("undefined-extension", file(["playbook_extensions": ["extension-definition--\(other)": ["a": "b"]]])),
        (
            "unknown-type", file(action: ["commands": [.object(manual.merging(["type": "telepathy"]) { $1 })]])
        ),
        ("bad-target", file(action: ["on_completion": .string(Forge.id("S"))])),
        (
            "duplicate-uuid",
            file([
                "target_definitions": ["group--18d3a2e0-f534-4374-a117-abdddd3e809b": ["type": "group", "name": "T"]]
            ])
        ),
        (
            "shared-end",
            Forge.json(
                "I",
                [
                    Forge.condition("I", "A", "B", next: "E"), Forge.act("A", "E2"), Forge.act("B", "E2"),
                    Forge.end("E"), Forge.end("E2"),
                ])
        ),
        (
            "free-text-condition",
            Forge.json(
                "I",
                [
                    Forge.condition("I", "A", "B", next: "E", "it is late"), Forge.act("A", "E2"),
                    Forge.act("B", "E3"), Forge.end("E"), Forge.end("E2"), Forge.end("E3"),
                ])
        ),
        ("not-carried", file(["description": "About it"])),
        ("soft-timeout", file(action: ["timeout": 60_000])),
        ("rounded-time", file(action: ["delay": 61_000])),
        (
            "bad-key",
            file([
                "target_definitions": [
                    "group--\(other)": ["type": "group", "name": "T", "contact": ["phone": ["a b": "1"]]]
                ]
            ])
        ),
        ("bad-timestamp", file(["created": "yesterday"])),
        (
            "unsupported-failure",
            Forge.json(
                "I",
                [
                    (
                        "I",
                        .members([
                            "type": "if-condition", "condition": "__v__:value = 'x'", "on_true": .string(Forge.id("A")),
                            "on_false": .string(Forge.id("B")), "on_success": .string(Forge.id("E")),
                            "on_failure": .string(Forge.id("E4")),
                        ])
                    ), Forge.act("A", "E2"), Forge.act("B", "E3"), Forge.end("E"), Forge.end("E2"), Forge.end("E3"),
                    Forge.end("E4"),
                ])
        ),
        (
            "exception-returns",
            Forge.json(
                "A", [Forge.act("A", "E"), Forge.act("B", "E2"), Forge.end("E"), Forge.end("E2")],
                ["workflow_exception": .string(Forge.id("B"))])
        ),
    ]

    @Test(arguments: examples.map(\.code)) func `an example gives its code`(_ code: String) throws {
        let file = try #require(Self.examples.first { $0.code == code }).file
        let (_, findings) = CACAOFixtures.load(file, options: .init(allowsExecutableCommands: true))
        #expect(findings.codes.contains(code), "\(findings.map(\.line))")
        let (_, before) = CACAOFixtures.load(Self.file(), options: .init(allowsExecutableCommands: true))
        #expect(!before.codes.contains(code))
    }

    @Test func `a file above the limit`() {
        let large = PlaybookSource(file: "f", bytes: Array(repeating: 0x20, count: 8 << 20 | 1))
        #expect(CACAO.check(large).codes == ["too-large"])
    }

    @Test func `all are documented, nothing else is, and the tests meet each`() throws {
        let root = CACAOFixtures.library.deletingLastPathComponent()
        var written: Set<String> = []
        let folder = root.appending(path: "Sources/Playbook/CACAO")
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            let calls = text.matches(of: /(?:fail|warn|add|report)\(\s*"([a-z0-9-]+)"/)
            written.formUnion(calls.map { String($0.1) })
        }
        let text = try String(contentsOf: root.appending(path: "docs/cacao.md"), encoding: .utf8)
        let table = text.components(separatedBy: "\n## Codes\n")[1].components(separatedBy: "\n## ")[0]
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let documented = Set(
            rows.flatMap { $0.split(separator: "|")[0].matches(of: /`([a-z0-9-]+)`/).map { String($0.1) } })
        #expect(written == documented)
        let tests = root.appending(path: "Tests/PlaybookTests")
        // Two names in one object are no JSON value: the places of findings are tested with them.
        var met = Set(Self.examples.map(\.code) + ["too-large", "duplicate-key"])
        for folder in ["CACAO", "Fixtures/cacao/mutations"] {
            for file in try FileManager.default.contentsOfDirectory(atPath: tests.appending(path: folder).path) {
                let text = try String(contentsOf: tests.appending(path: "\(folder)/\(file)"), encoding: .utf8)
                met.formUnion(text.matches(of: /"([a-z0-9-]+)"/).map { String($0.1) })
            }
        }
        #expect(documented.subtracting(met) == [])
    }
}
