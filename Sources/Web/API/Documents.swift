internal import Casework

/// The forms of what the API answers, by name. All are open: a member may be added, none goes away.
enum Documents {
    static let all: [String: Schema] = [
        "Problem": problem, "Case": .answer(caseMembers), "CaseOpened": opened, "CaseDetails": details,
        "CaseList": list,
        "Guide": guide, "Step": step, "Correction": correction, "NoteAdded": noteAdded, "Revealed": revealed,
        "Handout": handout, "Playbooks": playbooks, "PlaybookVersion": playbookVersion,
        "Migration": migration, "Entries": entries, "Verification": verification, "Tokens": tokens,
        "Token": token, "StaffList": staffList, "Staff": staff, "CodeLists": codeLists, "Health": health,
        "Conversation": conversation, "CasesImported": casesImported, "Report": report,
        "CodeList": codeList, "Change": change, "Event": event,
        "Checkpoint": checkpoint, "EntryProof": entryProof, "TrailPolicy": trailPolicy,
        "Attachments": attachments,
        "Changes": changes, "Webhooks": .answer([.init("webhooks", .list(.named("Webhook")), required: true)]),
        "Webhook": webhook, "Deliveries": deliveries,
    ]

    /// A text that is a code of a list.
    static func code(_ list: String, note: String? = nil) -> Schema {
        Schema(.text(limit: 100), note: note, codes: CodeLists.list(named: list)?.codes.map(\.code) ?? [])
    }

    private static let text = Schema.text()
    private static let moment = Schema.text(example: "2026-11-22T10:30:00.000000Z")

    private static let changes = Schema.answer([
        .init("position", .number(note: "Where the next part begins: send it as `after`."), required: true),
        .init("events", .list(.named("Change")), required: true),
        .init("more", .flag(note: "Whether there is more behind this part now."), required: true),
    ])
    private static let change = Schema.answer([
        .init("id", .number(), required: true), .init("kind", text, required: true),
        .init("ref", text, required: true), .init("revision", .number(), required: true),
        .init("at", moment, required: true),
    ])
    /// One of the events of a stream, whose fields are its members: what OpenAPI 3.2 calls the schema of the items.
    private static let event = Schema.answer([
        .init("id", .text(note: "The position in the log: send it as Last-Event-ID."), required: true),
        .init("event", .text(note: "The kind of the change."), required: true),
        .init("data", .text(ofJSON: "Change"), required: true),
        .init("retry", .number(note: "After how many milliseconds to come again.")),
    ])
    private static let webhook = Schema.answer([
        .init("id", text, required: true), .init("url", text), .init("kinds", .list(text)),
        .init("secret", .text(note: "Shown once.")), .init("old_until", moment), .init("made_at", moment),
        .init("made_by", text), .init("disabled_at", moment), .init("position", .number()),
        .init("waiting", .number()), .init("dead", .number()), .init("removed", .flag()), .init("message", text),
        .init("retried", .number()),
    ])
    private static let deliveries = Schema.answer([
        .init(
            "deliveries",
            .list(
                .answer([
                    .init("message", text, required: true), .init("kind", text, required: true),
                    .init("at", moment, required: true),
                    .init("state", Schema(.text(limit: nil), codes: ["waiting", "delivered", "dead"]), required: true),
                    .init("attempts", .number(), required: true), .init("next_at", moment),
                    .init("delivered_at", moment), .init("dead_at", moment), .init("last_status", .number()),
                    .init("last_trouble", text),
                ])), required: true)
    ])
    private static let checkpoint = Schema.answer([
        .init("checkpoint", text, required: true), .init("size", .number(), required: true),
        .init("pending", .number(), required: true), .init("lag_seconds", .number()), .init("signed_size", .number()),
        .init("signed_at", moment), .init("stopped", text), .init("witnesses", .list(.anything())),
    ])
    private static let entryProof = Schema.answer([
        .init("index", .number()), .init("leaf", text), .init("receipt", text), .init("proof", text),
        .init("case", text), .init("checkpoint", text), .init("entries", .list(.anything())),
        .init("heads", .anything()),
    ])
    private static let trailPolicy = Schema.answer([
        .init("origin", text, required: true), .init("keys", .list(text), required: true),
        .init("policy", text, required: true),
    ])

