import Canonical
import Testing

@testable import Terminal

@Suite struct GuideReplyTests {
    private let failure = Reply.failed(sentence: "No connection.", isRetryable: true)

    @Test func `keys pressed while something is saved answer nothing`() {
        var model = Sample.model([Sample.consent])
        model.press(.character("1"))
        #expect(model.press(.character("2"), .enter, .function(1)) == .none)
        _ = model.receive(.guide(Sample.document([Sample.moneyWay])))
        #expect(model.path == "money_way")
        #expect(model.inFlight == nil)
    }

    @Test func `a typed answer stays until it is saved and Enter sends it again`() {
        var model = Sample.model([Sample.amount])
        model.type("15 RUB")
        let sent = model.press(.enter)
        #expect(model.receive(failure) == .none)
        #expect(model.draft.text == "15 RUB")
        #expect(model.notice?.text.contains("Enter") == true)
        #expect(model.press(.enter) == sent)
        _ = model.receive(.guide(Sample.document([Sample.consent])))
        #expect(model.drafts.isEmpty && model.notice == nil)
    }

    @Test func `a key after a failure that edits the line takes the line back`() {
        var model = Sample.model([Sample.amount])
        model.type("15")
        model.press(.enter)
        _ = model.receive(failure)
        model.type("0")
        #expect(model.unsent == nil)
        #expect(model.press(.enter) == .perform(.record(step: "amount", report: ["answer": "150"])))
    }

    @Test func `a refused answer keeps the text, shows why and looks at how things are`() {
        var model = Sample.model([Sample.amount])
        model.type("x")
        model.press(.enter)
        #expect(model.receive(.failed(sentence: "Not an amount.", isRetryable: false)) == .perform(.reload))
        _ = model.receive(.guide(Sample.document([Sample.amount])))
        #expect(model.notice == GuideModel.Notice(text: "Not an amount.", isError: true))
        #expect(model.draft.text == "x")
        let lines = model.render(Size(width: 80, height: 24)).lines.map(\.text)
        let line = lines.firstIndex { $0.contains("> x") } ?? 0
        #expect(lines[line + 1].contains("Not an amount."))
    }

    @Test func `words for a step that somebody else has done stay readable`() {
        var model = Sample.model([Sample.amount])
        model.type("15 RUB")
        model.press(.enter)
        _ = model.receive(.failed(sentence: "Not open.", isRetryable: false))
        _ = model.receive(.guide(Sample.document([Sample.consent])))
        #expect(model.notice?.text == "Not open. Not recorded: 15 RUB")
    }

    @Test func `a note survives a failure and a side path`() {
        var model = Sample.model([Sample.dialBank])
        model.press(.character("m"))
        model.type("kept")
        model.press(.control("d"))
        _ = model.receive(failure)
        #expect(model.press(.enter) == .perform(.note("kept")))
        _ = model.receive(failure)
        model.press(.escape)
        #expect(model.press(.function(1)) == .perform(.interrupt("danger")))
        _ = model.receive(.guide(Sample.document([Sample.verbatim, Sample.dialBank])))
        #expect(model.mode == .step && model.path == "m2_bank/bank_formula")
        model.press(.character("m"))
        #expect(model.press(.control("d")) == .perform(.note("kept")))
        _ = model.receive(.noted(["masked": ["card"]]))
        #expect(model.notice?.text == "The note is saved; masked: card")
        #expect(model.typedAndUnsaved.isEmpty)
    }

    @Test func `the step that is shown stays while it is open, then what has just opened comes`() {
        var model = Sample.model([Sample.verbatim, Sample.dialBank])
        model.press(.tab)
        _ = model.receive(.guide(Sample.document([Sample.verbatim, Sample.dialBank])))
        #expect(model.path == "dial_bank")
        _ = model.receive(.guide(Sample.document([Sample.verbatim, Sample.consent])))
        #expect(model.path == "consent")
        _ = model.receive(.guide(Sample.document([Sample.verbatim])))
        #expect(model.path == "m2_bank/bank_formula")
        _ = model.receive(.guide(Sample.document([])))
        #expect(model.step == nil)
    }

    @Test func `leaving waits for what is under way, and twice does not`() {
        var model = Sample.model([Sample.dialBank])
        model.press(.enter)
        #expect(model.press(.control("c")) == .none)
        #expect(model.receive(.guide(Sample.document([Sample.consent]))) == .leave(.paused))
        model = Sample.model([Sample.dialBank])
        model.press(.enter, .control("c"))
        #expect(model.press(.control("c")) == .leave(.paused))
        #expect(model.lastWords(.paused).contains(model.words.uncertain))
    }

    @Test func `leaving with an answer that could not be sent asks once`() {
        var model = Sample.model([Sample.consent])
        model.press(.character("1"))
        _ = model.receive(failure)
        #expect(model.press(.control("c")) == .none)
        #expect(model.notice?.text == model.words.leaveUnsent)
        #expect(model.press(.control("c")) == .leave(.paused))
        #expect(model.lastWords(.paused).first?.hasPrefix("Not recorded: ") == true)
    }

