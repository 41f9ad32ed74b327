internal import Canonical
internal import Casework
internal import Hummingbird

/// Working through the playbook of a case.
enum StepRoutes {
    private static let guide = Route.Response(status: .ok, note: "The guide", schema: .named("Guide"))
    private static let answer = Schema.anything(note: "The value in the form of the question's type, or its text.")

    static let all: [Route] = [
        Route(
            method: .get, pattern: "/v1/cases/{ref}/guide", operationID: "guideCase",
            summary: "The open steps in words, their deadlines, the interrupts, what is done", query: [.language],
            response: guide,
            work: .performing { try GuideCase($0.reference(), language: $0.language) }),
        Route(
            method: .get, pattern: "/v1/cases/{ref}/why", operationID: "explainStep",
            summary: "Why a step is there, or why it is not: the answers and cases that led to it",
            query: [
                Parameter(
                    name: "step", schema: .text(limit: 400), note: "The path of a step, or its id when only one has it."
                )
            ],
            response: .init(status: .ok, note: "The chain of reasons", schema: .anything()),
            work: .performing { call in
                let step = call.parameter("step") ?? ""
                return ExplainStep(try call.reference(), step: step)
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/results", operationID: "recordResult",
            summary: "Record one step: its answer, its result, its items, the chosen case, or what was awaited",
            query: [
                .language,
                Parameter(name: "trail", schema: .flag(), note: "With what was done before, as the guide has it."),
            ],
            headers: [.key],
            body: .request([
                .init(
                    "step", .text(limit: 400, note: "The path of an open step, or its id when only one has it."),
                    required: true),
                .init("result", Schema(.text(limit: 20), codes: ["done", "cannot", "not_needed", "referred"])),
                .init("answer", answer),
                .init("items", .map(.text(limit: 2_000), note: "By item: done, or the reason why it does not apply.")),
                .init("values", .map(answer, note: "What an awaited event brings, by name: o.bank_reply.")),
                .init("choose", .number(0...999, note: "The number of the chosen case.")),
                .init("reason", .text(limit: 2_000)),
                .init("reference", .text(limit: 200, note: "The number that the other side gave to a referral.")),
            ]),
            response: guide, work: .performing(record)),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/corrections", operationID: "correctAnswer",
            summary: "Correct an answer; with preview only tell what the correction would change", query: [.language],
            headers: [.key],
            body: .request([
                .init("step", .text(limit: 400), required: true), .init("answer", answer, required: true),
                .init("reason", .text(limit: 2_000)), .init("preview", .flag()),
            ]),
            response: .init(
                status: .ok, note: "The guide after it, or the preview",
                schema: Schema(.either([.named("Guide"), .named("Correction")]))),
            work: .performing(correct)),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/events", operationID: "recordEvent",
            summary: "Record what the case waits for: every open wait that listens for it is satisfied",
            query: [.language], headers: [.key],
            body: .request([
                .init("event", .text(limit: 200, note: "As `awaits` of the open step names it."), required: true),
                .init("values", .map(answer, note: "What it brings, by name: o.bank_reply.")),
            ]),
            response: guide,
            work: .signed { call, actor in
                Reply(
                    try await call.desk.perform(
                        RecordEvent(
                            call.reference(), event: call.body["event"]?.string ?? "",
                            values: call.body["values"]?.object ?? [:], language: call.language, key: call.key()),
                        by: actor))
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/interrupts", operationID: "raiseInterrupt",
            summary: "Enter a side path: danger to life, the caller is gone, the scam goes on", query: [.language],
            headers: [.key], body: .request([.init("interrupt", .text(limit: 200), required: true)]), response: guide,
            work: .signed { call, actor in
                Reply(
                    try await call.desk.perform(
                        RaiseInterrupt(
                            call.reference(), interrupt: call.body["interrupt"]?.string ?? "", language: call.language,
                            key: call.key()), by: actor))
            }),
    ]

    @Sendable private static func record(_ call: Call) throws -> RecordStep {
        RecordStep(
            try call.reference(), step: call.body["step"]?.string ?? "", report: try report(call.body),
            language: call.language, showsTrail: try call.flag("trail"), key: try call.key())
    }

    /// What a checked body reports: exactly one of result, answer, items, values and choose.
    static func report(_ body: JSON) throws -> StepReport {
        let given = ["result", "answer", "items", "values", "choose"].filter { body[$0] != nil }
        guard given.count == 1 else {
            throw Problem.badInput(
                pointer: "/" + (given.dropFirst().first ?? "result"),
                "Say exactly one of: result, answer, items, values, choose.")
        }
        let reason = body["reason"]?.string
        switch given[0] {
        case "answer": return .answer(body["answer"] ?? .null)
        case "items":
            return .items(
                (body["items"]?.object ?? [:]).mapValues { item in
                    item.string == "done" ? .done : .notApplicable(reason: item.string ?? "")
                })
        case "values": return .came(body["values"]?.object ?? [:])
        case "choose": return .choose(case: Int(body["choose"]?.int ?? 0), reason: reason)
        default: return try result(body["result"]?.string ?? "", reason: reason, reference: body["reference"]?.string)
        }
    }

    /// A result by its word.
    static func result(_ word: String, reason: String?, reference: String?) throws -> StepReport {
        switch word {
        case "done": return reference.map { .referred(reference: $0) } ?? .done
        case "referred": return .referred(reference: reference)
        case "cannot": return .cannot(reason: reason ?? "")
        case "not_needed": return .notNeeded(reason: reason ?? "")
        default: throw Problem.badInput(pointer: "/result", "It is one of: done, cannot, not_needed, referred.")
        }
    }

    @Sendable private static func correct(_ call: Call) throws -> CorrectAnswer {
        CorrectAnswer(
            try call.reference(), step: call.body["step"]?.string ?? "", answer: call.body["answer"] ?? .null,
            reason: call.body["reason"]?.string ?? "", isPreview: call.body["preview"]?.bool ?? false,
            language: call.language, key: try call.key())
    }
}
