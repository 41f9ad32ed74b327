internal import Canonical
internal import Casework
internal import Hummingbird

/// Reports as JSON or CSV, campaigns as STIX too, and the code lists.
enum ReportRoutes {
    private static let period: [Parameter] = [
        Parameter(
            name: "from", schema: .text(limit: 40, example: "2026-11-01"), note: "A day (UTC) or a moment; inclusive."),
        Parameter(name: "to", schema: .text(limit: 40, example: "2026-12-01"), note: "Not inclusive; now when absent."),
        Parameter(
            name: "last", schema: .text(limit: 10, example: "7d"),
            note: "In place of from: 24h, 7d, 4w; a week when neither is given."),
        Parameter(name: "jurisdiction", schema: Documents.code("jurisdiction"), note: "Only cases under these rules."),
        Parameter(name: "format", schema: Schema(.text(limit: 10), codes: ["json", "csv"]), note: "json when absent."),
    ]
    private static let shown = Route.Response(
        status: .ok, note: "Columns and rows; docs/reports.md defines each number", schema: .named("Report"),
        alsoAs: ["text/csv"])
    private static let campaigns = Route.Response(
        status: .ok, note: "Columns and rows; docs/reports.md defines each number", schema: .named("Report"),
        alsoAs: ["text/csv", "application/stix+json"])

    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/reports/volume", operationID: "reportVolume",
            summary: "How many cases were opened",
            query: period + [
                Parameter(
                    name: "by", schema: Schema(.text(limit: 20), codes: ReportVolume.Grouping.allCases.map(\.rawValue)),
                    note: "day when absent.")
            ], response: shown,
            work: .signed { call, actor in
                let grouping = try call.parameter("by").map { try ReportVolume.Grouping.parse($0) } ?? .day
                return try reply(
                    call, try await call.desk.perform(ReportVolume(try call.period(), by: grouping), by: actor))
            }),
        Route(
            method: .get, pattern: "/v1/reports/outcomes", operationID: "reportOutcomes",
            summary: "How the closed cases ended, and what came back", query: period, response: shown,
            work: .signed { call, actor in
                try reply(call, try await call.desk.perform(ReportOutcomes(try call.period()), by: actor))
            }),
        Route(
            method: .get, pattern: "/v1/reports/deadlines", operationID: "reportDeadlines",
            summary: "Which deadlines were kept and which missed, by step", query: period, response: shown,
            work: .signed { call, actor in
                try reply(call, try await call.desk.perform(ReportDeadlines(try call.period()), by: actor))
            }),
        Route(
            method: .get, pattern: "/v1/reports/quality", operationID: "reportQuality",
            summary: "How well people were served", query: period, response: shown,
            work: .signed { call, actor in
                try reply(call, try await call.desk.perform(ReportQuality(try call.period()), by: actor))
            }),
        Route(
            method: .get, pattern: "/v1/reports/campaigns", operationID: "reportCampaigns",
            summary: "The same trace of a scammer in several cases; masked as json, with values as csv and stix",
            query: period.dropLast() + [
                Parameter(name: "min", schema: .number(2...10_000), note: "From so many cases on; 3 when absent."),
                Parameter(
                    name: "format", schema: Schema(.text(limit: 10), codes: ["json", "csv", "stix"]),
                    note: "json when absent; the others are exports and on the trail as such."),
            ], response: campaigns,
            work: .signed { call, actor in
                let format = try call.format(["json", "csv", "stix"])
                let report = try ReportCampaigns(
                    try call.period(), least: try call.number("min") ?? 3, showsValues: format != "json")
                let answer = try await call.desk.perform(report, by: actor)
                guard format == "stix" else { return try reply(call, answer, ["json", "csv", "stix"]) }
                var bundle = Reply(StixBundle.json(answer))
                bundle.headers[.contentType] = "application/stix+json;version=2.1"
                return bundle
            }),
        Route(
            method: .get, pattern: "/v1/codes", operationID: "codes",
            summary: "Every code list in order, with Russian and English names",
            response: .init(status: .ok, note: "The lists", schema: .named("CodeLists")),
            work: .performing { _ in ListCodes() }),
        Route(
            method: .get, pattern: "/v1/codes/{list}", operationID: "codeList", summary: "One code list",
            response: .init(status: .ok, note: "The list", schema: .named("CodeList")),
            work: .performing { ListCodes($0.values.first) }),
    ]

    private static func reply(_ call: Call, _ report: JSON, _ formats: [String] = ["json", "csv"]) throws -> Reply {
        guard try call.format(formats) == "csv" else { return Reply(report) }
        var reply = Reply(text: ReportCSV.text(report), type: "text/csv; charset=utf-8; header=present")
        reply.headers[.contentDisposition] = "attachment; filename=\"\(report["report"]?.string ?? "report").csv\""
        return reply
    }
}

extension Call {
    /// The period that the parameters name.
    fileprivate func period() throws -> ReportPeriod {
        try ReportPeriod(
            from: parameter("from"), to: parameter("to"), last: parameter("last"),
            jurisdiction: parameter("jurisdiction"),
            now: desk.now())
    }

    /// The form in which the answer is wanted.
    fileprivate func format(_ known: [String]) throws -> String {
        let format = parameter("format") ?? "json"
        guard known.contains(format) else {
            throw Problem.badInput([
                .init(place: .parameter("format"), detail: "format is one of: \(known.joined(separator: ", ")).")
            ])
        }
        return format
    }
}
