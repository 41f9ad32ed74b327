internal import Canonical
internal import Casework
internal import Hummingbird

/// Holds, erasure and the export of what is held on a person; for compliance.
enum PrivacyRoutes {
    private static let party = Schema.Member(
        "party", .number(1...99, note: "The number of the person; the victim when absent."))
    private static let answer = Schema.answer([.init("ref", .text(), required: true), .init("receipt", .text())])

    static let all: [Route] = [
        Route(
            method: .post, pattern: "/v1/cases/{ref}/holds", operationID: "placeHold",
            summary: "Forbid the erasure of anything of the case",
            body: .request([
                .init("reason", Documents.code("hold_reason"), required: true, alsoKnownAs: ["hold_reason"]),
                .init("until", .text(limit: 40, example: "2027-03-31")),
            ]),
            response: .init(status: .created, note: "The hold", schema: answer),
            work: .performing { call in
                PlaceHold(
                    try call.reference(), reason: try HoldReason.parse(call.body["reason"]?.string ?? ""),
                    until: call.body["until"]?.string)
            }),
        Route(
            method: .delete, pattern: "/v1/cases/{ref}/holds/{id}", operationID: "releaseHold",
            summary: "End a hold that a colleague placed; the id `only` is that of a case's single hold",
            response: .init(status: .ok, note: "It is released", schema: answer),
            work: .performing { call in
                let hold = call.values.last.flatMap { $0 == "only" ? nil : $0 }
                return ReleaseHold(try call.reference(), hold: hold)
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/erasure", operationID: "requestErasure",
            summary: "Ask that a person's data be destroyed; a second person decides",
            body: .request([.init("basis", Documents.code("erasure_basis"), alsoKnownAs: ["erasure_basis"]), party]),
            response: .init(status: .created, note: "The request", schema: answer),
            work: .performing { call in
                RequestErasure(
                    try call.reference(), party: Int(call.body["party"]?.int ?? 1),
                    basis: try call.body["basis"]?.string.map { try ErasureBasis.parse($0) } ?? .subjectRequest)
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/erasure", operationID: "decideErasure",
            summary: "Approve what a colleague asked for, and destroy; or refuse it",
            body: .request([
                .init("approve", .flag(), required: true),
                .init("refusal", Documents.code("erasure_refusal"), alsoKnownAs: ["erasure_refusal"]), party,
            ]),
            response: .init(status: .ok, note: "What became of it", schema: answer), work: .performing(decide)),
        Route(
            method: .get, pattern: "/v1/cases/{ref}/erasure/act", operationID: "showErasureAct",
            summary: "The act on the destruction with the extract of the trail, as text or as a page for print",
            query: [
                .language, Parameter(name: "format", schema: Schema(.text(limit: nil), codes: ["text", "html"])),
                Parameter(
                    name: "party", schema: .number(1...99), note: "The number of the person; the victim when absent."),
                Parameter(
                    name: "organisation", schema: .text(limit: 400),
                    note: "Name and address of the operator, for print."),
            ],
            response: .init(status: .ok, note: "The act", schema: .named("Handout")), work: .performing(act)),
        Route(
            method: .post, pattern: "/v1/privacy/export", operationID: "exportPerson",
            summary: "Everything that is held on one person, by phone or by case", isLook: true,
            body: .request([
                .init("phone", .text(limit: 40, example: "+79281234567")),
                .init("ref", .text(limit: 64, example: "26-000001-7")), party,
            ]),
            response: .init(
                status: .ok, note: "What is held, case by case",
                schema: .answer([.init("cases", .list(.anything()), required: true)])), work: .performing(export)),
    ]

    @Sendable private static func decide(_ call: Call) throws -> DecideErasure {
        var refusal: ErasureRefusal?
        if call.body["approve"]?.bool != true {
            refusal = try ErasureRefusal.parse(call.body["refusal"]?.string ?? "")
        }
        return DecideErasure(
            try call.reference(), party: Int(call.body["party"]?.int ?? 1), refusal: refusal)
    }

    @Sendable private static func act(_ call: Call) throws -> ShowErasureAct {
        guard let format = MakeHandout.Format(rawValue: call.parameter("format") ?? "text") else {
            throw Problem.badInput([.init(place: .parameter("format"), detail: "format is text or html.")])
        }
        return ShowErasureAct(
            try call.reference(), party: try call.number("party") ?? 1, language: call.language ?? "ru", format: format,
            organisation: call.parameter("organisation"))
    }

    @Sendable private static func export(_ call: Call) throws -> ExportPerson {
        let wanted: ExportPerson.Wanted
        if let phone = call.body["phone"]?.string {
            wanted = .phone(try ListCases.phone(phone))
        } else {
            wanted = .party(
                try CaseReference.read(call.body["ref"]?.string ?? ""), Int(call.body["party"]?.int ?? 1))
        }
        return ExportPerson(wanted)
    }
}
