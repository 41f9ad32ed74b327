import Testing

/// An agent who works on one case by script.
struct Call: Sendable {
    let desk: Desk
    let reference: String
    /// Answers by question, told as the person tells them.
    var answers = Call.usual

    static let mariya = ["--phone", "+79281234567", "--name", "Мария Тестова"]

    /// Opens a case of the fake bank.
    static func open(
        _ desk: Desk, _ more: [String] = mariya, scam: String? = "SAFE_ACCOUNT", language: String = "ru"
    ) async throws -> Call {
        let words = ["case", "open", "--channel", "hotline", "--language", language, "--jurisdiction", "RU"]
        let opened = try await desk.ask(words + (scam.map { ["--scam", $0] } ?? []) + more)
        return Call(desk: desk, reference: try #require(opened["ref"]?.text))
    }

    func guide() async throws -> JSON { try await desk.ask("case", "guide", reference) }

    @discardableResult func record(_ step: String, _ words: String...) async throws -> JSON {
        try await desk.ask(["case", "record", reference, step] + words)
    }

    /// Reads out the greeting and says that the caller is safe: two steps, one of them a question.
    @discardableResult func begin() async throws -> JSON {
        try await record("m0_open_safety/greet", "--result", "done")
        return try await record("safe_now", "--answer", "safe")
    }

    /// Goes on until a step is open that `stop` wants, or until the guide is at its end.
    func play(until stop: (JSON) -> Bool = { _ in false }) async throws -> JSON {
        var guide = try await guide()
        for _ in 0..<250 {
            guard let step = guide["open"]?.list.first(where: { $0["kind"] != "wait" }), let path = step["path"]?.text,
                !(guide["open"]?.list ?? []).contains(where: stop)
            else { return guide }
            guide = try await desk.ask(["case", "record", reference, path] + report(for: step, path))
        }
        return guide
    }

    private func report(for step: JSON, _ path: String) -> [String] {
        switch step["kind"]?.text {
        case "ask": ["--answer", answer(step["answer"], path.split(separator: "/").last.map(String.init) ?? path)]
        case "checklist": (step["items"]?.list ?? []).flatMap { ["--item", "\($0["item"]?.text ?? "")=done"] }
        case "decide": ["--choose", "0"]
        case "refer": ["--result", "referred"]
        default: ["--result", "done"]
        }
    }

    /// The woman of 71 of PB01's first scenario: a transfer by SBP, no loan, the bank takes note.
    private func answer(_ answer: JSON?, _ question: String) -> String {
        if let known = answers[question] { return known }
        return switch answer?["type"]?.text {
        case "integer": "0"
        case "money": #"{"minor":15000000,"currency":"RUB"}"#
        case "timestamp": "2026-11-20T06:20:00Z"
        case "phone": "+79161234567"
        case "choice": answer?["options"]?.list.last?["value"]?.text ?? "unknown"
        case "choices": #"["\#(answer?["options"]?.list.first?["value"]?.text ?? "unknown")"]"#
        default: "ромашка"
        }
    }

    private static let usual = [
        "coerced": "no_request", "ongoing": "NONE", "stage": "S4_MONEY_GONE", "which_phone": "other",
        "victim_status": "SELF", "awareness": "AWARE", "consent": "yes", "safe_to_contact": "yes",
        "remote_tool": "no", "asset": "rest", "money_way": "own_transfer", "own_banks": "no", "loan": "no_loan",
        "tx_state": "COMPLETED", "rail": "SBP", "bank_said": "registered", "claim_filed": "no",
        "police_way": "online", "police_accepted": "not_yet", "recovery_offer": "no_offer",
        "next_call": "2027-11-24T09:00:00Z", "close_kind": "helped", "wrap_helped": "RES_PARTIAL_VICTIM_CONTINUES",
    ]
}
