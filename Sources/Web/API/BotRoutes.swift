internal import Canonical
internal import Casework
internal import Hummingbird

/// What a chat-bot or voice assistant may do, and nothing else: begin, go on, hand over.
enum BotRoutes {
    private static let shown = Route.Response(
        status: .ok, note: "How the conversation stands", schema: .named("Conversation"))
    private static let words = Schema.text(limit: 4_000, note: "What the person said, word for word.")

    static let all: [Route] = [
        Route(
            method: .post, pattern: "/v1/bot/conversations", operationID: "startConversation",
            summary: "Open the case of a conversation, once for each id; answers the first steps of self-service",
            headers: [.key],
            body: .request([
                .init("conversation", .text(limit: 200, note: "The bot's own id of it."), required: true),
                .init("channel", Documents.code("intake_channel"), required: true, alsoKnownAs: ["intake_channel"]),
                .init("language", .text(limit: 10, example: "ru"), required: true),
                .init("jurisdiction", .text(limit: 10, example: "RU"), required: true),
                .init("scam", Documents.code("scam_type"), alsoKnownAs: ["scam_type"]),
                .init("phone", .text(limit: 40, example: "+79281234567")), .init("name", .text(limit: 200)),
                .init("text", words, alsoKnownAs: ["summary"]), .init("safe_to_contact", .flag()),
            ]),
            response: .init(
                status: .created, note: "The conversation; the same for a conversation that is known",
                schema: .named("Conversation")),
            work: .performing { call in
                func text(_ name: String) -> String? { call.body[name]?.string }
                let intake = try Intake(
                    channel: text("channel") ?? "", language: text("language") ?? "",
                    jurisdiction: text("jurisdiction") ?? "", scamType: text("scam"), phone: text("phone"),
                    name: text("name"), summary: text("text"),
                    isSafeToContact: call.body["safe_to_contact"]?.bool ?? true,
                    now: call.desk.now())
                return try StartConversation(
                    text("conversation") ?? "", intake, words: text("text"),
                    key: try call.requestKey(StartConversation.name))
            }),
        Route(
            method: .get, pattern: "/v1/bot/conversations/{conversation}", operationID: "showConversation",
            summary: "How a conversation stands", response: shown,
            work: .performing { ShowConversation($0.values[0]) }),
        Route(
            method: .post, pattern: "/v1/bot/conversations/{conversation}/messages", operationID: "converse",
            summary: "What the person said, and what became of a step; distress or a request for a human hands over",
            headers: [.key],
            body: .request([
                .init("text", words),
                .init("step", .text(limit: 300, note: "An open step of the conversation.")),
                .init("result", Schema(.text(limit: 20), codes: ["done", "cannot", "not_needed"])),
                .init("answer", .anything(note: "By the type of the question.")),
                .init("items", .map(.anything())), .init("reason", .text(limit: 2_000)),
            ]),
            response: shown,
            work: .performing { call in
                let step = call.body["step"]?.string
                let report = try step.map { _ in
                    try StepReport(
                        .object(
                            (call.body.object ?? [:]).filter {
                                ["result", "answer", "items", "reason"].contains($0.key)
                            }))
                }
                return try Converse(
                    call.values[0], words: call.body["text"]?.string, step: step, report: report,
                    key: try call.requestKey(Converse.name))
            }),
        Route(
            method: .post, pattern: "/v1/bot/conversations/{conversation}/handover", operationID: "handOver",
            summary: "Hand the conversation to people because the bot cannot go on", headers: [.key],
            body: .request([.init("text", words)]), response: shown,
            work: .performing { call in
                try Converse(
                    call.values[0], words: call.body["text"]?.string, gaveUp: true,
                    key: try call.requestKey(Converse.name))
            }),
    ]
}
