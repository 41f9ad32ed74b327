internal import Canonical
internal import Casework
internal import Hummingbird

/// What is done with a case beside its playbook: notes, assignment, status, reveals, the handout.
enum CareRoutes {
    private static let shown = Route.Response(status: .ok, note: "The case as it is now", schema: .named("Case"))

    static let all: [Route] = [
        Route(
            method: .post, pattern: "/v1/cases/{ref}/notes", operationID: "addNote",
            summary: "Add a note; card numbers, codes and passwords in it are masked before it is stored",
            headers: [.key],
            body: .request([.init("text", .text(limit: 10_000), required: true)]),
            response: .init(status: .created, note: "The note as it was stored", schema: .named("NoteAdded")),
            work: .performing { call in
                AddNote(
                    try call.reference(), text: call.body["text"]?.string ?? "", key: try call.requestKey(AddNote.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/assignment", operationID: "assignCase",
            summary: "Give the case to somebody, take it, or put it back into the queue", headers: [.key],
            body: .request([
                .init(
                    "assignee", .anything(note: "The id of a member of staff; null puts the case back."), required: true
                ),
                .init("words", .text(limit: 10_000, note: "What the next one must know; shown to him first.")),
            ]),
            response: shown, work: .performing(assign)),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/status", operationID: "changeStatus",
            summary: "Move the case to another status; CLOSED takes an outcome", headers: [.key, .ifMatch],
            body: .request([
                .init("status", Documents.code("case_status"), required: true, alsoKnownAs: ["case_status"]),
                .init("outcome", Documents.code("outcome", note: "For CLOSED; that of the playbook when absent.")),
            ]),
            response: shown, work: .signed(changeStatus)),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/scam-type", operationID: "changeScamType",
            summary: "Correct the kind of scam: the case goes on in its playbook, and nothing is asked twice",
            query: [.language], headers: [.key],
            body: .request([.init("scam_type", Documents.code("scam_type"), required: true)]),
            response: .init(status: .ok, note: "The guide after it", schema: .named("Guide")), work: .performing(retype)
        ),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/reveals", operationID: "revealField",
            summary: "One field of one person unmasked, for a purpose; the audit entry is committed first",
            isLook: true,
            body: .request([
                .init("field", Documents.code("party_field"), required: true, alsoKnownAs: ["party_field"]),
                .init("purpose", Documents.code("reveal_purpose"), required: true, alsoKnownAs: ["reveal_purpose"]),
                .init("party", .number(1...99, note: "The number of the person; the victim when absent.")),
            ]),
            response: .init(status: .ok, note: "The value", schema: .named("Revealed")), work: .performing(reveal)),
        Route(
            method: .get, pattern: "/v1/cases/{ref}/handout", operationID: "makeHandout",
            summary: "The victim's own plan: as text, as a page for print, or as a PDF with the body in base 64",
            query: [
                .language,
                Parameter(name: "format", schema: Schema(.text(limit: nil), codes: ["text", "html", "pdf"])),
            ],
            response: .init(status: .ok, note: "The plan", schema: .named("Handout")), work: .performing(handout)),
        Route(
            method: .get, pattern: "/v1/cases/{ref}/timeline", operationID: "listCaseEntries",
            summary: "The audit entries of the case; for those who may audit",
            query: [
                Parameter(name: "after", schema: .number()), Parameter(name: "limit", schema: .number(1...10_000)),
            ],
            response: .init(status: .ok, note: "The entries, oldest first", schema: .named("Entries")),
            work: .performing { call in
                ListEntries(
                    reference: try call.reference(), after: Int64(try call.number("after") ?? -1),
                    limit: try call.number("limit") ?? 100)
            }),
    ]

    @Sendable private static func assign(_ call: Call) throws -> AssignCase {
        let staff: String?
        switch call.body["assignee"] {
        case .string(let text): staff = text
        case .null: staff = nil
        default: throw Problem.badInput(pointer: "/assignee", "It must be a text or null.")
        }
        return AssignCase(
            try call.reference(), to: staff, words: call.body["words"]?.string,
            key: try call.requestKey(AssignCase.name))
    }

    @Sendable private static func changeStatus(_ call: Call, _ actor: Actor) async throws -> Reply {
        let status = try CaseStatus.parse(call.body["status"]?.string ?? "")
        let (reference, revision) = (try call.reference(), try call.expectedRevision())
        let outcome = try call.body["outcome"]?.string.map { try Outcome.parse($0) }
        if status == .closed {
            let close = CloseCase(
                reference, outcome: outcome, expectedRevision: revision, key: try call.requestKey(CloseCase.name))
            return Reply(try await call.desk.perform(close, by: actor))
        }
        if outcome != nil { throw Problem.badInput(pointer: "/outcome", "An outcome belongs to CLOSED only.") }
        let change = ChangeStatus(
            reference, to: status, expectedRevision: revision, key: try call.requestKey(ChangeStatus.name))
        return Reply(try await call.desk.perform(change, by: actor))
    }

    @Sendable private static func reveal(_ call: Call) throws -> RevealField {
        RevealField(
            try call.reference(), party: Int(call.body["party"]?.int ?? 1),
            field: try PartyField.parse(call.body["field"]?.string ?? ""),
            purpose: try RevealPurpose.parse(call.body["purpose"]?.string ?? ""))
    }

    @Sendable private static func retype(_ call: Call) throws -> ChangeScamType {
        ChangeScamType(
            try call.reference(), to: try ScamType.parse(call.body["scam_type"]?.string ?? ""), language: call.language,
            key: try call.requestKey(ChangeScamType.name))
    }

    @Sendable private static func handout(_ call: Call) throws -> MakeHandout {
        let word = call.parameter("format") ?? "text"
        guard let format = MakeHandout.Format(rawValue: word) else {
            throw Problem.badInput([.init(place: .parameter("format"), detail: "format is text, html or pdf.")])
        }
        return MakeHandout(try call.reference(), language: call.language, format: format)
    }
}
