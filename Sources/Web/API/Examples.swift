internal import Canonical
internal import HTTPTypes

/// Requests that work, for the document: a test sends each of them to a desk that has one case.
///
/// What is not here is made of the examples and codes of the route's own schema.
enum Examples {
    /// The case that the examples are about.
    static let reference = "26-000001-7"

    /// Another case, which need not be there.
    private static let other = "26-000099-6"

    private static let bodies: JSON.Members = [
        "openCase": [
            "channel": "HOTLINE", "language": "ru", "jurisdiction": "RU", "scam": "SAFE_ACCOUNT",
            "phone": "+79281234567", "paid": ["SBP:150000:RUB:2026-11-22T10:30:00+03:00"],
        ],
        "searchCases": ["phone": "+79281234567"], "takeNextCase": [:],
        "addPayment": ["payment": "SBP:150000:RUB:2026-11-22T10:30:00+03:00", "state": "COMPLETED"],
        "changePayment": ["state": "COMPLETED"],
        "addIndicator": ["indicator": "PHONE:+79281234567", "confidence": "HIGH"],
        "makeReferral": ["target": "BANK_SENDER", "consent": true, "package": ["statement"]],
        "answerReferral": ["state": "ACCEPTED"],
        "recordConsent": ["given": true],
        "logContact": ["channel": "HOTLINE", "direction": "IN", "seconds": 240],
        "recordResult": ["step": "m0_open_safety/greet", "result": "done"],
        "correctAnswer": ["step": "safe_now", "answer": "safe", "reason": "Misheard", "preview": true],
        "recordEvent": ["event": "bank.reply"], "raiseInterrupt": ["interrupt": "caller_gone"],
        "addNote": ["text": "The caller will ring again at noon."],
        "assignCase": ["assignee": "agent"],
        "addParty": ["role": "TRUSTED_PERSON", "name": "Anna", "relation": "daughter"],
        "changeParty": ["email": "maria@example.org"],
        "changeSafety": ["safe": true, "reason": "She is at the bank."],
        "linkCase": ["other": .string(other), "kind": "SAME_SCAMMER"], "mergeCase": ["into": .string(other)],
        "addAccess": ["kind": "GOV_PORTAL", "state": "LOST", "lost_at": "now"],
        "changeAccess": ["state": "SECURED", "confirmed": "AGENT_SAW"],
        "addLoan": ["loan": "MFO:60000:RUB", "signed_at": "now"], "changeLoan": ["refused_at": "now"],
        "requestAction": ["action": "CLEAR_FORWARDING", "reason": "Her calls go to a stranger."],
        "decideAction": ["approve": true], "completeAction": ["done": true, "result": "Order 4711"],
        "changeStatus": ["status": "WAIT_VICTIM"], "changeScamType": ["scam_type": "PHISHING"],
        "revealField": ["field": "PHONE", "purpose": "CALL_BACK"],
        "placeHold": ["reason": "POLICE"], "requestErasure": ["basis": "SUBJECT_REQUEST"],
        "decideErasure": ["approve": true], "exportPerson": ["phone": "+79281234567"],
        "importPlaybooks": ["files": [["name": "small.yaml", "text": "format: 1\n"]]],
        "putPlaybook": ["text": "format: 1\n"], "publishPlaybook": [:],
        "migrateCases": ["to": "1.4.0", "dry_run": true],
        "recordFollowUp": ["reached": true], "runRetention": ["dry_run": true],
        "setRetention": ["days": 1825, "duty_days": 1825],
        "approveParameters": ["digest": "0d33276a0841abe062e7c19f31e054c508178f63ad2d9b912b39aa3761ea6165"],
        "adoptParameters": ["files": [["name": "ours.yaml", "text": "parameters: RU\n"]]],
        "issueToken": ["role": "AGENT", "name": "anna.petrova", "expires_in_days": 90],
        "importCases": [
            "lines": [
                [
                    "channel": "PARTNER_BANK", "language": "ru", "jurisdiction": "RU", "scam": "SAFE_ACCOUNT",
                    "external_id": "bank-4711",
                ]
            ]
        ],
        "startConversation": [
            "conversation": "chat-4711", "channel": "CHATBOT", "language": "ru", "jurisdiction": "RU",
            "text": "Мне звонили из банка.",
        ],
        "converse": ["text": "Деньги ушли вчера."], "handOver": ["text": "Ничего не понимаю."],
        "addWebhook": ["url": "https://hooks.example.org/redress", "kinds": ["case.opened", "case.closed"]],
        "retryWebhook": [:],
        "addStaff": ["staff": "boris.orlov", "name": "Boris Orlov", "roles": ["AGENT"]],
    ]
    private static let paths: [String: [String: String]] = [
        "removeWebhook": ["id": "w-0123456789ab"], "rotateWebhook": ["id": "w-0123456789ab"],
        "testWebhook": ["id": "w-0123456789ab"], "retryWebhook": ["id": "w-0123456789ab"],
        "listDeliveries": ["id": "w-0123456789ab"],
        "revokeToken": ["id": "t-0123456789abcdef"], "disableStaff": ["id": "boris.orlov"],
        "unlinkCase": ["other": other, "kind": "SAME_SCAMMER"], "unmergeCase": ["into": other],
        "releaseHold": ["id": "h-0123456789abcdef"], "prove": ["entry": reference], "codeList": ["list": "outcome"],
        "showConversation": ["conversation": "chat-4711"], "converse": ["conversation": "chat-4711"],
        "handOver": ["conversation": "chat-4711"],
    ]
    private static let queries: [String: [(name: String, value: String)]] = [
        "readAttachment": [("purpose", "INVESTIGATION")],
        "watchChanges": [("seconds", "1")],
        "explainStep": [("step", "safe_now")],
        "proveReceipt": [("receipt", "9ROC6DO70ZAgO7OuYGhHRdvvwbbcYrV0mwQGR7FJbUk=")],
    ]

    static func body(of route: Route) -> JSON? {
        if let name = route.operationID, let body = bodies[name] { return body }
        return route.body?.sample
    }

    static func text(of route: Route) -> JSON? { body(of: route)?["text"] }

    /// What stands behind the question mark.
    static func query(of route: Route) -> [(name: String, value: String)] {
        route.operationID.flatMap { queries[$0] } ?? []
    }

    /// What stands for a variable part of the path.
    static func pathValue(_ name: String, of route: Route) -> String? {
        if let operation = route.operationID, let value = paths[operation]?[name] { return value }
        if name == "ref" { return reference }
        if name == "id", route.pattern.contains("/playbooks/") { return "safe-account" }
        if ["a", "b", "c", "d"].contains(name) { return "000" }
        let schema = PathParameters.schema(of: name)
        return schema.sample?.string ?? schema.sample?.int.map(String.init)
    }
}