    @Test func `marks of a list are saved before leaving`() {
        var model = Sample.model([Sample.checklist])
        model.press(.character("2"))
        #expect(
            model.press(.control("c")) == .perform(.record(step: "close_list", report: ["items": ["remote": "done"]])))
        #expect(model.receive(.guide(Sample.document([Sample.checklist]))) == .leave(.paused))
    }

    @Test func `what was typed and not recorded is printed at the end`() {
        var model = Sample.model([Sample.amount])
        model.type("15")
        #expect(model.lastWords(.paused) == ["Not recorded: 15", "Paused. Go on: redress case guide RD-7K3M-4Q2"])
        model.press(.control("u"))
        #expect(model.lastWords(.paused) == ["Paused, everything is saved. Go on: redress case guide RD-7K3M-4Q2"])
        model = Sample.model([Sample.checklist])
        model.press(.character("2"))
        #expect(model.lastWords(.paused).first == "Not recorded: Remote access is removed")
        #expect(model.lastWords(.finished).contains { $0.contains("redress case close RD-7K3M-4Q2") })
    }
}

@Suite struct GuideCorrectionTests {
    private let effect: JSON = [
        "kept": ["greet"], "ask_again": ["second_number"], "review": [], "superseded": [], "opened": [],
    ]

    @Test func `an answer is corrected through preview, reason and confirmation`() {
        var model = Sample.model([Sample.dialBank], trail: Sample.trail)
        model.press(.character("и"), .down, .enter)
        #expect(
            model.press(.character("2"))
                == .perform(.correct(step: "safe_now", answer: "pressed", reason: "", isPreview: true)))
        _ = model.receive(.preview(effect))
        let shown = model.render(Size(width: 80, height: 30)).lines.map(\.text).joined(separator: "\n")
        #expect(shown.contains("Ask again: 1") && shown.contains("Another number?") && shown.contains("Kept: 1"))
        model.press(.enter)
        #expect(model.notice?.text == model.words.reasonNeeded)
        model.type("misheard")
        #expect(model.press(.enter, .enter) == .none)
        #expect(model.press(.escape, .enter) == .none)
        #expect(
            model.press(.character("y"))
                == .perform(.correct(step: "safe_now", answer: "pressed", reason: "misheard", isPreview: false)))
        _ = model.receive(.guide(Sample.document([Sample.dialBank])))
        #expect(model.mode == .step && model.notice?.text == "Corrected.")
    }

    @Test func `whoever left the line to correct something goes on typing afterwards`() {
        var model = Sample.model([Sample.amount], trail: Sample.trail)
        model.press(.escape, .character("b"), .down, .enter, .character("2"))
        _ = model.receive(.preview(effect))
        model.type("misheard")
        model.press(.enter, .character("y"))
        #expect(!model.isLineFocused)
        _ = model.receive(.guide(Sample.document([Sample.amount], trail: Sample.trail)))
        #expect(model.isLineFocused)
        model.press(.character("5"))
        #expect(model.draft.text == "5")
    }

    @Test func `a question that was never seen here is corrected in words`() {
        var model = Sample.model([Sample.dialBank], trail: Sample.trail)
        model.press(.character("b"), .character("1"))
        model.type("+7 999")
        #expect(
            model.press(.enter)
                == .perform(.correct(step: "second_number", answer: "+7 999", reason: "", isPreview: true)))
        _ = model.receive(.failed(sentence: "Not a phone.", isRetryable: false))
        #expect(model.notice?.text == "Not a phone.")
        guard case .correction(let correction) = model.mode else { return #expect(Bool(false)) }
        #expect(correction.line.text == "+7 999")
    }

    @Test func `Escape leads back step by step`() {
        var model = Sample.model([Sample.dialBank], trail: Sample.trail)
        model.press(.character("b"), .character("2"), .character("2"))
        _ = model.receive(.preview(effect))
        model.press(.escape, .escape)
        #expect(model.mode == .history(1))
        model.press(.up, .up)
        #expect(model.mode == .history(0))
        model.press(.escape)
        #expect(model.mode == .step)
    }

    @Test func `there is nothing to correct before the first answer`() {
        var model = Sample.model([Sample.dialBank])
        model.press(.character("b"))
        #expect(model.mode == .step && model.notice != nil)
    }
}

@Suite struct LocalZoneTests {
    private let moscow = LocalZone { _ in 10_800 }

    @Test(arguments: [
        ("12:30", "2026-11-22T09:30:00Z"), ("9:05", "2026-11-22T06:05:00Z"),
        ("2026-01-10 01:00", "2026-01-09T22:00:00Z"),
        ("2026-01-10T12:30:15", "2026-01-10T09:30:15Z"), ("2026-01-10T12:30:15Z", "2026-01-10T12:30:15Z"),
        ("now", "now"), ("25:99", "25:99"), ("", ""),
    ])
    func `a typed time gets the offset of the place`(_ typed: String, _ sent: String) {
        #expect(moscow.completed(typed, now: Sample.now) == sent)
    }

    @Test func `a moment of another day has its day`() {
        #expect(moscow.clockText(Sample.now, now: Sample.now) == "10:05")
        #expect(moscow.clockText(Sample.now.adding(seconds: 86_400), now: Sample.now) == "2026-11-23 10:05")
    }
}
