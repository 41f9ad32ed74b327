import Canonical
import Testing

@testable import Playbook

@Suite struct `The flow of values` {
    /// Steps in a playbook that is otherwise correct; `a.x` is a yes-or-no answer that `ask x` gives.
    private static func codes(_ steps: String) -> [String] {
        let body = steps.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
            .joined(separator: "\n")
            .replacing("<ask x>", with: "ask: x, text: {en: T}, type: YesNo")
            .replacing("<say s>", with: "say: s, text: {en: T}")
        let text = """
            playbook: p
            schema: playbook/1
            version: 1.0.0
            languages: [en]
            title: {en: T}
            applies: 'case.scam_type == "A"'
            inputs: {case.scam_type: string}
            steps:
            \(body)
              - end: finished
                outcome: '"prevented"'
            """
        return Sample.codes(text).filter { !$0.hasPrefix("unused-") }
    }
    private static let read = "- {say: s, text: {en: T}, applies: 'a.x == \"yes\"'}"

    @Test(arguments: [
        "- {<ask x>}\n\(read)",
        "- {<ask x>, applies: 'case.scam_type == \"B\"'}\n- {<say s>, applies: 'answered(a.x) && a.x == \"yes\"'}",
        // Asked on both ways of a decision that leaves none out.
        """
        - decide: d
          cases:
            - {when: 'case.scam_type == "B"', then: [{<ask x>}]}
            - {else: [{end: early, outcome: '"prevented"', abort: true}]}
        \(read)
        """,
        // A guard holds for the steps behind it.
        """
        - {<ask x>, allow: [unknown]}
        - decide: d
          cases:
            - {when: 'answered(a.x)', then: [{<say s>, applies: 'a.x == "yes"'}]}
            - {else: []}
        """,
        """
        - {<ask x>, allow: [unknown]}
        - decide: d
          cases:
            - {when: '!answered(a.x)', then: [{say: t, text: {en: U}}]}
            - {when: 'a.x == "yes"', then: [{<say s>}]}
            - {else: []}
        """,
        // Branches side by side are all over afterwards.
        "- {parallel: p1, branches: {one: [{<ask x>}], two: [{say: t, text: {en: T}}]}}\n\(read)",
        "- {do: w, text: {en: T}}\n- {do: v, text: {en: T}, deadline: {within: 1h, from: w.done_at}}",
        // Within a round, what the round asks is there.
        """
        - {ask: n, text: {en: T}, type: integer, range: {min: 0, max: 2}}
        - {repeat: r, over: a.n, item: i, max: 2, steps: [{<ask x>}, {<say s>, applies: 'a.x == "yes" && a.i == 1'}]}
        """,
        "- {<ask x>, check: 'a.x == \"yes\"'}",
    ])
    func `a value that is surely there may be read`(_ steps: String) {
        #expect(Self.codes(steps) == [])
    }

    @Test(arguments: [
        "\(read)\n- {<ask x>}",
        "- {<ask x>, allow: [refused]}\n\(read)",
        "- {<ask x>, applies: 'case.scam_type == \"B\"'}\n\(read)",
        "- {decide: d, cases: [{when: 'case.scam_type == \"B\"', then: [{<ask x>}]}, {else: []}]}\n\(read)",
        "- {do: w, text: {en: T}, result: {done: [{<ask x>}]}}\n\(read)",
        "- {wait: w, until: {after: 1d}, for: {event: e, sets: {o.y: YesNo}}, on_timeout: []}\n- {<say s>, applies: 'o.y == \"yes\"'}",
        "- {parallel: p1, join: any, branches: {one: [{<ask x>}], two: []}}\n\(read)",
        "- {parallel: p1, branches: {one: [{<ask x>}], two: [{<say s>, applies: 'a.x == \"no\"'}]}}",
        "- {ask: n, text: {en: T}, type: integer, range: {min: 0, max: 2}}\n- {repeat: r, over: a.n, max: 2, steps: [{<ask x>}]}\n\(read)",
        // An agent may take an advised case although its condition does not hold.
        """
        - {<ask x>, allow: [unknown]}
        - decide: d
          mode: advise
          text: {en: T}
          cases:
            - {when: 'answered(a.x)', label: {en: T}, then: [{<say s>, applies: 'a.x == "yes"'}]}
            - {else: [], label: {en: T}}
        """,
    ])
    func `a value that may be missing may not be read`(_ steps: String) {
        let codes = Self.codes(steps)
        #expect(codes.count == 1)
        #expect(codes.first?.hasPrefix("read-before-assigned@") == true, "\(codes)")
    }

