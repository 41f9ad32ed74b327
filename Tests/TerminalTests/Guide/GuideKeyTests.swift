import Canonical
import Testing

@testable import Terminal

@Suite struct GuideKeyTests {
    private static let answers: [(JSON, Key, JSON)] = [
        (Sample.verbatim, .enter, ["result": "done"]), (Sample.dialBank, .character("d"), ["result": "done"]),
        (Sample.dialBank, .character("в"), ["result": "done"]), (Sample.dialBank, .enter, ["result": "done"]),
        (Sample.consent, .character("1"), ["answer": "yes"]), (Sample.consent, .character("2"), ["answer": "no"]),
        (Sample.consent, .character("y"), ["answer": "yes"]), (Sample.consent, .character("Д"), ["answer": "yes"]),
        (Sample.consent, .character("n"), ["answer": "no"]), (Sample.consent, .character("н"), ["answer": "no"]),
        (Sample.consent, .character("т"), ["answer": "no"]), (Sample.moneyWay, .character("2"), ["answer": "atm"]),
        (Sample.moneyWay, .character("u"), ["answer": "unknown"]),
        (Sample.moneyWay, .character("г"), ["answer": "unknown"]),
        (Sample.decide, .character("2"), ["choose": 1]), (Sample.review, .enter, ["result": "done"]),
        (Sample.amount, .alt("u"), ["answer": "unknown"]), (Sample.amount, .alt("к"), ["answer": "refused"]),
    ]

    @Test(arguments: answers)
    func `one key answers`(_ step: JSON, _ key: Key, _ report: JSON) {
        var model = Sample.model([step])
        #expect(model.press(key) == .perform(.record(step: step["path"]?.string ?? "", report: report)))
    }

    @Test(arguments: [
        Key.character("9"), .character("r"), .character("q"), .enter, .paste("1"), .left, .character("c"),
        .character("x"),
    ])
    func `a key that means nothing does nothing`(_ key: Key) {
        var model = Sample.model([Sample.moneyWay])
        #expect(model.press(key) == .none)
        #expect(model.mode == .step)
    }

    @Test func `a typed answer is what stands in the line`() {
        var model = Sample.model([Sample.amount])
        #expect(model.press(.enter) == .none)
        model.type("150000 RUx")
        model.press(.backspace, .character("B"))
        #expect(model.press(.enter) == .perform(.record(step: "amount", report: ["answer": "150000 RUB"])))
    }

