internal import Canonical
internal import Casework
internal import Hummingbird

/// What a case holds beside its playbook: payments, indicators, referrals, consents, contacts; and the next of the queue.
enum OutwardRoutes {
    private static let moment = Schema.text(limit: 40, note: "RFC 3339, or now.", example: "2026-11-22T10:30:00+03:00")
    private static let shown = Route.Response(
        status: .ok, note: "The case, and what was changed", schema: .named("Case"))
    private static let added = Route.Response(
        status: .created, note: "The case, and what was added", schema: .named("Case"))

    private static let paymentMembers: [Schema.Member] = [
        .init("state", Documents.code("tx_state"), alsoKnownAs: ["tx_state"]),
        .init("authorised", Documents.code("authorised_by_victim"), alsoKnownAs: ["authorised_by_victim"]),
        .init("returned", .text(limit: 20, note: "What came back, in the units of the currency.", example: "1500.50")),
        .init("bank_told_at", moment), .init("bank_notice_at", moment), .init("claimed_at", moment),
        .init("cross_border", .flag()),
    ]

    static let all: [Route] = [
        Route(
            method: .post, pattern: "/v1/cases/next", operationID: "takeNextCase",
            summary: "Take the most urgent case that nobody has: found and assigned in one move", headers: [.key],
            body: .request([.init("language", .text(limit: 10, note: "Only people who speak it.", example: "ru"))]),
            response: shown,
            work: .performing { call in
                TakeNext(
                    language: call.body["language"]?.string, key: try call.requestKey(TakeNext.name))
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/payments", operationID: "addPayment",
            summary: "Add a payment; its clocks are in the answer", headers: [.key],
            body: .request(
                [
                    .init(
                        "payment", .text(limit: 200, example: "SBP:150000:RUB:2026-11-22T10:30:00+03:00"),
                        required: true,
                        alsoKnownAs: ["paid", "payment_rail"])
                ] + paymentMembers),
            response: added,
            work: .performing { call in
                AddPayment(
                    try call.reference(), call.text("payment"), details: try paymentDetails(call),
                    key: try call.requestKey(AddPayment.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/payments/{no}", operationID: "changePayment",
            summary: "Tell what became of a payment", headers: [.key, .ifMatch], body: .request(paymentMembers),
            response: shown,
            work: .performing { call in
                ChangePayment(
                    try call.reference(), number: try call.part("payment"), details: try paymentDetails(call),
                    expectedRevision: try call.expectedRevision(), key: try call.requestKey(ChangePayment.name))
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/indicators", operationID: "addIndicator",
            summary: "Add what identifies the scammer; the answer says in how many cases it was seen", headers: [.key],
            body: .request([
                .init(
                    "indicator", .text(limit: 600, example: "PHONE:+79281234567"), required: true,
                    alsoKnownAs: ["indicator_type"]),
                .init("confidence", Documents.code("indicator_confidence"), alsoKnownAs: ["indicator_confidence"]),
                .init("victims_own", .flag(note: "Kept, and never counted against anybody.")),
            ]),
            response: added,
            work: .performing { call in
                AddIndicator(
                    try call.reference(), call.text("indicator"),
                    confidence: try call.body["confidence"]?.string.map { try IndicatorConfidence.parse($0) }
                        ?? .medium,
                    isVictimsOwn: call.body["victims_own"]?.bool ?? false, key: try call.requestKey(AddIndicator.name))
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/referrals", operationID: "makeReferral",
            summary: "Hand the case to somebody outside; refused without the person's consent", headers: [.key],
            body: .request([
                .init("target", Documents.code("referral"), required: true, alsoKnownAs: ["referral"]),
                .init("consent", .flag(note: "The person has just allowed it.")),
                .init("package", .list(.text(limit: 100, example: "statement"), note: "What goes along.")),
                .init("external_number", .text(limit: 200, note: "The number that the other side gave.")),
                .init("due_at", .text(limit: 40, example: "2026-11-25T09:00:00Z")),
            ]),
            response: added, work: .performing(refer)),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/referrals/{no}", operationID: "answerReferral",
            summary: "Write down what the other side answered", headers: [.key],
            body: .request([
                .init("state", Documents.code("referral_state"), required: true, alsoKnownAs: ["referral_state"]),
                .init("reply", .text(limit: 10_000)),
            ]),
            response: shown,
            work: .performing { call in
                AnswerReferral(
                    try call.reference(), number: try call.part("referral"),
                    state: try ReferralState.parse(call.text("state")), words: call.body["reply"]?.string,
                    key: try call.requestKey(AnswerReferral.name))
            }),
        Route(
            method: .put, pattern: "/v1/cases/{ref}/consents/{purpose}", operationID: "recordConsent",
            summary: "Write down what a person allowed, or took back", headers: [.key],
            body: .request([
                .init("given", .flag(), required: true),
                .init("party", .number(1...99, note: "The number of the person; the victim when absent.")),
            ]),
            response: shown,
            work: .performing { call in
                RecordConsent(
                    try call.reference(), try ConsentPurpose.parse(call.values.last ?? ""),
                    party: Int(call.body["party"]?.int ?? 1), isWithdrawn: call.body["given"]?.bool == false,
                    key: try call.requestKey(RecordConsent.name))
            }),
        Route(
            method: .post, pattern: "/v1/cases/{ref}/contacts", operationID: "logContact",
            summary: "Write down one conversation", headers: [.key], body: .request(contactMembers), response: added,
            work: .performing(logContact)),
    ]

    private static let contactMembers: [Schema.Member] = [
        .init("channel", Documents.code("intake_channel"), required: true, alsoKnownAs: ["intake_channel"]),
        .init("direction", Documents.code("contact_direction"), required: true, alsoKnownAs: ["contact_direction"]),
        .init("reached", .flag(note: "true when absent.")), .init("seconds", .number(0...86_400)),
        .init("wrap_code", Documents.code("wrap_code")),
        .init("distress_start", .number(0...3)), .init("distress_end", .number(0...3)), .init("csat", .number(1...5)),
        .init("felt_supported", .number(1...5)),
        .init("next_contact_at", .text(limit: 40, example: "2026-11-25T09:00:00Z")),
        .init("summary", .text(limit: 10_000)),
    ]

    private static func paymentDetails(_ call: Call) throws -> PaymentDetails {
        func text(_ name: String) -> String? { call.body[name]?.string }
        return try PaymentDetails(
            state: text("state"), authorised: text("authorised"), returned: text("returned"),
            bankToldAt: text("bank_told_at"), bankNoticeAt: text("bank_notice_at"), claimedAt: text("claimed_at"),
            isCrossBorder: call.body["cross_border"]?.bool)
    }

    @Sendable private static func refer(_ call: Call) throws -> MakeReferral {
        MakeReferral(
            try call.reference(), to: try ReferralTarget.parse(call.text("target")),
            hasConsentNow: call.body["consent"]?.bool ?? false,
            package: (call.body["package"]?.array ?? []).compactMap(\.string),
            externalNumber: call.body["external_number"]?.string, dueAt: call.body["due_at"]?.string,
            key: try call.requestKey(MakeReferral.name))
    }

    @Sendable private static func logContact(_ call: Call) throws -> LogContact {
        func number(_ name: String) -> Int? { call.body[name]?.int.map { Int($0) } }
        let contact = try ContactRecord(
            channel: call.text("channel"), direction: call.text("direction"),
            reached: call.body["reached"]?.bool ?? true,
            seconds: number("seconds"), wrapUp: call.body["wrap_code"]?.string,
            distressStart: number("distress_start"), distressEnd: number("distress_end"), csat: number("csat"),
            feltSupported: number("felt_supported"), nextContactAt: call.body["next_contact_at"]?.string,
            summary: call.body["summary"]?.string)
        return LogContact(try call.reference(), contact, key: try call.requestKey(LogContact.name))
    }
}

extension Call {
    /// A text of the body; empty when it is absent.
    func text(_ name: String) -> String { body[name]?.string ?? "" }

    /// The number of a part of the case, the last part of the path.
    func part(_ name: String) throws -> Int {
        guard let number = values.last.flatMap({ Int($0) }), (1...32_767).contains(number) else {
            throw DeskError.noSuchPart(reference: values.first ?? "", part: name, number: 0)
        }
        return number
    }
}
