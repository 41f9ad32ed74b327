import ArgumentParser
import Canonical
import Casework
import Crypto
import Foundation

/// `redress case import`
struct ImportCasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Open a case for every line of a file of JSON lines: all or none.",
        discussion: """
            Examples:
              redress case import cases.jsonl --dry-run
              redress case import cases.jsonl --errors refused.jsonl --key march-2
            A line is the body of POST /v1/cases and has an external_id or a key, by which it is known when the file comes \\
            again. With --errors the good lines are imported, and the bad ones are written there with what is wrong.
            """)
    @Argument(help: "A file of JSON lines.") var file: String
    @Option(help: "Where to write the lines that were refused, in place of refusing the file.") var errors: String?
    @Flag(help: "Judge every line and open nothing.") var dryRun = false
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let path = file
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw UsageError("\(path) cannot be read.", wayOut: "Name a file of JSON lines.")
        }
        let source = ImportCases.Source { try Self.lines(of: path).next }
        let operation = ImportCases(source, skipsBad: errors != nil, isDryRun: dryRun)
        let query = ["errors": errors.map { _ in "skip" }, "dry_run": dryRun ? "true" : nil]
        let request = RemoteRequest.post("cases", "import", query: query).bringing(path, as: "application/x-ndjson")
        do {
            let key = try requestKey(path)
            let answer = try await options.answer(of: operation, over: request.once(key?.key), once: key)
            if let errors { try Self.write(answer["errors"]?.array ?? [], of: path, to: errors) }
            options.json ? Output.json(answer) : Output.line(Self.text(answer))
        } catch DeskError.linesRefused(let refused, let lines) {
            for line in refused.prefix(20) { Output.message("line \(line.line): \(line.message)") }
            throw DeskError.linesRefused(refused, of: lines)
        } catch let refusal as RemoteRefusal where refusal.explanation.code == "lines-refused" {
            for line in refusal.findings.prefix(20) { Output.message(line.prefix(1).lowercased() + line.dropFirst()) }
            throw refusal
        }
    }

    /// The key of the caller, for this very file.
    private func requestKey(_ path: String) throws -> RequestKey? {
        guard let key = keyOption.key else { return nil }
        var hash = SHA256()
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        while let piece = try handle.read(upToCount: 64 * 1024), !piece.isEmpty { hash.update(data: piece) }
        return RequestKey(
            key,
            request: [
                "operation": .string(ImportCases.name), "errors": .bool(errors != nil), "dry_run": .bool(dryRun),
                "file": .string(hash.finalize().map { String($0, radix: 16) }.joined(separator: " ")),
            ])
    }

    private static func lines(of path: String) throws -> TextLines {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        return TextLines {
            guard let piece = try handle.read(upToCount: 64 * 1024), !piece.isEmpty else { return nil }
            return Array(piece)
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
        let next = try lines(of: file).next
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
        if let remote = try options.remote() { return try await export(from: remote) }
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
    /// The same pages of a server: a page ends with the case behind which the next one begins.
    private func export(from remote: RemoteDesk) async throws {
        var query = ["updated_since": updatedSince, "jurisdiction": jurisdiction, "status": status]
        while true {
            let page = try await remote.page(of: .get("cases", "export", query: query))
            Output.raw(page.text)
            let lastLine = page.text.split(separator: "\n").last.map(String.init)
            guard !page.isLast, let last = lastLine.flatMap({ try? JSON(parsing: $0) })?["ref"]?.string else { return }
            query["after"] = last
        }
    }
}