    @Test func `Escape gives the keys of a typed question to the hot keys and Enter takes them back`() {
        var model = Sample.model([Sample.amount])
        model.type("15")
        model.press(.escape, .character("w"))
        #expect(model.showsWhy)
        #expect(
            model.press(.character("i"), .character("0"), .enter)
                == .perform(.record(step: "amount", report: ["answer": "150"])))
    }

    @Test func `letters are hot keys in an empty line for numbers`() {
        var step = Sample.amount.object ?? [:]
        step["answer"] = ["type": "integer", "range": ["min": 0, "max": 3], "allow": ["unknown"]]
        var model = Sample.model([.object(step)])
        model.press(.character("ц"))
        #expect(model.showsWhy)
        #expect(model.type("u") == .perform(.record(step: "amount", report: ["answer": "unknown"])))
    }

    @Test func `a time is sent with the offset of the place`() {
        var step = Sample.amount.object ?? [:]
        step["answer"] = ["type": "timestamp"]
        var model = Sample.model([.object(step)])
        model.type("9:30")
        #expect(model.press(.enter) == .perform(.record(step: "amount", report: ["answer": "2026-11-22T06:30:00Z"])))
    }

    @Test(arguments: [("c", "cannot"), ("с", "cannot"), ("n", "not_needed"), ("т", "not_needed")])
    func `a way out of an action needs a reason`(_ key: Character, _ result: String) {
        var model = Sample.model([Sample.dialBank])
        model.press(.character(key), .enter)
        #expect(model.notice?.isError == true)
        model.type("no answer")
        #expect(
            model.press(.enter)
                == .perform(.record(step: "dial_bank", report: ["result": .string(result), "reason": "no answer"])))
        model = Sample.model([Sample.dialBank])
        model.press(.character(key), .escape)
        #expect(model.mode == .step)
    }

    @Test func `items of a list are marked, excused and saved together`() {
        var model = Sample.model([Sample.checklist])
        #expect(model.press(.enter) == .none)
        model.press(.character("1"))
        #expect(model.notice?.text == model.words.alreadySaved)
        model.press(.character("2"), .character("2"), .character("2"), .character("x"), .character("3"))
        model.type("no phone")
        model.press(.enter)
        #expect(model.marks["close_list"] == ["remote": "", "word": "no phone"])
        #expect(
            model.press(.enter)
                == .perform(.record(step: "close_list", report: ["items": ["remote": "done", "word": "no phone"]])))
    }

    @Test func `several options are marked over pages and saved in their order`() {
        var model = Sample.model([Sample.banks])
        model.press(.character("0"), .character("2"), .character("0"), .character("1"))
        #expect(model.press(.enter) == .perform(.record(step: "banks", report: ["answer": ["b1", "b11"]])))
    }

    @Test func `another choice than the recommended one needs a reason`() {
        var model = Sample.model([Sample.decide])
        model.press(.character("1"))
        model.type("asked for it")
        #expect(
            model.press(.enter)
                == .perform(.record(step: "which_way", report: ["choose": 0, "reason": "asked for it"])))
    }

    @Test func `a referral needs consent and may have a number`() {
        var model = Sample.model([Sample.refer])
        model.press(.enter)
        #expect(model.mode == .consent)
        model.press(.enter)
        #expect(model.mode == .consent)
        #expect(
            model.press(.character("д"), .enter) == .perform(.record(step: "to_bank", report: ["result": "referred"])))
        model = Sample.model([Sample.refer])
        model.press(.character("d"), .character("y"))
        model.type("77-1")
        #expect(
            model.press(.enter)
                == .perform(.record(step: "to_bank", report: ["result": "referred", "reference": "77-1"])))
        model = Sample.model([Sample.refer])
        model.press(.enter, .character("н"))
        model.type("no")
        #expect(
            model.press(.enter) == .perform(.record(step: "to_bank", report: ["result": "cannot", "reason": "no"])))
    }

    @Test func `danger has the first key in every mode`() {
        for keys: [Key] in [
            [], [.character("m"), .character("x")], [.character("m"), .character("x"), .escape], [.character("c")],
            [.character("!")], [.character("b")], [.character("b"), .character("1")], [.character("k")],
            [.character("k"), .character("1")],
        ] {
            var model = Sample.model([Sample.dialBank], trail: Sample.trail, kinds: Sample.kinds)
            for key in keys { model.press(key) }
            #expect(model.press(.function(1)) == .perform(.interrupt("danger")))
        }
        var model = Sample.model([Sample.dialBank])
        #expect(model.press(.character("!"), .character("2")) == .perform(.interrupt("caller_gone")))
        #expect(
            Sample.model([Sample.dialBank]).guide.interrupts.map(\.id) == ["danger", "caller_gone", "scam_goes_on"])
    }

    @Test(arguments: [
        Sample.verbatim, Sample.dialBank, Sample.consent, Sample.amount, Sample.moneyWay, Sample.banks,
        Sample.checklist, Sample.decide, Sample.refer, Sample.review,
    ])
    func `danger has the first key at every kind of step`(_ step: JSON) {
        for first in [Key.enter, .character("1"), .character("x"), .escape, .character("?")] {
            var model = Sample.model([step])
            // A key that sent something waits for its answer; one that opened something does not shut danger out.
            guard case .perform = model.press(first) else {
                #expect(model.press(.function(1)) == .perform(.interrupt("danger")))
                continue
            }
            _ = model.receive(.guide(Sample.document([step])))
            #expect(model.press(.function(1)) == .perform(.interrupt("danger")))
        }
    }

    @Test(arguments: ["k", "л"] as [Character])
    func `a wrong first guess is changed: a key, the kind, yes`(_ key: Character) {
        var model = Sample.model([Sample.dialBank], language: "ru", kinds: Sample.kinds)
        model.press(.character(key))
        #expect(model.mode == .kinds(nil))
        // Eleven kinds are two pages.
        model.press(.character("0"), .character("2"))
        #expect(model.mode == .kinds(Sample.kinds[10]))
        model.press(.character("н"))
        #expect(model.mode == .kinds(nil))
        #expect(model.press(.character("1"), .character("д")) == .perform(.retype("KIND_10")))
        _ = model.receive(.guide(Sample.document([Sample.consent], more: ["title": "Другой план"])))
        #expect(model.mode == .step && model.step?.path == "consent")
        #expect(model.notice?.text.contains("Другой план") == true)
    }

    @Test func `the kind of scam is changed on purpose only, and a refusal is told`() {
        var model = Sample.model([Sample.dialBank], kinds: Sample.kinds)
        #expect(model.press(.character("k"), .character("3"), .escape, .escape) == .none)
        #expect(model.mode == .step)
        _ = model.press(.character("k"), .character("1"), .character("y"))
        _ = model.receive(.failed(sentence: "No playbook fits.", isRetryable: false))
        #expect(model.mode == .step && model.notice == .init(text: "No playbook fits.", isError: true))
        // Where the desk offers no kinds, and in a closed case, the key means nothing.
        model = Sample.model([Sample.dialBank])
        model.press(.character("k"))
        #expect(model.mode == .step)
        model = Sample.model([], more: ["ended": true, "status": "CLOSED"], kinds: Sample.kinds)
        model.press(.character("k"))
        #expect(model.mode == .step)
    }

    @Test func `other open steps are a key away and keep what was typed`() {
        var model = Sample.model([Sample.amount, Sample.dialBank])
        model.type("15")
        model.press(.tab)
        #expect(model.path == "dial_bank")
        model.press(.down)
        #expect(model.path == "amount")
        #expect(model.draft.text == "15")
        model.press(.up)
        #expect(model.path == "dial_bank")
    }

    @Test func `why and more are shown and hidden`() {
        var model = Sample.model([Sample.consent])
        model.press(.character("w"), .character("?"))
        #expect(model.showsWhy && model.showsDetail)
        model.press(.character("ц"), .character(","))
        #expect(!model.showsWhy && !model.showsDetail)
    }

    @Test func `a note has lines, is sent by Ctrl-D and thrown away only on purpose`() {
        var model = Sample.model([Sample.dialBank])
        model.press(.character("ь"))
        model.type("one")
        model.press(.enter, .character("2"), .escape, .character("n"))
        #expect(model.press(.control("d")) == .perform(.note("one\n2")))
        model = Sample.model([Sample.dialBank])
        model.press(.character("m"), .character("x"), .escape, .character("y"))
        #expect(model.mode == .step)
        model.press(.character("m"), .control("d"))
        #expect(model.mode == .step)
    }

    @Test(arguments: [Key.character("p"), .character("з"), .control("c")])
    func `leaving is one key`(_ key: Key) {
        var model = Sample.model([Sample.dialBank])
        #expect(model.press(key) == .leave(.paused))
        #expect(model.press(.control("z")) == .suspend)
        model = Sample.model([], more: ["ended": true])
        #expect(model.press(.enter) == .leave(.finished))
        model = Sample.model([], more: ["ended": true, "status": "CLOSED"])
        #expect(model.press(key) == .leave(.closed))
    }
}
