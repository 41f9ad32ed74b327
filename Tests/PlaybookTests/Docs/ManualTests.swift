import Canonical
import Foundation
import Testing

@testable import Playbook

/// One fenced example of a document.
struct ManualExample: Sendable, CustomTestStringConvertible {
    let document: String
    /// What stands behind the backticks: `yaml steps`.
    let label: String
    let text: String
    /// The line of the document before it.
    let line: Int
    var testDescription: String { "\(document):\(line)" }

    private static let docs = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs")

    /// The text of a document.
    static func text(_ document: String) -> String {
        (try? String(contentsOf: docs.appending(path: document), encoding: .utf8)) ?? ""
    }

    /// All examples of a document, in order.
    static func all(_ document: String) -> [ManualExample] {
        var examples: [ManualExample] = []
        var open: (label: String, line: Int, body: [Substring])?
        for (number, line) in text(document).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let example = open {
                if line == "```" {
                    let text = example.body.joined(separator: "\n") + "\n"
                    examples.append(.init(document: document, label: example.label, text: text, line: example.line))
                    open = nil
                } else {
                    open?.body.append(line)
                }
            } else if line.hasPrefix("```") {
                open = (String(line.dropFirst(3)), number + 1, [])
            }
        }
        return examples
    }
}

@Suite struct `The manual` {
    static let format = ManualExample.all("playbook-format.md")

    @Test func `has an example of every construct, and runs all of its examples`() throws {
        let labels = ["yaml playbook", "yaml frame", "yaml steps", "yaml scenarios", "yaml parameters"]
        #expect(Self.format.filter { !labels.contains($0.label) }.map(\.line) == [])
        #expect(labels.allSatisfy { label in Self.format.contains { $0.label == label } })
        var kinds: Set<String> = []
        for example in Self.format {
            for source in try Self.sources(of: example) {
                kinds.formUnion(PlaybookFile.parse(source).0?.playbook.allSteps.map(\.step.kindKey) ?? [])
            }
        }
        #expect(kinds.count == 12, "\(kinds)")
    }

    @Test(arguments: format.filter { $0.label != "yaml frame" })
    func `holds: an example of the format has no finding, and its scenarios pass`(_ example: ManualExample) throws {
        let sources = try Self.sources(of: example)
        let judgement = Library.judge(sources, today: Day("2026-11-22"))
        // The frame of the steps has what only some of them use.
        let isFramed = ["yaml steps", "yaml scenarios"].contains(example.label)
        let findings = judgement.findings.filter {
            !(isFramed && $0.code.hasPrefix("unused-") && $0.place.line <= Self.frameHead)
        }
        #expect(findings.map(\.line) == [])
        let library = Library(judgement.playbooks)
        for loaded in judgement.playbooks {
            let program = try Program(loaded.playbook) { library[$0, $1]?.playbook }
            let (results, _, _) = ScenarioRunner.runAll(of: program, calendar: .russia)
            #expect(results.flatMap(\.failures).map(\.message) == [])
        }
    }

    /// The lines of the frame above its steps.
    private static let frameHead =
        format.first { $0.label == "yaml frame" }?.text.split(separator: "\n").firstIndex(of: "steps:") ?? 0

    private static func sources(of example: ManualExample) throws -> [PlaybookSource] {
        let frame = try #require(format.first { $0.label == "yaml frame" }).text
        let text: String
        switch example.label {
        case "yaml steps":
            let steps = example.text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
            text = frame.replacing("  # the steps of the example", with: steps)
        case "yaml scenarios": text = frame + example.text
        default: text = example.text
        }
        return text.components(separatedBy: "# next file\n").enumerated().map {
            PlaybookSource(file: "\($0).yaml", bytes: Array($1.utf8))
        }
    }
}

@Suite struct `The manual of conditions` {
    private static let banks = ChoiceType(name: "Channel", options: ["card", "cash", "crypto"].map { .init($0) })
    private static let replies = ChoiceType(name: "Reply", options: ["hold_placed", "refused"].map { .init($0) })

    /// The variables of the examples: those of the guards may have no value, the others surely have one.
    private static func environment(isCertain: Bool) -> Environment {
        let types: [(String, ValueType)] = [
            ("a.on_line", .choice(.yesNo)), ("a.channels", .list(.choice(banks), maximum: 3)),
            ("a.paid_at", .timestamp),
            ("a.amount", .money), ("o.bank_reply", .choice(replies)), ("a.n", .int),
            ("a.l", .list(.string, maximum: 3)),
        ]
        let fixed = [Environment.Variable(name: "now", type: .timestamp, isCertain: true)]
        let missing = [Environment.Variable(name: "a.m", type: .int, isCertain: false)]
        return Environment(fixed + missing + types.map { .init(name: $0, type: $1, isCertain: isCertain) })
    }

    /// The cells of the rows of a table whose first row is this, without their backticks.
    private static func rows(below head: String) -> [[String]] {
        let lines = ManualExample.text("conditions.md").split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: Substring(head)) else { return [] }
        return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            let cells = line.replacing("\\|", with: "\u{1}").split(separator: "|")
            return cells.map {
                $0.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: ["`"]).replacing("\u{1}", with: "|")
            }
        }
    }

    @Test func `its examples are accepted, with and without a value of what they guard`() throws {
        let examples = ManualExample.all("conditions.md").filter { $0.label == "cel" }
        let lines = examples.flatMap { $0.text.split(separator: "\n").map(String.init) }
        #expect(lines.count >= 4)
        for line in lines { _ = try CheckedExpression.check(line, in: Self.environment(isCertain: true)) }
    }

    @Test func `its guards are accepted and refused as it says`() throws {
        let rows = Self.rows(below: "| accepted | refused |")
        #expect(rows.count >= 6)
        for row in rows {
            let environment = Self.environment(isCertain: false)
            #expect(Conditions.outcome(row[0], in: environment) == "ok", "\(row[0])")
            #expect(Conditions.outcome(row[1], in: environment).hasPrefix("read-before-assigned"), "\(row[1])")
        }
    }

    @Test func `its example of each code gives that code`() {
        let rows = Self.rows(below: "| expression | code |")
        for row in rows {
            let outcome = Conditions.outcome(row[0], in: Self.environment(isCertain: true))
            #expect(outcome.prefix { $0 != "@" } == row[1], "\(row[0]): \(outcome)")
        }
        // Limits need long examples, and the last is of the line, not of the condition.
        let elsewhere: Set = ["too-long", "too-deep", "too-costly", "bad-line"]
        #expect(Set(rows.map { $0[1] }).union(elsewhere) == Set(ConditionError.Code.allCases.map(\.rawValue)))
    }
}