    @Test func `a condition is refused at its own place, also over lines and behind escapes`() {
        #expect(Self.codes("- {<say s>, applies: 'case.scam_type == 5'}").first?.hasPrefix("type-mismatch@9:") == true)
        let oneLine = Self.codes("- say: s\n  text: {en: T}\n  applies: 'a.nope == \"x\"'")
        #expect(oneLine == ["unknown-variable@11:15"])
        let folded = Self.codes(
            "- say: s\n  text: {en: T}\n  applies: >-\n    case.scam_type == \"x\"\n    && a.nope == \"y\"")
        #expect(folded == ["unknown-variable@13:10"])
        let escaped = Self.codes("- say: s\n  text: {en: T}\n  applies: \"case.scam_type == \\\"x\\\" && a.nope\"")
        #expect(escaped == ["unknown-variable@11:42"])
    }

    @Test func `an interrupt may come at any moment`() {
        let text = """
            playbook: p
            schema: playbook/1
            version: 1.0.0
            languages: [en]
            title: {en: T}
            applies: 'case.scam_type == "A"'
            inputs: {case.scam_type: string}
            interrupts:
              - interrupt: danger
                label: {en: T}
                steps: [{say: t, text: {en: T}, applies: 'a.x == "yes"'}, {ask: y, text: {en: T}, type: YesNo}]
            steps:
              - {ask: x, text: {en: T}, type: YesNo}
              - {say: s, text: {en: T}, applies: 'a.y == "yes"'}
              - end: finished
                outcome: '"prevented"'
            """
        #expect(Sample.codes(text) == ["read-before-assigned@11:47", "read-before-assigned@14:39"])
    }

    @Test func `what a called playbook gives is as certain as it is there`() {
        func caller(_ condition: String) -> String {
            """
            playbook: p
            schema: playbook/1
            version: 1.0.0
            languages: [en]
            title: {en: T}
            steps:
              - {call: q, version: "1.0.0", with: {sum: '5'}, take: {o.sure: sure, o.maybe: maybe}}
              - {say: s, text: {en: T}, applies: '\(condition)'}
            """
        }
        let called = """
            playbook: q
            schema: playbook/1
            version: 1.0.0
            languages: [en]
            title: {en: T}
            inputs: {case.sum: integer}
            outputs: {sure: a.sure, maybe: a.maybe}
            steps:
              - {ask: sure, text: {en: "{{case.sum}}"}, type: YesNo}
              - {ask: maybe, text: {en: T}, type: YesNo, allow: [unknown]}
            """
        #expect(Sample.codes(caller(#"o.sure == "yes" && (!has(o.maybe) || o.maybe == "no")"#), called) == [])
        #expect(
            Sample.codes(caller(#"o.sure == "yes" && o.maybe == "no""#), called).first?.hasPrefix(
                "read-before-assigned")
                == true)
        let wrong = caller(#"o.sure == "yes" && has(o.maybe)"#).replacing("'5'", with: "'\"5\"'")
        #expect(Sample.codes(wrong, called) == ["type-mismatch@7:46"])
        #expect(Sample.codes(called, caller(#"o.sure == "yes" && has(o.maybe)"#)) == [])
    }
}

@Suite struct `What is never said` {
    @Test(arguments: [
        ("Как вы могли поверить?", "ru", 0), ("Ну, успокойтесь же!", "ru", 4), ("Мы вернём   деньги", "ru", 3),
        ("ДЕНЬГИ ТОЧНО ВЕРНУТ", "ru", 0), ("Вы — жертва обмана", "ru", 5),
        ("Назовите, пожалуйста, имя. Назовите код.", "ru", 27),
        ("Please calm down.", "en", 7), ("Не волнуйтесь, мы вернём деньги", "ru", 18),
        ("You'll get your money back", "en", 0), ("You’ll get it back", "en", 0),
        ("How could you fall for it", "en", 0), ("The money's gone", "en", 4),
    ])
    func `is found with its place`(_ text: String, _ language: Language, _ index: Int) {
        #expect(ForbiddenPhrases.matches(in: text, language).first?.index == index)
    }

