internal import Canonical
internal import Casework
internal import Hummingbird

/// Who belongs to a case beside the victim, and which cases belong together.
enum PeopleRoutes {
    private static let shown = Route.Response(
        status: .ok, note: "The case, and what was changed", schema: .named("Case"))
    private static let added = Route.Response(
        status: .created, note: "The case, and what was added", schema: .named("Case"))

    private static let partyMembers: [Schema.Member] = [
        .init("role", Documents.code("party_role"), alsoKnownAs: ["party_role"]), .init("name", .text(limit: 200)),
        .init("phone", .text(limit: 40, example: "+79281234567")),
        .init("email", .text(limit: 254, example: "anna@example.org")),
        .init("relation", .text(limit: 200, note: "Who he is to the victim.", example: "daughter")),
        .init("contact_note", .text(limit: 500, note: "When and how he can be called.")),
        .init("auth_level", Documents.code("auth_level")), .init("age_band", Documents.code("age_band")),
        .init("jurisdiction", .text(limit: 10, note: "For a phone without a country code; RU when absent.")),
    ]

    static let all: [Route] = [
        Route(
            method: .post, pattern: "/v1/cases/{ref}/parties", operationID: "addParty",
            summary: "Add somebody beside the victim", headers: [.key], body: .request(partyMembers), response: added,
            work: .performing { call in
                AddParty(
                    try call.reference(), try partyDetails(call), key: try call.requestKey(AddParty.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/parties/{no}", operationID: "changeParty",
            summary: "Correct what is known of a person, or take back what was written by mistake", headers: [.key],
            body: .request(
                partyMembers + [
                    .init(
                        "clear",
                        .list(Documents.code("party_field"), note: "Fields that are gone from the store at once."),
                        alsoKnownAs: ["party_field"])
                ]), response: shown,
            work: .performing { call in
                let fields = (call.body["clear"]?.array ?? []).compactMap(\.string)
                return ChangeParty(
                    try call.reference(), number: try call.part("person"), try partyDetails(call),
                    clearing: try fields.map { try PartyField.parse($0) }, key: try call.requestKey(ChangeParty.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/safety", operationID: "changeSafety",
            summary: "Say whether the person can be contacted without danger", headers: [.key],
            body: .request([
                .init("safe", .flag(), required: true), .init("reason", .text(limit: 1_000), required: true),
            ]), response: shown,
            work: .performing { call in
                ChangeSafety(
                    try call.reference(), isSafe: call.body["safe"]?.bool ?? false, reason: call.text("reason"),
                    key: try call.requestKey(ChangeSafety.name))
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/links", operationID: "linkCase",
            summary: "Say that two cases belong together", headers: [.key], body: .request(linkMembers),
            response: added,
            work: .performing { try link($0, isRemoved: false) }),
        Route(
            method: .delete, pattern: "/v1/cases/{ref}/links/{other}/{kind}", operationID: "unlinkCase",
            summary: "Say that two cases do not belong together after all", headers: [.key], response: shown,
            work: .performing { call in
                LinkCases(
                    try call.reference(), try CaseReference.read(call.values[1]),
                    kind: try LinkKind.parse(call.values[2]), isRemoved: true, key: try call.requestKey(LinkCases.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/merge", operationID: "mergeCase",
            summary: "Close the case as merged: its work goes on in another one", headers: [.key],
            body: .request([.init("into", .text(limit: 40, example: "26-000099-6"), required: true)]),
            response: shown, work: .signed { call, actor in try await merge(call, actor, isUndone: false) }),
        Route(
            method: .delete, pattern: "/v1/cases/{ref}/merge/{into}", operationID: "unmergeCase",
            summary: "Undo a merge: the case is open again", headers: [.key], response: shown,
            work: .signed { call, actor in try await merge(call, actor, isUndone: true) }),
    ]

    private static let linkMembers: [Schema.Member] = [
        .init("other", .text(limit: 40, example: "26-000099-6"), required: true, alsoKnownAs: ["reference"]),
        .init("kind", Documents.code("link_kind"), required: true, alsoKnownAs: ["link_kind"]),
    ]

    private static func partyDetails(_ call: Call) throws -> PartyDetails {
        func text(_ name: String) -> String? { call.body[name]?.string }
        return try PartyDetails(
            role: text("role"), name: text("name"), phone: text("phone"), email: text("email"),
            relation: text("relation"), contactNote: text("contact_note"), authLevel: text("auth_level"),
            ageBand: text("age_band"), in: try Jurisdiction.Place.parse(text("jurisdiction") ?? "RU"))
    }

    private static func link(_ call: Call, isRemoved: Bool) throws -> LinkCases {
        LinkCases(
            try call.reference(), try CaseReference.read(call.text("other")),
            kind: try LinkKind.parse(call.text("kind")), isRemoved: isRemoved,
            key: try call.requestKey(LinkCases.name))
    }

    @Sendable private static func merge(_ call: Call, _ actor: Actor, isUndone: Bool) async throws -> Reply {
        let into = isUndone ? call.values[1] : call.text("into")
        let merge = MergeCases(
            try call.reference(), into: try CaseReference.read(into), isUndone: isUndone,
            key: try call.requestKey(MergeCases.name))
        return Reply(try await call.desk.perform(merge, by: actor))
    }
}
