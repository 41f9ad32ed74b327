internal import Canonical
internal import Casework
internal import HTTPTypes
internal import Hummingbird

/// Opening, finding and showing cases.
enum CaseRoutes {
    static let all: [Route] = [
        Route(
            method: .post, pattern: "/v1/cases", operationID: "openCase",
            summary: "Open a case; without scam the triage playbook runs", headers: [.key], body: openBody,
            response: .init(
                status: .created, note: "The case, its first steps and the receipt", schema: .named("CaseOpened")),
            work: .signed(open)),
        Route(
            method: .get, pattern: "/v1/cases", operationID: "listCases", summary: "The queue, most urgent first",
            query: [
                Parameter(name: "status", schema: Documents.code("case_status")),
                Parameter(name: "assignee", schema: .text(), note: "A member of staff, or - for cases of nobody."),
                Parameter(name: "priority", schema: Documents.code("priority")),
                Parameter(name: "scam", schema: Documents.code("scam_type")),
                Parameter(name: "channel", schema: Documents.code("intake_channel")),
                Parameter(name: "overdue", schema: .flag()),
                Parameter(name: "closed", schema: .flag(), note: "Closed cases too."),
                Parameter(
                    name: "updated_since", schema: .text(example: "2026-11-22T10:30:00Z"),
                    note: "Cases that were changed then or later, closed ones too, in the order of their changes."),
                Parameter(name: "limit", schema: .number(1...500)),
                Parameter(name: "cursor", schema: .text(), note: "Where the last page ended: next of its answer."),
            ],
            response: .init(status: .ok, note: "Cases; Link names the next page", schema: .named("CaseList")),
            work: .signed(list)),
        Route(
            method: .post, pattern: "/v1/cases/search", operationID: "searchCases",
            summary: "Cases of a person, a trace or a number; in the body, so that no log and no history keeps it",
            isLook: true,
            body: .request([
                .init("phone", .text(limit: 40, example: "+79281234567")),
                .init("email", .text(limit: 254, example: "anna@example.org")),
                .init(
                    "indicator", .text(limit: 600, example: "PHONE:+79991234567"), alsoKnownAs: ["indicator_type"]),
                .init("external_id", .text(limit: 200, note: "The number that the channel gave.")),
                .init("referral_number", .text(limit: 200, note: "The number that somebody outside gave.")),
                .init("status", Documents.code("case_status"), alsoKnownAs: ["case_status"]),
                .init("assignee", .text(limit: 100, note: "A member of staff, or - for cases of nobody.")),
                .init("priority", Documents.code("priority")),
                .init("scam", Documents.code("scam_type"), alsoKnownAs: ["scam_type"]),
                .init("channel", Documents.code("intake_channel"), alsoKnownAs: ["intake_channel"]),
                .init("overdue", .flag()), .init("updated_since", .text(limit: 40, example: "2026-11-22T10:30:00Z")),
                .init("jurisdiction", .text(limit: 10, note: "For a phone without a country code; RU when absent.")),
                .init("closed", .flag(note: "Closed cases too; true when absent.")),
                .init("limit", .number(1...500)), .init("cursor", .text(limit: 100, note: "next of the last page.")),
            ]),
            response: .init(status: .ok, note: "The cases that were found", schema: .named("CaseList")),
            work: .performing(search)),
        Route(
            method: .get, pattern: "/v1/cases/{ref}", operationID: "showCase",
            summary: "One case, personal data masked",
            query: [.language],
            response: .init(status: .ok, note: "The case; its revision is the ETag", schema: .named("CaseDetails")),
            work: .performing { try ShowCase($0.reference(), language: $0.language) }),
    ]

    private static let openBody = Schema.request([
        .init("channel", Documents.code("intake_channel"), required: true, alsoKnownAs: ["intake_channel"]),
        .init("language", .text(limit: 10, example: "ru"), required: true),
        .init("jurisdiction", .text(limit: 10, example: "RU"), required: true),
        .init("scam", Documents.code("scam_type"), alsoKnownAs: ["scam_type"]),
        .init("phone", .text(limit: 40, example: "+79281234567")), .init("name", .text(limit: 200)),
        .init(
            "paid", .list(.text(limit: 200, example: "SBP:150000:RUB:2026-11-22T10:30:00+03:00")),
            alsoKnownAs: ["payment_rail", "payment"]),
        .init(
            "indicators", .list(.text(limit: 600, example: "PHONE:+79281234567")),
            alsoKnownAs: ["indicator", "indicator_type"]),
        .init("summary", .text(limit: 10_000)), .init("discovered_at", .text(limit: 40)),
        .init("external_id", .text(limit: 200)), .init("safe_to_contact", .flag()),
    ])

