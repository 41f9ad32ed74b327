import Canonical

@testable import Terminal

/// Guide documents as the desk prints them, and models that show them.
enum Sample {
    static let now = Timestamp(seconds: 1_795_331_100)  // 2026-11-22T07:05:00Z

    static let verbatim: JSON = [
        "path": "m2_bank/bank_formula", "kind": "say", "read": "verbatim", "mandatory": true,
        "text":
            "Скажите банку: «Операция без моего добровольного согласия, совершена под обманом; остановите, заблокируйте карты и удалённый доступ, зарегистрируйте обращение».",
        "detail": "Дословно. Перевод под обманом по закону считается операцией без добровольного согласия.",
        "sources": ["RU-04"],
    ]
    static let dialBank: JSON = [
        "path": "dial_bank", "kind": "do", "mandatory": true, "text": "Позвоните в банк по номеру на карте.",
        "detail": "Не соединяйте с номером, который продиктовали.", "sources": [],
        "deadline": ["due_at": .string(now.adding(seconds: 262).description), "state": "running"],
    ]
    static let consent: JSON = [
        "path": "consent", "kind": "ask", "mandatory": true,
        "text": "Можно мне записать это дело и при необходимости передать его банку и полиции?",
        "why": "Без вашего согласия я ничего не передаю.", "sources": ["K"],
        "answer": ["type": "choice", "options": [["value": "yes", "label": "Да"], ["value": "no", "label": "Нет"]]],
    ]
    static let amount: JSON = [
        "path": "amount", "kind": "ask", "mandatory": true, "text": "How much went? A rough figure is fine.",
        "why": "It is needed for the claims. Nobody will judge you by it.", "sources": [],
        "answer": ["type": "money", "allow": ["unknown", "refused"], "range": ["min": 0, "max": 100_000_000_000]],
    ]
    static let moneyWay: JSON = [
        "path": "money_way", "kind": "ask", "mandatory": true, "text": "How did the money leave?", "sources": [],
        "answer": [
            "type": "choice", "allow": ["unknown"],
            "options": [
                ["value": "own_transfer", "label": "Transfer to a stranger"],
                ["value": "atm", "label": "Cash at an ATM"],
            ],
        ],
    ]
    static let banks: JSON = [
        "path": "banks", "kind": "ask", "text": "Which banks?", "sources": [],
        "answer": [
            "type": "choices",
            "options": .array((1...12).map { ["value": .string("b\($0)"), "label": .string("Bank \($0)")] }),
        ],
    ]
    static let checklist: JSON = [
        "path": "close_list", "kind": "checklist", "text": "Before you say goodbye", "mandatory": true, "sources": [],
        "items": [
            ["item": "cards", "text": "Cards are blocked", "required": true, "state": "done"],
            ["item": "remote", "text": "Remote access is removed", "required": true, "state": "open"],
            ["item": "word", "text": "The word is noted", "required": false, "state": "open"],
        ],
    ]
    static let decide: JSON = [
        "path": "which_way", "kind": "decide", "text": "How does the case go on?", "sources": [],
        "choices": [["case": 0, "label": "Police first"], ["case": 1, "label": "Bank first", "recommended": true]],
    ]
    static let refer: JSON = ["path": "to_bank", "kind": "refer", "text": "Pass the case to the bank.", "sources": []]
    static let review: JSON = [
        "path": "second_number", "kind": "ask", "text": "Another number?", "review": true, "sources": [],
        "answer": ["type": "phone"],
    ]

    static func document(_ open: [JSON], trail: [JSON] = [], more: JSON.Members = [:]) -> JSON {
        var members: JSON.Members = [
            "ref": "RD-7K3M-4Q2", "status": "IN_PROGRESS", "priority": "P0",
            "priority_reasons": ["ATTACK_ONGOING", "MONEY_MOVING"], "title": "“Safe account”", "open": .array(open),
            "done": 7, "trail": .array(trail), "ended": false, "outcome": .null,
            "interrupts": [
                ["id": "caller_gone", "label": "The line dropped"], ["id": "danger", "label": "Danger to life"],
                ["id": "scam_goes_on", "label": "The scammers are back"],
            ],
        ]
        members.merge(more) { $1 }
        return .object(members)
    }

    static let trail: [JSON] = [
        ["path": "greet", "kind": "say", "state": "done", "text": "You did the right thing."],
        [
            "path": "safe_now", "kind": "ask", "state": "done", "text": "Are you safe now?", "answer": "safe",
            "takes": [
                "type": "choice",
                "options": [["value": "safe", "label": "Safe"], ["value": "pressed", "label": "Pressed"]],
            ],
        ],
        ["path": "second_number", "kind": "ask", "state": "done", "text": "Another number?", "answer": "+79161234567"],
    ]

    /// A model in a zone three hours east of UTC.
    static func model(
        _ open: [JSON], trail: [JSON] = [], language: String = "en", more: JSON.Members = [:],
        kinds: [ScamKind] = []
    ) -> GuideModel {
        GuideModel(
            document(open, trail: trail, more: more), words: Words(language: language), now: now,
            zone: LocalZone { _ in 10_800 }, kinds: kinds)
    }

    /// Kinds of scam on two pages.
    static let kinds = (1...11).map { ScamKind(code: "KIND_\($0)", label: "Kind \($0)") }
}

extension GuideModel {
    /// Presses keys one after the other; the effect of the last one.
    @discardableResult mutating func press(_ keys: Key...) -> Effect {
        var effect = Effect.none
        for key in keys { effect = handle(key) }
        return effect
    }

    /// Types a text letter by letter.
    @discardableResult mutating func type(_ text: String) -> Effect {
        var effect = Effect.none
        for character in text { effect = handle(.character(character)) }
        return effect
    }
}
