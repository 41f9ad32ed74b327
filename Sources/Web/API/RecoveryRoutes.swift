internal import Canonical
internal import Casework
internal import Hummingbird

/// What must be won back, and what the operator itself can do for that.
enum RecoveryRoutes {
    private static let moment = Schema.text(limit: 40, note: "RFC 3339, or now.", example: "2026-11-22T10:30:00+03:00")
    private static let shown = Route.Response(
        status: .ok, note: "The case, and what was changed", schema: .named("Case"))
    private static let added = Route.Response(
        status: .created, note: "The case, and what was added", schema: .named("Case"))

    private static let accessMembers: [Schema.Member] = [
        .init("state", Documents.code("access_state"), alsoKnownAs: ["access_state"]), .init("lost_at", moment),
        .init("sessions_ended_at", moment), .init("credentials_changed_at", moment),
        .init("second_factor_at", moment),
        .init("confirmed", Documents.code("confirmed_how"), alsoKnownAs: ["confirmed_how"]),
    ]
    private static let loanMembers: [Schema.Member] = [
        .init("state", Documents.code("loan_state"), alsoKnownAs: ["loan_state"]), .init("lender", .text(limit: 200)),
        .init("lender_number", .text(limit: 200)), .init("signed_at", moment),
        .init("disbursed_to", Documents.code("disbursed_to")), .init("self_ban", .flag()),
        .init("refused_at", moment), .init("disputed_at", moment),
    ]

    static let all: [Route] = [
        Route(
            method: .post, pattern: "/v1/cases/{ref}/access", operationID: "addAccess",
            summary: "Add an account, a number or a device that the scammer got into", headers: [.key],
            body: .request(
                [
                    .init(
                        "kind", Documents.code("access_compromised"), required: true,
                        alsoKnownAs: ["access_compromised"])
                ] + accessMembers), response: added,
            work: .performing { call in
                RecordAccess(
                    try call.reference(), kind: try AccessKind.parse(call.text("kind")), try accessDetails(call),
                    key: try call.requestKey(RecordAccess.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/access/{no}", operationID: "changeAccess",
            summary: "Tell how far it was won back", headers: [.key], body: .request(accessMembers), response: shown,
            work: .performing { call in
                RecordAccess(
                    try call.reference(), number: try call.part("access"), try accessDetails(call),
                    key: try call.requestKey(RecordAccess.name))
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/loans", operationID: "addLoan",
            summary: "Add a loan in the victim's name; the answer tells until when it can be refused", headers: [.key],
            body: .request(
                [
                    .init(
                        "loan", .text(limit: 80, example: "MFO:60000:RUB"), required: true, alsoKnownAs: ["lender_type"]
                    )
                ] + loanMembers),
            response: added,
            work: .performing { call in
                try RecordLoan(
                    try call.reference(), call.text("loan"), try loanDetails(call),
                    key: try call.requestKey(RecordLoan.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/loans/{no}", operationID: "changeLoan",
            summary: "Tell what became of a loan", headers: [.key], body: .request(loanMembers), response: shown,
            work: .performing { call in
                RecordLoan(
                    try call.reference(), number: try call.part("loan"), try loanDetails(call),
                    key: try call.requestKey(RecordLoan.name))
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/actions", operationID: "requestAction",
            summary: "Ask that the operator do something; what takes a number or money away waits for a second person",
            headers: [.key],
            body: .request([
                .init("action", Documents.code("operator_action"), required: true, alsoKnownAs: ["operator_action"]),
                .init("reason", .text(limit: 1_000)),
            ]), response: added,
            work: .performing { call in
                RequestAction(
                    try call.reference(), try OperatorAction.parse(call.text("action")),
                    reason: call.body["reason"]?.string, key: try call.requestKey(RequestAction.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/actions/{no}/decision", operationID: "decideAction",
            summary: "Approve or refuse it, by another person than who asked", headers: [.key],
            body: .request([.init("approve", .flag(), required: true), .init("reason", .text(limit: 1_000))]),
            response: shown,
            work: .performing { call in
                DecideAction(
                    try call.reference(), number: try number(call), isApproved: call.body["approve"]?.bool ?? false,
                    words: call.body["reason"]?.string, key: try call.requestKey(DecideAction.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/actions/{no}/result", operationID: "completeAction",
            summary: "Tell that it was done, or that it failed", headers: [.key],
            body: .request([
                .init("done", .flag(), required: true),
                .init("result", .text(limit: 1_000, note: "The number of the order, or why not.")),
            ]), response: shown,
            work: .performing { call in
                CompleteAction(
                    try call.reference(), number: try number(call), isDone: call.body["done"]?.bool ?? false,
                    words: call.body["result"]?.string, key: try call.requestKey(CompleteAction.name))
            }),
    ]

    /// The number of the action, the second variable part of the path.
    private static func number(_ call: Call) throws -> Int {
        guard let number = Int(call.values[1]), (1...32_767).contains(number) else {
            throw DeskError.noSuchPart(reference: call.values[0], part: "action", number: 0)
        }
        return number
    }

    private static func accessDetails(_ call: Call) throws -> RecordAccess.Details {
        func text(_ name: String) -> String? { call.body[name]?.string }
        return try RecordAccess.Details(
            state: text("state"), lostAt: text("lost_at"), sessionsEndedAt: text("sessions_ended_at"),
            credentialsChangedAt: text("credentials_changed_at"), secondFactorAt: text("second_factor_at"),
            confirmed: text("confirmed"))
    }

    private static func loanDetails(_ call: Call) throws -> LoanDetails {
        func text(_ name: String) -> String? { call.body[name]?.string }
        return try LoanDetails(
            state: text("state"), lender: text("lender"), lenderNumber: text("lender_number"),
            signedAt: text("signed_at"), disbursedTo: text("disbursed_to"), isSelfBanned: call.body["self_ban"]?.bool,
            refusedAt: text("refused_at"), disputedAt: text("disputed_at"))
    }
}