    @Sendable private static func open(_ call: Call, _ actor: Actor) async throws -> Reply {
        let answer = try await call.desk.perform(OpenCase(intake(call.body, call.desk), key: call.key()), by: actor)
        var reply = Reply(answer, status: .created)
        if let reference = answer["ref"]?.string { reply.headers[.location] = "/v1/cases/\(reference)" }
        return reply
    }

    /// The intake that a checked body tells.
    static func intake(_ body: JSON, _ desk: Desk) throws -> Intake {
        func texts(_ name: String) -> [String] { body[name]?.array?.compactMap(\.string) ?? [] }
        return try Intake(
            channel: body["channel"]?.string ?? "", language: body["language"]?.string ?? "",
            jurisdiction: body["jurisdiction"]?.string ?? "", scamType: body["scam"]?.string,
            phone: body["phone"]?.string,
            name: body["name"]?.string, payments: texts("paid"), indicators: texts("indicators"),
            summary: body["summary"]?.string, discoveredAt: body["discovered_at"]?.string,
            externalID: body["external_id"]?.string, isSafeToContact: body["safe_to_contact"]?.bool ?? true,
            now: desk.now())
    }

    @Sendable private static func list(_ call: Call, _ actor: Actor) async throws -> Reply {
        let answer = try await call.desk.perform(ListCases(filter(call)), by: actor)
        var reply = Reply(answer)
        if let next = answer["next"]?.string {
            var parameters = call.query.filter { $0.name != "cursor" }
            parameters.append(("cursor", next))
            let text = parameters.map { "\($0.name)=\(Percent.encode($0.value))" }.joined(separator: "&")
            if let name = HTTPField.Name("Link") { reply.headers[name] = "</v1/cases?\(text)>; rel=\"next\"" }
        }
        return reply
    }

    /// The filter that a query tells.
    static func filter(_ call: Call) throws -> ListCases.Filter {
        var filter = ListCases.Filter()
        filter.status = try call.parameter("status").map { try CaseStatus.parse($0) }
        filter.assignee = call.parameter("assignee")
        filter.priority = try call.parameter("priority").map { try Priority.parse($0) }
        filter.scamType = try call.parameter("scam").map { try ScamType.parse($0) }
        filter.channel = try call.parameter("channel").map { try IntakeChannel.parse($0) }
        filter.isOverdue = try call.flag("overdue")
        filter.includesClosed = try call.flag("closed")
        filter.limit = try call.number("limit") ?? 50
        try filter.seek(updatedSince: call.parameter("updated_since"))
        if let text = call.parameter("cursor") {
            guard let cursor = ListCases.Cursor(text), cursor.fits(filter) else {
                throw Problem.badInput([.init(place: .parameter("cursor"), detail: "cursor must be what next said.")])
            }
            filter.after = cursor
        }
        return filter
    }

    @Sendable private static func search(_ call: Call) throws -> ListCases {
        func text(_ name: String) -> String? { call.body[name]?.string }
        var filter = ListCases.Filter()
        filter.status = try text("status").map { try CaseStatus.parse($0) }
        filter.assignee = text("assignee")
        filter.priority = try text("priority").map { try Priority.parse($0) }
        filter.scamType = try text("scam").map { try ScamType.parse($0) }
        filter.channel = try text("channel").map { try IntakeChannel.parse($0) }
        filter.isOverdue = call.body["overdue"]?.bool ?? false
        filter.includesClosed = call.body["closed"]?.bool ?? true
        filter.limit = Int(call.body["limit"]?.int ?? 50)
        try filter.seek(
            phone: text("phone"), email: text("email"), indicator: text("indicator"), externalID: text("external_id"),
            referralNumber: text("referral_number"), updatedSince: text("updated_since"),
            in: try Jurisdiction.Place.parse(text("jurisdiction") ?? "RU"))
        if let written = text("cursor") {
            guard let cursor = ListCases.Cursor(written), cursor.fits(filter) else {
                throw Problem.badInput(pointer: "/cursor", "cursor must be what next said.")
            }
            filter.after = cursor
        }
        return ListCases(filter)
    }

    /// Reads a phone number as people write it.
    static func phone(_ text: String, in place: String) throws -> PhoneNumber {
        let place = try Jurisdiction.Place.parse(place)
        do { return try PhoneNumber(text, in: place) } catch {
            throw DeskError.malformed(field: "phone", problem: .form(example: "+79281234567"))
        }
    }
}
