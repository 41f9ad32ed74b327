import Canonical
import Testing

@testable import Playbook

@Suite struct `Parameters` {
    private static let file = """
        # Russia
        parameters: RU
        schema: parameters/1
        version: 1.2.0
        review_by: 2027-02-15
        values:
          - {parameter: limit, kind: money, text: {ru: "500 000 ₽", en: "500,000 roubles"}, sources: [K]}
          - {parameter: police, kind: phone, value: "102", review_by: 2026-12-01}
        """
    private static let playbook = """
        playbook: example
        schema: playbook/1
        version: 1.0.0
        languages: [ru, en]
        title: {ru: "Пример {{p.police}}", en: "Example {{p.police}}"}
        jurisdictions: [RU]
        types:
          Way: [{value: call, label: {ru: "Звонить {{p.police}}", en: "Call {{p.police}}"}}]
        steps:
          - ask: way
            text: {ru: "До {{ p.limit }}?", en: "Up to {{ p.limit }}?"}
            type: Way
            fact: wrap_up
            why: {ru: "{{p.police}}", en: "{{p.police}}"}
          - do: call
            text: {ru: "{{p.police}}: {{a.way}}", en: "{{p.police}}: {{a.way}}"}
            detail: {ru: "{{p.police}}", en: "{{p.police}}"}
            result:
              done: []
              cannot:
                - escalate: tell
                  to: shift_lead
                  severity: low
                  reason: {ru: "{{p.police}}", en: "{{p.police}}"}
        """

    private static func source(_ text: String, _ name: String = "f.yaml") -> PlaybookSource {
        PlaybookSource(file: name, bytes: Array(text.utf8))
    }

    @Test func `a file is told from a playbook by its first key`() {
        #expect(ParameterFile.isOne(Self.source(Self.file)))
        #expect(!ParameterFile.isOne(Self.source(Self.playbook)))
        #expect(!ParameterFile.isOne(Self.source("")))
    }

    @Test func `the canonical form is a file of its own and comes back as it was`() throws {
        let set = try #require(ParameterFile.parse(Self.source(Self.file)).0)
        let again = try ParameterFile.load(canonical: set.canonical)
        #expect(again.canonical == set.canonical && again.digest == set.digest)
        #expect(again.values.keys.sorted() == ["limit", "police"])
        #expect(again.words(for: "limit", in: "ru") == "500 000 ₽")
        #expect(again.values["police"]?.reviewBy == Day("2026-12-01"))
        #expect(ParameterFile.isOne(PlaybookSource(file: "c", bytes: set.canonical)))
    }

    @Test func `an installation's values lie over the shipped ones, and the digest tells`() throws {
        let shipped = try #require(ParameterFile.parse(Self.source(Self.file)).0)
        let own = ParameterSet(
            jurisdiction: "RU", version: Version(1, 0, 0),
            values: [.init(name: "police", kind: .phone, words: Text(["ru": "112", "en": "112"]), isOneValue: true)])
        let merged = own.over(shipped)
        #expect(merged.words(for: "police", in: "en") == "112")
        #expect(merged.words(for: "limit", in: "en") == "500,000 roubles")
        #expect(merged.digest != shipped.digest)
    }

    @Test func `every text of a playbook shows them, and the version stays what it is`() throws {
        let set = try #require(ParameterFile.parse(Self.source(Self.file)).0)
        let judgement = Library.judge([Self.source(Self.playbook, "p.yaml"), Self.source(Self.file)])
        #expect(judgement.findings.map(\.line) == [])
        let loaded = try #require(judgement.playbooks.first)
        let resolved = loaded.playbook.resolved(with: set)
        for text in resolved.placedTexts {
            for words in text.text.wording.values { #expect(!words.contains("{{p."), "\(text.path): \(words)") }
        }
        #expect(resolved.title.wording["ru"] == "Пример 102")
        #expect(resolved.structure == loaded.playbook.structure)
        #expect(loaded.playbook.placedTexts.count == resolved.placedTexts.count)
        // What the run knows is filled in as ever.
        let program = try Program(resolved) { _, _ in nil }
        var simulation = try Simulation(
            program: program, language: "ru", start: Timestamp(microseconds: 0), calendar: .weekdaysOnly)
        let ask = try #require(simulation.openSteps.first)
        #expect(ask.wording(in: "ru") == "До 500 000 ₽?")
        try simulation.answer(ask.path, "call")
        #expect(simulation.openSteps.first?.wording(in: "ru") == "102: Звонить 102")
    }

    @Test func `a playbook for all is judged by the jurisdictions that have a file`() {
        let everywhere = Self.playbook.replacing("jurisdictions: [RU]\n", with: "")
        let uk = Self.file.replacing("parameters: RU", with: "parameters: UK").replacing("police,", with: "polis,")
        func codes(_ files: [String]) -> [String] {
            Library.judge(files.enumerated().map { Self.source($1, "\($0).yaml") }).findings
                .filter { $0.severity == .error }.map(\.code)
        }
        #expect(codes([everywhere, Self.file]) == [])
        #expect(Set(codes([everywhere, Self.file, uk])) == ["unknown-parameter"])
        #expect(codes([Self.playbook, Self.file, uk]) == [])
        #expect(Set(codes([everywhere])) == ["unknown-parameter"])
    }

    @Test(arguments: [
        (ParameterSet.Kind.phone, "8-800-100-70-10", true), (.phone, "+44 (0) 300 123 2040", true),
        (.phone, "1", false),
        (.phone, "102, 112", false), (.url, "мвд.рф", true), (.url, "https://reportfraud.police.uk/x?y=1", true),
        (.url, "report@phishing.gov.uk", true), (.url, "http://cbr.ru", false), (.url, "сайт полиции", false),
        (.url, "gosuslugi", false), (.money, "£85,000", true), (.money, "много", false), (.limit, "20 SIM", true),
        (.duration, "next business day", true), (.duration, "сутки", true), (.duration, "скоро", false),
        (.calendar, "target", true), (.calendar, "moon", false), (.name, "МФЦ", true), (.text, " ", false),
        (.text, "{{p.x}}", false),
    ])
    func `a value is judged by its kind`(_ kind: ParameterSet.Kind, _ words: String, _ isFine: Bool) {
        #expect((kind.problem(of: words, longest: 160) == nil) == isFine)
    }
}