    @Test(arguments: [
        ("Банк вернёт не всегда.", "ru"), ("Вам скажут: «Мы вернём деньги». Это обман.", "ru"),
        ("Успокойтельное", "ru"),
        ("They will say “you will get it back”. Do not pay.", "en"), ("Relaxation helps", "en"),
        ("If the bank will refund you", "en"),
        ("I cannot promise that the bank will refund you.", "en"),
        ("Calm. Down there is a door.", "en"), ("Calm down", "ru"),
    ])
    func `is not found where it is not said`(_ text: String, _ language: Language) {
        #expect(ForbiddenPhrases.matches(in: text, language) == [])
    }
}

@Suite struct `Bounds` {
    @Test func `the most steps of a run are counted with rounds and calls`() throws {
        let (playbooks, _) = Library.load([try Sample.source("complete.yaml"), try Sample.source("bank-module.yaml")])
        let library = Library(playbooks)
        #expect(library.maximumSteps(of: Library.Key("bank-module", Version(1, 2, 0))) == 3)
        // Two, a decision of 2, four questions, branches of 1 + (1 + 3) + 1 + 2 + 1, rounds of 1 + 2 × 2, then 1 + 2 + 1.
        #expect(library.maximumSteps(of: Library.Key("safe-account", Version(1, 0, 0))) == 26)
        #expect(Library([playbooks[0]]).maximumSteps(of: playbooks[0].playbook.key) == nil)
        #expect(library["bank-module", Version(1, 2, 0)]?.playbook.id == "bank-module")
    }

    /// The lines at which a value is lost, in a playbook whose module `part` gives `o.ref`; `<call n>` takes it in step n.
    private static func lost(_ steps: String, interrupts: String = "") -> [Int] {
        let body = steps.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
            .replacing(/<call (\w+)>/) { "call: part, as: \($0.1), version: \"1.0.0\", take: {o.ref: ref}" }
            .replacing("<read>", with: "say: read, text: {en: T}, applies: 'has(o.ref)'")
            .replacing(/<ask (\w+)>/) { "ask: \($0.1), text: {en: T}, type: YesNo" }
        let head = "schema: playbook/1\nversion: 1.0.0\nlanguages: [en]\ntitle: {en: T}\n"
        let part = "playbook: part\n\(head)outputs: {ref: a.ref}\nsteps: [{ask: ref, text: {en: T}, type: reference}]\n"
        let main = "playbook: main\n\(head)\(interrupts)steps:\n\(body)\n"
        let sources = [main, part].enumerated().map { PlaybookSource(file: "\($0)", bytes: Array($1.utf8)) }
        let findings = Library.load(sources).findings
        #expect(findings.allSatisfy { $0.severity == .warning }, "\(findings.map(\.line))")
        return findings.filter { $0.code == "overwritten-unread" }.map { $0.place.line - (interrupts.isEmpty ? 6 : 7) }
    }

