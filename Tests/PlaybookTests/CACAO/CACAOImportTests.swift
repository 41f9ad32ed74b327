import Canonical
import Testing

@testable import Playbook

/// Writes small CACAO playbooks: steps are named by one letter.
enum CACAOForge {
    static func id(_ name: String) -> String {
        let types = [
            "S": "start", "E": "end", "I": "if-condition", "W": "switch-condition", "L": "while-condition",
            "P": "parallel", "C": "playbook-action",
        ]
        return CACAOIdentifier.derived(types[String(name.prefix(1))] ?? "action", from: name)
    }

    /// An action that is called `name`.
    static func act(_ name: String, _ next: String, _ more: JSON.Members = [:]) -> (String, JSON) {
        let own: JSON.Members = [
            "type": "action", "name": .string(name), "on_completion": .string(id(next)),
            "commands": [["type": "manual", "command": .string("Do \(name).")]],
            "agent": "group--18d3a2e0-f534-4374-a117-abdddd3e809b",
        ]
        return (name, .object(own.merging(more) { _, new in new }))
    }

    /// An action that goes on in two ways.
    static func fork(_ name: String, _ success: String, _ failure: String) -> (String, JSON) {
        var step =
            act(name, "E", ["on_success": .string(id(success)), "on_failure": .string(id(failure))]).1.object ?? [:]
        step["on_completion"] = Optional<JSON>.none
        return (name, .object(step))
    }

    static func end(_ name: String) -> (String, JSON) { (name, ["type": "end"]) }

    static func condition(
        _ name: String, _ yes: String, _ no: String, next: String?, _ condition: String = "__v__:value = 'x'"
    )
        -> (String, JSON)
    {
        (
            name,
            .members([
                "type": "if-condition", "condition": .string(condition), "on_true": .string(id(yes)),
                "on_false": .string(id(no)), "on_completion": next.map { .string(id($0)) },
            ])
        )
    }

    static func json(_ first: String, _ steps: [(String, JSON)], _ more: JSON.Members = [:]) -> JSON {
        let all = [("S", JSON.object(["type": "start", "on_completion": .string(id(first))]))] + steps
        let root: JSON.Members = [
            "type": "playbook", "spec_version": "cacao-2.0", "id": "playbook--fe65ef7b-e8b1-4ed9-ba60-3c380ae5ab28",
            "name": "A test", "created_by": .string(CACAOFixtures.identity), "created": "2026-01-01T00:00:00.000Z",
            "modified": "2026-01-02T10:00:00.123Z", "workflow_start": .string(id("S")),
            "workflow": .object(JSON.Members(uniqueKeysWithValues: all.map { (id($0.0), $0.1) })),
            "playbook_variables": ["__v__": ["type": "string"], "__n__": ["type": "integer"]],
            "agent_definitions": ["group--18d3a2e0-f534-4374-a117-abdddd3e809b": ["type": "group", "name": "Team"]],
        ]
        return .object(root.merging(more) { _, new in new })
    }

    /// The ids of the steps with their blocks: `a (b | c) d`.
    static func outline(_ steps: [Step]) -> String {
        steps.map { step in
            let blocks = step.innerBlocks.map { outline($0.steps) }
            return blocks.allSatisfy(\.isEmpty) ? step.id : "\(step.id)(\(blocks.joined(separator: "|")))"
        }.joined(separator: " ")
    }
}

@Suite struct `Importing CACAO of others` {
    private typealias Forge = CACAOForge

    private func outline(_ json: JSON, _ options: CACAO.Options = CACAOFixtures.everything) -> String {
        let (playbook, findings) = CACAOFixtures.load(json, options: options)
        guard let playbook else { return findings.errorCodes.joined(separator: " ") }
        let loaded = LoadedPlaybook(playbook, file: "")
        let found = Library.load([PlaybookSource(file: "", bytes: loaded.canonical)]).findings
        #expect(found.errorCodes == [], "\(found.map(\.line))")
        return CACAOForge.outline(playbook.steps)
    }

