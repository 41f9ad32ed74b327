import Canonical
import Testing

@testable import Terminal

/// A wait whose event brings a value is answered like a question.
@Suite struct GuideWaitTests {
    private static let wait: JSON = [
        "path": "bank_reply", "kind": "wait", "text": "Waiting for the bank.", "sources": [],
        "awaits": ["event": "bank.reply", "values": [["name": "o.bank_reply"]]],
        "answer": [
            "type": "choice",
            "options": [["value": "hold_placed", "label": "Held"], ["value": "refused", "label": "Refused"]],
        ],
    ]

    @Test func `its values are on the screen and picked by their numbers`() {
        var model = Sample.model([Self.wait])
        let screen = model.render(Size(width: 80, height: 24)).lines.map(\.text).joined(separator: "\n")
        #expect(screen.contains("WAIT") && screen.contains("Held") && screen.contains("Refused"))
        let effect = model.press(.character("2"))
        #expect(effect == .perform(.record(step: "bank_reply", report: ["answer": "refused"])))
    }

    @Test func `the keys of its values are named at the foot`() {
        let foot = Sample.model([Self.wait]).render(Size(width: 80, height: 24)).lines.map(\.text).suffix(2)
        #expect(foot.joined().contains("1–9 choose") && foot.joined().contains("Enter it has come"))
    }

    private static let several: JSON = [
        "path": "bank_reply", "kind": "wait", "text": "Waiting for the bank.", "sources": [],
        "awaits": [
            "event": "bank.reply",
            "values": [
                [
                    "name": "o.bank_reply",
                    "answer": [
                        "type": "choice",
                        "options": [
                            ["value": "hold_placed", "label": "Held"], ["value": "refused", "label": "Refused"],
                        ],
                    ],
                ], ["name": "o.claim_number", "answer": ["type": "reference"]],
                [
                    "name": "o.asks_for",
                    "answer": [
                        "type": "choices",
                        "options": [
                            ["value": "passport", "label": "Passport"], ["value": "letter", "label": "Letter"],
                        ],
                    ],
                ],
            ],
        ],
    ]

    private func screen(_ model: GuideModel) -> String {
        model.render(Size(width: 80, height: 24)).lines.map(\.text).joined(separator: "\n")
    }

    @Test func `several values are asked for one after the other and recorded at once`() {
        var model = Sample.model([Self.several])
        #expect(model.press(.enter) == .none)
        #expect(screen(model).contains("bank reply (1/3)") && screen(model).contains("Refused"))
        #expect(model.press(.character("1")) == .none)
        #expect(screen(model).contains("claim number (2/3)") && screen(model).contains("Held"))
        model.type("AB-1")
        #expect(model.typedAndUnsaved == ["AB-1", "bank reply: Held"])
        #expect(model.press(.enter) == .none)
        #expect(model.press(.character("2"), .character("1"), .character("2")) == .none)
        #expect(
            model.press(.enter)
                == .perform(
                    .record(
                        step: "bank_reply",
                        report: [
                            "values": [
                                "o.bank_reply": "hold_placed", "o.claim_number": "AB-1", "o.asks_for": ["passport"],
                            ]
                        ])))
    }

    @Test func `values that did not come are passed over, and Escape records nothing`() {
        var model = Sample.model([Self.several])
        #expect(model.press(.enter, .enter) == .none)
        model.type("AB-1")
        #expect(
            model.press(.enter, .enter)
                == .perform(.record(step: "bank_reply", report: ["values": ["o.claim_number": "AB-1"]])))
        var none = Sample.model([Self.several])
        #expect(
            none.press(.enter, .enter, .enter, .enter)
                == .perform(.record(step: "bank_reply", report: ["result": "done"])))
        var left = Sample.model([Self.several])
        #expect(left.press(.enter, .character("1"), .escape) == .none && left.mode == .step)
    }

    @Test func `what came without a value is recorded as done`() {
        var model = Sample.model([Self.wait])
        #expect(
            model.press(.character("d")) == .perform(.record(step: "bank_reply", report: ["result": "done"])))
    }
}
