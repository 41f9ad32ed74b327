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
        let request = RemoteRequest.case(.post, try argument.reference(), "attachments").asking([
            "kind": try AttachmentKind.parse(kind).rawValue
        ])
        .bringing(path, as: "application/octet-stream", name: URL(filePath: path).lastPathComponent)
        try await options.perform(operation, over: request.once(keyOption.key)) { answer in
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
            let reference = try argument.reference()
            let request = RemoteRequest.case(.get, reference, "attachments")
            return try await options.perform(ListAttachments(reference), over: request) { answer in
                let files = (answer["attachments"]?.array ?? []).map(CaseText.attachment)
                return files.isEmpty ? "No files." : files.joined(separator: "\n")
            }
        }
        guard let out, let purpose else {
            throw UsageError("Writing a file needs --out and --purpose.", wayOut: "redress case attachment --help")
        }
        let (reference, purposeCode) = (try argument.reference(), try RevealPurpose.parse(purpose))
        try NewFile.demandFree(out)
        var told = JSON.null
        if let remote = try options.remote() {
            let request = RemoteRequest.case(.get, reference, "attachments", "\(number)")
                .asking(["purpose": purposeCode.rawValue]).long()
            let file = NewFile(out)
            told = try await file.written { write in try await remote.file(request, write) }
        } else {
            let read = ReadAttachment(reference, number: number, purpose: purposeCode)
            try await options.withDesk { station, actor in
                let content = try await station.desk.perform(read, by: actor)
                told = try await NewFile(out).written { write in
                    try await content.write(to: write)
                    return content.json
                }
            }
        }
        options.json ? Output.json(told) : Output.line("\(out): \(told["size"]?.int ?? 0) bytes")
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