    private static let problem = Schema.answer([
        .init("type", text, required: true), .init("title", text, required: true),
        .init("status", .number(), required: true),
        .init("code", .text(note: "Stable; programs decide by it."), required: true),
        .init("detail", .text(note: "One sentence for a person, with the way out."), required: true),
        .init(
            "errors",
            .list(
                .answer([
                    .init("pointer", .text(note: "A JSON pointer into the body.")), .init("parameter", text),
                    .init("header", text), .init("detail", text, required: true),
                    .init("schema", .flag(note: "Whether this document says it: the request does not fit it.")),
                ]))),
    ])

    private static let caseMembers: [Schema.Member] = [
        .init("ref", .text(example: "26-000123-4"), required: true),
        .init("status", code("case_status"), required: true),
        .init("priority", code("priority"), required: true), .init("priority_reasons", .list(text), required: true),
        .init("channel", code("intake_channel")), .init("jurisdiction", code("jurisdiction")), .init("language", text),
        .init("scam_type", code("scam_type")), .init("assignee", text), .init("opened_at", moment),
        .init("opened_by", text),
        .init("updated_at", moment), .init("revision", .number(note: "Also the ETag: \"r12\".")),
        .init("safe_to_contact", .flag()),
        .init(
            "steps", .answer([.init("open", .number()), .init("mandatory_open", .number()), .init("done", .number())])),
        .init("next_due_at", moment), .init("outcome", .anything(note: "A code of the list outcome, or null.")),
        .init("closed_at", moment), .init("merged_into", .text(note: "The case into which this one was merged.")),
        .init("playbook", .answer([.init("id", text), .init("version", text), .init("digest", text)])),
        .init("receipt", .text(note: "The hash of the audit entry that this request wrote.")),
    ]
    private static let opened = Schema.answer(
        caseMembers + [
            .init("open", .list(.named("Step")), required: true),
            .init("repeated", .flag(note: "Its conversation has this case already; nothing was opened.")),
            .init("related", .list(text, note: "Cases of the same phone.")), .init("indicators", .list(.anything())),
        ])
    private static let guide = Schema.answer(
        caseMembers + [
            .init("title", text), .init("guide_language", text), .init("open", .list(.named("Step")), required: true),
            .init(
                "deadlines",
                .list(
                    .answer([.init("path", text), .init("due_at", moment), .init("state", text)]),
                    note: "Nearest first; those that stand still last.")),
            .init("interrupts", .list(.answer([.init("id", text), .init("label", text)])), required: true),
            .init("handover", .anything(note: "What the last one who had the case tells.")),
            .init("done", .number(), required: true), .init("trail", .list(.anything())), .init("ended", .flag()),
            .init("campaigns", seenThisWeek), .init("conversation", botConversation),
        ])
    private static let step = Schema.answer([
        .init("path", text, required: true), .init("kind", text, required: true), .init("text", text, required: true),
        .init("detail", text), .init("why", text), .init("mandatory", .flag(), required: true),
        .init("review", .flag()),
        .init(
            "answer",
            .answer([
                .init("type", text, required: true),
                .init("options", .list(.answer([.init("value", text), .init("label", text)]))),
                .init("range", .answer([.init("min", .number()), .init("max", .number())])),
                .init("allow", .list(text)),
            ])),
        .init(
            "awaits",
            .answer([
                .init("event", text, required: true),
                .init("values", .list(.answer([.init("name", text, required: true), .init("answer", .anything())]))),
            ])),
        .init("items", .list(.anything())), .init("choices", .list(.anything())),
        .init("deadline", .answer([.init("due_at", moment), .init("state", text)])), .init("sources", .list(text)),
    ])
    private static let details = Schema.answer(
        caseMembers + [
            .init("parties", .list(.anything(note: "Personal data is masked."))), .init("payments", .list(.anything())),
            .init("notes", .list(.anything())), .init("indicators", .list(.anything())),
            .init("follow_ups", .list(.anything())), .init("facts", .map(.anything())),
            .init("contacts", .list(.anything())), .init("referrals", .list(.anything())),
            .init("consents", .list(.anything())), .init("campaigns", seenThisWeek),
            .init("conversation", botConversation), .init("links", .list(.anything())),
            .init("access", .list(.anything())), .init("loans", .list(.anything())),
            .init("actions", .list(.anything())), .init("attachments", .list(.anything())),
            .init("handovers", .list(.anything())),
            .init("handover", .anything(note: "The last one; absent when there was none.")),
            .init("living", .text(note: "Where the work of a case that was merged goes on.")),
        ])
    private static let seenThisWeek = Schema.list(
        .answer([
            .init("type", code("indicator_type"), required: true), .init("masked", text, required: true),
            .init("cases_this_week", .number(), required: true), .init("site", text),
            .init("site_cases_this_week", .number()),
        ]), note: "Traces of this case that other cases of the last seven days have; absent without any.")
    private static let list = Schema.answer([
        .init("cases", .list(.named("Case")), required: true),
        .init("next", .text(note: "Where the next page begins; absent on the last one. Also in Link.")),
    ])
    private static let correction = Schema.answer([
        .init("ref", text), .init("step", text), .init("preview", .flag()), .init("kept", .list(text)),
        .init("ask_again", .list(text)), .init("review", .list(text)), .init("superseded", .list(text)),
        .init("opened", .list(text)),
        .init("texts", .map(text, note: "By path: the words of the steps that the correction changes.")),
    ])
    private static let noteAdded = Schema.answer([
        .init("ref", text, required: true),
        .init(
            "note",
            .answer([.init("at", moment), .init("by", text), .init("text", text), .init("masked", .list(text))])),
        .init("receipt", text, required: true),
    ])
    private static let revealed = Schema.answer([
        .init("ref", text), .init("party", .number()), .init("field", text), .init("value", text, required: true),
        .init("purpose", text), .init("receipt", text, required: true),
    ])
    private static let handout = Schema.answer([
        .init("ref", text), .init("format", text), .init("language", text), .init("body", text, required: true),
        .init("receipt", text),
    ])
    private static let playbooks = Schema.answer([.init("playbooks", .list(.anything()), required: true)])
    private static let migration = Schema.answer([
        .init("from", .anything(), required: true), .init("to", .anything(), required: true),
        .init("dry_run", .flag(), required: true), .init("moved", .number(), required: true),
        .init("counts", .map(.number()), required: true),
        .init(
            "cases",
            .list(
                .answer([
                    .init("ref", text, required: true),
                    .init(
                        "class",
                        Schema(.text(limit: nil), codes: ["text-only", "safe", "needs-answers", "impossible"]),
                        required: true),
                    .init("moved", .flag(), required: true),
                    .init(
                        "reasons",
                        .list(
                            .answer([
                                .init("code", text, required: true), .init("step", text),
                                .init("message", text, required: true),
                            ]))),
                ])), required: true),
    ])
    private static let playbookVersion = Schema.answer([
        .init("id", text, required: true), .init("version", text, required: true),
        .init("digest", text, required: true),
        .init("structure_digest", text), .init("text_digest", text),
        .init(
            "state", Schema(.text(limit: nil), codes: ["draft", "approved", "published", "retired"]), required: true),
        .init("imported_by", text), .init("imported_at", moment), .init("approved_by", text),
        .init("approved_at", moment), .init("published_by", text), .init("published_at", moment),
        .init("effective_from", moment), .init("retired_by", text), .init("retired_at", moment),
        .init("result", Schema(.text(limit: nil), codes: ["changed", "unchanged"])),
        .init("content", .anything(note: "The canonical form; only where the version is shown.")),
    ])
    private static let entries = Schema.answer([
        .init(
            "entries", .list(.answer([.init("position", .number()), .init("leaf", .anything()), .init("hash", text)])),
            required: true)
    ])
    private static let verification = Schema.answer([
        .init("ok", .flag(), required: true), .init("entries", .number(), required: true),
        .init(
            "checkpoints",
            .answer([
                .init("kept", .number(), required: true), .init("signed", .number(), required: true),
                .init("cosignatures", .number(), required: true), .init("unchecked", .number(), required: true),
            ]), required: true),
        .init(
            "findings", .list(.answer([.init("code", text), .init("index", .number()), .init("message", text)])),
            required: true),
    ])
    private static let token = Schema.answer([
        .init("id", text, required: true), .init("token", .text(note: "Shown once.")),
        .init("role", code("staff_role")),
        .init("staff", text), .init("expires_at", moment), .init("revoked", .flag()),
    ])
    private static let tokens = Schema.answer([.init("tokens", .list(.named("Token")), required: true)])
    private static let staff = Schema.answer([
        .init("staff", text, required: true), .init("name", text), .init("roles", .list(code("staff_role"))),
        .init("disabled", .flag()),
    ])
    private static let staffList = Schema.answer([.init("staff", .list(.named("Staff")), required: true)])
    private static let codeList = Schema.answer([
        .init("list", text, required: true),
        .init(
            "codes",
            .list(
                .answer([
                    .init("code", text, required: true), .init("ru", text, required: true),
                    .init("en", text, required: true),
                ])), required: true),
    ])
    private static let codeLists = Schema.answer([.init("lists", .list(.named("CodeList")), required: true)])
    private static let conversation = Schema.answer([
        .init("ref", text, required: true), .init("handed_over", .flag(), required: true),
        .init("reason", code("handover_reason")), .init("distress", .number(0...3), required: true),
        .init("priority", code("priority")), .init("language", text),
        .init(
            "steps", .list(.named("Step"), note: "What a bot may walk, in the words of the person's language."),
            required: true),
        .init(
            "lines",
            .list(
                .answer([.init("kind", text, required: true), .init("number", text, required: true)]),
                note: "Show these at once.")),
        .init("receipt", text, required: true),
    ])
    private static let casesImported = Schema.answer([
        .init("lines", .number(), required: true), .init("dry_run", .flag(), required: true),
        .init("opened", .number(), required: true), .init("unchanged", .number(), required: true),
        .init("refused", .number(), required: true),
        .init(
            "errors",
            .list(
                .answer([
                    .init("line", .number(), required: true), .init("code", text, required: true), .init("field", text),
                    .init("message", text, required: true),
                ])), required: true),
        .init(
            "cases",
            .list(
                .answer([
                    .init("line", .number(), required: true), .init("ref", text, required: true),
                    .init("result", Schema(.text(limit: nil), codes: ["opened", "unchanged"]), required: true),
                ])), required: true),
    ])
    /// How a bot's conversation with the person of the case stands.
    private static let botConversation = Schema.answer([
        .init("bot", text, required: true), .init("handed_over_at", moment), .init("reason", code("handover_reason")),
        .init("distress", .number(0...3)),
    ])
    private static let report = Schema.answer([
        .init("report", text, required: true), .init("from", moment, required: true),
        .init("to", moment, required: true), .init("jurisdiction", code("jurisdiction")),
        .init("columns", .list(text), required: true),
        .init("rows", .list(.map(.anything(), note: "A value for each column.")), required: true),
    ])
    private static let attachments = Schema.answer([
        .init("ref", text, required: true),
        .init(
            "attachments",
            .list(
                .answer([
                    .init("no", .number(), required: true), .init("kind", code("attachment_kind")),
                    .init("media_type", text), .init("size", .number()), .init("sha256", text), .init("name", text),
                    .init("added_at", moment), .init("by", text), .init("erased", .flag()),
                ])), required: true), .init("receipt", text),
    ])
    private static let health = Schema.answer([.init("status", text, required: true)])
}
