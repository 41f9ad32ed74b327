import ArgumentParser
import Canonical
import Casework
import Foundation

/// `redress case attach`
struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Keep a file with a case: a screenshot, a statement, a recording.",
        discussion: "Example: redress case attach 26-000001-9 chat.txt --kind CHAT_EXPORT")
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The file, at most 25 MiB.") var file: String
    @Option(help: "What it is: SCREENSHOT, STATEMENT, CHAT_EXPORT, AUDIO, CERTIFICATE, DOC …") var kind = "DOC"
    @OptionGroup var keyOption: KeyOption
    @OptionGroup var options: DeskOptions

    func run() async throws {
        let path = file
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw UsageError("\(path) cannot be read.", wayOut: "Check the path and its rights.")
        }
        try? handle.close()
        let operation = AttachFile(
            try argument.reference(), kind: try AttachmentKind.parse(kind),
            fileName: URL(filePath: path).lastPathComponent, key: keyOption.key,
            source: { take in
                guard let handle = FileHandle(forReadingAtPath: path) else { return }
                defer { try? handle.close() }
                while let data = try handle.read(upToCount: 1 << 16), !data.isEmpty { try await take(Array(data)) }
            })
        try await options.performHere(operation) { answer in
            "\(CaseText.summary(answer))\n\(CaseText.attachment(answer["attachment"] ?? .null))"
        }
    }
}

/// `redress case attachment`
struct AttachmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attachment", abstract: "List the files of a case, or write one to a file for a purpose.",
        discussion: """
            Examples:
              redress case attachment 26-000001-9
              redress case attachment 26-000001-9 1 --out chat.txt --purpose INVESTIGATION
            """)
    @OptionGroup var argument: CaseArgument
    @Argument(help: "The number of the file; nobody named lists them.") var number: Int?
    @Option(help: "The file to write; it must not exist yet.") var out: String?
    @Option(help: "What for: CALL_BACK, INVESTIGATION …; needed to write a file.") var purpose: String?
    @OptionGroup var options: DeskOptions

    func run() async throws {
        guard let number else {
            return try await options.performHere(ListAttachments(try argument.reference())) { answer in
                let files = (answer["attachments"]?.array ?? []).map(CaseText.attachment)
                return files.isEmpty ? "No files." : files.joined(separator: "\n")
            }
        }
        guard let out, let purpose else {
            throw UsageError("Writing a file needs --out and --purpose.", wayOut: "redress case attachment --help")
        }
        let read = ReadAttachment(
            try argument.reference(), number: number, purpose: try RevealPurpose.parse(purpose))
        try await options.withDesk { station, actor in
            let content = try await station.desk.perform(read, by: actor)
            let descriptor = open(out, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            guard descriptor >= 0 else {
                throw UsageError("\(out) cannot be written, or is there already.", wayOut: "Choose another name.")
            }
            let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            do { try await content.write { try handle.write(contentsOf: Data($0)) } } catch {
                try? FileManager.default.removeItem(atPath: out)
                throw error
            }
            options.json ? Output.json(content.json) : Output.line("\(out): \(content.size) bytes")
        }
    }
}

extension CaseText {
    static func attachment(_ file: JSON) -> String {
        let name = file["name"]?.string.map { " \($0)" } ?? ""
        let erased = file["erased"]?.bool == true ? " (erased)" : ""
        let type = "\(file["kind"]?.string ?? "") \(file["media_type"]?.string ?? "")"
        return "File \(file["no"]?.int ?? 0): \(type) \(file["size"]?.int ?? 0) bytes\(name)\(erased)"
    }
}
