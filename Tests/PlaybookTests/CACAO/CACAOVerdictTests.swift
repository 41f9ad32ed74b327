import Canonical
import Foundation
import Testing

@testable import Playbook

@Suite struct `Verdicts on CACAO files` {
    /// The published files: the errors for which each is refused; none when it is imported.
    static let verdicts: [String: [String]] = [
        "oasis/basic-example-1.json": [],
        "oasis/basic-example-1.old.invalid.json": ["missing-property"],
        "oasis/layout-switch-example.json": ["missing-property", "unknown-property"],
        "oasis/signature-example-rs256.signed.json": ["missing-property", "no-end-step"],
        "oasis/spec-3.1-example.broken-json.json": ["bad-json"],
        "oasis/spec-3.1-example.json": [],
        "cyentific/layout-action-step.json": ["missing-property", "unknown-property"],
        "cyentific/layout-cb11f617.broken-json.json": ["bad-json"],
        "soarca/caldera-basic-step.json": [],
        "soarca/caldera-consecutive-steps.json": [],
        "soarca/caldera-flow-control-if.json": ["bad-variable-name"],
        "soarca/caldera-used-response.json": [],
        "soarca/fin-playbook.json": ["bad-identifier", "bad-timestamps", "missing-property"],
        "soarca/http-playbook.json": [],
        "soarca/manual-playbook.json": [],
        "soarca/manual-playbook.other.invalid.json": ["missing-property"],
        "soarca/powershell-playbook.json": [],
        "soarca/ssh-playbook.json": [],
        "soarca/test-cacao-old.json": [
            "bad-start", "dangling-reference", "id-type-mismatch", "missing-property", "unknown-property",
        ],
        "soarca/test-changed-playbook.json": ["dangling-reference", "no-end-step", "wrong-type"],
        "soarca/test-integration-playbook.json": ["bad-start", "dangling-reference", "unknown-property"],
        "soarca/test-invalid-email.invalid.json": ["bad-email", "bad-start", "dangling-reference", "unknown-property"],
        "soarca/test-invalid-email.old.invalid.json": [
            "bad-email", "bad-start", "dangling-reference", "missing-property", "unknown-property",
        ],
        "soarca/test-missing-step.invalid.json": ["bad-start", "dangling-reference", "unknown-property"],
        "soarca/test-playbook.json": ["bad-start", "dangling-reference", "unknown-property"],
    ]

    /// What a finding of EXPECTATIONS.json is called here, by its beginning.
    static let names: [(String, [String])] = [
        ("action without", ["missing-property"]), ("1 unreachable", ["unreachable-step"]),
        ("if-condition without on_false", ["missing-branch"]), ("workflow_start is not", ["bad-start"]),
        ("workflow_start dangling", ["dangling-reference", "missing-property"]),
        ("workflow_exception dangling", ["dangling-reference"]), ("dangling ref", ["dangling-reference"]),
        ("no end step", ["no-end-step"]), ("id prefix", ["id-type-mismatch"]),
    ]

    @Test func `every published file is imported, or refused with the reason`() throws {
        var seen: [String] = []
        for folder in ["oasis", "cyentific", "soarca"] {
            for name in try CACAOFixtures.names(in: folder) {
                let source = try CACAOFixtures.source(name)
                let (playbook, findings) = CACAO.load(source, options: CACAOFixtures.everything)
                #expect(findings.errorCodes == Self.verdicts[name], "\(name): \(findings.map(\.line))")
                #expect((playbook != nil) == findings.errorCodes.isEmpty, "\(name)")
                seen.append(name)
            }
        }
        #expect(seen.sorted() == Self.verdicts.keys.sorted())
    }

    @Test func `everything that EXPECTATIONS lists is found`() throws {
        let expectations = try #require(try CACAOFixtures.json("EXPECTATIONS.json").object)
        for (name, expected) in expectations {
            let findings = CACAO.check(try CACAOFixtures.source(name))
            if expected["json"]?.bool == false {
                #expect(findings.errorCodes == ["bad-json"], "\(name)")
                continue
            }
            if expected["official_schema_draft07_valid"]?.bool == false {
                #expect(!findings.errorCodes.isEmpty, "\(name)")
            }
            for text in expected["graph_findings"]?.array?.compactMap(\.string) ?? [] {
                let codes = Self.names.first { text.hasPrefix($0.0) }?.1 ?? []
                #expect(!Set(codes).isDisjoint(with: findings.codes), "\(name): \(text)")
            }
        }
    }

    @Test func `each mutation is found by its code, and its original has none of them`() throws {
        let expected = try #require(try CACAOFixtures.json("mutations/EXPECTED.json").object)
        let original = Set(CACAO.check(try CACAOFixtures.source("soarca/manual-playbook.json")).errorCodes)
        #expect(expected.count == 22)
        for (name, entry) in expected {
            let code = try #require(entry["expected_finding"]?.string)
            let findings = CACAO.check(try CACAOFixtures.source("mutations/\(name)"))
            #expect(findings.errorCodes.contains(code), "\(name): \(findings.map(\.line))")
            #expect(!original.contains(code), "\(name)")
        }
    }

    @Test func `machines' commands need leave, and then are text that is shown`() throws {
        let source = try CACAOFixtures.source("soarca/ssh-playbook.json")
        #expect(CACAO.load(source).0 == nil)
        #expect(CACAO.load(source).1.errorCodes == ["executable-command"])
        let playbook = try #require(CACAO.load(source, options: .init(allowsExecutableCommands: true)).0)
        guard case .action(let action)? = playbook.steps.last?.kind else { return #expect(Bool(false)) }
        #expect(action.text.wording["en"] == "[ssh] touch __path__:value")
    }

    @Test func `what is imported passes the check of our own format`() throws {
        for (name, errors) in Self.verdicts where errors.isEmpty {
            let (playbook, _) = CACAO.load(try CACAOFixtures.source(name), options: CACAOFixtures.everything)
            let loaded = LoadedPlaybook(try #require(playbook), file: name)
            let found = Library.load([PlaybookSource(file: name, bytes: loaded.canonical)]).findings
            #expect(found.errorCodes == [], "\(name): \(found.map(\.line))")
        }
    }

    @Test func `places are counted in characters`() {
        let text = "{\"имя\": \"я\",\n  \"имя\": 1.5e3, \"x\": tru}"
        let findings = CACAO.check(PlaybookSource(file: "f", bytes: Array(text.utf8)))
        #expect(
            findings.map { "\($0.code)@\($0.place.line):\($0.place.column)" } == [
                "duplicate-key@2:3", "bad-json@2:22",
            ])
    }
}
