import Testing

@testable import Playbook

@Suite struct `Any bytes` {
    @Test func `give findings or a playbook, and never a crash`() throws {
        let seeds = [try Sample.source("complete.yaml").bytes, try Sample.source("bank-module.yaml").bytes]
        var mutator = Mutator(numbers: FixedNumbers(state: Fuzz.seed))
        var accepted = 0
        for round in 0..<Fuzz.rounds {
            let bytes = mutator.mutate(seeds[round % 10 == 0 ? 0 : 1], times: 1 + round % 5)
            let (playbooks, findings) = Library.load([PlaybookSource(file: "f", bytes: bytes)])
            for finding in findings { #expect(finding.place.line >= 1 && finding.place.column >= 1) }
            guard let loaded = playbooks.first else {
                #expect(findings.contains { $0.severity == .error })
                continue
            }
            accepted += 1
            // Whatever is read can be stored and read again.
            #expect(try LoadedPlaybook(canonical: loaded.canonical).digest == loaded.digest)
        }
        #expect(accepted > 100)
    }

    /// Files that are hard on a careless reader, at a given size in KiB.
    private static let hard: [(name: String, make: @Sendable (Int) -> String)] = [
        ("many steps", { size in head + repeated("- {say: s#, text: {en: T}}\n", size) }),
        (
            "many questions",
            { size in
                head + repeated("- {ask: q#, text: {en: T}, type: YesNo, applies: 'case.scam_type == \"A\"'}\n", size)
            }
        ),
        (
            "many decisions",
            { size in
                head
                    + repeated(
                        "- {decide: d#, cases: [{when: 'case.scam_type == \"A\"', then: []}, {else: []}]}\n", size)
            }
        ),
        ("many keys", { size in head + "[]\n" + repeated("key#: v\n", size) }),
        ("a long line", { size in "a: [" + repeated("b#, ", size) + "]" }),
        ("a long text", { size in head + "- {say: s, text: {en: '" + repeated("calm # {{x}} ", size) + "'}}" }),
        ("open braces", { size in head + "- {say: s, text: {en: '" + repeated("{{ # ", size) + "'}}" }),
        ("folded lines", { size in head + "- say: s\n  text:\n    en: >\n" + repeated("      word #\n", size) }),
        ("plain lines", { size in head + "- say: s\n  text:\n    en: a\n" + repeated("      word #\n", size) }),
        ("blank lines", { size in head + repeated("\n   \n", size) }),
        ("tabs", { size in head + repeated("\t", size) }),
        ("duplicates", { size in head + repeated("steps: []\n", size) }),
        ("tests", { size in head + "[]\nscenarios:\n" + repeated("- {name: n#, expect: {outcome: x}}\n", size) }),
        (
            "sides",
            { size in head + "[]\ninterrupts:\n" + repeated("- {interrupt: i#, label: {en: T}, steps: []}\n", size) }
        ),
    ]
    private static let head =
        "playbook: p\nschema: playbook/1\nversion: 1.0.0\nlanguages: [en]\ntitle: {en: T}\ninputs: {case.scam_type: string}\nsteps:\n"

    private static func repeated(_ piece: String, _ size: Int) -> String {
        var text = ""
        var number = 0
        while text.utf8.count < size * 1024 {
            text += piece.replacing("#", with: "\(number)")
            number += 1
        }
        return text
    }

    @Test(arguments: hard.indices)
    func `of four times the size take about four times as long`(_ index: Int) {
        func time(_ size: Int) -> Double {
            let source = PlaybookSource(file: "f", bytes: Array(Self.hard[index].make(size).utf8))
            return threadTime { _ = Library.load([source]) }
        }
        let (small, large) = (time(32), time(128))
        // Quadratic time would be sixteen times as long.
        #expect(large < small * 9 + 0.02, "\(Self.hard[index].name): \(small), \(large)")
    }
}
