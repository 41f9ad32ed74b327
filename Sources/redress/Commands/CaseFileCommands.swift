import ArgumentParser
import Canonical
import Casework
import Foundation

/// `redress case import`
struct ImportCasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Open a case for every line of a file of JSON lines: all or none.",
        discussion: """
            Examples:
              redress case import cases.jsonl --dry-run
              redress case import cases.jsonl --errors refused.jsonl
            A line is the body of POST /v1/cases and has an external_id or a key, by which it is known when the file comes \\
            again. With --errors the good lines are imported, and the bad ones are written there with what is wrong.
            """)
    @Argument(help: "A file of JSON lines.") var file: String
    @Option(help: "Where to write the lines that were refused, in place of refusing the file.") var errors: String?
    @Flag(help: "Judge every line and open nothing.") var dryRun = false
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let path = file
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw UsageError("\(path) cannot be read.", wayOut: "Name a file of JSON lines.")
        }
        let source = ImportCases.Source { try FileLines(path).next }
        let operation = ImportCases(source, skipsBad: errors != nil, isDryRun: dryRun)
        do {
            try await options.withDesk { station, actor in
                let answer = try await station.desk.perform(operation, by: actor)
                if let errors { try Self.write(answer["errors"]?.array ?? [], of: path, to: errors) }
                options.json ? Output.json(answer) : Output.line(Self.text(answer))
            }
        } catch DeskError.linesRefused(let refused, let lines) {
            for line in refused.prefix(20) { Output.message("line \(line.line): \(line.message)") }
            throw DeskError.linesRefused(refused, of: lines)
        }
    }

    private static func text(_ answer: JSON) -> String {
        func number(_ name: String) -> Int64 { answer[name]?.int ?? 0 }
        if answer["dry_run"]?.bool == true {
            return "\(number("lines")) lines, \(number("refused")) of them bad; nothing was opened."
        }
        return
            "\(number("opened")) cases opened, \(number("unchanged")) known already, \(number("refused")) lines refused."
    }

    /// The refused lines as they came, each with what is wrong with it; only this user may read them.
    private static func write(_ errors: [JSON], of file: String, to path: String) throws {
        let byLine = Dictionary(errors.map { ($0["line"]?.int ?? 0, $0) }) { first, _ in first }
        var text = ""
        let next = try FileLines(file).next
        var number: Int64 = 0
        while let line = try next() {
            number += 1
            guard let error = byLine[number] else { continue }
            let entry: JSON = ["error": error, "text": .string(String(decoding: line, as: UTF8.self))]
            text += entry.canonicalText + "\n"
        }
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw UsageError("\(path) cannot be written.", wayOut: "Name another file.") }
    }
}

/// The lines of a file, one after the other, with little of it in memory.
final class FileLines {
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var isAtEnd = false
    private static let longest = 1 << 20

    init(_ path: String) throws { handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path)) }

    deinit { try? handle.close() }

    /// The next line without its line feed; nil after the last one.
    func next() throws -> [UInt8]? {
        var searched = 0
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeFirst(end + 1) }
                return Array(buffer[..<end])
            }
            searched = buffer.count
            if isAtEnd {
                defer { buffer = [] }
                return buffer.isEmpty ? nil : buffer
            }
            guard buffer.count <= Self.longest else {
                throw DeskError.malformed(field: "line", problem: .tooLong(Self.longest))
            }
            let chunk = try handle.read(upToCount: 64 * 1024) ?? Data()
            isAtEnd = chunk.isEmpty
            buffer += chunk
        }
    }
}

/// `redress case export`
struct ExportCasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "All cases as JSON lines, personal data masked; each page is on the trail.",
        discussion: "Example: redress case export --updated-since 2026-11-01T00:00:00Z > cases.jsonl")
    @Option(help: "Only cases changed since, RFC 3339.") var updatedSince: String?
    @Option(help: "Only cases under these rules: RU, UK …") var jurisdiction: String?
    @Option(help: "Only cases in this status: CLOSED …") var status: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        var filter = ExportCases.Filter()
        filter.updatedSince = try updatedSince.map { try ExportCommand.moment($0) }
        filter.jurisdiction = try jurisdiction.map { try Jurisdiction.parse($0) }
        filter.status = try status.map { try CaseStatus.parse($0) }
        let wanted = filter
        try await options.withDesk { station, actor in
            var page = wanted
            while true {
                let answer = try await station.desk.perform(ExportCases(page), by: actor)
                for line in answer["cases"]?.array ?? [] { Output.json(line) }
                guard let next = answer["next"]?.string else { return }
                page.after = try CaseReference.read(next)
            }
        }
    }
}
