import Canonical
import Testing

@testable import Playbook

@Suite struct `Reading a playbook` {
    @Test(arguments: ["complete.yaml", "bank-module.yaml"])
    func `a correct file gives a playbook and no finding`(_ name: String) throws {
        let (loaded, findings) = PlaybookFile.parse(try Sample.source(name))
        #expect(findings.map(\.line) == [])
        #expect(loaded != nil)
    }

    @Test func `steps, types and clocks come out as they were written`() throws {
        let playbook = try #require(PlaybookFile.parse(try Sample.source("complete.yaml")).0).playbook
        #expect(playbook.id == "safe-account")
        #expect(playbook.version == Version(1, 0, 0))
        #expect(playbook.languages == ["en", "ru"])
        #expect(playbook.inputs.map(\.name) == ["reference", "scam_type"])
        let steps = Dictionary(uniqueKeysWithValues: playbook.allSteps.map { ($0.step.id, $0.step) })
        guard case .ask(let amount)? = steps["amount"]?.kind else { return #expect(Bool(false)) }
        #expect(amount.type == .money(1...100_000_000_000))
        #expect(amount.allows == [.refused])
        let clock = try #require(steps["block_card"]?.deadline)
        guard case .action(let block)? = steps["block_card"]?.kind else { return #expect(Bool(false)) }
        #expect(block.doneText?.wording(in: "ru") == "Карта заблокирована.")
        #expect(clock.due.after == Span(30, .minutes))
        #expect(clock.escalateLater == Deadline.Escalation(after: Span(60, .minutes), to: "supervisor"))
        guard case .call(let call)? = steps["bank"]?.kind else { return #expect(Bool(false)) }
        #expect(call.playbook == "bank-module" && call.take == ["bank_ref": "bank_ref"])
        guard case .say(let greeting)? = steps["greet"]?.kind else { return #expect(Bool(false)) }
        #expect(
            greeting.text.wording["en"]
                == "You did the right thing by contacting us. Your case number is {{case.reference}}.")
    }

    @Test func `places point at the id of a step and into its conditions`() throws {
        let playbook = try #require(PlaybookFile.parse(try Sample.source("complete.yaml")).0).playbook
        let lines = try Sample.text("complete.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        for (_, step) in playbook.allSteps {
            let line = lines[step.place.line - 1].dropFirst(step.place.column - 1)
            #expect(line.hasPrefix(step.id) || line.hasPrefix("bank-module"))
            if let applies = step.applies {
                let text = lines[applies.place.line - 1].dropFirst(applies.place.column - 1)
                #expect(text.hasPrefix(applies.source))
            }
        }
    }

    @Test func `line ends and a byte order mark make no difference`() throws {
        let source = try Sample.source("complete.yaml")
        let text = String(decoding: source.bytes, as: UTF8.self)
        let plain = PlaybookFile.parse(source).0?.digest
        let other = "\u{FEFF}" + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        #expect(Sample.parse(other).0?.digest == plain)
    }

    @Test func `all mistakes of a file are found in one go`() {
        let (loaded, findings) = Sample.parse(
            """
            playbook: Bad_Id
            schema: playbook/1
            version: 1.0
            languages: [ru, en]
            titel: {ru: a, en: b}
            title: {ru: a, en: b}
            steps:
              - sya: hello
                text: {ru: a, en: b}
              - say: hi
                text: {ru: a}
                mandatory: yes
              - ask: age
                text: {ru: a, en: b}
                type: integer
                range: {min: 0123, max: 1_000}
              - end: done
            """)
        #expect(loaded == nil)
        #expect(
            findings.map { "\($0.code)@\($0.place.line):\($0.place.column)" } == [
                "bad-name@1:11", "wrong-value@3:10", "unknown-key@5:1", "missing-key@8:5", "missing-language@11:11",
                "wrong-type@12:16", "wrong-type@16:18", "wrong-type@16:29",
            ])
        #expect(findings[2].hint == "Did you mean 'title'?")
        #expect(findings[3].hint == "Did you mean 'say'?")
    }
}

@Suite struct `The identity of a version` {
    private func loaded(_ change: (String) -> String = { $0 }) throws -> LoadedPlaybook {
        try #require(Sample.parse(change(try Sample.text("complete.yaml"))).0)
    }

    @Test(arguments: ["complete.yaml", "bank-module.yaml"])
    func `the canonical form reads back as the same playbook`(_ name: String) throws {
        let loaded = try #require(PlaybookFile.parse(try Sample.source(name)).0)
        let again = try LoadedPlaybook(canonical: loaded.canonical)
        #expect(again.canonical == loaded.canonical)
        #expect(again.digest == loaded.digest)
        let isEqual = described(again.playbook) == described(loaded.playbook)
        #expect(isEqual)
        let (asFile, findings) = PlaybookFile.parse(PlaybookSource(file: name, bytes: loaded.canonical))
        #expect(findings == [])
        #expect(asFile?.digest == loaded.digest)
    }

    @Test func `what is no canonical form is refused with the reason`() {
        #expect(throws: PlaybookFile.NotCanonical.self) { try PlaybookFile.load(canonical: Array("{".utf8)) }
        #expect(throws: PlaybookFile.NotCanonical.self) { try PlaybookFile.load(canonical: Array("{}".utf8)) }
        #expect(throws: PlaybookFile.NotCanonical.self) { try PlaybookFile.load(canonical: []) }
    }

    @Test func `the digests are SHA-256 in small letters`() throws {
        let one = try loaded()
        for digest in [one.digest, one.structureDigest, one.textDigest] {
            #expect(digest.utf8.count == 64)
            #expect(digest.allSatisfy { "0123456789abcdef".contains($0) })
        }
        #expect(sha256(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test(arguments: [
        ("Hang up and dial 112.", "Hang up. Dial 112."), ("Угроза жизни\", en", "Опасность\", en"),
        ("Not sent", "None sent"), ("Card blocked.", "Card is blocked."), ("Speak slowly.", "Speak very slowly."),
        ("To stop that call.", "To end that call."),
    ])
    func `wording alters the digest of the text alone`(_ from: String, _ to: String) throws {
        let (one, other) = (try loaded(), try loaded { $0.replacing(from, with: to) })
        #expect(one.digest != other.digest)
        #expect(one.textDigest != other.textDigest)
        #expect(one.structureDigest == other.structureDigest)
    }

    @Test(arguments: [
        ("within: 30m", "within: 31m"), ("a.on_line == \"yes\"", "a.on_line == \"no\""), ("mandatory: true\n", "\n"),
        ("type: YesNoUnknown", "type: YesNo"), ("max: 2\n", "max: 3\n"), ("join: all", "join: any"),
        ("version: \"1.2.0\"", "version: \"1.3.0\""), ("consent: required", "consent: not_needed"),
        ("allow: [refused]", "allow: [unknown]"), ("on_redo: keep", "on_redo: review"), ("3bd", "3d"),
        ("case.scam_type: string", "case.scam_type: string?"), ("required: false", "required: true"),
    ])
    func `what steers a run alters the digest of the structure alone`(_ from: String, _ to: String) throws {
        let (one, other) = (try loaded(), try loaded { $0.replacing(from, with: to) })
        #expect(one.digest != other.digest)
        #expect(one.structureDigest != other.structureDigest)
        #expect(one.textDigest == other.textDigest)
    }

    @Test(arguments: [
        ("sources: [RU-02]", "sources: [RU-03]"), ("review_by: 2027-03-01", "review_by: 2027-03-02"),
        ("version: 1.0.0", "version: 1.0.1"), ("the scammer is still on the line\n", "another name\n"),
    ])
    func `sources, reviews, tests and the version alter neither`(_ from: String, _ to: String) throws {
        let (one, other) = (try loaded(), try loaded { $0.replacing(from, with: to) })
        #expect(one.digest != other.digest)
        #expect(one.structureDigest == other.structureDigest)
        #expect(one.textDigest == other.textDigest)
    }

    @Test(arguments: [
        (
            "{ru: \"Деньги отправлены?\", en: \"Was money sent?\"}",
            "{en: \"Was money sent?\", ru: 'Деньги отправлены?'}"
        ),
        ("    on_redo: keep\n", ""), ("    join: all\n", ""), ("# Every construct", "# A comment"),
        (
            "  case.reference: string\n  case.scam_type: string\n",
            "  case.scam_type: string\n  case.reference: string\n"
        ),
        ("languages: [ru, en]", "languages:\n- en\n- ru"),
    ])
    func `layout, order of keys and what is usual make no difference`(_ from: String, _ to: String) throws {
        let text = try Sample.text("complete.yaml")
        #expect(text.contains(from))
        #expect(try loaded().digest == loaded { $0.replacing(from, with: to) }.digest)
    }

    @Test func `the order of branches makes a difference`() throws {
        let list = "branches: [{branch: b, steps: []}, {branch: a, steps: []}]"
        let mapping = "branches: {b: [], a: []}"
        let digests = [list, mapping, "branches: {a: [], b: []}"].map { branches in
            Sample.parse(
                """
                playbook: p
                schema: playbook/1
                version: 1.0.0
                languages: [en]
                title: {en: T}
                steps: [{parallel: x, \(branches)}]
                """
            ).0?.digest
        }
        #expect(digests[0] == digests[1])
        #expect(digests[0] != digests[2])
        #expect(digests[0] != nil)
    }
}

/// A value with everything in it but places, which are all that a canonical form leaves out.
private func described(_ value: Any) -> String {
    if value is Place { return "" }
    let mirror = Mirror(reflecting: value)
    if mirror.children.isEmpty { return "\(value)" }
    let children = mirror.children.map { "\($0.label ?? "")=\(described($0.value))" }
    let isUnordered = mirror.displayStyle == .dictionary || mirror.displayStyle == .set
    return "\(mirror.subjectType)(\((isUnordered ? children.sorted() : children).joined(separator: ", ")))"
}
