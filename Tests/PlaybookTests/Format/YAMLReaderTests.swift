import Testing

@testable import Playbook

@Suite struct `Files that are not read` {
    /// What a file gives, as `code@line:column`.
    private static func findings(_ bytes: [UInt8]) -> [String] {
        let log = FindingLog(file: "")
        if let text = FileText(bytes, log: log) { _ = YAMLReader.document(text, log: log) }
        return log.findings.map { "\($0.code)@\($0.place.line):\($0.place.column)" }
    }

    @Test(
        arguments: [
            ("", ["empty-file@1:1"]), ("\n# nothing\n", ["empty-file@1:1"]), ("---\n", ["empty-file@1:1"]),
            ("a: 1\nb: 2\na: 3\n", ["duplicate-key@3:1"]),
            ("x:\n  - y: {k: 1, l: 2, k: 3}\n", ["duplicate-key@2:21"]),
            ("a: 1\n'a': 2\n\"\\u0061\": 3\n", ["duplicate-key@2:1", "duplicate-key@3:1"]),
            ("a: &x b\nc: *x\n", ["yaml-anchor@1:4", "yaml-alias@2:4"]),
            ("a: !!str b\n", ["yaml-tag@1:4"]), ("<<: {a: b}\n", ["yaml-merge@1:1"]),
            ("a:\tb\n", ["tab@1:3"]), ("\ta: b\n", ["tab@1:1"]), ("a: b\n--- \nc: d\n", ["yaml-document@2:1"]),
            ("%YAML 1.2\n---\na: b\n", ["yaml-document@1:1"]), ("a: b\n...\n", ["yaml-document@2:1"]),
            ("a: b: c\n", ["yaml-syntax@1:5"]), ("a: [b, c\nd: e\n", ["yaml-syntax@2:1"]),
            ("a: [b\n", ["yaml-syntax@1:4"]), ("a: 'b\n", ["yaml-syntax@1:4"]), ("a: \"b\\q\"\n", ["yaml-syntax@1:6"]),
            ("a: 'b' c\n", ["yaml-syntax@1:8"]), ("a:\n  b: c\n d: e\n", ["yaml-indentation@3:2"]),
            ("a:\n  b: c\n   d: e\n", ["yaml-syntax@3:5"]), ("- a\n  - b\n", ["yaml-indentation@2:3"]),
            ("a:\n- b\n  c: d\n", ["yaml-syntax@3:4"]), ("? a\n: b\n", ["yaml-syntax@1:1"]),
            ("a: @b\n", ["yaml-syntax@1:4"]),
            ("a: `b`\n", ["yaml-syntax@1:4"]), ("a: - b\n", ["yaml-syntax@1:4"]), ("a: |x\n  b\n", ["yaml-syntax@1:5"]),
            ("a: 'b\nc'\n", ["yaml-indentation@2:1"]), ("{a, b}\n", ["yaml-syntax@1:2"]),
            ("{a:1}\n", ["yaml-syntax@1:2"]),
            ("a: \u{1}\n", ["control-character@1:4"]), ("a: \u{202E}b\n", ["control-character@1:4"]),
            ("a: \u{2028}b\n", ["control-character@1:4"]), ("й: ё\nй: ю\n", ["duplicate-key@2:1"]),
            ("a: b\rc: d\r", ["control-character@1:5", "control-character@1:10", "yaml-syntax@1:7"]),
        ] as [(String, [String])])
    func `text with traps, each with its place`(_ text: String, _ expected: [String]) {
        #expect(Self.findings(Array(text.utf8)) == expected, "\(text)")
    }

    @Test func `bytes that are no text`() {
        #expect(Self.findings([0x61, 0x3A, 0x20, 0xFF]) == ["not-utf8@1:4"])
        #expect(Self.findings([0x61, 0x0A, 0xC3, 0x28]) == ["not-utf8@2:1"])
        #expect(Self.findings([0xED, 0xA0, 0x80]) == ["not-utf8@1:1"])
        #expect(Self.findings([0x61, 0x3A, 0x20, 0xC3]) == ["not-utf8@1:4"])
        #expect(Self.findings([0xFF, 0xFE, 0x61, 0x00]) == ["not-utf8@1:1"])
        #expect(Self.findings([0x61, 0x0A, 0x62, 0x00]) == ["not-text@2:2"])
    }

    @Test func `a file that is too large is not looked at`() {
        #expect(Self.findings(Array(repeating: 0x5B, count: 10_000_000)) == ["file-too-large@1:1"])
        #expect(Self.findings(Array(repeating: 0, count: (1 << 20) + 1)) == ["file-too-large@1:1"])
    }

    @Test(arguments: ["[", "{a: ", "- ", "[{a: "])
    func `nesting without end stops at its limit`(_ piece: String) {
        let text = String(repeating: piece, count: 10_000)
        let findings = Self.findings(Array(text.utf8))
        #expect(findings.count == 1)
        #expect(findings.first?.hasPrefix("nested-too-deep@1:") == true)
    }

    @Test func `nesting by indentation stops at its limit`() {
        let text = (0..<400).map { String(repeating: " ", count: $0) + "k:\n" }.joined()
        #expect(Self.findings(Array(text.utf8)) == ["nested-too-deep@33:33"])
    }

    @Test func `of many findings of one code a hundred are told`() {
        #expect(Self.findings(Array(String(repeating: "\t", count: 5000).utf8)).count == 101)
    }
}

@Suite struct `Values as they are written` {
    private static func value(_ text: String) -> String? {
        let log = FindingLog(file: "")
        guard let text = FileText(Array("k: \(text)\n".utf8), log: log), let node = YAMLReader.document(text, log: log),
            case .mapping(let members) = node.content, case .scalar(let scalar) = members.first?.value.content
        else { return nil }
        return scalar.text
    }

    @Test(arguments: [
        ("yes", "yes"), ("NO", "NO"), ("12:30", "12:30"), ("0123", "0123"), ("1_000", "1_000"), ("0x1F", "0x1F"),
        ("1e3", "1e3"), (".inf", ".inf"), ("2026-01-10", "2026-01-10"), ("null", "null"), ("~", "~"), ("=", "="),
        ("'a''b'", "a'b"), (#""a\"b\\\n""#, "a\"b\\\n"), ("a  b", "a  b"), ("a # b", "a"), ("a#b", "a#b"),
    ])
    func `nothing is guessed from the spelling`(_ text: String, _ expected: String) {
        #expect(Self.value(text) == expected)
    }

    @Test func `a character of a value has its place in the file, also behind escapes and over lines`() {
        let log = FindingLog(file: "")
        let file = "k: \"a\\u0041b\n  cd\"\nl: |\n  ef\n  gh\nm: 'x''y'\n"
        guard let text = FileText(Array(file.utf8), log: log), let node = YAMLReader.document(text, log: log),
            case .mapping(let members) = node.content
        else { return #expect(Bool(false)) }
        let places = members.map { member -> [Place] in
            guard case .scalar(let scalar) = member.value.content else { return [] }
            return scalar.text.unicodeScalars.indices.enumerated().map { scalar.place(ofCharacter: $0.offset) }
        }
        #expect(
            places[0].prefix(3) == [Place(line: 1, column: 5), Place(line: 1, column: 6), Place(line: 1, column: 12)])
        #expect(places[0].last == Place(line: 2, column: 4))
        #expect(places[1][3] == Place(line: 5, column: 3))
        #expect(places[2] == [Place(line: 6, column: 5), Place(line: 6, column: 6), Place(line: 6, column: 8)])
    }
}
