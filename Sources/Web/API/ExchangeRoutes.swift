internal import Canonical
internal import Casework
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Many cases at once, as JSON lines.
enum ExchangeRoutes {
    static let all: [Route] = [
        Route(
            method: .post, pattern: "/v1/cases/import", operationID: "importCases",
            summary: "Open a case for every line: all or none, or the good ones with errors=skip",
            query: [
                Parameter(
                    name: "errors", schema: Schema(.text(limit: 10), codes: ["refuse", "skip"]),
                    note: "What a bad line does: refuse the whole (when absent), or be skipped and told."),
                Parameter(name: "dry_run", schema: .flag(), note: "Judge every line and open nothing."),
            ],
            body: .request([
                .init(
                    "lines", .list(.anything(note: "The body of POST /v1/cases, with an external_id or a key.")),
                    required: true)
            ]),
            textMedia: ["application/x-ndjson"], largestText: 256 << 20, pace: .file,
            response: .init(status: .ok, note: "What became of each line", schema: .named("CasesImported")),
            work: .signed(bringIn)),
        Route(
            method: .get, pattern: "/v1/cases/export", operationID: "exportCases",
            summary: "Cases as JSON lines, personal data masked; Link names the next page",
            query: [
                Parameter(name: "updated_since", schema: .text(limit: 40, example: "2026-11-01T00:00:00Z")),
                Parameter(name: "jurisdiction", schema: Documents.code("jurisdiction")),
                Parameter(name: "status", schema: Documents.code("case_status")),
                Parameter(name: "after", schema: .text(limit: 20), note: "The last case of the page before."),
                Parameter(name: "limit", schema: .number(1...1_000)),
            ],
            response: .init(
                status: .ok, note: "One case a line", schema: .text(), mediaType: "application/x-ndjson"),
            work: .signed(bringOut)),
    ]

    @Sendable private static func bringIn(_ call: Call, _ actor: Actor) async throws -> Reply {
        let skips: Bool
        switch call.parameter("errors") {
        case nil, "refuse": skips = false
        case "skip": skips = true
        default: throw Problem.badInput([.init(place: .parameter("errors"), detail: "errors is refuse or skip.")])
        }
        let source: ImportCases.Source
        if let spill = call.spill {
            let progress = call.progress
            source = ImportCases.Source(spill) { progress.note() }
        } else {
            let lines = call.body["lines"]?.array ?? []
            source = ImportCases.Source(lines.flatMap { $0.canonicalBytes + [UInt8(ascii: "\n")] })
        }
        let operation = ImportCases(source, skipsBad: skips, isDryRun: try call.flag("dry_run"))
        do { return Reply(try await call.desk.perform(operation, by: actor)) } catch let error as DeskError {
            guard case .linesRefused(let refused, _) = error else { throw error }
            var problem = Problem(error)
            problem.findings = refused.prefix(50).map { line in
                .init(
                    place: .pointer("/\(line.line - 1)" + (line.field.map { "/\($0)" } ?? "")),
                    detail: "Line \(line.line): \(line.message)")
            }
            throw problem
        }
    }

    @Sendable private static func bringOut(_ call: Call, _ actor: Actor) async throws -> Reply {
        var filter = ExportCases.Filter()
        if let text = call.parameter("updated_since") {
            guard let moment = Timestamp(text) else {
                throw DeskError.malformed(
                    field: "updated_since", problem: .form(example: "2026-11-01T00:00:00Z"), value: text)
            }
            filter.updatedSince = moment
        }
        filter.jurisdiction = try call.parameter("jurisdiction").map { try Jurisdiction.parse($0) }
        filter.status = try call.parameter("status").map { try CaseStatus.parse($0) }
        filter.after = try call.parameter("after").map { try CaseReference.read($0) }
        filter.limit = try call.number("limit") ?? 500
        let answer = try await call.desk.perform(ExportCases(filter), by: actor)
        let text = (answer["cases"]?.array ?? []).map { $0.canonicalText + "\n" }.joined()
        var reply = Reply(text: text, type: "application/x-ndjson")
        if let next = answer["next"]?.string {
            let others =
                call.query.filter { $0.name != "after" }
                .map { "\($0.name)=\(Percent.encode($0.value))" } + ["after=\(next)"]
            let address = "</v1/cases/export?\(others.joined(separator: "&"))>; rel=\"next\""
            if let name = HTTPField.Name("Link") { reply.headers[name] = address }
        }
        return reply
    }
}