    @Test func `a branch runs to its end, then the step that branched goes on`() {
        let json = Forge.json(
            "Q",
            [
                Forge.act("Q", "I", ["out_args": ["__v__"]]), Forge.condition("I", "A", "B", next: "D"),
                Forge.act("A", "E1"),
                Forge.act("B", "E2"), Forge.act("D", "E3"), Forge.end("E1"), Forge.end("E2"), Forge.end("E3"),
            ])
        #expect(outline(json) == "q v decision(a|b) d")
        let (playbook, _) = CACAOFixtures.load(json)
        guard case .decide(let decision)? = playbook?.steps[2].kind else { return #expect(Bool(false)) }
        #expect(decision.cases[0].when?.source == "answered(a.v) && (a.v == \"x\")")
        #expect(playbook?.version == Version(20_455, 36_000, 123))
        #expect(playbook?.id == "a-test-fe65ef7b")
    }

    @Test func `branches may meet in one step`() {
        let json = Forge.json(
            "I",
            [
                Forge.condition("I", "A", "I2", next: nil), Forge.act("A", "D"),
                Forge.condition("I2", "B", "K", next: nil),
                Forge.act("B", "D"), Forge.act("K", "D"), Forge.act("D", "E"), Forge.end("E"),
            ])
        #expect(outline(json) == "condition_holds decision(a|condition_holds_2 decision_2(b|k)) d")
    }

    @Test func `success and failure become done and cannot`() {
        let meeting = Forge.json(
            "A",
            [Forge.fork("A", "B", "K"), Forge.act("B", "D"), Forge.act("K", "D"), Forge.act("D", "E"), Forge.end("E")])
        #expect(outline(meeting) == "a(b|k) d")
        let apart = Forge.json(
            "A",
            [Forge.fork("A", "B", "K"), Forge.act("B", "E"), Forge.act("K", "E2"), Forge.end("E"), Forge.end("E2")])
        #expect(outline(apart) == "a(|k failed) b")
        #expect(outline(apart, CACAO.Options()) == "a(b|k)")
    }

    @Test func `what is not made of blocks is refused`() {
        let jumping = Forge.json(
            "I",
            [
                Forge.condition("I", "A", "B", next: "D"), Forge.act("A", "K"), Forge.act("B", "K"),
                Forge.act("K", "E"),
                Forge.act("D", "E2"), Forge.end("E"), Forge.end("E2"),
            ])
        #expect(outline(jumping) == "not-block-structured")
        let half = Forge.json(
            "I",
            [
                Forge.condition("I", "A", "I2", next: "E3"), Forge.act("A", "K"),
                Forge.condition("I2", "K", "B", next: nil), Forge.act("B", "E2"), Forge.act("K", "E"), Forge.end("E"),
                Forge.end("E2"), Forge.end("E3"),
            ])
        #expect(outline(half) == "not-block-structured")
    }

    @Test func `switch, parallel, while, call and exception`() {
        let known = [
            "playbook--11111111-1111-4111-8111-111111111111": [
                CACAO.KnownVersion(modified: Timestamp(seconds: 1), key: Library.Key("other", Version(1, 0, 0)))
            ]
        ]
        let json = Forge.json(
            "W",
            [
                (
                    "W",
                    [
                        "type": "switch-condition", "switch": "__v__:value", "on_completion": .string(Forge.id("P")),
                        "cases": [
                            "x": .string(Forge.id("A")), "default": .string(Forge.id("E1")),
                        ],
                    ]
                ), Forge.act("A", "E2"), Forge.end("E1"), Forge.end("E2"),
                (
                    "P",
                    [
                        "type": "parallel", "next_steps": [.string(Forge.id("B")), .string(Forge.id("D"))],
                        "on_completion": .string(Forge.id("L")),
                    ]
                ), Forge.act("B", "E3"), Forge.act("D", "E4", ["delay": 120_000, "timeout": 60_000]), Forge.end("E3"),
                Forge.end("E4"),
                (
                    "L",
                    [
                        "type": "while-condition", "condition": "__n__:value > 3", "on_true": .string(Forge.id("F")),
                        "on_completion": .string(Forge.id("E6")),
                    ]
                ), Forge.act("F", "E5"), Forge.end("E5"), Forge.end("E6"), Forge.act("X", "E7"), Forge.end("E7"),
            ], ["workflow_exception": .string(Forge.id("X"))])
        #expect(outline(json) == "v_value decision(a|) parallel(b|delay d) while_rounds repetition(f)")
        let (playbook, _) = CACAOFixtures.load(json, options: CACAOFixtures.everything)
        #expect(playbook?.interrupts.map(\.id) == ["exception"])
        #expect(playbook?.interrupts.first?.aborts == true)
        #expect(CACAOFixtures.load(json).1.errorCodes == ["unbounded-while"])
        let call = Forge.json(
            "C",
            [
                (
                    "C",
                    [
                        "type": "playbook-action", "playbook_id": "playbook--11111111-1111-4111-8111-111111111111",
                        "on_completion": .string(Forge.id("E")),
                    ]
                ), Forge.end("E"),
            ])
        #expect(CACAOFixtures.load(call).1.errorCodes == ["unknown-playbook"])
        let (calling, findings) = CACAOFixtures.load(call, options: .init(known: known))
        #expect(findings.codes == ["unpinned-call"])
        #expect(calling?.calls.map(\.playbook) == ["other"])
    }

    @Test(arguments: [
        ("__v__:value = 'x'", true), ("[__v__:value == 'x' AND __n__:value >= 3]", true),
        ("__v__:value NOT IN ('x', 'y\\'z') OR (__n__:value < -1)", true), ("__v__:value", true),
        ("__v__:value = yes", false),
        ("v = 'x'", false), ("__v__:value = 'x", false), ("the bank has answered", false), ("", false),
        ("((((((((((((((((((__v__:value))))))))))))))))))", false),
    ])
    func `conditions are read as the STIX grammar has them`(_ text: String, _ isCondition: Bool) {
        #expect((STIXCondition(text) != nil) == isCondition)
    }
}
