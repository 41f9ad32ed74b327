import ArgumentParser
import Canonical
import Casework
import Foundation
import Playbook

/// `redress playbook review`
struct ReviewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "What the desk's lawyer and psychologist must look at, by date; needs no database.",
        discussion: """
            Example: redress playbook review Playbooks --by 2027-02-15
            Lists every step and parameter that rests on knowledge nobody has checked (K), and every one whose day of \
            review comes by --by. Without files: the shipped library.
            """)
    @Argument(help: "Files, or folders with .yaml files in them.") var paths: [String] = []
    @Option(help: "The last day that counts, as 2027-02-15; today when nothing is said.") var by: String?
    @Option(help: "Only what this reader must look at: lawyer or psychologist.") var reader: String?
    @Flag(help: "Print one JSON document.") var json = false

    func run() async throws {
        let sources = paths.isEmpty ? Shelf.shipped : try PlaybookPaths.sources(paths)
        let judgement = Library.judge(sources, parameters: ShippedParameters.missing(in: sources))
        guard let day = by.map({ Day($0) }) ?? Timestamp.now.day else {
            throw DeskError.malformed(field: "by", problem: .form(example: "2027-02-15"), value: by ?? "")
        }
        let list = ReviewList(judgement.playbooks, parameters: judgement.parameters, by: day)
        if json { return Output.json(list.json) }
        let items = try list.items.filter { item in try wanted.map { $0 == item.reader } ?? true }
        for item in items {
            let facts = item.sources.joined(separator: " ")
            Output.line(
                "\(item.due?.description ?? "no day    ")  \(item.reader.rawValue)  \(item.playbook) \(item.version)  \(item.path)  [\(facts)]"
            )
            for (language, words) in (item.text?.wording ?? [:]).sorted(by: { $0.key < $1.key }) {
                Output.line("    \(language): \(words)")
            }
        }
        let unchecked = items.count(where: \.isUnchecked)
        Output.line(
            "\(items.count) to look at: \(items.count { $0.reader == .lawyer }) for the lawyer, "
                + "\(items.count { $0.reader == .psychologist }) for the psychologist; \(unchecked) unchecked (K).")
    }

    private var wanted: ReviewList.Reader? {
        get throws {
            guard let reader else { return nil }
            if let known = ReviewList.Reader(rawValue: reader) { return known }
            throw DeskError.malformed(
                field: "reader",
                problem: .notOnList(suggestion: nil, allowed: ReviewList.Reader.allCases.map(\.rawValue)), value: reader
            )
        }
    }
}

/// `redress playbook pages`
struct PagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages", abstract: "Write one page a playbook, and an index; needs no database.",
        discussion: """
            Example: redress playbook pages Playbooks --out docs/playbooks
            With --check nothing is written; exit 1 when a page is missing, out of date or left over.
            """)
    @OptionGroup var files: PlaybookPaths
    @Option(help: "The folder of the pages.") var out: String
    @Flag(help: "Only compare.") var check = false

    func run() async throws {
        let sources = try files.sources()
        let judgement = Library.judge(sources, parameters: ShippedParameters.missing(in: sources))
        let errors = judgement.findings.filter { $0.severity == .error }
        if !errors.isEmpty { throw DeskError.playbookFindings(errors) }
        let depth = out.split(separator: "/").filter { $0 != "." }.count
        let way = out.hasPrefix("/") ? "" : String(repeating: "../", count: depth)
        let pages = PlaybookPages(judgement.playbooks, folder: way).pages
        let stored = (try? FileManager.default.contentsOfDirectory(atPath: out)) ?? []
        let leftOver = stored.filter { $0.hasSuffix(".md") && pages[$0] == nil }.sorted()
        let changed = pages.keys.sorted().filter { name in
            (try? String(contentsOfFile: "\(out)/\(name)", encoding: .utf8)) != pages[name]
        }
        if check {
            for name in changed { Output.line("\(out)/\(name): out of date") }
            for name in leftOver { Output.line("\(out)/\(name): left over") }
            if changed.isEmpty, leftOver.isEmpty { return Output.line("\(pages.count) pages are up to date") }
            Output.message("Run: redress playbook pages \(files.paths.joined(separator: " ")) --out \(out)")
            throw ExitCode(1)
        }
        try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
        for name in changed { try pages[name]?.write(toFile: "\(out)/\(name)", atomically: true, encoding: .utf8) }
        for name in leftOver { try FileManager.default.removeItem(atPath: "\(out)/\(name)") }
        Output.line("\(pages.count) pages; \(changed.count) written, \(leftOver.count) removed")
    }
}
