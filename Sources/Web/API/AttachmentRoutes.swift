internal import Canonical
internal import Casework
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Files of a case: in and out piece by piece, always as something to be kept and never as something to be shown.
enum AttachmentRoutes {
    private static let nameHeader = "X-File-Name"

    static let all: [Route] = [
        Route(
            method: .post, pattern: "/v1/cases/{ref}/attachments", operationID: "attachFile",
            summary: "Keep a file with the case; the body is the file itself, at most 25 MiB",
            query: [Parameter(name: "kind", schema: Documents.code("attachment_kind"), note: "DOC when absent.")],
            headers: [
                .key,
                Parameter(
                    name: nameHeader, schema: .text(example: "chat.txt"),
                    note: "What the file is called, percent-encoded; not in the address, which logs keep."),
            ],
            takesFile: true, pace: .file,
            response: .init(status: .created, note: "The case, and what was kept", schema: .named("Case")),
            work: .signed(attach)),
        Route(
            method: .get, pattern: "/v1/cases/{ref}/attachments", operationID: "listAttachments",
            summary: "The files of the case, without their bytes",
            response: .init(status: .ok, note: "The files", schema: .named("Attachments")),
            work: .performing { ListAttachments(try $0.reference()) }),
        Route(
            method: .get, pattern: "/v1/cases/{ref}/attachments/{no}", operationID: "readAttachment",
            summary: "The bytes of a file, for a purpose; the audit entry is committed first",
            query: [
                Parameter(
                    name: "purpose", schema: Documents.code("reveal_purpose"), note: "For what it is read.",
                    isRequired: true)
            ],
            response: .init(status: .ok, note: "The file", mediaType: "application/octet-stream", tellsAnswer: true),
            work: .signed(read)),
    ]

    @Sendable private static func attach(_ call: Call, _ actor: Actor) async throws -> Reply {
        let reference = try call.reference()
        let kind = try call.parameter("kind").map { try AttachmentKind.parse($0) } ?? .document
        let name = HTTPField.Name(nameHeader).flatMap { call.head.headerFields[$0] }
        guard let upload = call.upload else { throw Problem.noSuchPage }
        let operation = AttachFile(
            reference, kind: kind, fileName: try name.map { try decoded($0) }, key: try call.key(),
            source: { take in try await upload.forEach(take) })
        do {
            return Reply(try await call.desk.perform(operation, by: actor), status: .created)
        } catch let error as DeskError where error.isTooLarge {
            var problem = Problem(error, route: call.route)
            problem.status = .contentTooLarge
            problem.headers[.connection] = "close"
            throw problem
        }
    }

    private static func decoded(_ name: String) throws -> String {
        guard let text = Percent.decode(name[...]) else {
            throw Problem.badInput([
                .init(place: .header(nameHeader), detail: "\(nameHeader) must be percent-encoded UTF-8.")
            ])
        }
        return text
    }

    @Sendable private static func read(_ call: Call, _ actor: Actor) async throws -> Reply {
        try call.house.streams.demandRoom()
        guard let purpose = call.parameter("purpose") else {
            throw Problem.badInput([.init(place: .parameter("purpose"), detail: "purpose is missing.")])
        }
        let content = try await call.desk.perform(
            ReadAttachment(
                try call.reference(), number: try call.part("attachment"), purpose: try RevealPurpose.parse(purpose)),
            by: actor)
        var reply = Reply(status: .ok)
        reply.headers[.contentType] = "application/octet-stream"
        reply.headers[.contentDisposition] = "attachment; filename=\"\(content.safeName)\""
        if let policy = HTTPField.Name("Content-Security-Policy") {
            reply.headers[policy] = "default-src 'none'; sandbox"
        }
        reply.tell(content.json)
        let streams = call.house.streams
        let body = ResponseBody(length: content.size) { writer in
            try await Download.run(writer, streams) { download in
                try await content.write { try await download.write($0) }
            }
        }
        reply.file = (content.size, body)
        return reply
    }
}

extension DeskError {
    fileprivate var isTooLarge: Bool { if case .fileTooLarge = self { true } else { false } }
}
