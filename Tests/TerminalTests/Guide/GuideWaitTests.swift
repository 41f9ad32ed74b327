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

    @Test func `what came without a value is recorded as done`() {
        var model = Sample.model([Self.wait])
        #expect(
            model.press(.character("d")) == .perform(.record(step: "bank_reply", report: ["result": "done"])))
    }
}
