import Canonical
import Foundation
import Testing

@testable import Playbook

/// One documented finding.
struct DocumentedFinding: Sendable, CustomTestStringConvertible {
    var code: String
    var severity: Finding.Severity
    /// The example, or nil when it cannot be printed.
    var example: String?
    var testDescription: String { code }

    private static let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/findings.md")

    /// The text of docs/findings.md.
    static let text = (try? String(contentsOf: document, encoding: .utf8)) ?? ""

    /// What docs/findings.md documents.
    static let all: [DocumentedFinding] = text.components(separatedBy: "\n### `").dropFirst().map { section in
        let code = String(section.prefix { $0 != "`" })
        let body = section.components(separatedBy: "\n## ")[0]
        let severity: Finding.Severity = body.contains("`\nWarning.") ? .warning : .error
        let example = body.components(separatedBy: "```yaml\n").dropFirst().first?.components(separatedBy: "\n```")[0]
        return DocumentedFinding(code: code, severity: severity, example: example)
    }

    /// The files of the example, put into the scaffold when they are only parts.
    var sources: [PlaybookSource] {
        guard let example else { return [] }
        let texts =
            example.hasPrefix("playbook:") || example.hasPrefix("parameters:")
            ? example.components(separatedBy: "\n# next file\n") : [DocumentedFinding.scaffold(around: example)]
        return texts.enumerated().map { PlaybookSource(file: "\($0).yaml", bytes: Array("\($1)\n".utf8)) }
    }

    private static func scaffold(around example: String) -> String {
        let scaffold = text.components(separatedBy: "```yaml scaffold\n")[1].components(separatedBy: "\n```")[0]
        if example.hasPrefix("- ") {
            let steps = example.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
            return scaffold.replacing("# the steps of the example", with: steps.joined(separator: "\n"))
        }
        let keys = example.split(separator: "\n").filter { $0.first?.isLetter == true }.map { $0.prefix { $0 != ":" } }
        var kept: [Substring] = []
        var isDropping = false
        for line in scaffold.split(separator: "\n") where !line.hasPrefix("#") {
            if line.first?.isLetter == true { isDropping = keys.contains(line.prefix { $0 != ":" }) }
            if !isDropping { kept.append(line) }
        }
        return kept.joined(separator: "\n") + "\n" + example
    }
}

@Suite struct `Every finding` {
    private static let today = Day("2026-11-22")

    @Test(arguments: DocumentedFinding.all.filter { $0.example != nil })
    func `is given by its example alone`(_ documented: DocumentedFinding) {
        let findings = Library.load(documented.sources, today: Self.today).findings
        #expect(Set(findings.map(\.code)) == [documented.code], "\(findings.map(\.line))")
        #expect(findings.allSatisfy { $0.severity == documented.severity })
        #expect(findings.allSatisfy { !$0.message.isEmpty && $0.message.last == "." && $0.place.line > 0 })
    }

    @Test func `that cannot be printed is given too`() throws {
        var desk = DeskVocabulary.standard
        desk.waitEvents = ["bank.reply"]
        desk.sources = ["RU-01"]
        let start = "playbook: p\nschema: playbook/1\nversion: 1.0.0\nlanguages: [en]\ntitle: {en: T}\nsteps:\n"
        let wait = "- wait: w\n  for: {event: bank.replay}\n  until: {after: 1d}\n  on_timeout: []\n"
        let cited = "- say: s\n  text: {en: T}\n  sources: [K, RU-01, RU-02]\n  review_by: 2027-01-01\n"
        var loops = "- ask: n\n  text: {en: T}\n  type: integer\n  range: {min: 0, max: 50}\n"
        for depth in 0..<4 {
            let margin = String(repeating: "  ", count: depth)
            loops += "\(margin)- repeat: r\(depth)\n\(margin)  over: a.n\n\(margin)  max: 50\n\(margin)  steps:\n"
        }
        loops += "          - say: s\n            text: {en: T}\n"
        let cases: [(String, [UInt8])] = [
            ("file-too-large", Array(repeating: 0x20, count: (1 << 20) + 1)), ("empty-file", Array("# nothing".utf8)),
            ("not-utf8", [0x61, 0xFF]), ("not-text", [0x61, 0x00]), ("tab", Array("\(start)\t[]".utf8)),
            ("control-character", Array("\(start)  [] # \u{202E}".utf8)),
            ("nested-too-deep", Array(String(repeating: "[", count: 40).utf8)),
            ("unknown-event", Array((start + wait).utf8)), ("unknown-source", Array((start + cited).utf8)),
            ("too-large", Array((start + loops).utf8)),
        ]
        for (code, bytes) in cases {
            let findings = Library.load([PlaybookSource(file: "f", bytes: bytes)], desk: desk).findings
            #expect(Set(findings.map(\.code)) == [code], "\(findings.map(\.line))")
        }
        let stored = try #require(Sample.parse(start + "  []\n").0)
        let changed = PlaybookSource(file: "f", bytes: Array((start + "  [{say: s, text: {en: T}}]\n").utf8))
        #expect(Library.load([changed], known: [stored]).findings.map(\.code) == ["changed-version"])
    }

    @Test func `is documented, and nothing else is`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Playbook")
        var written: Set<String> = ["tab"]
        for folder in ["Format", "Format/YAML", "Check", "Parameters"] {
            let files = try FileManager.default.contentsOfDirectory(atPath: sources.appending(path: folder).path)
            for file in files where file.hasSuffix(".swift") {
                let text = try String(contentsOf: sources.appending(path: "\(folder)/\(file)"), encoding: .utf8)
                written.formUnion(text.matches(of: /"([a-z0-9]+(?:-[a-z0-9]+)+)"/).map { String($0.1) })
            }
        }
        let conditions = Set(ConditionError.Code.allCases.map(\.rawValue))
        let documented = Set(DocumentedFinding.all.map(\.code))
        #expect(written.subtracting(documented) == [])
        #expect(documented.subtracting(written).subtracting(conditions) == [])
        #expect(conditions.filter { !DocumentedFinding.text.contains("`\($0)`") } == [])
        #expect(documented.count == DocumentedFinding.all.count)
    }
}