    @Test(
        arguments: [
            ("- {<call one>}\n- {<call two>}\n- {<read>}", [1]),
            ("- {<call one>}\n- {<read>}\n- {<call two>}\n- {say: more, text: {en: T}, applies: 'has(o.ref)'}", []),
            ("- {<call one>}\n- {<call two>}\n- {<call three>}\n- {<read>}", [1, 2]),
            // Only on some ways.
            ("- {<call one>}\n- {<ask x>}\n- {<call two>, applies: 'a.x == \"yes\"'}\n- {<read>}", []),
            (
                "- {<call one>}\n- {<ask x>}\n- {decide: d, cases: [{when: 'a.x == \"yes\"', then: [{<call two>}]}, {else: []}]}\n- {<read>}",
                []
            ),
            // On all of them.
            (
                "- {<call one>}\n- {<ask x>}\n- {decide: d, cases: [{when: 'a.x == \"yes\"', then: [{<call two>}]}, {else: [{<call three>}]}]}\n- {<read>}",
                [1]
            ),
            // In rounds: what one wrote the next may read.
            (
                "- {ask: n, text: {en: T}, type: integer, range: {min: 0, max: 2}}\n- {repeat: r, over: a.n, max: 2, steps: [{<read>}, {<call one>}]}\n- {<call two>}\n- {wait: w, until: {after: 1d}, on_timeout: []}",
                []
            ),
            (
                "- {ask: n, text: {en: T}, type: integer, range: {min: 0, max: 2}}\n- {repeat: r, over: a.n, max: 2, steps: [{<call one>}, {<call two>}, {<read>}]}",
                [2]
            ),
            // Beside one another.
            ("- {<call one>}\n- {parallel: p, branches: {b: [{<call two>}], c: [{<read>}]}}", []),
            ("- {<call one>}\n- {parallel: p, branches: {b: [{<call two>}], c: [{<ask x>}]}}\n- {<read>}", []),
            // An event may end a pause without its value.
            (
                "- {<call one>}\n- {wait: w, for: {event: bank.reply, sets: {o.ref: string}}, until: {after: 1d}, on_timeout: []}\n- {<read>}",
                []
            ),
            (
                "- {wait: w, for: {event: bank.reply, sets: {o.ref: string}}, until: {after: 1d}, on_timeout: []}\n- {<call one>}\n- {<read>}",
                [1]
            ),
        ] as [(String, [Int])])
    func `a value that nobody could read before it is written anew is told`(_ steps: String, lines: [Int]) {
        #expect(Self.lost(steps) == lines, "\(steps)")
    }

    @Test func `a side path may read at any moment`() {
        #expect(
            Self.lost(
                "- {<call one>}\n- {<call two>}\n- {<read>}",
                interrupts:
                    "interrupts: [{interrupt: i, label: {en: T}, steps: [{say: s, text: {en: T}, applies: 'has(o.ref)'}]}]\n"
            ) == [])
    }

    @Test func `nothing new calls what is out of use, and who called it before may`() throws {
        let stored = try #require(PlaybookFile.parse(try Sample.source("bank-module.yaml")).0)
        let caller = try Sample.source("complete.yaml")
        let retired: Set = [Library.Key("bank-module", Version(1, 2, 0))]
        let findings = Library.load([caller], known: [stored], retired: retired).findings
        #expect(findings.map(\.code) == ["retired-version"])
        let line = String(decoding: caller.bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)[
                (findings.first?.place.line ?? 1) - 1]
        #expect(line.contains("1.2.0"))
        let (old, _) = Library.load([caller], known: [stored])
        #expect(Library.load([caller], known: [stored] + old, retired: retired).findings.map(\.line) == [])
    }

    @Test func `calls may lead to versions that are stored`() throws {
        let stored = try #require(PlaybookFile.parse(try Sample.source("bank-module.yaml")).0)
        let (playbooks, findings) = Library.load([try Sample.source("complete.yaml")], known: [stored])
        #expect(findings.map(\.line) == [])
        #expect(playbooks.map(\.playbook.id) == ["safe-account"])
        #expect(Library.load([try Sample.source("complete.yaml")]).findings.map(\.code) == ["missing-playbook"])
    }

    @Test func `three hundred files may call each other in a row`() {
        let sources = (0..<300).map { number in
            let call = number == 0 ? "[]" : "[{call: p\(number - 1), version: \"1.0.0\"}]"
            let text =
                "playbook: p\(number)\nschema: playbook/1\nversion: 1.0.0\nlanguages: [en]\ntitle: {en: T}\nsteps: \(call)\n"
            return PlaybookSource(file: "\(number)", bytes: Array(text.utf8))
        }
        let findings = Library.load(sources.shuffled()).findings
        #expect(Set(findings.map(\.code)) == ["too-large"])
    }
}
